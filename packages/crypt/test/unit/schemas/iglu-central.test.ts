// Snowplow's public schemas: every one can be used, and judges as another implementation does.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AssetSchemas } from '../../../src/adapters/iglu/asset-schemas.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { schemaUri } from '../../../src/contracts/schema-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/kernel/parse-json.ts';
import type { KnownSchema } from '../../../src/schemas/find-schema.ts';
import { formatCheck, formatNames } from '../../../src/schemas/formats.ts';
import { SchemaBook } from '../../../src/schemas/schema-book.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { publicData } from '../../support/public-data.ts';
import { oracle } from '../../support/schema-oracle.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

const data = publicData('iglu-central');
const skip = 'skip' in data ? data.skip : false;
const folder = 'folder' in data ? join(data.folder, 'schemas') : '';
const signal = new AbortController().signal;

/** The folder has 679 schemas; 19 of them are of Avro, Thrift and Protobuf, which no event names. */
const SCHEMAS = 660;

async function loadAll(): Promise<readonly KnownSchema[]> {
  const source = new AssetSchemas(folder, nodeFiles);
  const uris = (await source.list()).map((key) => schemaUri(key));
  assert.equal(uris.length, SCHEMAS);
  const book = new SchemaBook({ sources: [source], clock: new ManualClock() });
  await book.load(uris, signal);
  const others = uris.map((uri) => ({ uri, ...book.lookup(uri) })).filter(({ state }) => state !== 'known');
  assert.deepEqual(others, []);
  return book.known();
}

test('every one is known, with the versions before it', { skip }, async () => {
  const startedMs = performance.now();
  const schemas = await loadAll();
  assert.equal(schemas.length, SCHEMAS);
  assert.ok(performance.now() - startedMs < 20_000);
  const session = schemas.find(
    ({ uri }) => uri === 'iglu:com.snowplowanalytics.snowplow/client_session/jsonschema/1-0-2',
  );
  assert.deepEqual(
    session?.versions.map(({ version }) => version),
    ['1-0-0', '1-0-1', '1-0-2'],
  );
  for (const { uri, versions } of schemas) {
    assert.equal(versions.at(-1)?.version, uri.split('/').at(-1));
    assert.equal(new Set(versions.map(({ version }) => version)).size, versions.length);
  }
});

const id = 'a86c42e5-b831-45c8-b706-e214c26b4b3d';
const SESSION: JsonObject = {
  userId: id,
  sessionId: id,
  eventIndex: 3,
  sessionIndex: 2,
  previousSessionId: null,
  storageMechanism: 'COOKIE_1',
  firstEventId: id,
  firstEventTimestamp: '2026-05-05T10:00:00.000Z',
};

test('what trackers send obeys, and what they would not is told', { skip }, async () => {
  const schemas = new Map((await loadAll()).map((schema) => [schema.uri, schema]));
  const judge = (name: string, value: Json): unknown =>
    schemas
      .get(`iglu:com.snowplowanalytics.snowplow/${name}`)
      ?.validWith.validate(value)
      .map(({ path, keyword }) => `${path} ${keyword}`);
  assert.deepEqual(judge('web_page/jsonschema/1-0-0', { id }), []);
  assert.deepEqual(judge('client_session/jsonschema/1-0-2', SESSION), []);
  assert.deepEqual(
    judge('client_session/jsonschema/1-0-2', { ...SESSION, sessionIndex: -1, storageMechanism: 'X', more: 1 }),
    ['/sessionIndex minimum', '/storageMechanism enum', ' additionalProperties'],
  );
  assert.deepEqual(
    judge('link_click/jsonschema/1-0-1', { targetUrl: 'https://example.com/a b', elementClasses: ['a'] }),
    [],
  );
  assert.deepEqual(judge('link_click/jsonschema/1-0-1', {}), [' required']);
});

/** Data that mostly obeys: each value is made from its schema, and some are made from nothing. */
function sample(schema: Json, random: SeededRandom, depth: number): Json {
  const any: readonly Json[] = [null, true, 0, -1, 1.5, '', 'x', 'x'.repeat(300), [], {}, id, 'https://example.com'];
  if (!isJsonObject(schema) || depth > 6 || random.chance(0.08)) return any[random.below(any.length)] ?? null;
  const choices = [schema['enum'], schema['anyOf'], schema['oneOf']].filter(Array.isArray)[0] as
    | readonly Json[]
    | undefined;
  if (choices !== undefined) {
    const choice = choices[random.below(choices.length)] ?? null;
    return schema['enum'] === choices ? choice : sample(choice, random, depth + 1);
  }
  const types = [schema['type'] ?? 'string'].flat() as readonly Json[];
  const type = types[random.below(types.length)];
  if (type === 'object') return sampleObject(schema, random, depth);
  if (type === 'array')
    return Array.from({ length: random.below(3) }, () => sample(schema['items'] ?? {}, random, depth + 1));
  if (type === 'string') return sampleText(schema, random);
  if (type === 'boolean') return random.chance(0.5);
  if (type === 'integer' || type === 'number') {
    const min = typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    return min + random.below(5) + (type === 'number' ? 0.5 : 0);
  }
  return null;
}

function sampleObject(schema: JsonObject, random: SeededRandom, depth: number): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const object: { [key: string]: Json } = {};
  for (const [name, property] of Object.entries(properties)) {
    if (random.chance(required.includes(name) ? 0.97 : 0.4)) object[name] = sample(property, random, depth + 1);
  }
  if (random.chance(0.1)) object['unheard'] = 'x';
  return object;
}

function sampleText({ format, maxLength }: JsonObject, random: SeededRandom): string {
  if (format === 'uuid') return id;
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  if (format === 'date') return '2026-01-01';
  if (format === 'uri') return 'https://example.com/';
  if (format === 'email') return 'ada@example.org';
  if (format === 'ipv4') return '10.0.0.1';
  return 'x'.repeat(Math.min(random.below(8), typeof maxLength === 'number' ? maxLength : 8));
}

test('verdicts on made-up data are those of another implementation', { skip }, async () => {
  const random = new SeededRandom(20_26);
  const checks = Object.fromEntries(formatNames().map((name) => [name, formatCheck(name) ?? (() => true)]));
  let [compared, obeyed] = [0, 0];
  for (const { document, uri, validWith } of await loadAll()) {
    // Compiling one takes the other implementation ten milliseconds.
    if (!random.chance(0.2) || JSON.stringify(document).includes('"$ref":"http')) continue;
    const { $schema: _, ...schema } = document;
    const validate = oracle(schema, checks);
    for (let round = 0; round < 20; round++) {
      const value = sample(document, random, 0);
      const verdict = validWith.validate(value).length === 0;
      assert.equal(verdict, validate(value), `${uri} ${JSON.stringify(value)}`);
      compared++;
      if (verdict) obeyed++;
    }
  }
  assert.ok(compared > 1_500 && obeyed > compared / 10 && obeyed < compared, `${compared} compared, ${obeyed} obeyed`);
});
