import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createCookies } from '../../../../src/enrich/enrichments/cookies.ts';
import { outcome, requestDraft } from './request-draft.ts';

const SCHEMA = 'iglu:org.ietf/http_cookie/jsonschema/1-0-0';

type Headers = readonly (readonly [string, string])[];

function found(names: readonly string[], headers: Headers): unknown {
  const { columns, derived } = outcome(createCookies({ names: [...names] }), {}, headers);
  assert.deepEqual(columns, {});
  assert.ok(derived.every(({ schema }) => schema === SCHEMA));
  return derived.map(({ data }) => data);
}

// The facts of enrich 3.9.0's CookieExtractorEnrichmentSpec.
test('named cookies become entities as in Snowplow', () => {
  assert.equal(createCookies({ names: [] }).name, 'cookies');
  assert.deepEqual(found(['cookieKey1'], [['Content-Length', '348']]), []);
  assert.deepEqual(found(['cookieKey1'], [['Cookie', 'not-interesting-cookie=1234;']]), []);
  assert.deepEqual(found(['ck1', '', 'ck3', 'ck4', 'ck5'], [['Cookie', 'ck1;=cv2;ck3=;ck4=cv4;ck5="cv5"']]), [
    { name: 'ck1', value: null },
    { name: '', value: 'cv2' },
    { name: 'ck3', value: '' },
    { name: 'ck4', value: 'cv4' },
    { name: 'ck5', value: 'cv5' },
  ]);
});

test('names are exact, values are kept as sent, and all Cookie headers count', () => {
  const headers: Headers = [
    ['cookie', ' a = 1=2,3%20" ; A=x; b="'],
    ['Accept', 'a=1'],
    ['COOKIE', 'a="é\u0007"; a=4'],
  ];
  assert.deepEqual(found(['a', 'b'], headers), [
    { name: 'a', value: '1=2,3%20"' },
    { name: 'b', value: '"' },
    { name: 'a', value: 'é' },
    { name: 'a', value: '4' },
  ]);
  assert.deepEqual(found([''], [['Cookie', 'a=1; ;']]), []);
});

test('no names, and a request that asks to be anonymous, give nothing', () => {
  assert.deepEqual(found([], [['Cookie', 'a=1']]), []);
  assert.deepEqual(
    found(
      ['a'],
      [
        ['Cookie', 'a=1'],
        ['sp-anonymous', '*'],
      ],
    ),
    [],
  );
});

test('a jar of any size becomes a bounded part of each event', () => {
  const jar = 'a=1;'.repeat(10_000);
  const many = found(['a'], [['Cookie', jar]]) as readonly unknown[];
  assert.ok(many.length > 50 && many.length < 100, String(many.length));
  const cookies = found(
    ['a', 'b', 'c'],
    [['Cookie', `a=${'x'.repeat(4_097)}; b=${'x'.repeat(4_096)}; c=${'x'.repeat(4_096)}`]],
  );
  assert.deepEqual(cookies, [{ name: 'b', value: 'x'.repeat(4_096) }]);
});

test('the events of a payload share what was found once, and the next payload has its own', () => {
  const enrichment = createCookies({ names: ['a'] });
  const first = requestDraft({}, [['Cookie', 'a=1']]);
  const second = { ...requestDraft(), facts: first.facts };
  const third = requestDraft({}, [['Cookie', 'a=2']]);
  for (const draft of [first, second, third]) enrichment.apply(draft);
  assert.equal(first.derived[0]?.data, second.derived[0]?.data);
  assert.notEqual(first.derived[0], second.derived[0]);
  assert.deepEqual(third.derived, [{ schema: SCHEMA, data: { name: 'a', value: '2' } }]);
});

test('any headers are read', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('Cookie', 'x'), fc.string({ unit: 'binary' }))), (headers) => {
      found(['a', '', '__proto__'], headers);
    }),
  );
});
