import { COLLECTION_ITEMS_MAX } from '../../../kernel/limits.ts';
import { hashKey } from './hash-key.ts';
import { raised } from './raise.ts';
import type { Dict, HashKey, PySet, Value } from './value.ts';

export function emptyDict(): Dict {
  return { kind: 'dict', values: new Map(), keys: undefined };
}

export function dictOf(entries: Iterable<readonly [Value, Value]>): Dict {
  const dict = emptyDict();
  for (const [key, value] of entries) setItem(dict, key, value);
  return dict;
}

export function getItem(dict: Dict, key: Value): Value | undefined {
  return dict.values.get(hashKey(key));
}

export function hasKey(dict: Dict, key: Value): boolean {
  return dict.values.has(hashKey(key));
}

/** A key that is there keeps its place and its first spelling. */
export function setItem(dict: Dict, key: Value, value: Value): void {
  const hash = hashKey(key);
  if (hash !== key && !dict.values.has(hash)) (dict.keys ??= new Map()).set(hash, key);
  dict.values.set(hash, value);
  if (dict.values.size > COLLECTION_ITEMS_MAX) throw tooMany();
}

export function deleteKey(dict: Dict, key: Value): void {
  const hash = hashKey(key);
  dict.values.delete(hash);
  dict.keys?.delete(hash);
}

export function* keysOf(dict: Dict): Iterable<Value> {
  for (const hash of dict.values.keys()) yield keyOf(dict, hash);
}

/** Pairs in order of insertion. */
export function* entriesOf(dict: Dict): Iterable<[Value, Value]> {
  for (const [hash, value] of dict.values) yield [keyOf(dict, hash), value];
}

function keyOf(dict: Dict, hash: HashKey): Value {
  // What is not in `keys` was its own hash key, which only values are.
  return dict.keys?.get(hash) ?? (hash as Value);
}

export function setOf(values: Iterable<Value>): PySet {
  const members = new Map<HashKey, Value>();
  for (const value of values) {
    const hash = hashKey(value);
    if (!members.has(hash)) members.set(hash, value);
    if (members.size > COLLECTION_ITEMS_MAX) throw tooMany();
  }
  return { kind: 'set', members };
}

export function tooMany(): Error {
  return raised('JINJA_LIMIT', `a collection has more than ${COLLECTION_ITEMS_MAX} members`);
}
