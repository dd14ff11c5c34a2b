// What tests of tracking read, as whole values, and what hostile requests get.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { MICRO_WAIT_MS_MAX } from '../../../../src/kernel/limits.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { microRig, type MicroRig, type RigOptions } from '../../../support/micro-rig.ts';
import { COLLECTOR_MS, CONTEXTS, EID, HEAD, PAGE_VIEW, post, record, UNSTRUCT } from '../../enrich/make-record.ts';

const PAGE = 'iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0';
const PAGE_ENTITY = { schema: PAGE, data: { id: '5cea9899-10df-4ccf-bf66-8c36f4a4bba2' } };
const WITH_PAGE = { ...PAGE_VIEW, co: JSON.stringify({ schema: CONTEXTS, data: [PAGE_ENTITY] }) };
const BAD = { ...PAGE_VIEW, p: 'submarine' };

async function rigFor(t: TestContext, options: RigOptions = {}): Promise<MicroRig> {
  const rig = await microRig(options);
  t.after(() => rig.stop());
  return rig;
}

interface Good {
  readonly eventType: string;
  readonly event: Readonly<Record<string, unknown>>;
}

describe('a good event', () => {
  test('is shown as it was sent and as it became, whole', async (t) => {
    const rig = await rigFor(t);
    await rig.send(post([WITH_PAGE]));
    const [shown] = (await rig.json('/micro/good')) as [Good & Record<string, unknown>];
    const { event, ...rest } = shown;
    assert.deepEqual(rest, {
      rawEvent: {
        api: { vendor: 'com.snowplowanalytics.snowplow', version: 'tp2' },
        parameters: WITH_PAGE,
        contentType: 'application/json; charset=utf-8',
        source: { name: 'crypt-0.1.0-local', encoding: 'UTF-8', hostname: 'c.shop.example' },
        context: {
          timestamp: '2026-01-05T08:00:01.000Z',
          ipAddress: '203.0.113.7',
          useragent: HEAD.userAgent,
          refererUri: HEAD.referer,
          headers: ['Host: c.shop.example'],
          userId: HEAD.networkUserId,
        },
      },
      eventType: 'page_view',
      schema: 'iglu:com.snowplowanalytics.snowplow/page_view/jsonschema/1-0-0',
      contexts: [PAGE],
    });
    assert.deepEqual(
      Object.keys(event),
      ATOMIC_COLUMNS.map(({ name }) => name),
    );
    assert.equal(Object.keys(event).length, 131);
    const told = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null));
    assert.deepEqual(told, {
      app_id: 'shop',
      platform: 'web',
      etl_tstamp: told['etl_tstamp'],
      collector_tstamp: '2026-01-05T08:00:01.000Z',
      dvce_created_tstamp: '2026-01-05T07:59:59.000Z',
      dvce_sent_tstamp: '2026-01-05T08:00:00.500Z',
      derived_tstamp: '2026-01-05T07:59:59.500Z',
      event: 'page_view',
      event_id: EID,
      name_tracker: 'sp',
      v_tracker: 'js-4.10.1',
      v_collector: 'crypt-0.1.0-local',
      v_etl: told['v_etl'],
      user_ipaddress: '203.0.113.7',
      network_userid: HEAD.networkUserId,
      page_url: PAGE_VIEW['url'],
      page_title: 'Car insurance',
      page_referrer: PAGE_VIEW['refr'],
      page_urlscheme: 'https',
      page_urlhost: 'shop.example',
      page_urlport: 443,
      page_urlpath: '/quotes/car',
      page_urlquery: 'step=2',
      page_urlfragment: 'top',
      refr_urlscheme: 'https',
      refr_urlhost: 'www.search.example',
      refr_urlport: 443,
      refr_urlpath: '/find',
      refr_urlquery: 'q=car',
      contexts: { schema: CONTEXTS, data: [PAGE_ENTITY] },
      derived_contexts: {},
      useragent: HEAD.userAgent,
      event_vendor: 'com.snowplowanalytics.snowplow',
      event_name: 'page_view',
      event_format: 'jsonschema',
      event_version: '1-0-0',
    });
  });

  test('shows numbers, booleans and money by their types, and the query string over the parameters', async (t) => {
    const rig = await rigFor(t);
    await rig.send(
      post([{ ...PAGE_VIEW, e: 'tr', tr_id: 'o1', tr_tt: '12.50', vid: '3', cookie: '1' }], {
        query: 'aid=other&vid=4',
      }),
    );
    const [{ event, ...rest }] = (await rig.json('/micro/good')) as [Good & { rawEvent: { parameters: object } }];
    assert.deepEqual(
      [event['tr_total'], event['domain_sessionidx'], event['br_cookies'], event['app_id'], event['event']],
      [12.5, 4, true, 'other', 'transaction'],
    );
    assert.deepEqual(
      Object.entries(rest.rawEvent.parameters).filter(([name]) => ['aid', 'vid'].includes(name)),
      [
        ['aid', 'other'],
        ['vid', '4'],
      ],
    );
  });
});

describe('filters of good events', () => {
  test('are the type or its code, the schema, all of the entities, and a limit; newest first', async (t) => {
    const rig = await rigFor(t);
    await rig.send(post([PAGE_VIEW, WITH_PAGE]));
    await rig.send(post([{ ...PAGE_VIEW, e: 'se', se_ca: 'a', se_ac: 'b' }]));
    const types = async (body: object): Promise<readonly string[]> =>
      ((await rig.json('/micro/good', body)) as Good[]).map(({ eventType }) => eventType);
    assert.deepEqual(await types({}), ['struct', 'page_view', 'page_view']);
    assert.deepEqual(await types({ limit: 2 }), ['struct', 'page_view']);
    assert.deepEqual(await types({ limit: 0 }), []);
    assert.deepEqual(await types({ limit: 1e300 }), ['struct', 'page_view', 'page_view']);
    assert.deepEqual(await types({ event_type: 'pv' }), ['page_view', 'page_view']);
    assert.deepEqual(await types({ event_type: 'struct', limit: 5 }), ['struct']);
    assert.deepEqual(await types({ schema: 'iglu:com.google.analytics/event/jsonschema/1-0-0' }), ['struct']);
    assert.deepEqual(await types({ contexts: [PAGE] }), ['page_view']);
    assert.deepEqual(await types({ contexts: [PAGE.slice(5)] }), ['page_view']);
    assert.deepEqual(await types({ contexts: [PAGE, 'iglu:com.acme/x/jsonschema/1-0-0'] }), []);
    assert.deepEqual(await types({ event_type: null, contexts: null, schema: null, limit: null }), [
      'struct',
      'page_view',
      'page_view',
    ]);
  });
});

describe('a bad event', () => {
  test('is shown with its request, what was sent, and why it failed', async (t) => {
    const rig = await rigFor(t);
    await rig.send(post([BAD], { query: 'a=1&a=2&b' }));
    const sender = {
      contentType: 'application/json; charset=utf-8',
      source: { name: 'crypt-0.1.0-local', encoding: 'UTF-8', hostname: 'c.shop.example' },
      context: {
        timestamp: '2026-01-05T08:00:01.000Z',
        ipAddress: '203.0.113.7',
        useragent: HEAD.userAgent,
        refererUri: HEAD.referer,
        headers: ['Host: c.shop.example'],
        userId: HEAD.networkUserId,
      },
    };
    const api = { vendor: 'com.snowplowanalytics.snowplow', version: 'tp2' };
    assert.deepEqual(await rig.json('/micro/bad'), [
      {
        collectorPayload: {
          api,
          querystring: [
            { name: 'a', value: '1' },
            { name: 'a', value: '2' },
            { name: 'b', value: '' },
          ],
          body: JSON.stringify({
            schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4',
            data: [BAD],
          }),
          ...sender,
        },
        rawEvent: { api, parameters: { ...BAD, a: '2' }, ...sender },
        errors: ['enrichment_failure: p: not a known platform', 'p: not a known platform (text of 9 characters)'],
      },
    ]);
  });

  test('that could not be split has no raw event; vendor, version and limit filter', async (t) => {
    const rig = await rigFor(t);
    await rig.send(record({}, '{"no": "json'));
    await rig.send(record({ path: '/com.acme/v9' }, 'x'));
    await rig.send(record({ method: 'GET', path: '/i', query: 'e=pv&p=submarine' }));
    const found = async (body: object): Promise<readonly unknown[]> =>
      ((await rig.json('/micro/bad', body)) as { collectorPayload: { api: unknown }; rawEvent: unknown }[]).map(
        ({ collectorPayload, rawEvent }) => [
          Object.values(collectorPayload.api as object).join('/'),
          rawEvent !== null,
        ],
      );
    const all = [
      ['com.snowplowanalytics.snowplow/tp1', true],
      ['com.acme/v9', false],
      ['com.snowplowanalytics.snowplow/tp2', false],
    ];
    assert.deepEqual(await found({}), all);
    assert.deepEqual(await found({ vendor: 'com.acme', version: 'v9' }), [all[1]]);
    assert.deepEqual(await found({ version: 'tp2' }), [all[2]]);
    assert.deepEqual(await found({ vendor: 'com.snowplowanalytics.snowplow', limit: 1 }), [all[0]]);
    assert.deepEqual(await found({ vendor: 'com.snowplowanalytics.snowplow', version: 'v9' }), []);
  });
});

describe('counts and reset', () => {
  test('count both kinds, and a reset forgets', async (t) => {
    const rig = await rigFor(t);
    assert.deepEqual(await rig.json('/micro/all'), { total: 0, good: 0, bad: 0 });
    await rig.send(post([PAGE_VIEW, BAD, PAGE_VIEW]));
    assert.deepEqual(await rig.json('/micro/all'), { total: 3, good: 2, bad: 1 });
    assert.deepEqual(await rig.json('/micro/all', {}), { total: 3, good: 2, bad: 1 });
    assert.deepEqual(await rig.json('/micro/reset'), { total: 0, good: 0, bad: 0 });
    assert.deepEqual(await rig.json('/micro/good'), []);
    await rig.send(post([PAGE_VIEW]));
    assert.deepEqual(await rig.json('/micro/all'), { total: 1, good: 1, bad: 0 });
  });

  test('events of before the run, and late ones of before a reset, never appear', async (t) => {
    const clock = new FakeClock();
    const rig = await rigFor(t, { clock, before: [post([PAGE_VIEW])] });
    await rig.store(post([PAGE_VIEW, BAD]));
    const resetting = rig.json('/micro/reset');
    await clock.advance(MICRO_WAIT_MS_MAX);
    assert.deepEqual(await resetting, { total: 0, good: 0, bad: 0 });
    await rig.enrich();
    assert.deepEqual(await rig.json('/micro/all'), { total: 0, good: 0, bad: 0 });
  });

  test('a failed event that is enriched again is no longer bad', async (t) => {
    const rig = await rigFor(t);
    await rig.send(post([BAD]));
    assert.deepEqual(await rig.json('/micro/all'), { total: 1, good: 0, bad: 1 });
    const repaired = await microRig();
    await repaired.send(post([PAGE_VIEW]));
    await rig.enriched.append(repaired.enriched.records.map(({ payload }) => payload));
    await repaired.stop();
    await rig.send(post([BAD]));
    assert.deepEqual(await rig.json('/micro/all'), { total: 2, good: 1, bad: 1 });
  });
});

describe('what was acknowledged', () => {
  test('is waited for', async (t) => {
    const rig = await rigFor(t);
    await rig.store(post([PAGE_VIEW]));
    const asked = rig.json('/micro/all');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await rig.enrich();
    assert.deepEqual(await asked, { total: 1, good: 1, bad: 0 });
  });

  test('is missed by no answer: when enrich is late it is 503, and the page says so', async (t) => {
    const clock = new FakeClock();
    const rig = await rigFor(t, { clock });
    await rig.store(post([PAGE_VIEW]));
    const asked = ['/micro/all', '/micro/good', '/micro/bad', '/micro/events'].map((path) => rig.ask(path));
    const page = rig.ask('/micro/ui');
    await clock.advance(MICRO_WAIT_MS_MAX);
    for (const answer of await Promise.all(asked)) {
      assert.equal(answer.status, 503);
      assert.match(answer.body, /^MICRO_BEHIND: /);
      assert.deepEqual(answer.headers.slice(-2), ['Retry-After', '1']);
    }
    assert.equal((await page).status, 200);
    assert.match((await page).body, /has not passed everything/);
  });
});

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
    const [failure] = bad?.['contexts_com_snowplowanalytics_snowplow_failure_1'] as [Record<string, unknown>];
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

describe('hostile requests', () => {
  test('get the reason, and change nothing', async (t) => {
    const rig = await rigFor(t);
    await rig.send(post([PAGE_VIEW]));
    const refused: readonly (readonly [string, string, RegExp])[] = [
      ['/micro/good', '{', /no JSON/],
      ['/micro/good', '[]', /the body is no object/],
      ['/micro/good', '{"limt":1}', /did you mean limit\?/],
      ['/micro/good', '{"__proto__":{}}', /unknown here/],
      ['/micro/good', '{"limit":-1}', /limit is no whole number from 0 on/],
      ['/micro/good', '{"limit":1.5}', /limit/],
      ['/micro/good', '{"limit":"1"}', /limit/],
      ['/micro/good', '{"contexts":"x"}', /contexts is no list of texts/],
      ['/micro/good', '{"contexts":[1]}', /contexts is no list of texts/],
      ['/micro/good', '{"schema":5}', /schema is no text/],
      ['/micro/good', '['.repeat(100_000), /no JSON/],
      ['/micro/bad', '{"vendor":{}}', /vendor is no text/],
      ['/micro/events', '{"page":0}', /page is no whole number from 1 on/],
      ['/micro/events', '{"pageSize":0}', /pageSize/],
      ['/micro/events', '{"filters":{}}', /filters is no list/],
      ['/micro/events', '{"filters":[{"column":"a"}]}', /a filter names a column/],
      ['/micro/events', '{"validEvents":1}', /validEvents/],
      ['/micro/events', '{"timeRange":{"start":"soon"}}', /no time of ISO 8601/],
      ['/micro/events', '{"sorting":{"desc":true}}', /sorting names no column/],
      ['/micro/events', '{"sorting":{"column":"a","desc":1}}', /sorting\.desc/],
      ['/micro/timeline', `{"buckets":[${Array(1_001).fill('{}').join(',')}]}`, /more than 1000/],
    ];
    for (const [path, body, reason] of refused) {
      const answer = await rig.ask(path, { body });
      assert.equal(answer.status, 400, body.slice(0, 80));
      assert.match(answer.body, /^MICRO_REQUEST: /);
      assert.match(answer.body, reason);
    }
    assert.equal((await rig.ask('/micro/timeline')).status, 400);
    for (const path of ['/micro', '/micro/', '/micro/goods', '/micro/good/', '/micro/__proto__', '/micro//all']) {
      const answer = await rig.ask(path);
      assert.equal(answer.status, 404, path);
      assert.match(answer.body, /^MICRO_PATH_UNKNOWN: /);
    }
    assert.deepEqual(await rig.json('/micro/all'), { total: 1, good: 1, bad: 0 });
  });

  test('of any kind never end in a defect', async (t) => {
    const rig = await rigFor(t);
    await rig.send(post([PAGE_VIEW, BAD]));
    const names = ['limit', 'schema', 'contexts', 'page', 'pageSize', 'filters', 'timeRange', 'sorting', 'buckets'];
    const body = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    const path = fc.constantFrom('good', 'bad', 'events', 'timeline', 'all');
    await fc.assert(
      fc.asyncProperty(path, body, async (name, value) => {
        const { status } = await rig.ask(`/micro/${name}`, { body: JSON.stringify(value) });
        assert.ok(status === 200 || status === 400);
      }),
      { numRuns: 300 },
    );
  });

  test('parameters and data named __proto__ are shown as any other', async (t) => {
    const rig = await rigFor(t);
    const sent = '{"e":"pv","p":"web","tv":"x","__proto__":"y","constructor":"z"}';
    await rig.send(
      record({}, `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[${sent}]}`),
    );
    const { body } = await rig.ask('/micro/bad');
    assert.match(body, /"parameters":\{"__proto__":"y","constructor":"z","e":"pv"/);
    assert.equal(({} as Record<string, unknown>)['y'], undefined);
  });
});

describe('who may read', () => {
  test('is this machine under its own names, and pages of such names', async (t) => {
    const rig = await rigFor(t);
    for (const host of ['evil.example', 'evil.example:4320', '10.0.0.1', 'localhost.evil.example', '', 'a b', null]) {
      const answer = await rig.ask('/micro/all', { host });
      assert.equal(answer.status, 403, String(host));
      assert.match(answer.body, /^MICRO_HOST_REFUSED: /);
    }
    for (const host of [
      'localhost',
      '127.0.0.1:1',
      '127.9.9.9',
      '[::1]:4320',
      'shop.localhost',
      'shop.test:80',
      'x.local',
    ]) {
      assert.equal((await rig.ask('/micro/all', { host })).status, 200, host);
    }
    const origins = async (origin: string): Promise<string | undefined> => {
      const { headers } = await rig.ask('/micro/all', { origin });
      const at = headers.indexOf('Access-Control-Allow-Origin');
      return at === -1 ? undefined : headers[at + 1];
    };
    for (const origin of ['http://localhost:3000', 'https://shop.test', 'http://[::1]:8080', 'http://127.0.0.1']) {
      assert.equal(await origins(origin), origin);
    }
    for (const origin of [
      'https://evil.example',
      'null',
      'file://',
      'http://localhost.evil.example',
      'http://a@evil.example',
      'http://x\r\nY: 1',
    ]) {
      assert.equal(await origins(origin), undefined, origin);
    }
  });
});

describe('the page', () => {
  test('shows what came without what it says about people, and escapes it', async (t) => {
    const rig = await rigFor(t);
    assert.match((await rig.ask('/micro/ui')).body, /Nothing has come yet/);
    await rig.send(post([{ ...PAGE_VIEW, aid: '<script>alert(1)</script>', uid: 'jane@shop.example' }, BAD]));
    const { status, headers, body } = await rig.ask('/micro/ui');
    assert.equal(status, 200);
    assert.ok(headers.includes('text/html; charset=utf-8'));
    assert.match(body, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.doesNotMatch(body, /<script|jane@shop/);
    assert.match(body, /1 good, 1 bad/);
    assert.match(body, /enrichment_failure: p: not a known platform/);
  });
});
