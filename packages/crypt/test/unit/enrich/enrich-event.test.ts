import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedGroup } from '../../../src/contracts/failed-event.ts';
import { COLLECTOR_MS, CONTEXTS, EID, enrich, ETL, messages, PAGE_VIEW, post, rows, UNSTRUCT } from './make-record.ts';

const BASE = { tv: 'py-1', p: 'srv', eid: EID };
const SHOP_ITEM = 'iglu:com.example/item/jsonschema/2-0-1';

function contexts(...entities: readonly unknown[]): string {
  return JSON.stringify({ schema: CONTEXTS, data: entities });
}

test('a text longer than its column fails the event, whatever else is wrong', () => {
  const long = { ...BASE, e: 'pv', page: 'x'.repeat(2001), vid: 'three', f_pdf: 'yes', res: '1x', co: '[]', eid: 'no' };
  const [failed] = enrich(post([{ ...BASE, e: 'pv', page: 'x'.repeat(2000) }, long])).failed;
  assert.ok(failed);
  const { row, group, ...event } = failed.event;
  // What could be filled is there, the text that is too long as well.
  assert.deepEqual([row['page_title'], row['app_id'], row['contexts']], [long.page, undefined, undefined]);
  assert.equal(group, failedGroup('enrichment_failure', 'eid: not a UUID', null));
  assert.deepEqual(event, {
    origin: 'raw/0/5/1',
    failureType: 'enrichment_failure',
    cause: 'eid: not a UUID',
    messages: [
      'eid: not a UUID (text of 2 characters)',
      'vid: not a 32-bit integer (text of 5 characters)',
      'f_pdf: neither 0 nor 1 (text of 3 characters)',
      'res: not a width and a height such as 1024x768 (text of 2 characters)',
      'co: not self-describing (array of 0)',
      'page_title: longer than 2000 characters (2001 characters)',
    ],
    failedMs: COLLECTOR_MS + 50,
    collectorMs: COLLECTOR_MS,
    appId: null,
    extent: 'event',
    eventName: 'page_view',
    judgedBy: ETL,
    schema: null,
    data: null,
    params: long,
    payload: null,
  });
});

test('self-describing parts are checked for their shape', () => {
  const entity = { schema: SHOP_ITEM, data: {} };
  const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ co: '{' }, 'co: not JSON that we accept (it is malformed at character 1 (1 characters))'],
    [{ co: '['.repeat(70) + ']'.repeat(70) }, 'co: not JSON that we accept (it nests deeper than 64 levels)'],
    [{ co: '7' }, 'co: not self-describing (number)'],
    [{ co: JSON.stringify({ schema: CONTEXTS }) }, 'co: not self-describing (object of 1 keys)'],
    [
      { co: JSON.stringify({ schema: UNSTRUCT, data: [] }) },
      `co: its schema is not contexts 1-0-x (text of ${UNSTRUCT.length} characters)`,
    ],
    [{ co: JSON.stringify({ schema: CONTEXTS, data: {} }) }, 'co: its data is not an array (object of 0 keys)'],
    [
      { co: contexts(entity, { schema: 'iglu:com.example/item/jsonschema/1-0', data: {} }) },
      'co: an entity is not self-describing (entity 2 of 2)',
    ],
    [{ co: contexts({ ...entity, more: 1 }) }, 'co: an entity is not self-describing (entity 1 of 1)'],
    [{ co: contexts({ schema: SHOP_ITEM }) }, 'co: an entity is not self-describing (entity 1 of 1)'],
    [{ cx: '{}' }, 'cx: not base64 of UTF-8 (text of 2 characters)'],
    [{ cx: '_w' }, 'cx: not base64 of UTF-8 (text of 2 characters)'],
    [{ co: contexts(), cx: Buffer.from(contexts()).toString('base64') }, 'co: sent twice, plain and encoded'],
    [
      { ue_pr: JSON.stringify({ schema: CONTEXTS, data: [] }) },
      `ue_pr: its schema is not unstruct_event 1-0-x (text of ${CONTEXTS.length} characters)`,
    ],
    [
      { ue_pr: JSON.stringify({ schema: UNSTRUCT, data: { schema: 'x', data: 1 } }) },
      'ue_pr: its event is not self-describing (object of 2 keys)',
    ],
  ];
  for (const [params, message] of wrong)
    assert.deepEqual(messages(post([{ ...BASE, e: 'pv', ...params }])), [[message]]);
  assert.deepEqual(messages(post([{ ...BASE, e: 'ue' }])), [['ue_pr: missing']]);
});

test('one broken event fails alone, with all that is wrong about it', () => {
  const strange = { ...BASE, e: 'pv', cv: '1', 'mail@example.com': 'x', dtm: 5, uid: null, page: { a: 1 } };
  const outputs = enrich(post([PAGE_VIEW, strange, 7, { aid: 'shop' }, PAGE_VIEW]));
  assert.deepEqual(
    outputs.enriched.map(({ index }) => index),
    [0, 4],
  );
  assert.deepEqual(
    outputs.failed.map(({ index, event }) => [index, event.failureType, event.messages]),
    [
      [
        1,
        'tracker_protocol_violation',
        [
          'dtm: not a text (number)',
          'uid: not a text (null)',
          'page: not a text (object of 1 keys)',
          'event: unknown parameters (cv, a name of 16 characters)',
        ],
      ],
      [2, 'tracker_protocol_violation', ['event: not an object (number)']],
      [3, 'tracker_protocol_violation', ['tv: missing', 'p: missing', 'e: missing']],
    ],
  );
  assert.deepEqual(outputs.failed[1]?.event.params, { value: 7 });
  assert.equal(outputs.events, 5);
});

test('the query string of a POST replaces the same parameters in each of its events', () => {
  const from = post([PAGE_VIEW, { ...PAGE_VIEW, p: 'nowhere' }], { query: 'aid=other&nuid=q&whatever=1&cv=c' });
  const outputs = enrich(from);
  assert.deepEqual(
    rows(outputs).map((row) => [row['app_id'], row['network_userid'], row['v_collector']]),
    [['other', 'q', 'c']],
  );
  assert.deepEqual(
    { ...outputs.failed[0]?.event.params },
    {
      ...PAGE_VIEW,
      p: 'nowhere',
      aid: 'other',
      nuid: 'q',
      whatever: '1',
      cv: 'c',
    },
  );
  assert.equal(outputs.failed[0]?.event.appId, 'other');
});

test('many messages are cut, and counted', () => {
  const all = { ...BASE, e: 'pv', ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, ''])) };
  assert.deepEqual(messages(post([all])), [
    ['event: unknown parameters (x0, x1, x2, x3, x4, x5, x6, x7, x8, x9 and 20 more)'],
  ]);
});

test('a failed event never shows a value in its cause or messages', () => {
  const secret = 'erika.mustermann@example.com';
  const keys = ['e', 'p', 'eid', 'dtm', 'vid', 'res', 'f_pdf', 'tr_tt', 'se_va', 'co', 'cx', 'ue_pr', 'ue_px', secret];
  const [failed] = enrich(post([{ ...BASE, ...Object.fromEntries(keys.map((key) => [key, secret])) }])).failed;
  assert.ok(failed);
  assert.doesNotMatch(JSON.stringify([failed.event.cause, failed.event.messages]), /mustermann/);
});
