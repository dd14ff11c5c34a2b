import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { canonicalJson } from '../../../src/kernel/canonical-json.ts';
import { parseJson, type Json } from '../../../src/kernel/parse-json.ts';

/** The same value with the keys of every object in another order. */
function permuted(value: Json, random: () => number): Json {
  if (Array.isArray(value)) return value.map((item) => permuted(item as Json, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ key, item, at: random() }));
  return Object.fromEntries(
    entries.toSorted((left, right) => left.at - right.at).map(({ key, item }) => [key, permuted(item, random)]),
  );
}

test('equal values have equal text, in whatever order their keys were made', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.infiniteStream(fc.double({ noNaN: true })), (made, stream) => {
      const value = made as Json;
      const random = (): number => stream.next().value ?? 0;
      assert.equal(canonicalJson(permuted(value, random)), canonicalJson(value));
    }),
  );
});

test('the text means the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = canonicalJson(value as Json);
      assert.deepEqual(parseJson(text, 100), JSON.parse(JSON.stringify(value)));
      assert.equal(canonicalJson(parseJson(text, 100)), text);
    }),
  );
});

test('keys are sorted by UTF-16 code unit, without spaces (RFC 8785, 3.2.3)', () => {
  const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7, a: [{ z: null, b: true }] };
  assert.equal(
    canonicalJson(value),
    '{"\\r":2,"1":4,"a":[{"b":true,"z":null}],"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  );
  assert.equal(canonicalJson(parseJson('{"b":1,"__proto__":2}')), '{"__proto__":2,"b":1}');
});
