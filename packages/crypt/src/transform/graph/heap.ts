export interface Heap {
  readonly push: (number: number) => void;
  readonly pop: () => number | undefined;
  readonly clear: () => void;
}

/** A binary heap of numbers; `pop` gives what `compare` puts first. */
export function createHeap(compare: (left: number, right: number) => number): Heap {
  const items: number[] = [];
  const isBefore = (left: number, right: number): boolean => compare(items[left] ?? 0, items[right] ?? 0) < 0;
  const swap = (left: number, right: number): void => {
    [items[left], items[right]] = [items[right] ?? 0, items[left] ?? 0];
  };
  return {
    push: (number) => {
      items.push(number);
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return first;
      items[0] = last;
      for (let at = 0; ;) {
        const left = 2 * at + 1;
        if (left >= items.length) break;
        const child = left + 1 < items.length && isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(child, at)) break;
        swap(at, child);
        at = child;
      }
      return first;
    },
    clear: () => {
      items.length = 0;
    },
  };
}
