import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { compareVersions, parseSchemaUri, parseVersion } from '../../../src/contracts/schema-key.ts';
import { assetUrl } from '../../../src/kernel/asset.ts';
import { publicData } from '../../support/public-data.ts';
import { describedNodes, readExact, withoutProse } from './schema-prose.ts';
import { SENT_BY_TRACKERS } from './sent-by-trackers.ts';

const META = 'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#';
const SIZE_BYTES_MAX = 30_000;
/** What the platform itself reads or adds: envelopes, redirects, webhooks, enrichments, duplicates, failures. */
const OF_THE_PLATFORM = [
  'com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0',
  'com.snowplowanalytics.iglu/anything-a/jsonschema/1-0-0',
  'com.snowplowanalytics.iglu/anything-b/jsonschema/1-0-0',
  'com.snowplowanalytics.iglu/anything-c/jsonschema/1-0-0',
  'com.snowplowanalytics.iglu/validation_info/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1',
  'com.snowplowanalytics.snowplow/bot_detection/jsonschema/1-0-1',
  'com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1',
  'com.snowplowanalytics.snowplow/cross_navigation/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/duplicate/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/failure/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/parent_event/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/pii_transformation/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/ua_parser_context/jsonschema/1-0-0',
  'com.snowplowanalytics.snowplow/uri_redirect/jsonschema/1-0-0',
  'org.ietf/http_cookie/jsonschema/1-0-0',
  'org.ietf/http_header/jsonschema/1-0-0',
];
/** Sent by browser trackers of 3.x. */
const OF_OLD_TRACKERS = ['com.snowplowanalytics.snowplow/browser_context/jsonschema/1-0-0'];

const folder = fileURLToPath(assetUrl('schemas'));
const paths = listFiles(folder);
const texts = new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
const schemas = new Map([...texts].map(([path, text]) => [path, readExact(text)]));
const models = groupBy(paths, modelOf);
const central = publicData('iglu-central');
const skip = 'skip' in central ? { skip: central.skip } : {};

test('each schema describes itself as its path says, and is small, tidy JSON', () => {
  for (const [path, text] of texts) {
    const key = parseSchemaUri(`iglu:${path}`);
    assert.ok(key, path);
    const schema = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([schema['$schema'], schema['self']], [META, key], path);
    assert.ok(text.length < SIZE_BYTES_MAX, `${path} has ${text.length} characters`);
    assert.match(text, /^\{\n {2}"\$schema"[^\t\r]*\n\}\n$/, path);
    assert.doesNotMatch(text, /[ ]\n/, path);
  }
});

test('the set has what trackers send and what the platform adds, each with all earlier versions, and nothing else', () => {
  const wanted = [...SENT_BY_TRACKERS.flatMap(([, keys]) => keys), ...OF_THE_PLATFORM, ...OF_OLD_TRACKERS];
  assert.deepEqual(
    wanted.filter((path) => !schemas.has(path)),
    [],
  );
  assert.deepEqual([...models.keys()].toSorted(), [...new Set(wanted.map(modelOf))].toSorted());
  for (const [model, versions] of models) {
    const oldest = versions.map(versionOf).toSorted(compareVersions)[0] ?? '';
    assert.equal(oldest, `${parseVersion(oldest).model}-0-0`, model);
  }
});

test('each schema is one of draft 4 and compiles', () => {
  const ajv = new AjvDraft4.default({ strict: false, logger: false, validateFormats: true });
  addFormats.default(ajv);
  for (const [path, text] of texts) {
    const { $schema: _, ...schema } = JSON.parse(text) as Record<string, unknown>;
    assert.ok(ajv.validateSchema(schema), `${path}: ${ajv.errorsText()}`);
    assert.equal(typeof ajv.compile(schema), 'function', path);
  }
});

test('each schema and each property has a description of one or two sentences, and none claims a brand', () => {
  for (const [path, schema] of schemas) {
    for (const { at, description, isItem } of describedNodes(schema)) {
      if (isItem && description === undefined) continue;
      assert.match(description ?? '', /^\S.{3,140}\.$/, `${path} ${at}`);
      assert.doesNotMatch(description ?? '', /\b(official|certified|endorsed|approved|trademark)|[®™]/i, path);
    }
  }
});

test('each schema means what the public one of its URI means, and models are whole', skip, () => {
  assert.ok('folder' in central);
  for (const [model, versions] of models) {
    const [vendor = '', name = '', number = ''] = model.split('/');
    const known: readonly string[] = readdirSync(join(central.folder, 'schemas', vendor, name, 'jsonschema'));
    assert.deepEqual(
      versions.map(versionOf).toSorted(),
      known.filter((version) => version.startsWith(`${number}-`)).toSorted(),
      model,
    );
  }
  for (const [path, schema] of schemas) {
    const original = readExact(readFileSync(join(central.folder, 'schemas', path), 'utf8'));
    assert.deepEqual(withoutProse(schema), withoutProse(original), path);
  }
});

test('no description is, or has within it, the public one of its place', skip, () => {
  assert.ok('folder' in central);
  for (const [path, schema] of schemas) {
    const original = readExact(readFileSync(join(central.folder, 'schemas', path), 'utf8'));
    const theirs = new Map(describedNodes(original).map(({ at, description }) => [at, words(description)]));
    for (const { at, description } of describedNodes(schema)) {
      const public_ = theirs.get(at) ?? [];
      if (public_.length <= 3) continue;
      assert.ok(!` ${words(description).join(' ')} `.includes(` ${public_.join(' ')} `), `${path} ${at}`);
    }
  }
});

test('what is compared keeps bounds to the last digit, and properties that are called description', () => {
  const schema = '{"description": "a", "properties": {"title": {"title": "b", "maximum": 9223372036854775807}}}';
  assert.deepEqual(withoutProse(readExact(schema)), { properties: { title: { maximum: '9223372036854775807' } } });
  assert.notDeepEqual(readExact(schema), readExact(schema.replace('807', '806')));
  assert.deepEqual(describedNodes(readExact(schema)), [
    { at: '', description: 'a', isItem: false },
    { at: '/properties/title', description: undefined, isItem: false },
  ]);
});

test('docs/built-in-schemas.md lists every model with its versions', () => {
  const page = readFileSync(new URL('../../../docs/built-in-schemas.md', assetUrl('')), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w.-]+\/[\w-]+)` \| ([\d, -]+) \|/gm)].map(([, name, versions]) => [
    name,
    versions,
  ]);
  const there = groupBy(paths, (path) => path.split('/').slice(0, 2).join('/'));
  assert.deepEqual(
    rows,
    [...there].map(([name, files]) => [name, files.map(versionOf).toSorted(compareVersions).join(', ')]),
  );
});

function listFiles(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}

function groupBy(items: readonly string[], keyOf: (item: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function versionOf(path: string): string {
  return path.split('/')[3] ?? '';
}

/** `vendor/name/1`. */
function modelOf(path: string): string {
  const [vendor, name] = path.split('/');
  return `${vendor}/${name}/${parseVersion(versionOf(path)).model}`;
}

function words(text = ''): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
