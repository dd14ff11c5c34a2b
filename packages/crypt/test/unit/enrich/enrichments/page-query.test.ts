import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decodeParameter } from '../../../../src/enrich/split/query-string.ts';
import { pageParameters } from '../../../../src/enrich/enrichments/page-query.ts';

test('what a browser encodes is decoded to what it was', () => {
  const pair = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const query = new URLSearchParams(pairs).toString();
      assert.deepEqual([...pageParameters(query)], [...new Map(pairs)]);
    }),
  );
});

test('the last of equal names wins, and a name without a sign is left out', () => {
  assert.deepEqual(
    [...pageParameters('a=1&b&a=2&=3&c=&&d=x=y')],
    [
      ['a', '2'],
      ['c', ''],
      ['d', 'x=y'],
    ],
  );
  assert.deepEqual([...pageParameters('')], []);
  assert.equal(pageParameters('a=1'), pageParameters('a=1'), 'the last is kept');
});

test('ill-formed escapes and raw characters stay, bytes that are no UTF-8 become U+FFFD', () => {
  const answers: readonly (readonly [string, string])[] = [
    ['Zürich+车%20100%', 'Zürich 车 100%'],
    ['车%zz%2', '车%zz%2'],
    ['%e8%BD%a6', '车'],
    ['a%ffb', 'a\uFFFDb'],
    ['%c3', '\uFFFD'],
    ['%00%0A', '\0\n'],
    ['%252F', '%2F'],
  ];
  for (const [text, expected] of answers) assert.equal(decodeParameter(text), expected);
});

test('any text is decoded, in time in proportion to its length', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof decodeParameter(text) === 'string'));
  for (const part of ['%', '%f', '%ff', '%ff&=', '&', '=', '+']) {
    const startedMs = performance.now();
    pageParameters(part.repeat(200_000));
    assert.ok(performance.now() - startedMs < 3_000, part);
  }
});
