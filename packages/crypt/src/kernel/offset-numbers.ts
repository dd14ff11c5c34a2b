/** A number for some log offsets, in pages of 1,024, so that a million in a row take 8 MB. Holds numbers from 0 to 2^53 - 2. */
export class OffsetNumbers {
  readonly #pages = new Map<number, Float64Array>();

  set(offset: number, value: number): void {
    const at = offset % PAGE;
    const key = (offset - at) / PAGE;
    let page = this.#pages.get(key);
    if (page === undefined) this.#pages.set(key, (page = new Float64Array(PAGE)));
    // 0 is the absent one.
    page[at] = value + 1;
  }

  get(offset: number): number | undefined {
    const at = offset % PAGE;
    const value = this.#pages.get((offset - at) / PAGE)?.[at] ?? 0;
    return value === 0 ? undefined : value - 1;
  }
}

const PAGE = 1_024;
