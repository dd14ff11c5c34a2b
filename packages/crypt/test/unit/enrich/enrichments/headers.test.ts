import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeaders } from '../../../../src/enrich/enrichments/headers.ts';
import { outcome } from './request-draft.ts';

const SCHEMA = 'iglu:org.ietf/http_header/jsonschema/1-0-0';

type Headers = readonly (readonly [string, string])[];

function found(pattern: string | null, headers: Headers): unknown {
  const { columns, derived } = outcome(createHeaders({ pattern }), {}, headers);
  assert.deepEqual(columns, {});
  assert.ok(derived.every(({ schema }) => schema === SCHEMA));
  return derived.map(({ data }) => data);
}

// The facts of enrich 3.9.0's HttpHeaderExtractorEnrichmentSpec.
test('headers whose name matches become entities as in Snowplow', () => {
  assert.equal(createHeaders({ pattern: null }).name, 'headers');
  assert.deepEqual(found('X-Forwarded-For', [['X-Forwarded-For', ' 129.78.138.66, 129.78.64.103']]), [
    { name: 'X-Forwarded-For', value: '129.78.138.66, 129.78.64.103' },
  ]);
  assert.deepEqual(found('.*', [['Accept', 'text/html ']]), [{ name: 'Accept', value: 'text/html' }]);
  assert.deepEqual(found('.*', []), []);
});

test('the pattern is for whole names, in any case', () => {
  const headers: Headers = [
    ['sec-ch-ua', 'a'],
    ['Sec-CH-UA-Mobile', '?0'],
    ['x-sec-ch-ua', 'b'],
    ['__proto__', 'c'],
  ];
  assert.deepEqual(found('Sec-CH-UA.*|__proto__', headers), [
    { name: 'sec-ch-ua', value: 'a' },
    { name: 'Sec-CH-UA-Mobile', value: '?0' },
    { name: '__proto__', value: 'c' },
  ]);
  assert.deepEqual(found(null, headers), []);
  assert.deepEqual(found('', headers), []);
});

test('passwords and jars of cookies are never taken', () => {
  const headers: Headers = [
    ['Cookie', 'sid=1'],
    ['authorization', 'Bearer x'],
    ['Proxy-Authorization', 'Basic x'],
  ];
  assert.deepEqual(found('.*', headers), []);
  assert.deepEqual(found('Cookie|Authorization', headers), []);
});

test('values are clean, and bounded alone and together', () => {
  assert.deepEqual(found('.*', [['A', 'x\u0000\ty\ud800']]), [{ name: 'A', value: 'x    y\ufffd' }]);
  const long = found('.*', [
    ['A', 'x'.repeat(4_097)],
    ['B', 'x'.repeat(4_096)],
    ['C', 'x'.repeat(4_096)],
    ['D', 'x'],
  ]);
  assert.deepEqual(long, [{ name: 'B', value: 'x'.repeat(4_096) }]);
  const many = found(
    '.*',
    Array.from({ length: 2_000 }, (_, at) => [`h${at}`, '1'] as const),
  ) as readonly unknown[];
  assert.ok(many.length > 50 && many.length < 100, String(many.length));
});

test('a hostile name costs no time, whatever the pattern', () => {
  const started = process.cpuUsage();
  const names = Array.from({ length: 100 }, (_, at) => [`${'a'.repeat(127 - (at % 3))}!${at}`, '1'] as const);
  assert.deepEqual(found('(a+)+b|(a|a?)+$', [...names, ['a'.repeat(40_000), '1']]), []);
  assert.ok(process.cpuUsage(started).user < 2_000_000);
});
