// Anything may arrive at the collector. Whatever it is: nothing throws, nothing reaches a prototype, every event is
// accounted for exactly once, and what is written can be read by every JSON reader.
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ATOMIC_COLUMNS } from '../../../src/contracts/atomic-columns.ts';
import { SHARD_COLUMNS } from '../../../src/contracts/nested-column.ts';
import type { LogRecord } from '../../../src/contracts/log.ts';
import { PARAM_RULES } from '../../../src/enrich/tracker-params.ts';
import { CONTEXTS, EID, enrich, PAGE_VIEW, PAYLOAD_DATA, post, record, rows, UNSTRUCT } from './make-record.ts';

const COLUMNS = new Set(['origin', 'content_hash', ...[...ATOMIC_COLUMNS, ...SHARD_COLUMNS].map(({ name }) => name)]);
const LONE = /\\u[dD][89a-fA-F][\da-fA-F]{2}/;

/** Checks everything that must hold for any record. */
function audit(from: LogRecord): void {
  const outputs = enrich(from);
  assert.deepEqual(enrich(from), outputs, 'the same record gives the same bytes');
  const indices = [...outputs.enriched, ...outputs.failed].map(({ index }) => index);
  assert.equal(indices.length, outputs.events);
  assert.equal(new Set(indices).size, outputs.events);
  assert.ok(outputs.events > 0, 'no payload vanishes');
  for (const { line } of [...outputs.enriched, ...outputs.failed]) {
    assert.ok(isUtf8(line) && !line.includes(10), 'one line of UTF-8');
    const text = line.toString();
    // Only pairs may be escaped; JSON.stringify never escapes a pair, so what is left is from inside a kept JSON text.
    assert.doesNotMatch(text.replaceAll(/\\\\u/g, ''), LONE);
    JSON.parse(text);
  }
  for (const row of rows(outputs)) {
    for (const [name, value] of Object.entries(row))
      assert.ok(COLUMNS.has(name) && value !== null && value !== '', name);
    for (const { name, lengthMax, type } of ATOMIC_COLUMNS) {
      const value = row[name];
      if (lengthMax !== undefined) assert.ok(value === undefined || (value as string).length <= lengthMax, name);
      if (type === 'json' && value !== undefined) JSON.parse(value as string);
    }
  }
  for (const { event } of outputs.failed) {
    assert.ok(event.cause !== '' && event.messages.length > 0 && event.messages.length <= 50);
    assert.equal((event.params === null) !== (event.payload === null), true, 'params or payload, never both');
  }
  assert.equal(Object.keys(Object.prototype).length, 0);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'null', '0', '1', '-1', EID, '1e9', '\ud83d'),
);
const param = fc.oneof(
  fc.constantFrom(...PARAM_RULES.map(({ param }) => param)),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  fc.string({ unit: 'binary' }),
);
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue({ stringUnit: 'binary' }) },
);
const selfDescribing = fc
  .tuple(fc.constantFrom(CONTEXTS, UNSTRUCT, 'x'), fc.json({ stringUnit: 'binary' }), fc.nat(2))
  .map(([schema, data, indent]) =>
    JSON.stringify({ schema, data: [{ schema: UNSTRUCT, data: JSON.parse(data) as unknown }] }, undefined, indent),
  );
/** A page view with some parameters replaced; as text, so that `__proto__` is a key. */
const event = fc
  .tuple(fc.array(fc.tuple(param, value), { maxLength: 6 }), fc.option(selfDescribing))
  .map(([pairs, co]) => {
    const members = [...Object.entries(PAGE_VIEW), ...(co === null ? [] : [['co', co] as const]), ...pairs];
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)}`).join(',')}}`;
  });
const path = fc.constantFrom(
  '/i',
  '/com.snowplowanalytics.snowplow/tp2',
  '/com.snowplowanalytics.iglu/v1',
  '/r/tp2',
  '/com.acme/v1',
  '',
);
const contentType = fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', null);
const query = fc.oneof(
  fc
    .array(fc.tuple(param, text), { maxLength: 8 })
    .map((pairs) =>
      pairs.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('=')).join('&'),
    ),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', `schema=iglu:com.example/item/jsonschema/1-0-0`, 'u=http://x/', 'e=pv&u=x'),
);

test('events of any parameters are rows or failed, one by one', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), query, (events, text) => {
      audit(record({ query: text }, `{"schema":"${PAYLOAD_DATA}","data":[${events.join(',')}]}`));
    }),
    { numRuns: 400 },
  );
});

test('any request is accounted for', () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json({ stringUnit: 'binary' }).map((json) => Buffer.from(json)),
    fc
      .array(fc.jsonValue(), { maxLength: 4 })
      .map((data) => Buffer.from(JSON.stringify({ schema: PAYLOAD_DATA, data }))),
    selfDescribing.map((json) => Buffer.from(json)),
  );
  const header = fc.option(fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(
      path,
      query,
      contentType,
      body,
      header,
      header,
      fc.double(),
      (path, query, contentType, body, referer, userAgent, timeMs) => {
        audit(record({ path, query, contentType, referer, userAgent, timeMs }, body));
      },
    ),
    { numRuns: 600 },
  );
});

test('any bytes in the raw log are accounted for', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((json) => Buffer.from(`${json}\nbody`)),
    fc
      .dictionary(fc.constantFrom('timeMs', 'path', 'query', 'ip', 'headers', 'refusal', 'contentType'), fc.jsonValue())
      .map((head) => Buffer.from(`${JSON.stringify(head)}\n{}`)),
  );
  fc.assert(
    fc.property(bytes, (payload) => audit({ ...record({}), payload })),
    { numRuns: 400 },
  );
});

test('of M events N broken ones give exactly N failed, in their places', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (isBroken) => {
      const outputs = enrich(post(isBroken.map((broken) => (broken ? { ...PAGE_VIEW, vid: 'x' } : PAGE_VIEW))));
      const places = (wanted: boolean): readonly number[] =>
        isBroken.flatMap((broken, i) => (broken === wanted ? [i] : []));
      assert.deepEqual(
        outputs.failed.map(({ index }) => index),
        places(true),
      );
      assert.deepEqual(
        outputs.enriched.map(({ index }) => index),
        places(false),
      );
    }),
  );
});

test('hostile names are names: kept in the failed event, and nowhere else', () => {
  const body = `{"schema":"${PAYLOAD_DATA}","data":[{"e":"pv","p":"web","tv":"x","__proto__":{"polluted":1},"constructor":"c"}]}`;
  for (const query of ['', '__proto__=q&aid=a']) {
    const [failed] = enrich(record({ query }, body)).failed;
    assert.deepEqual(failed?.event.messages, ['event: unknown parameters (__proto__, constructor)']);
    assert.match(failed.line.toString(), query === '' ? /"__proto__":\{"polluted":1\}/ : /"__proto__":"q","aid":"a"/);
    audit(record({ query }, body));
  }
});

test('huge and deep input is answered, in bounded size', () => {
  const megabyte = 'x'.repeat(1 << 20);
  const huge = [
    post([{ ...PAGE_VIEW, page: megabyte }]),
    post([{ ...PAGE_VIEW, [megabyte]: '' }]),
    post([{ ...PAGE_VIEW, co: '['.repeat(1 << 19) }]),
    post([{ ...PAGE_VIEW, url: `http://${':'.repeat(1 << 19)}` }]),
    post([{ ...PAGE_VIEW, tr_tt: '9'.repeat(1 << 20) }]),
    record({}, '['.repeat(1 << 20)),
    record({}, '{"a":'.repeat(1 << 17)),
    record({ query: '&'.repeat(20_000) }),
    record({ path: `/${megabyte}` }),
  ];
  for (const from of huge) {
    const outputs = enrich(from);
    assert.deepEqual([outputs.enriched.length, outputs.failed.length], [0, 1]);
    const [failed] = outputs.failed;
    assert.ok(failed && failed.line.length < from.payload.length * 2 + 10_000);
    assert.ok(failed.event.messages.join('').length < 1000);
  }
});
