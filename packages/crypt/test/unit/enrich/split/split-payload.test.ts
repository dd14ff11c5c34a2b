import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CollectorPayload } from '../../../../src/contracts/collector-payload.ts';
import { EVENTS_PER_PAYLOAD_MAX } from '../../../../src/kernel/limits.ts';
import {
  CONTEXTS,
  EID,
  enrich,
  get,
  onlyRow,
  PAGE_VIEW,
  PAYLOAD_DATA,
  post,
  record,
  rows,
  UNSTRUCT,
} from '../make-record.ts';

const ITEM = 'iglu:com.example/item/jsonschema/1-0-0';
const WEBHOOK = { path: '/com.snowplowanalytics.iglu/v1', query: `schema=${ITEM}` };

/** Type, messages, and the payload of the only failed event. */
function refusal(head: Partial<CollectorPayload>, body: string | Uint8Array = ''): unknown {
  const outputs = enrich(record(head, body));
  assert.deepEqual([outputs.enriched.length, outputs.events, outputs.failed[0]?.event.params], [0, 1, null]);
  return outputs.failed.map(({ event }) => [event.failureType, ...event.messages]);
}

test('a pixel is one event, by each of its paths, with GET and HEAD', () => {
  for (const path of [
    '/i',
    '/ice.png',
    '/com.snowplowanalytics.snowplow/tp1',
    '/com.snowplowanalytics.snowplow/tp2',
    'com.snowplowanalytics.snowplow/tp2/',
  ]) {
    for (const method of ['GET', 'HEAD']) {
      const row = onlyRow(get({ ...PAGE_VIEW, other: 'x', page: 'a & b' }, { path, method }));
      assert.deepEqual([row['event'], row['page_title'], row['app_id']], ['page_view', 'a & b', 'shop'], path);
    }
  }
  assert.equal(onlyRow(get({ e: 'pv' }))['platform'], undefined);
  assert.deepEqual(enrich(get({ aid: 'shop' })).failed[0]?.event.messages, ['e: missing']);
});

test('payload_data of any 1-0-x is accepted, with and without a charset', () => {
  for (const version of ['1-0-0', '1-0-4', '1-0-9']) {
    const body = JSON.stringify({ schema: PAYLOAD_DATA.replace('1-0-4', version), data: [PAGE_VIEW] });
    for (const contentType of [
      'application/json',
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
      'application/json; charset="utf-8"',
    ]) {
      assert.equal(onlyRow(record({ contentType }, `\ufeff${body}`))['event'], 'page_view');
    }
  }
});

function data(schema: string, value: unknown): string {
  return JSON.stringify({ schema, data: value });
}

test('a POST that cannot be split is one failed event with the whole payload', () => {
  const tp = 'tracker_protocol_violation';
  assert.deepEqual(refusal({}), [[tp, 'payload: neither body nor query string']]);
  assert.deepEqual(refusal({}, '{'), [
    [tp, 'body: not JSON that we accept (it is malformed at character 1 (1 characters))'],
  ]);
  assert.deepEqual(refusal({}, '[]'), [[tp, 'body: not self-describing (array of 0)']]);
  assert.deepEqual(refusal({}, data(CONTEXTS, [])), [
    [tp, `body: its schema is not payload_data 1-0-x (text of ${CONTEXTS.length} characters)`],
  ]);
  assert.deepEqual(refusal({}, data(PAYLOAD_DATA.replace('1-0-4', '1-1-0'), [{}])), [
    [tp, 'body: its schema is not payload_data 1-0-x (text of 65 characters)'],
  ]);
  assert.deepEqual(refusal({}, data(PAYLOAD_DATA, {})), [[tp, 'body: its data is not an array (object of 0 keys)']]);
  assert.deepEqual(refusal({}, data(PAYLOAD_DATA, [])), [[tp, 'body: no events']]);
  assert.deepEqual(refusal({ contentType: 'text/plain' }, '{}'), [
    [tp, 'content type: not application/json (text of 10 characters)'],
  ]);
  assert.deepEqual(refusal({ contentType: null }, '{}'), [[tp, 'content type: not application/json (null)']]);
  assert.deepEqual(refusal({}, Buffer.from([0x7b, 0xff])), [[tp, 'body: not UTF-8 (2 bytes)']]);
  assert.deepEqual(refusal({ path: '/com.acme/v9' }, 'x'), [
    ['adapter_failure', 'path: no adapter for this vendor and version'],
  ]);
  const format = 'collector_payload_format_violation';
  assert.deepEqual(refusal({ path: '/a/b/c' }, 'x'), [
    [format, 'path: neither vendor/version nor the pixel (6 characters)'],
  ]);
  assert.deepEqual(refusal({ refusal: 'not gzip' }, 'x'), [[format, 'payload: refused by the collector (not gzip)']]);
});

test('a payload that was too large is kept whole as a size violation', () => {
  const body = '"'.repeat(3 * 1024 * 1024);
  const [failed] = enrich(record({ refusal: 'larger than 1 MiB', query: 'a=1' }, body)).failed;
  assert.equal(failed?.event.failureType, 'size_violation');
  // Escaped it would be twice as long.
  assert.deepEqual(failed.event.payload, {
    path: '/com.snowplowanalytics.snowplow/tp2',
    query: 'a=1',
    contentType: 'application/json; charset=utf-8',
    body: Buffer.from(body).toString('base64'),
    bodyEncoding: 'base64',
  });
});

function keptBody(body: string | Uint8Array): unknown {
  const kept = enrich(record({}, body)).failed[0]?.event.payload;
  return [kept?.body, kept?.bodyEncoding];
}

test('a body is kept as text, and as base64 when it is none', () => {
  assert.deepEqual(keptBody('{"ü'), ['{"ü', 'utf8']);
  assert.deepEqual(keptBody(Buffer.from([0xff, 0x00])), ['/wA=', 'base64']);
});

test('bytes that are no stored payload are one failed event', () => {
  for (const bytes of [Buffer.from('nonsense'), Buffer.from('7\nx'), Buffer.from('{"path":7}\nx'), Buffer.alloc(0)]) {
    const from = { ...record({}), payload: bytes };
    const { failed, enriched, events } = enrich(from);
    assert.deepEqual([enriched.length, events], [0, 1]);
    assert.equal(failed[0]?.event.cause, 'record: not a stored payload');
    const { body = '', bodyEncoding = 'utf8' } = failed[0].event.payload ?? {};
    assert.deepEqual(Buffer.from(body, bodyEncoding), bytes);
  }
});

test('of a payload with too many events the rest is one failed event, to the letter', () => {
  const events = Array.from({ length: EVENTS_PER_PAYLOAD_MAX + 2 }, (_, i) => ({ ...PAGE_VIEW, tid: String(i) }));
  const body = JSON.stringify({ schema: PAYLOAD_DATA, data: events }).replace(
    `"tid":"${EVENTS_PER_PAYLOAD_MAX + 1}"`,
    '"tid": 9007199254740993',
  );
  const outputs = enrich(record({}, body));
  assert.equal(outputs.enriched.length, EVENTS_PER_PAYLOAD_MAX);
  assert.equal(outputs.events, EVENTS_PER_PAYLOAD_MAX + 1);
  const [failed] = outputs.failed;
  assert.equal(failed?.event.cause, `payload: more than ${EVENTS_PER_PAYLOAD_MAX} events`);
  assert.equal(failed.event.origin, `raw/0/5/${EVENTS_PER_PAYLOAD_MAX}`);
  const rest = failed.event.payload?.body ?? '';
  assert.match(rest, /"tid": 9007199254740993/);
  assert.deepEqual((JSON.parse(rest) as { data: unknown[] }).data.length, 2);
  assert.deepEqual(enrich(record({}, rest)).enriched.length, 1);
});

test('a query string that would blow a POST up is stopped, and the rest is kept', () => {
  const query = `co=${encodeURIComponent(JSON.stringify({ schema: CONTEXTS, data: [{ schema: ITEM, data: 'x'.repeat(19_000) }] }))}`;
  const events = Array.from({ length: 6000 }, () => ({ e: 'pv', p: 'web', tv: 'x', eid: EID }));
  const outputs = enrich(post(events, { query }));
  const size = outputs.enriched.reduce((sum, { line }) => sum + line.length, 0);
  assert.ok(size > 64 * 1024 * 1024 && size < 65 * 1024 * 1024);
  const rest = outputs.failed[0]?.event.payload;
  assert.equal(outputs.failed[0]?.event.cause, 'payload: its events become too large');
  assert.equal(outputs.enriched.length + (JSON.parse(rest?.body ?? '') as { data: unknown[] }).data.length, 6000);
  assert.equal(outputs.events, outputs.enriched.length + 1);
});

test('a webhook by GET takes the query string as its data', () => {
  const query = `schema=${ITEM}&aid=hook&p=srv&nuid=n&eid=${EID}&size=3&empty=&__proto__=p`;
  const row = onlyRow(record({ ...WEBHOOK, method: 'GET', contentType: null, query }));
  assert.deepEqual(
    [row['app_id'], row['platform'], row['network_userid'], row['event_id'], row['v_tracker'], row['event_name']],
    ['hook', 'srv', 'n', EID, 'com.snowplowanalytics.iglu-v1', 'item'],
  );
  assert.equal(
    row['unstruct_event'],
    `{"schema":"${UNSTRUCT}","data":{"schema":"${ITEM}","data":{"eid":"${EID}","size":"3","empty":null,"__proto__":"p"}}}`,
  );
});

test('a webhook keeps the JSON of its body to the letter: an object, each of an array, or self-describing', () => {
  const unstruct = (data: string): string => `{"schema":"${UNSTRUCT}","data":{"schema":"${ITEM}","data":${data}}}`;
  assert.equal(onlyRow(record(WEBHOOK, '{"n":1.0}'))['unstruct_event'], unstruct('{"n":1.0}'));
  assert.equal(onlyRow(record(WEBHOOK, '{"n":1.0}'))['platform'], 'app');
  const array = enrich(record(WEBHOOK, '[{"n":9007199254740993}, 7 ,{"n":"]"}]'));
  assert.deepEqual(
    rows(array).map((row) => row['unstruct_event']),
    [unstruct('{"n":9007199254740993}'), unstruct('{"n":"]"}')],
  );
  assert.deepEqual(array.failed[0]?.event.messages, ['event: not an object (number)']);
  const described = `{"data": {"n":1E2}, "schema":"${ITEM}"}`;
  const row = onlyRow(record({ ...WEBHOOK, query: '' }, described));
  assert.equal(row['unstruct_event'], `{"schema":"${UNSTRUCT}","data":${described}}`);
});

test('a form is an object of texts', () => {
  const row = onlyRow(record({ ...WEBHOOK, contentType: 'application/x-www-form-urlencoded' }, 'a=1&b=%C3%BC+x&c='));
  assert.equal(row['platform'], 'srv');
  assert.match(String(row['unstruct_event']), /"data":\{"a":"1","b":"ü x","c":null\}\}\}$/);
});

test('a webhook that cannot be split is one failed event', () => {
  const af = 'adapter_failure';
  const refused = (head: Partial<CollectorPayload>, body = ''): unknown => refusal({ ...WEBHOOK, ...head }, body);
  assert.deepEqual(refused({ query: '' }), [[af, 'schema: missing', 'body: empty']]);
  assert.deepEqual(refused({ query: 'schema=x' }, '{}'), [[af, 'schema: not an iglu URI (text of 1 characters)']]);
  assert.deepEqual(refused({}, '{}'), [[af, 'body: no keys and values (object of 0 keys)']]);
  assert.deepEqual(refused({}, '7'), [[af, 'body: no keys and values (number)']]);
  assert.deepEqual(refused({}, '[]'), [[af, 'body: no events']]);
  assert.deepEqual(refused({}, '{'), [
    [af, 'body: not JSON that we accept (it is malformed at character 1 (1 characters))'],
  ]);
  assert.deepEqual(refused({ contentType: 'text/xml' }, '{}'), [
    [af, 'content type: neither application/json nor a form (text of 8 characters)'],
  ]);
  assert.deepEqual(refused({ query: '', contentType: 'text/xml' }, '{}'), [
    [af, 'content type: not application/json (text of 8 characters)'],
  ]);
  assert.deepEqual(refused({ query: '' }, '{'), [
    [af, 'body: not JSON that we accept (it is malformed at character 1 (1 characters))'],
  ]);
  assert.deepEqual(refused({ query: '' }, '{"a":1}'), [
    [af, 'body: not self-describing, and no schema is named (object of 1 keys)'],
  ]);
  const long = enrich(record(WEBHOOK, `[${'{"a":1},'.repeat(EVENTS_PER_PAYLOAD_MAX)}{"b":2}]`));
  assert.equal(long.failed[0]?.event.payload?.body, '[{"b":2}]');
});

const REDIRECT = 'iglu:com.snowplowanalytics.snowplow/uri_redirect/jsonschema/1-0-0';

test('a redirect is an event of its own', () => {
  const row = onlyRow(get({ u: 'https://x.example/?a="b"', aid: 'mail' }, { path: '/r/tp2' }));
  assert.deepEqual(
    [row['event'], row['event_name'], row['platform'], row['v_tracker'], row['app_id']],
    ['unstruct', 'uri_redirect', 'web', 'r-tp2', 'mail'],
  );
  const data = { schema: REDIRECT, data: { uri: 'https://x.example/?a="b"' } };
  assert.deepEqual(JSON.parse(String(row['unstruct_event'])), { schema: UNSTRUCT, data });
});

test('a redirect of an event is its first entity', () => {
  const entity = `{"schema":"${ITEM}","data":{"n":1.0}}`;
  const present = `{"schema":"${CONTEXTS}","data":[ ${entity} ]}`;
  const redirect = `{"schema":"${REDIRECT}","data":{"uri":"https://x.example/"}}`;
  const query = { e: 'pv', p: 'mob', u: 'https://x.example/' };
  const added = `{"schema":"${CONTEXTS}","data":[${redirect},${entity}]}`;
  const path = '/r/tp2';
  assert.equal(onlyRow(get({ ...query, co: present }, { path }))['contexts'], added);
  assert.equal(onlyRow(get({ ...query, cx: Buffer.from(present).toString('base64') }, { path }))['contexts'], added);
  const alone = `{"schema":"${CONTEXTS.replace('1-0-0', '1-0-1')}","data":[${redirect}]}`;
  assert.equal(onlyRow(get(query, { path }))['contexts'], alone);
  assert.equal(onlyRow(get({ ...query, co: '' }, { path }))['contexts'], alone);
  assert.deepEqual(enrich(get({ ...query, co: '{' }, { path })).failed[0]?.event.cause, 'co: not JSON that we accept');
  assert.deepEqual(enrich(get({ ...query, cx: '?' }, { path })).failed[0]?.event.cause, 'cx: not base64 of UTF-8');
});

test('a redirect without a target fails', () => {
  const tp = 'tracker_protocol_violation';
  assert.deepEqual(refusal({ path: '/r/tp2' }), [[tp, 'payload: no query string']]);
  assert.deepEqual(refusal({ path: '/r/tp2', query: 'e=pv' }), [[tp, 'u: missing']]);
});
