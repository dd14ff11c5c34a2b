// What hostile requests get, who may read, and what the page does not show.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { microRig, type MicroRig, type RigOptions } from '../../../support/micro-rig.ts';
import { PAGE_VIEW, post, record } from '../../enrich/make-record.ts';

const BAD = { ...PAGE_VIEW, p: 'submarine' };

async function rigFor(t: TestContext, options: RigOptions = {}): Promise<MicroRig> {
  const rig = await microRig(options);
  t.after(() => rig.stop());
  return rig;
}

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
