import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createBots } from '../../../../src/enrich/enrichments/bots.ts';
import { outcome } from './request-draft.ts';
import { USER_AGENT_CASES } from './user-agent-cases.ts';

const SCHEMA = 'iglu:com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0';
const ROBOT = {
  spiderOrRobot: true,
  category: 'SPIDER_OR_ROBOT',
  reason: 'FAILED_UA_EXCLUDE',
  primaryImpact: 'UNKNOWN',
};
const BROWSER = { spiderOrRobot: false, category: 'BROWSER', reason: 'PASSED_ALL', primaryImpact: 'NONE' };

const enrichment = createBots();

test('robots and browsers are told apart, each with an entity', () => {
  assert.equal(enrichment.name, 'bots');
  const robots = /bot|monitor|HeadlessChrome|PhantomJS|^curl|^Wget|^python|^okhttp|^Java/;
  const wrong = USER_AGENT_CASES.filter(({ userAgent }) => {
    const { derived } = outcome(enrichment, { useragent: userAgent });
    const expected = [{ schema: SCHEMA, data: robots.test(userAgent) ? ROBOT : BROWSER }];
    assert.deepEqual(outcome(enrichment, { useragent: userAgent }).derived, derived);
    return JSON.stringify(derived) !== JSON.stringify(expected);
  });
  assert.deepEqual(
    wrong.map(({ userAgent }) => userAgent),
    [],
  );
});

test('without a user agent, or with one that its column has no room for, there is no entity', () => {
  assert.deepEqual(outcome(enrichment, {}).derived, []);
  assert.deepEqual(outcome(enrichment, { useragent: 'bot'.repeat(400) }).derived, []);
});

test('any user agent is judged, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (userAgent) => {
      assert.equal(outcome(enrichment, { useragent: userAgent }).derived.length, 1);
    }),
  );
  const piece = fc.constantFrom('bot', 'Chrome/', ' ', 'http', '://', 'crawl', 'a', '1.', '(', ';', 'Cubot', 'spider');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      const started = process.cpuUsage();
      outcome(enrichment, { useragent: pieces.join('').repeat(1_000).slice(0, 1_000) });
      assert.ok(process.cpuUsage(started).user < 200_000);
    }),
  );
});
