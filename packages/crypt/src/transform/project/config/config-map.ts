// Configurations: keys to values, in the order they were first set.
import { emptyDict, dictOf } from '../../jinja/values/dict.ts';
import type { Value } from '../../jinja/values/value.ts';
import { isDict, listify, textEntries } from '../fields.ts';

export type Config = Map<string, Value>;
export type ReadonlyConfig = ReadonlyMap<string, Value>;

/** How a key's value joins one that is there. What is not here is replaced. */
const MERGES: ReadonlyMap<string, 'append' | 'update' | 'append by key'> = new Map([
  ...['pre-hook', 'post-hook', 'tags', 'packages'].map((key) => [key, 'append'] as const),
  ...['meta', 'quoting', 'column_types', 'docs', 'contract'].map((key) => [key, 'update'] as const),
  ['grants', 'append by key'] as const,
]);

/** `pre_hook` and `post_hook` are written with a dash in configurations. */
export function configKey(key: string): string {
  return key === 'pre_hook' || key === 'post_hook' ? key.replace('_', '-') : key;
}

/**
 * Adds one configuration to another; later ones win, by the kind of each key (dbt-core 1.11 artifacts/resources/v1/config.py).
 *
 * @param merged keys that this kind of node merges; the others are replaced.
 */
export function mergeConfig(
  into: Config,
  from: Iterable<readonly [string, Value]>,
  merged: (key: string) => boolean = () => true,
): void {
  for (const [name, value] of from) {
    const key = configKey(name);
    const kind = merged(key) ? MERGES.get(key) : undefined;
    if (kind === undefined) into.set(key, value);
    else if (kind === 'append') into.set(key, [...listify(into.get(key)), ...listify(value)]);
    else if (kind === 'update') into.set(key, update(into.get(key), value));
    else into.set(key, appendByKey(into.get(key), value));
  }
}

/** Adds what a config() call was given: the first of a key stays as it is written, with `+` and all. */
export function addCall(into: Config, from: Iterable<readonly [string, Value]>): void {
  for (const [name, value] of from) {
    const key = configKey(name);
    if (!into.has(key)) into.set(key, value);
    else if (key === 'grants') into.set(key, appendWritten(into.get(key), value));
    else mergeConfig(into, [[key, value]]);
  }
}

/** Joins two grants of config() calls, whose keys keep their `+`. */
function appendWritten(old: Value | undefined, value: Value): Value {
  return isDict(old) && isDict(value) ? dictOf([...textEntries(old), ...textEntries(value)]) : value;
}

function update(old: Value | undefined, value: Value): Value {
  if (!isDict(value)) return isDict(old) && value === null ? old : value;
  return isDict(old) ? dictOf([...textEntries(old), ...textEntries(value)]) : value;
}

/** `+key` adds to the list of the key; a plain key replaces it. */
function appendByKey(old: Value | undefined, value: Value): Value {
  const result = isDict(old) ? dictOf(textEntries(old)) : emptyDict();
  for (const [key, item] of textEntries(value)) {
    const name = key.replace(/^\++/, '');
    const before = key === name ? [] : listify(result.values.get(name));
    result.values.set(name, [...before, ...listify(item)]);
  }
  return result;
}
