import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { MappedEvent } from '../../../../src/contracts/project-code.ts';
import { draftEvent } from '../../../../src/enrich/draft-event.ts';
import { payloadFacts } from '../../../../src/enrich/payload-facts.ts';
import { columnIndex } from '../../../../src/enrich/row.ts';
import { splitProjectWebhook, webhookRequest } from '../../../../src/enrich/split/split-project-webhook.ts';
import type { JsonObject } from '../../../../src/kernel/parse-json.ts';
import { EID, ETL, ETL_MS, HEAD, UNSTRUCT } from '../make-record.ts';

const SCHEMA = 'iglu:com.acme/paid/jsonschema/1-0-0';
const PATH = '/com.acme/payments';
const REQUEST = webhookRequest({ ...HEAD, path: PATH }, '{}');
const EVENT: MappedEvent = { schema: SCHEMA, data: { n: 1 }, eventId: null, trueMs: null, userId: null, appId: null };

function envelope(data: unknown): string {
  return JSON.stringify({ schema: UNSTRUCT, data: { schema: SCHEMA, data } });
}

function split(...events: readonly MappedEvent[]) {
  return splitProjectWebhook(REQUEST, { ok: true, events });
}

test('a map sees method, path, headers by lower-case name, and the query decoded', () => {
  const headers = [
    ['X-A', '1'],
    ['x-a', '2'],
    ['__proto__', 'p'],
  ] as const;
  const request = webhookRequest({ ...HEAD, path: PATH, headers, query: 'a=1+2&a=%C3%A4&__proto__=q&b' }, 'text');
  assert.deepEqual([request.method, request.path, request.body], ['POST', PATH, 'text']);
  assert.deepEqual(Object.entries(request.headers), [
    ['x-a', '1, 2'],
    ['__proto__', 'p'],
  ]);
  assert.deepEqual(Object.entries(request.query), [
    ['a', 'ä'],
    ['__proto__', 'q'],
  ]);
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(request.headers)) as object), ['x-a', '__proto__']);
});

test('each event that the map answers is a self-describing event', () => {
  const full = { ...EVENT, eventId: EID.toUpperCase(), trueMs: 1_700_000_000_000, userId: 'ada', appId: 'shop' };
  const params = { tv: 'crypt-webhook', e: 'ue', p: 'srv', ue_pr: envelope({ n: 1 }) };
  const event = { overrides: new Map(), strict: false, problems: [] };
  assert.deepEqual(split(EVENT, full), {
    events: [
      { ...event, index: 0, params },
      { ...event, index: 1, params: { ...params, eid: EID, ttm: '1700000000000', uid: 'ada', aid: 'shop' } },
    ],
    failure: undefined,
  });
});

test('they become rows', () => {
  const facts = payloadFacts({ ...HEAD, path: PATH, networkUserId: null }, ETL_MS, ETL);
  const { events } = split({ ...EVENT, trueMs: 0, userId: 'ada' });
  assert.ok(events[0]);
  const { row, problems } = draftEvent(events[0], facts, 'raw/0/5/0');
  const names = ['event', 'platform', 'user_id', 'event_vendor', 'event_name', 'true_tstamp', 'network_userid'];
  const values = names.map((name) => row[columnIndex(name)]);
  assert.deepEqual(values, ['unstruct', 'srv', 'ada', 'com.acme', 'paid', '1970-01-01 00:00:00.000', '']);
  assert.deepEqual(problems, []);
});

test("a sender's id becomes the same UUID each time, and another one at another path", () => {
  const idOf = (eventId: string, path = PATH): unknown => {
    const mapping = { ok: true, events: [{ ...EVENT, eventId }] } as const;
    return splitProjectWebhook({ ...REQUEST, path }, mapping).events[0]?.params['eid'];
  };
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
      assert.match(String(idOf(one)), /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      assert.equal(idOf(one), idOf(one));
      assert.equal(idOf(one) === idOf(other), one === other);
      assert.notEqual(idOf(one), idOf(one, '/com.acme/other'));
    }),
  );
  // Stored ids would not be recognised if this ever changed.
  assert.equal(idOf('evt_1'), '7e2c13d4-5061-5671-b4bf-2eaf93227244');
});

test('no events are an answer, and a failure is one with the whole payload', () => {
  assert.deepEqual(split(), { events: [], failure: undefined });
  const mapping = {
    ok: false,
    cause: 'webhooks/payments.ts: threw TypeError',
    detail: 'webhooks/payments.ts:3',
  } as const;
  const { cause, detail } = mapping;
  assert.deepEqual(splitProjectWebhook(REQUEST, mapping), {
    events: [],
    failure: { index: 0, problems: [{ type: 'adapter_failure', cause, detail }] },
  });
});

test('whatever data holds is in the event, keys named __proto__ and all', () => {
  const data = fc
    .jsonValue()
    .map((value) => JSON.parse(`{"__proto__": 1, "value": ${JSON.stringify(value)}}`) as JsonObject);
  fc.assert(
    fc.property(data, (given) => {
      assert.equal(split({ ...EVENT, data: given }).events[0]?.params['ue_pr'], envelope(given));
    }),
  );
});
