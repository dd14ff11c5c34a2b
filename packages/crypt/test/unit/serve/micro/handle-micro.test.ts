// What tests of tracking read, as whole values.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { MICRO_WAIT_MS_MAX } from '../../../../src/kernel/limits.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { microRig, type MicroRig, type RigOptions } from '../../../support/micro-rig.ts';
import { CONTEXTS, EID, HEAD, PAGE_VIEW, post, record } from '../../enrich/make-record.ts';

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

test('a stop ends what waits', async (t) => {
  const rig = await rigFor(t);
  await rig.store(post([PAGE_VIEW]));
  const asked = Array.from({ length: 20 }, () => rig.ask('/micro/all'));
  await rig.stop();
  for (const { status } of await Promise.all(asked)) assert.equal(status, 503);
});
