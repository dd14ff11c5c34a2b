import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseQuery } from '../../../../src/enrich/split/query-string.ts';

test('names and values are decoded, the last of equal names wins', () => {
  assert.deepEqual(
    [...parseQuery('a=1&b=x%20y+z&a=2&flag&empty=&=nameless&c=a=b&%C3%BC=%c3%9f')],
    [
      ['a', '2'],
      ['b', 'x y z'],
      ['empty', ''],
      ['c', 'a=b'],
      ['ü', 'ß'],
    ],
  );
  assert.deepEqual([...parseQuery('')], []);
});

test('broken escapes stay, bytes that are no UTF-8 are replaced', () => {
  assert.deepEqual(
    [...parseQuery('a=100%&b=%zz&c=%ff')],
    [
      ['a', '100%'],
      ['b', '%zz'],
      ['c', '\ufffd'],
    ],
  );
});

test('it reads what URLSearchParams writes', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
      (pairs) => {
        const read = parseQuery(new URLSearchParams(pairs).toString());
        assert.deepEqual(read, new Map(Object.entries(pairs)));
      },
    ),
  );
});
