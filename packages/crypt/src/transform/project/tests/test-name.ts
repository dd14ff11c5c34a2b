// Names and ids of generic tests, to the letter as dbt makes them: other tools find tests by them
// (dbt-core 1.11 parser/generic_test_builders.py and parser/schema_generic_tests.py).
import { createHash } from 'node:crypto';
import { dictOf, entriesOf } from '../../jinja/values/dict.ts';
import { reprOf, textOf } from '../../jinja/values/repr.ts';
import { isKind, isList, type Dict, type Value } from '../../jinja/values/value.ts';

export interface TestName {
  /** Of the file and the alias: at most 63 characters, with a hash instead of the end of a longer one. */
  readonly short: string;
  /** Of the unique id and the fqn. */
  readonly full: string;
}

/**
 * `not_null_orders_id`: the test, what it tests, its arguments in the order of their names.
 *
 * @param test with the package before it, and `source_` before it for a source.
 * @param args without `model`, which is in the name already.
 */
export function testName(test: string, target: string, args: Dict): TestName {
  const names = [...entriesOf(args)].map(([key]) => textOf(key)).toSorted(compareCodePoints);
  const parts = names.filter((name) => name !== 'model').flatMap((name) => partsOf(args.values.get(name) ?? null));
  const clean = parts.map((part) => part.replaceAll(/[^0-9a-zA-Z_]+/g, '_'));
  const stem = `${test}_${target}`;
  const full = `${stem}_${clean.join('__')}`;
  return { full, short: full.length >= 64 ? `${Array.from(stem).slice(0, 30).join('')}_${md5(full)}` : full };
}

function compareCodePoints(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function partsOf(value: Value): string[] {
  if (isKind(value, 'dict')) return [...value.values.values()].map(textOf);
  if (isList(value)) return value.map(textOf);
  return isKind(value, 'tuple') ? value.items.map(textOf) : [textOf(value)];
}

/** The last part of the unique id: ten characters over the name and all arguments. */
export function testHash(name: string, namespace: string | null, test: string, kwargs: Dict): string {
  const metadata = dictOf([
    ['kwargs', hashable(kwargs)],
    ['name', test],
    ['namespace', textOf(namespace)],
  ]);
  return md5(name + reprOf(metadata)).slice(-10);
}

/** Keys sorted, everything else as text. */
function hashable(value: Value): Value {
  if (isKind(value, 'dict')) {
    const entries = [...entriesOf(value)].map(([key, item]): [Value, Value] => [key, hashable(item)]);
    return dictOf(entries.toSorted(([a], [b]) => compareCodePoints(textOf(a), textOf(b))));
  }
  return isList(value) ? value.map(hashable) : textOf(value);
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
