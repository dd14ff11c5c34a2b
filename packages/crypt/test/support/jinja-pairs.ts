// The pairs that `test/data/jinja/make_pairs.py` made, and the context it made them with.
import { readFileSync } from 'node:fs';
import { modules } from '../../src/transform/jinja/modules/modules.ts';
import { parseDecimal } from '../../src/transform/jinja/values/decimal.ts';
import { hostFunction, toValue } from '../../src/transform/jinja/values/host.ts';
import { textOf } from '../../src/transform/jinja/values/repr.ts';
import { float, tuple, type Value } from '../../src/transform/jinja/values/value.ts';

export type Expected = string | { readonly error: string };

const folder = new URL('../../../test/data/jinja/', import.meta.url);

export function readPairs(name: string): readonly (readonly [string, Expected])[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as [string, Expected][];
}

/** Snippets of the study: [title, template, output]. */
export function readSnippets(): readonly (readonly [string, string, string])[] {
  return JSON.parse(readFileSync(new URL('snippets.json', folder), 'utf8')) as [string, string, string][];
}

/** A new context each time: templates change what is in it. */
export function pairsContext(): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['n', null],
    ['t', true],
    ['i', 42],
    ['neg', -7],
    ['f', float(3.5)],
    ['s', 'Hello World'],
    ['e', ''],
    ['u', 'h\u00e9llo \u{1F600} \u00df'],
    ['l', [3, 1, 2]],
    ['ls', ['b', 'A', 'c', 'a']],
    ['le', []],
    ['tp', tuple([1, 'x', null])],
    ['d', toValue({ b: 2, a: 1, items: 9 })],
    ['de', toValue({})],
    ['big', 2n ** 70n],
    ['nested', toValue({ x: { y: [10, { z: 'deep' }] } })],
    ['rows', toValue(ROWS)],
    ['nums', [1, float(2.5), -3, 0, 10n ** 20n]],
    ['mixed', [1, 'a', null, float(2), true, [1], toValue({ k: 1 })]],
    ['modules', modules({ nowMs: () => 0 })],
    ['D', hostFunction('D', ['value'], ([value]) => parseDecimal(textOf(value ?? null)))],
  ]);
}

const ROWS = [
  { name: 'ann', age: 31, city: 'Oslo' },
  { name: 'Bob', age: 25, city: 'rome' },
  { name: 'cy', age: 31, city: 'Oslo' },
  { name: 'dee', age: null, city: null },
];
