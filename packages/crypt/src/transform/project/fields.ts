// Reading the parts of data from YAML, which are Python's values as templates see them.
import { isKind, isList, type Dict, type Value } from '../jinja/values/value.ts';

export function isDict(value: Value | undefined): value is Dict {
  return value !== undefined && isKind(value, 'dict');
}

/** The field, when `value` is a mapping that has it. */
export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  return isDict(value) ? value.values.get(name) : undefined;
}

export function textField(value: Value | undefined, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}

export function dictField(value: Value | undefined, name: string): Dict | undefined {
  const field = fieldOf(value, name);
  return isDict(field) ? field : undefined;
}

/** Members of a list; none for anything else. */
export function listField(value: Value | undefined, name: string): readonly Value[] {
  const field = fieldOf(value, name);
  return field !== undefined && isList(field) ? field : [];
}

/** A list as it is, nothing for None, and a list of one for everything else. */
export function listify(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** Texts of a value that is a text or a list of them; what is no text is passed over. */
export function textsOf(value: Value | undefined): string[] {
  return listify(value).filter((item) => typeof item === 'string');
}

/** Entries of a mapping whose keys are texts. */
export function* textEntries(value: Value | undefined): Iterable<[string, Value]> {
  if (!isDict(value)) return;
  for (const [hash, item] of value.values) {
    const key = value.keys?.get(hash) ?? hash;
    if (typeof key === 'string') yield [key, item];
  }
}

/** One mapping after another; later ones win. */
export function dictOfFields(...dicts: readonly (Dict | undefined)[]): Dict {
  return { kind: 'dict', values: new Map(dicts.flatMap((dict) => [...textEntries(dict)])), keys: undefined };
}
