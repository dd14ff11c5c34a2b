// Sets of JSON values that are equal when JSON says so: an object with its keys in another order is the same one.
import { ExactNumber, type ExactJson } from '../kernel/exact-json.ts';

export interface ValueSet {
  readonly scalars: Set<unknown>;
  /** Canonical texts of arrays, objects and long numbers, which cannot be confused with a text among the scalars. */
  readonly compounds: Set<string>;
}

export function valueSet(values: readonly ExactJson[]): ValueSet {
  const set: ValueSet = { scalars: new Set(), compounds: new Set() };
  for (const value of values) addValue(set, value);
  return set;
}

export function hasValue(set: ValueSet, value: ExactJson): boolean {
  if (typeof value !== 'object' || value === null) return set.scalars.has(value);
  return set.compounds.size > 0 && set.compounds.has(canonical(value));
}

/** False when it was there. */
export function addValue(set: ValueSet, value: ExactJson): boolean {
  const isScalar = typeof value !== 'object' || value === null;
  const target: Set<unknown> = isScalar ? set.scalars : set.compounds;
  const sizeBefore = target.size;
  target.add(isScalar ? value : canonical(value));
  return target.size > sizeBefore;
}

function canonical(value: ExactJson): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map((item: ExactJson) => canonical(item)).join(',')}]`;
  const object = value as { readonly [key: string]: ExactJson };
  const keys = Object.keys(object).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(object[key] ?? null)}`).join(',')}}`;
}
