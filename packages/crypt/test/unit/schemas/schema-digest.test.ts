import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../src/kernel/parse-json.ts';
import { judgingPart, schemaDigest } from '../../../src/schemas/schema-digest.ts';
import { documentOf } from '../../support/schema-of.ts';

const DIGEST = '147d0fc7';
const SCHEMA = documentOf('iglu:com.acme/product/jsonschema/1-0-0', {
  $schema: 'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#',
  description: 'A product.',
  type: ['object', 'null'],
  properties: { sku: { type: 'string', description: 'Its number.', maxLength: 20 }, description: { type: 'string' } },
  required: ['sku', 'description'],
  additionalProperties: false,
});

test('a digest is for ever: rows are stored by it', () => {
  assert.equal(schemaDigest(SCHEMA), DIGEST);
});

test('words, order, version and what supersedes do not count', () => {
  const same: JsonObject = {
    required: ['description', 'sku'],
    additionalProperties: false,
    properties: {
      description: { title: 'x', type: 'string' },
      sku: { maxLength: 20, type: 'string', 'x-data-class': 'none' },
    },
    type: ['null', 'object'],
    $supersededBy: '1-0-1',
    self: { version: '9-0-0' },
  };
  assert.equal(schemaDigest(same), DIGEST);
});

test('what judges counts, a property that is named like a word among it', () => {
  const properties = SCHEMA['properties'] as JsonObject;
  const others: readonly JsonObject[] = [
    { ...SCHEMA, required: ['sku'] },
    { ...SCHEMA, additionalProperties: true },
    { ...SCHEMA, properties: { ...properties, description: { type: 'integer' } } },
    { ...SCHEMA, properties: { ...properties, sku: { type: 'string', maxLength: 21 } } },
    { ...SCHEMA, enum: [1, 2] },
  ];
  for (const other of others) assert.notEqual(schemaDigest(other), DIGEST);
});

test('what judges is found at every place of a schema, and what is no schema stays as it is', () => {
  const word = { description: 'x', type: 'string' };
  const bare = { type: 'string' };
  assert.deepEqual(
    judgingPart({
      title: 'x',
      items: [word, word],
      additionalItems: word,
      patternProperties: { a: word },
      dependencies: { a: word, b: ['description'] },
      definitions: { description: word },
      allOf: [word],
      not: word,
      enum: [{ description: 'b' }, { description: 'a' }],
      properties: 'nonsense',
      const: 1,
    }),
    {
      items: [bare, bare],
      additionalItems: bare,
      patternProperties: { a: bare },
      dependencies: { a: bare, b: ['description'] },
      definitions: { description: bare },
      allOf: [bare],
      not: bare,
      enum: [{ description: 'a' }, { description: 'b' }],
      properties: 'nonsense',
    },
  );
  const hostile = JSON.parse('{"properties":{"__proto__":{"type":"string","title":"x"}}}') as JsonObject;
  assert.equal(JSON.stringify(judgingPart(hostile)), '{"properties":{"__proto__":{"type":"string"}}}');
});
