import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../src/kernel/parse-json.ts';
import { compareSchemas, greatestKind, nextVersion, stepBetween } from '../../../src/schemas/compare-schemas.ts';

const BASE: JsonObject = {
  description: 'x',
  type: 'object',
  properties: {
    sku: { type: 'string', maxLength: 10 },
    at: { type: 'string', format: 'date' },
    tags: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
  },
  required: ['sku'],
  additionalProperties: false,
};

function withProperties(properties: JsonObject, others: JsonObject = {}): JsonObject {
  return { ...BASE, properties: { ...(BASE['properties'] as JsonObject), ...properties }, ...others };
}

test('each change is named, with the part of the version that says it', () => {
  const cases: readonly (readonly [JsonObject, readonly (readonly [string, string, string])[]])[] = [
    [{ ...BASE, description: 'y', required: ['sku'] }, []],
    [withProperties({ price: { type: 'number' } }), [['addition', '/properties/price', 'price is new']]],
    [
      withProperties({ price: {} }, { required: ['price', 'sku'] }),
      [['model', '/properties/price', 'price is new and required']],
    ],
    [withProperties({}, { required: ['sku', 'at'] }), [['model', '/properties/at', 'at is now required']]],
    [withProperties({}, { required: [] }), [['revision', '/properties/sku', 'sku is no longer required']]],
    [
      withProperties({ sku: { type: 'integer', maxLength: 10 } }),
      [['model', '/properties/sku/type', 'the type of sku was string, and is integer']],
    ],
    [
      withProperties({ sku: { type: ['null', 'string'], maxLength: 10 } }),
      [['revision', '/properties/sku/type', 'the type of sku was string, and is null or string']],
    ],
    [
      withProperties({ sku: { type: 'string', maxLength: 20 } }),
      [['revision', '/properties/sku/maxLength', 'maxLength of sku was 10, and is 20']],
    ],
    [
      withProperties({ sku: { type: 'string' } }),
      [['revision', '/properties/sku/maxLength', 'maxLength of sku is gone (it was 10)']],
    ],
    [
      withProperties({ sku: { type: 'string', maxLength: 10, pattern: '^a' } }),
      [['revision', '/properties/sku/pattern', 'pattern of sku is new ("^a")']],
    ],
    [
      withProperties({ at: { type: 'string', format: 'date-time' } }),
      [['model', '/properties/at/format', 'format of at was "date", and is "date-time"']],
    ],
    [
      withProperties({
        tags: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, id: {} } } },
      }),
      [['addition', '/properties/tags/items/properties/id', 'tags[].id is new']],
    ],
    [
      withProperties({ tags: { type: 'array', items: [{}] } }),
      [['revision', '/properties/tags/items', 'the items of tags have other rules']],
    ],
    [
      { ...BASE, additionalProperties: true },
      [['revision', '/additionalProperties', 'additionalProperties of it was false, and is true']],
    ],
    [
      { ...BASE, properties: {}, required: ['sku'] },
      ['sku', 'at', 'tags'].map((name) => ['model', `/properties/${name}`, `${name} is gone`] as const),
    ],
    [{ type: 'string' }, [['model', '/type', 'the type of it was object, and is string']]],
    [
      withProperties({ sku: { type: 'string', maxLength: 10, enum: ['a'.repeat(100)] } }),
      [['revision', '/properties/sku/enum', `enum of sku is new (["${'a'.repeat(58)}…)`]],
    ],
  ];
  for (const [newer, expected] of cases) {
    const changes = compareSchemas(BASE, newer).map(({ kind, pointer, text }) => [kind, pointer, text]);
    assert.deepEqual(changes, expected);
  }
});

test('the greatest kind decides the next version', () => {
  const change = (kind: 'addition' | 'revision' | 'model') => ({ kind, pointer: '', text: '' });
  assert.equal(greatestKind([]), undefined);
  assert.equal(greatestKind([change('addition'), change('model'), change('revision')]), 'model');
  assert.equal(greatestKind([change('addition'), change('revision')]), 'revision');
  assert.deepEqual(
    (['addition', 'revision', 'model'] as const).map((kind) => nextVersion('1-2-3', kind)),
    ['1-2-4', '1-3-0', '2-0-0'],
  );
  assert.deepEqual(
    ['1-2-4', '1-3-0', '2-0-0'].map((version) => stepBetween('1-2-3', version)),
    ['addition', 'revision', 'model'],
  );
});

test('documents without any shape are compared all the same', () => {
  const hostile = JSON.parse(
    '{"properties":{"__proto__":{"type":"string"},"constructor":5},"required":5,"type":[["x"]]}',
  ) as JsonObject;
  assert.ok(compareSchemas(BASE, hostile).length > 0);
  assert.ok(compareSchemas(hostile, BASE).length > 0);
  assert.deepEqual(compareSchemas(hostile, hostile), []);
});
