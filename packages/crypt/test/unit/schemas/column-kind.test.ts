import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../src/kernel/parse-json.ts';
import { columnKinds } from '../../../src/schemas/column-kind.ts';

test('each schema of a property has its kind of column', () => {
  const cases: readonly (readonly [JsonObject, string])[] = [
    [{ type: 'string' }, 'string'],
    [{ type: ['null', 'string'], format: 'uuid' }, 'string'],
    [{ type: 'string', format: 'date-time' }, 'timestamp'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'integer' }, 'integer'],
    [{ type: 'integer', minimum: 0, maximum: 9e18 }, 'integer'],
    [{ type: 'integer', minimum: 0, maximum: 1e20 }, 'decimal(21,0)'],
    [{ type: 'number' }, 'double'],
    [{ type: ['number', 'integer'], multipleOf: 5 }, 'integer'],
    [{ type: 'number', multipleOf: 0.01 }, 'double'],
    [{ type: 'number', multipleOf: 0.01, minimum: -9999999999.99, maximum: 9999999999.99 }, 'decimal(12,2)'],
    [{ type: 'number', multipleOf: 1e-9, minimum: 0, maximum: 1 }, 'decimal(10,9)'],
    [{ type: 'number', multipleOf: 0.01, minimum: 0, maximum: 1e38 }, 'double'],
    [{ type: 'object' }, 'json'],
    [{ type: 'object', properties: { a: {} } }, 'struct'],
    [{ type: 'array' }, 'json[]'],
    [{ type: 'array', items: { type: 'string' } }, 'array'],
    [{ type: ['string', 'integer'] }, 'json'],
    [{}, 'json'],
    [{ enum: ['a', null] }, 'string'],
    [{ enum: [1, 2] }, 'integer'],
    [{ enum: [1.5, 2] }, 'decimal'],
    [{ enum: ['a', 2] }, 'json'],
  ];
  for (const [property, kind] of cases) {
    assert.equal(columnKinds({ type: 'object', properties: { p: property } }).get('p'), kind, JSON.stringify(property));
  }
});

test('what is inside objects and lists has a path', () => {
  const document: JsonObject = {
    type: 'object',
    properties: {
      a: { type: 'object', properties: { b: { type: 'string' } } },
      c: { type: 'array', items: { type: 'object', properties: { d: { type: 'array', items: { type: 'date' } } } } },
    },
  };
  assert.deepEqual(
    [...columnKinds(document)],
    [
      ['a', 'struct'],
      ['a.b', 'string'],
      ['c', 'array'],
      ['c[]', 'struct'],
      ['c[].d', 'array'],
      ['c[].d[]', 'json'],
    ],
  );
});
