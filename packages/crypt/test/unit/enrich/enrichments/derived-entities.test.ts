import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv-draft-04';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { openAsnLookups } from '../../../../src/enrich/enrichments/asn-lookups.ts';
import { createBots } from '../../../../src/enrich/enrichments/bots.ts';
import { createCookies } from '../../../../src/enrich/enrichments/cookies.ts';
import { createHeaders } from '../../../../src/enrich/enrichments/headers.ts';
import { openUserAgent } from '../../../../src/enrich/enrichments/user-agent.ts';
import { makeMmdb } from '../../../support/make-mmdb.ts';
import { publicData } from '../../../support/public-data.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { requestDraft } from './request-draft.ts';
import { USER_AGENT_CASES } from './user-agent-cases.ts';

const central = publicData('iglu-central');

test('every entity is valid by its schema', { skip: 'skip' in central ? central.skip : false }, async (t) => {
  const folder = await tempFolder(t);
  const record = { autonomous_system_number: 1, autonomous_system_organization: 'Acme' };
  writeFileSync(join(folder, 'asn.mmdb'), makeMmdb({ '81.0.0.0/8': record }, { type: 'GeoLite2-ASN' }));
  const enrichments = [
    await openUserAgent({ enabled: true, rulesFile: null }, nodeFiles, folder),
    createBots(),
    createCookies({ names: ['a', 'b', 'c'] }),
    createHeaders({ pattern: '.*' }),
    await openAsnLookups({ file: 'asn.mmdb' }, null, nodeFiles, folder),
  ];
  const headers = [
    ['Cookie', `a; b=${'x'.repeat(4_096)}; c="`],
    ['Accept', '*/*'],
  ] as const;
  const ajv = new Ajv.default({ strict: false });
  const seen = new Set<string>();
  for (const { userAgent } of USER_AGENT_CASES) {
    const draft = requestDraft({ useragent: userAgent, user_ipaddress: '81.2.69.142' }, headers);
    for (const enrichment of enrichments) enrichment?.apply(draft);
    for (const { schema, data } of draft.derived) {
      if (!seen.has(schema)) ajv.addSchema(readSchema(schema), schema);
      seen.add(schema);
      assert.ok(ajv.validate(schema, data), `${schema}: ${ajv.errorsText()}`);
    }
  }
  assert.deepEqual([...seen].toSorted(), [
    'iglu:com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0',
    'iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-0',
    'iglu:com.snowplowanalytics.snowplow/ua_parser_context/jsonschema/1-0-0',
    'iglu:org.ietf/http_cookie/jsonschema/1-0-0',
    'iglu:org.ietf/http_header/jsonschema/1-0-0',
  ]);
});

/** Without its `$schema`, which names Iglu's own. */
function readSchema(uri: string): object {
  const folder = 'folder' in central ? central.folder : '';
  const text = readFileSync(join(folder, 'schemas', uri.replace('iglu:', '')), 'utf8');
  const { $schema: _, ...schema } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return schema;
}
