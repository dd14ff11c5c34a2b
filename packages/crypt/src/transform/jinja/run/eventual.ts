import type { Eventual } from '../values/value.ts';

/** Goes on with a value now when it is there, and later when it is not: a rendering that waits for nothing pays nothing. */
export function follow<T, U>(value: Eventual<T>, next: (value: T) => Eventual<U>): Eventual<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Values of `parts`, one after the other. */
export function all<P, T>(parts: readonly P[], make: (part: P) => Eventual<T>): Eventual<T[]> {
  const values: T[] = [];
  for (let i = 0; i < parts.length; i++) {
    const value = make(parts[i] as P);
    if (value instanceof Promise) return allLater(values, value, parts, i + 1, make);
    values.push(value);
  }
  return values;
}

async function allLater<P, T>(
  values: T[],
  waiting: Promise<T>,
  parts: readonly P[],
  from: number,
  make: (part: P) => Eventual<T>,
): Promise<T[]> {
  values.push(await waiting);
  for (const part of parts.slice(from)) values.push(await make(part));
  return values;
}
