/** A set of log offsets: a bit each, in pages of 4,096, so that 100 million in a row take 13 MB and few far apart little. */
export class OffsetSet {
  readonly #pages = new Map<number, Uint8Array>();

  /** False when it was in the set already. */
  add(offset: number): boolean {
    const at = offset % PAGE;
    const key = (offset - at) / PAGE;
    let page = this.#pages.get(key);
    if (page === undefined) this.#pages.set(key, (page = new Uint8Array(PAGE / 8)));
    const bits = page[at >> 3] ?? 0;
    page[at >> 3] = bits | (1 << (at & 7));
    return (bits & (1 << (at & 7))) === 0;
  }

  has(offset: number): boolean {
    const at = offset % PAGE;
    const page = this.#pages.get((offset - at) / PAGE);
    return page !== undefined && ((page[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }
}

const PAGE = 4_096;
