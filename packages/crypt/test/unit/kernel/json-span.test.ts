import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { arrayElements, memberSpan } from '../../../src/kernel/json-span.ts';

test('elements of an array are its texts', () => {
  assert.deepEqual(arrayElements(' [ 1.0 , "a,]b" ,\n{"x":[1,2]},9007199254740993 ] '), [
    '1.0',
    '"a,]b"',
    '{"x":[1,2]}',
    '9007199254740993',
  ]);
  assert.deepEqual(arrayElements('[ ]'), []);
  assert.deepEqual(arrayElements(String.raw`["\"", "\\"]`), [String.raw`"\""`, String.raw`"\\"`]);
});

test('every array is cut where JSON.parse cuts it', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ stringUnit: 'binary' })), fc.nat(3), (values, indent) => {
      const found = arrayElements(JSON.stringify(values, undefined, indent)).map((text) => JSON.parse(text) as unknown);
      assert.deepEqual(found, JSON.parse(JSON.stringify(values)));
    }),
  );
});

test('a member is found where JSON.parse finds it, the last of equal names', () => {
  const json = String.raw`{ "da\u0074a" : 1, "x":{"data":2}, "data" : [3] , "y":":" }`;
  const [from, to] = memberSpan(json, 'data') ?? [0, 0];
  assert.equal(json.slice(from, to).trim(), '[3]');
  assert.equal(memberSpan(json, 'none'), undefined);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (object) => {
      const text = JSON.stringify(object);
      for (const key of Object.keys(object)) {
        const [start, end] = memberSpan(text, key) ?? [0, 0];
        assert.deepEqual(JSON.parse(text.slice(start, end)), (JSON.parse(text) as Record<string, unknown>)[key]);
      }
    }),
  );
});
