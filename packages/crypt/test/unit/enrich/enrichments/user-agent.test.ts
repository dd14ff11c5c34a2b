import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { openUserAgent } from '../../../../src/enrich/enrichments/user-agent.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { outcome } from './request-draft.ts';
import { USER_AGENT_CASES } from './user-agent-cases.ts';

const SCHEMA = 'iglu:com.snowplowanalytics.snowplow/ua_parser_context/jsonschema/1-0-0';
const enrichment = await openUserAgent({ enabled: true, rulesFile: null }, nodeFiles, '/');

function textOf(data: unknown, name: string): unknown {
  return (data as Readonly<Record<string, unknown>> | undefined)?.[name];
}

// The facts of enrich 3.9.0's UaParserEnrichmentSpec and UserAgentUtilsEnrichmentSpec.
test('the entity is that of Snowplow, with its texts of versions', () => {
  assert.equal(enrichment.name, 'userAgent');
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) Version/5.1 ' +
    'Mobile/9B206 Safari/7534.48.3';
  assert.deepEqual(outcome(enrichment, { useragent: iphone }).derived, [
    {
      schema: SCHEMA,
      data: {
        useragentFamily: 'Mobile Safari',
        useragentMajor: '5',
        useragentMinor: '1',
        useragentPatch: null,
        useragentVersion: 'Mobile Safari 5.1',
        osFamily: 'iOS',
        osMajor: '5',
        osMinor: '1',
        osPatch: '1',
        osPatchMinor: null,
        osVersion: 'iOS 5.1.1',
        deviceFamily: 'iPhone',
      },
    },
  ]);
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_10) AppleWebKit/600.1.25 (KHTML, like Gecko) Version/8.0 Safari/600.1.25';
  assert.deepEqual(outcome(enrichment, { useragent: mac }).derived[0]?.data, {
    useragentFamily: 'Safari',
    useragentMajor: '8',
    useragentMinor: '0',
    useragentPatch: null,
    useragentVersion: 'Safari 8.0',
    osFamily: 'Mac OS X',
    osMajor: '10',
    osMinor: '10',
    osPatch: null,
    osPatchMinor: null,
    osVersion: 'Mac OS X 10.10',
    deviceFamily: 'Mac',
  });
});

test('the older columns have the words of the older enrichment', () => {
  const chrome =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/33.0.1750.152 Safari/537.36';
  assert.deepEqual(outcome(enrichment, { useragent: chrome }).columns, {
    useragent: chrome,
    br_name: 'Chrome 33',
    br_family: 'Chrome',
    br_version: '33.0.1750.152',
    br_type: 'Browser',
    br_renderengine: 'WEBKIT',
    os_name: 'Mac OS X',
    os_family: 'Mac OS X',
    os_manufacturer: 'Apple Inc.',
    dvce_type: 'Computer',
    dvce_ismobile: 'false',
  });
  const explorer = 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0';
  assert.deepEqual(outcome(enrichment, { useragent: explorer }).columns, {
    useragent: explorer,
    br_name: 'Internet Explorer 11',
    br_family: 'Internet Explorer',
    br_version: '11.0',
    br_type: 'Browser',
    br_renderengine: 'TRIDENT',
    os_name: 'Windows 7',
    os_family: 'Windows',
    os_manufacturer: 'Microsoft Corporation',
    dvce_type: 'Computer',
    dvce_ismobile: 'false',
  });
});

test('a known user agent is answered as a new one', () => {
  for (const { userAgent } of USER_AGENT_CASES) {
    const first = outcome(enrichment, { useragent: userAgent });
    assert.deepEqual(outcome(enrichment, { useragent: userAgent }), first);
    assert.equal(first.derived.length, 1);
  }
});

test('without a user agent, or with one that its column has no room for, nothing is added', () => {
  assert.deepEqual(outcome(enrichment, { app_id: 'shop' }), { columns: { app_id: 'shop' }, derived: [] });
  const long = 'Mozilla/5.0 '.repeat(100);
  assert.deepEqual(outcome(enrichment, { useragent: long }), { columns: { useragent: long }, derived: [] });
});

test('a name that its column has no room for is in the entity alone', () => {
  const userAgent = `Mozilla/5.0 (compatible; ${'very'.repeat(11)}longbot/1.0)`;
  const { columns, derived } = outcome(enrichment, { useragent: userAgent });
  assert.equal(textOf(derived[0]?.data, 'useragentFamily'), `${'very'.repeat(11)}longbot`);
  assert.equal(columns['br_name'], undefined);
  assert.equal(columns['br_version'], '1.0');
});

test('any user agent has an entity of the right shape', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (userAgent) => {
      const { derived } = outcome(enrichment, { useragent: userAgent });
      const data = derived[0]?.data as Readonly<Record<string, unknown>>;
      assert.equal(Object.keys(data).length, 12);
      for (const name of ['useragentFamily', 'useragentVersion', 'osFamily', 'osVersion', 'deviceFamily']) {
        assert.equal(typeof data[name], 'string');
      }
    }),
  );
});

test('own rules are read from the project, and bad ones refuse to start', async (t) => {
  const folder = await tempFolder(t);
  const open = (rulesFile: string) => openUserAgent({ enabled: true, rulesFile }, nodeFiles, folder);
  const rules =
    "user_agent_parsers:\n  - regex: '(shop)-app/(\\d+)'\n    family_replacement: 'Own $1'\n" +
    'os_parsers:\n  - regex: "none"\ndevice_parsers:\n  - regex: none\n';
  await writeFile(join(folder, 'rules.yaml'), rules);
  await writeFile(join(folder, 'bad.yaml'), rules.replace('(shop)', '(shop'));
  const own = await open('rules.yaml');
  const { derived } = outcome(own, { useragent: 'shop-app/3' });
  assert.equal(textOf(derived[0]?.data, 'useragentVersion'), 'Own shop 3');
  const bad = await refusal('ENRICH_FILE_REFUSED', () => open('bad.yaml'));
  assert.equal(
    bad.message,
    `${join(folder, 'bad.yaml')} (enrichments.userAgent.rulesFile) cannot be used: ` +
      'Invalid regular expression: /(shop-app/(\\d+)/: Unterminated group. Nothing was read or written.',
  );
  await refusal('ENRICH_FILE_REFUSED', () => open('absent.yaml'));
});
