import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { openAsnLookups } from '../../../../src/enrich/enrichments/asn-lookups.ts';
import { makeMmdb, type MmdbValue } from '../../../support/make-mmdb.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { outcome } from './request-draft.ts';

const SCHEMA = 'iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-0';

const NETWORKS: Readonly<Record<string, MmdbValue>> = {
  '81.2.69.0/24': { autonomous_system_number: 20712, autonomous_system_organization: 'Acme Networks' },
  '82.0.0.0/8': { autonomous_system_number: 64500 },
  '83.0.0.0/8': { autonomous_system_organization: 'Without a number' },
  '84.0.0.0/8': { autonomous_system_number: 4_200_000_000 },
  '85.0.0.0/8': { autonomous_system_number: '64500' },
};

async function open(t: TestContext, file: string | null, ispFile: string | null) {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'asn.mmdb'), makeMmdb(NETWORKS, { type: 'GeoLite2-ASN' }));
  return openAsnLookups({ file }, ispFile, nodeFiles, folder);
}

test('the network of an address becomes an entity', async (t) => {
  for (const [file, ispFile] of [
    ['asn.mmdb', null],
    [null, 'asn.mmdb'],
    ['asn.mmdb', 'never-opened.mmdb'],
  ] as const) {
    const enrichment = await open(t, file, ispFile);
    assert.ok(enrichment !== undefined);
    assert.equal(enrichment.name, 'asnLookups');
    const derived = (address: string): unknown => outcome(enrichment, { user_ipaddress: address }).derived;
    const known = [{ schema: SCHEMA, data: { number: 20_712, organization: 'Acme Networks' } }];
    assert.deepEqual(derived('81.2.69.142'), known);
    assert.deepEqual(derived('81.2.69.142'), known);
    assert.deepEqual(derived('82.1.1.1:80'), [{ schema: SCHEMA, data: { number: 64_500 } }]);
    for (const none of ['83.1.1.1', '84.1.1.1', '85.1.1.1', '9.9.9.9', '10.0.0.1', 'unknown', '']) {
      assert.deepEqual(derived(none), [], none);
    }
  }
});

test('without a file there is no enrichment', async (t) => {
  assert.equal(await open(t, null, null), undefined);
});

test('a database of places is refused', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'city.mmdb'), makeMmdb(NETWORKS));
  const error = await refusal('ENRICH_FILE_REFUSED', () =>
    openAsnLookups({ file: 'city.mmdb' }, null, nodeFiles, folder),
  );
  assert.equal(error.params['reason'], 'it is a GeoLite2-City database');
});

test('a missing file is refused by the field that names it', async (t) => {
  const own = await refusal('ENRICH_FILE_REFUSED', () => open(t, 'none.mmdb', 'asn.mmdb'));
  assert.equal(own.params['field'], 'enrichments.asnLookups.file');
  const isp = await refusal('ENRICH_FILE_REFUSED', () => open(t, null, 'none.mmdb'));
  assert.equal(isp.params['field'], 'enrichments.ipLookups.ispFile');
});
