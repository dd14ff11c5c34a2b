// A set of nodes as one byte a node: what a selection combines all the time.

export type Marks = Uint8Array;

export function marksOf(size: number, numbers: Iterable<number>): Marks {
  const marks = new Uint8Array(size);
  for (const number of numbers) marks[number] = 1;
  return marks;
}

/** The marked, in order. */
export function numbersOf(marks: Marks): readonly number[] {
  const numbers: number[] = [];
  for (let number = marks.indexOf(1); number >= 0; number = marks.indexOf(1, number + 1)) numbers.push(number);
  return numbers;
}

export function isEmpty(marks: Marks): boolean {
  return !marks.includes(1);
}

/** A difference is the first without all others. Of none it is empty, and so is the rest. */
export function combineMarks(
  kind: 'union' | 'intersection' | 'difference',
  [first, ...others]: readonly Marks[],
  size: number,
): Marks {
  const combined = first === undefined ? new Uint8Array(size) : new Uint8Array(first);
  for (const other of others)
    for (let number = 0; number < size; number++) {
      if (kind === 'union') combined[number] = (combined[number] ?? 0) | (other[number] ?? 0);
      else if ((other[number] === 1) === (kind === 'difference')) combined[number] = 0;
    }
  return combined;
}
