// Events in one flat shape, and schemas.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { microRig, type MicroRig, type RigOptions } from '../../../support/micro-rig.ts';
import { COLLECTOR_MS, CONTEXTS, EID, PAGE_VIEW, post, UNSTRUCT } from '../../enrich/make-record.ts';

const PAGE = 'iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0';
const PAGE_ENTITY = { schema: PAGE, data: { id: '5cea9899-10df-4ccf-bf66-8c36f4a4bba2' } };
const WITH_PAGE = { ...PAGE_VIEW, co: JSON.stringify({ schema: CONTEXTS, data: [PAGE_ENTITY] }) };
const BAD = { ...PAGE_VIEW, p: 'submarine' };

async function rigFor(t: TestContext, options: RigOptions = {}): Promise<MicroRig> {
  const rig = await microRig(options);
  t.after(() => rig.stop());
  return rig;
}

describe('events in one list', () => {
  test('are flat, good and failed alike; a failed one says why', async (t) => {
    const rig = await rigFor(t);
    const bought = { schema: 'iglu:com.acme/Shop-Bought/jsonschema/2-1-0', data: { sku: 'a' } };
    const unstruct = { ...PAGE_VIEW, e: 'ue', ue_pr: JSON.stringify({ schema: UNSTRUCT, data: bought }) };
    await rig.send(post([unstruct, WITH_PAGE]));
    await rig.send(post([{ ...BAD, uid: 'jane' }]));
    const [bad, page, sold] = (await rig.json('/micro/events')) as Record<string, unknown>[];
    assert.deepEqual(page?.['contexts_com_snowplowanalytics_snowplow_web_page_1'], [
      { _schema_version: PAGE, ...PAGE_ENTITY.data },
    ]);
    assert.deepEqual(sold?.['unstruct_event_com_acme_shop_bought_2'], { _schema_version: bought.schema, sku: 'a' });
    for (const flat of [bad, page, sold]) {
      assert.ok(flat !== undefined && !('contexts' in flat) && !('unstruct_event' in flat));
      assert.equal(flat['geo_location'], null);
    }
    assert.deepEqual(
      [bad?.['event_id'], bad?.['user_id'], bad?.['collector_tstamp']],
      [EID, 'jane', page?.['collector_tstamp']],
    );
    const [failure] = (bad?.['contexts_com_snowplowanalytics_snowplow_failure_1'] ?? []) as [Record<string, unknown>];
    assert.deepEqual(failure, {
      _schema_version: 'iglu:com.snowplowanalytics.snowplow/failure/jsonschema/1-0-0',
      failureType: 'enrichment_failure',
      errors: [{ message: 'p: not a known platform (text of 9 characters)' }],
      schema: null,
      data: null,
      timestamp: failure['timestamp'],
      componentName: 'crypt',
      componentVersion: failure['componentVersion'],
    });
  });

  test('are filtered, sorted and paged', async (t) => {
    const rig = await rigFor(t);
    const apps = ['b', 'A', 'c', 'ab'];
    for (const [at, aid] of apps.entries())
      await rig.send(post([{ ...PAGE_VIEW, aid, vid: String(at + 8) }], { timeMs: COLLECTOR_MS + at }));
    await rig.send(post([BAD], { timeMs: COLLECTOR_MS + 9 }));
    const asked = async (body: object): Promise<readonly unknown[]> => {
      const { events, totalPages, totalItems } = (await rig.json('/micro/events', body)) as Record<string, unknown> & {
        events: Record<string, unknown>[];
      };
      return [events.map((event) => event['app_id']), totalPages, totalItems];
    };
    const base = { page: 1, pageSize: 10, filters: [], validEvents: true };
    assert.deepEqual(await asked(base), [['ab', 'c', 'A', 'b'], 1, 4]);
    assert.deepEqual(await asked({ ...base, validEvents: false }), [['shop'], 1, 1]);
    assert.deepEqual(await asked({ ...base, validEvents: null }), [['shop', 'ab', 'c', 'A', 'b'], 1, 5]);
    assert.deepEqual(await asked({ ...base, pageSize: 3, page: 2 }), [['b'], 2, 4]);
    assert.deepEqual(await asked({ ...base, page: 1e9 }), [[], 1, 4]);
    assert.deepEqual(await asked({ ...base, filters: [{ column: 'app_id', value: 'B' }] }), [['ab', 'b'], 1, 2]);
    assert.deepEqual(await asked({ ...base, filters: [{ column: 'app_id', values: ['c', 'b'] }] }), [
      ['ab', 'c', 'b'],
      1,
      3,
    ]);
    assert.deepEqual(await asked({ ...base, filters: [{ column: '__proto__', value: '' }] }), [[], 0, 0]);
    const sorting = { column: 'domain_sessionidx', desc: false };
    assert.deepEqual(await asked({ ...base, sorting }), [['b', 'A', 'c', 'ab'], 1, 4]);
    assert.deepEqual(await asked({ ...base, sorting: { column: 'app_id', desc: true } }), [
      ['c', 'b', 'ab', 'A'],
      1,
      4,
    ]);
    const start = new Date(COLLECTOR_MS + 1).toISOString();
    const end = new Date(COLLECTOR_MS + 3).toISOString();
    assert.deepEqual(await asked({ ...base, timeRange: { start, end } }), [['c', 'A'], 1, 2]);
    assert.deepEqual(
      await rig.json('/micro/timeline', {
        buckets: [
          { start, end },
          { start: end, end: null },
        ],
      }),
      {
        points: [
          { validEvents: 2, failedEvents: 0, bucket: { start, end } },
          { validEvents: 1, failedEvents: 1, bucket: { start: end, end: null } },
        ],
      },
    );
  });
});

describe('a schema', () => {
  test('is given as its text, or 404 with what each source said', async (t) => {
    const schemas = { 'com.acme/product/1-0-0': { text: '{"type":"object"}', misses: {} } };
    const rig = await rigFor(t, { schemas });
    assert.deepEqual(await rig.json('/micro/iglu/com.acme/product/jsonschema/1-0-0'), { type: 'object' });
    const missing = await rig.ask('/micro/iglu/com.acme/product/jsonschema/1-0-1');
    assert.equal(missing.status, 404);
    const lastAttempt = new Date(1_700_000_000_000).toISOString();
    assert.deepEqual(JSON.parse(missing.body), {
      value: { project: { errors: [{ error: 'NotFound' }], attempts: 1, lastAttempt } },
    });
    for (const path of ['com.acme/product', '../../etc/passwd', 'a/b/jsonschema/1-0', 'a/b/jsonschema/1-0-0/x', '']) {
      assert.equal((await rig.ask(`/micro/iglu/${path}`)).status, 404, path);
    }
  });
});
