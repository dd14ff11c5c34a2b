import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assetUrl } from '../../../src/kernel/asset.ts';
import { configSchema } from '../../../src/config/config-schema.ts';
import { parseConfig, shapeOf } from '../../../src/config/read-config.ts';

interface Field {
  readonly path: string;
  readonly schema: { readonly description?: string; safeParse(value: unknown): { success: boolean } };
}

/** All fields of the schema, groups before their members. */
function fieldsOf(schema: unknown, above = ''): readonly Field[] {
  return Object.entries(shapeOf(schema)).flatMap(([name, member]) => {
    const path = `${above}${name}`;
    return [{ path, schema: member as Field['schema'] }, ...fieldsOf(member, `${path}.`)];
  });
}

const FIELDS = fieldsOf(configSchema);

test('every field says what it means, in a sentence', () => {
  assert.ok(FIELDS.length > 60, `${FIELDS.length} fields were seen`);
  const silent = FIELDS.filter(({ schema }) => !/^.{9,}[.)]$/.test(schema.description ?? ''));
  assert.deepEqual(
    silent.map(({ path }) => path),
    [],
  );
  assert.ok(FIELDS.some(({ path }) => path === 'collector.cookie.sameSite'));
  assert.ok(FIELDS.some(({ path }) => path === 'log.raw.gigabytes'));
});

test('every field has a default, but those without which its group means nothing', () => {
  const required = FIELDS.filter(({ schema }) => !schema.safeParse(undefined).success).map(({ path }) => path);
  assert.deepEqual(required, ['name', 'collector.tls.certificateFile', 'collector.tls.keyFile', 'site.folder']);
});

test('an empty group is a group of defaults, and so is a group that is absent', () => {
  const groups = FIELDS.filter(({ path, schema }) => !path.includes('.') && Object.keys(shapeOf(schema)).length > 0);
  const empty = groups.map(({ path }) => `${path}:\n`).join('');
  assert.deepEqual(parseConfig(`name: shop\n${empty}`, 'crypt.yml'), parseConfig('name: shop', 'crypt.yml'));
});

test('one field of a group can be set alone', () => {
  const { log, collector } = parseConfig('name: shop\nlog: { raw: { gigabytes: 5 } }', 'crypt.yml');
  assert.deepEqual(log, {
    raw: { days: 30, gigabytes: 5 },
    enriched: { days: null, gigabytes: null },
    failed: { days: 365, gigabytes: null },
  });
  assert.deepEqual([collector.port, collector.host], [4320, '127.0.0.1']);
});

test('the file that init writes is accepted', () => {
  const text = readFileSync(assetUrl('init/crypt.yml'), 'utf8');
  assert.equal(parseConfig(text.replace(/^name: .*$/m, 'name: shop'), 'crypt.yml').name, 'shop');
});

// The supervisor hands the project to its processes as JSON: what JSON cannot carry would arrive as something else.
test('a configuration is the same after it has travelled as JSON', () => {
  const text = `name: shop
landing: { legacyColumns: ['iglu:com.acme/user/jsonschema/1-*-*'] }
schemas: { registries: [{ name: central, url: 'https://iglu.example/api' }] }
webhooks:
  - path: /com.acme/payments
    verify: { kind: hmac, header: X-Signature, secretVariables: [SECRET] }
    map: webhooks/payments.ts
enrichments:
  headers: { pattern: 'Sec-CH-.*' }
  project: { files: [enrichments/score.ts] }
  pseudonyms:
    enabled: true
    fields: [user_id]
    paths: [{ schema: 'iglu:com.acme/user/jsonschema/1-*-*', path: '$.users[*].email' }]
`;
  const config = parseConfig(text, 'crypt.yml');
  assert.deepEqual(JSON.parse(JSON.stringify(config)), config);
  assert.equal(config.enrichments.pseudonyms.paths.length, 1);
});
