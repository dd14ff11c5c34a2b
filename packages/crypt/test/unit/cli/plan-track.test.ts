import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from '../../../src/cli/parse-arguments.ts';
import { planTrack, type TrackedEvent } from '../../../src/cli/plan-track.ts';
import { refusal } from '../../support/refusal.ts';

const FACTS = { eventId: 'id', nowMs: 7, version: '0.1.0', readInput: async () => '{"b":2}' };
const ALWAYS = { eid: 'id', aid: 'crypt-track', p: 'srv', tv: 'crypt-0.1.0', dtm: '7', stm: '7' };
const PRODUCT = 'iglu:com.acme/product/jsonschema/1-0-0';

function plan(...line: readonly string[]): Promise<TrackedEvent> {
  return planTrack(parseLine(['track', ...line]).args, FACTS);
}

test('a page view, a structured event and an own one are what a tracker sends', async () => {
  assert.deepEqual(await plan('page-view', '--url', 'http://a/', '--title', 'T', '--referrer', 'http://b/'), {
    e: 'pv',
    url: 'http://a/',
    page: 'T',
    refr: 'http://b/',
    ...ALWAYS,
  });
  const struct = ['--category', 'c', '--action', 'a', '--label', 'l', '--property', 'p', '--value', '1.5'];
  assert.deepEqual(await plan('struct', ...struct, '--url', 'http://a/'), {
    e: 'se',
    se_ca: 'c',
    se_ac: 'a',
    se_la: 'l',
    se_pr: 'p',
    se_va: '1.5',
    url: 'http://a/',
    ...ALWAYS,
  });
  const unstruct = 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0';
  assert.deepEqual(await plan('event', PRODUCT, '{"n":12345678901234567890}'), {
    e: 'ue',
    ue_pr: `{"schema":"${unstruct}","data":{"schema":"${PRODUCT}","data":{"n":12345678901234567890}}}`,
    ...ALWAYS,
  });
  const { ue_pr: fromInput } = await plan('event', PRODUCT, '-');
  assert.match(fromInput ?? '', /"data":\{"b":2\}\}\}$/);
});

test('entities are as many as are given', async () => {
  const { co } = await plan(
    'page-view',
    '--url',
    'u',
    '--entity',
    `${PRODUCT}={"a":"x=y"}`,
    '--entity',
    `${PRODUCT}=[]`,
  );
  assert.deepEqual(JSON.parse(co ?? ''), {
    schema: 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1',
    data: [
      { schema: PRODUCT, data: { a: 'x=y' } },
      { schema: PRODUCT, data: [] },
    ],
  });
});

test('what is missing or no JSON is refused before anything is sent', async () => {
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /sends page-view, event or struct, not ""/],
    [['pageview'], /not "pageview"/],
    [['page-view'], /page-view needs --url/],
    [['struct', '--category', 'c'], /struct needs --action/],
    [['event', PRODUCT], /needs a schema and its data/],
    [['event', 'com.acme/product', '{}'], /is no schema; write iglu:/],
    [['event', PRODUCT, '{'], /is no JSON: it is malformed/],
    [['page-view', '--url', 'u', '--entity', PRODUCT], /--entity is written <schema>=<json>/],
    [['page-view', '--url', 'u', '--entity', `${PRODUCT}=x`], /is no JSON/],
  ];
  for (const [line, reason] of refused) {
    const { message } = await refusal('CLI_OPTION', () => plan(...line));
    assert.match(message, reason);
  }
});
