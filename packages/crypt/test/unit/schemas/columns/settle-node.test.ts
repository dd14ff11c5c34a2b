// The facts of schema-ddl's MutateSpec, as far as they concern types: input and what it is stored as.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExactObject } from '../../../../src/kernel/exact-json.ts';
import { parseSchema } from '../../../../src/schemas/columns/parse-schema.ts';
import type { SchemaNode } from '../../../../src/schemas/columns/schema-node.ts';
import { settleNode } from '../../../../src/schemas/columns/settle-node.ts';

function parse(schema: ExactObject): SchemaNode {
  return parseSchema(schema, { left: 1000 });
}

function settle(schema: ExactObject): SchemaNode {
  return settleNode(parse(schema), { left: 1000 });
}

const SIMPLE: ExactObject = {
  type: ['object', 'null'],
  properties: {
    numeric: { type: 'number', minimum: 150, maximum: 200, multipleOf: 10 },
    text: { type: 'string', format: 'uuid' },
    list: { type: 'array', items: { type: 'number' } },
    status: { enum: ['HAPPY', 'SAD'] },
  },
  additionalProperties: false,
  required: ['numeric', 'text'],
};

const CASES: Readonly<Record<string, readonly [input: ExactObject, stored: ExactObject]>> = {
  'a simple schema stays as it is': [SIMPLE, SIMPLE],
  'oneOf types become a union': [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, { type: ['string', 'number'] }],
  'anyOf types become a union': [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, { type: ['string', 'number'] }],
  'oneOf and anyOf together are one list': [
    { oneOf: [{ type: 'string' }], anyOf: [{ type: 'number' }] },
    { type: ['string', 'number'] },
  ],
  'enums are joined': [{ oneOf: [{ enum: ['x', 'y'] }, { enum: ['a', 'b'] }] }, { enum: ['x', 'y', 'a', 'b'] }],
  'an enum beside alternatives keeps what both allow': [
    { enum: [1, 'x', 'y'], oneOf: [{ enum: ['y', 1.0, 'z'] }] },
    { enum: [1, 'y'] },
  ],
  'bounds of alternatives are the widest': [
    {
      type: 'number',
      oneOf: [
        { multipleOf: 0.3, minimum: 0.1, maximum: 100 },
        { multipleOf: 0.3, minimum: 42.0, maximum: 123.45 },
      ],
    },
    { type: 'number', multipleOf: 0.3, minimum: 0.1, maximum: 123.45 },
  ],
  'bounds beside an alternative are the narrowest': [
    { type: 'number', multipleOf: 0.3, minimum: 0.1, maximum: 12345, oneOf: [{ minimum: 42, maximum: 1000 }] },
    { type: 'number', multipleOf: 0.3, minimum: 42, maximum: 1000 },
  ],
  'and the other way round': [
    { type: 'number', minimum: 42, maximum: 1000, oneOf: [{ multipleOf: 0.3, minimum: 0.1, maximum: 12345 }] },
    { type: 'number', multipleOf: 0.3, minimum: 42, maximum: 1000 },
  ],
  'factors that differ are dropped': [
    { type: 'number', oneOf: [{ multipleOf: 0.3 }, { multipleOf: 0.7 }] },
    { type: 'number' },
  ],
  'of factors beside each other the smaller counts': [
    { type: 'number', multipleOf: 0.3, oneOf: [{ multipleOf: 0.03 }] },
    { type: 'number', multipleOf: 0.03 },
  ],
  'a format stays when all have it': [
    { type: 'string', oneOf: [{ format: 'uuid' }, { format: 'uuid' }] },
    { type: 'string', format: 'uuid' },
  ],
  'formats that differ are dropped': [
    { type: 'string', oneOf: [{ format: 'uuid' }, { format: 'ipv4' }] },
    { type: 'string' },
  ],
  'a format stays when the others are no texts': [
    { oneOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
    { type: ['string', 'null'], format: 'uuid' },
  ],
  'properties of alternatives come together': [
    {
      type: 'object',
      oneOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: { type: 'string' } } }],
    },
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, additionalProperties: false },
  ],
  'a property of several alternatives is a union': [
    {
      type: 'object',
      oneOf: [{ properties: { a: { type: 'string' } } }, { properties: { a: { type: 'number' } } }],
    },
    { type: 'object', properties: { a: { type: ['string', 'number'] } }, additionalProperties: false },
  ],
  'bounds of a common property are the widest': [
    {
      type: 'object',
      oneOf: [
        { properties: { n: { type: 'integer', minimum: 10, maximum: 100 } } },
        { properties: { n: { type: 'integer', minimum: 5, maximum: 105 } } },
      ],
    },
    {
      type: 'object',
      properties: { n: { type: 'integer', minimum: 5, maximum: 105 } },
      additionalProperties: false,
    },
  ],
  'required is what all alternatives require': [
    {
      type: 'object',
      additionalProperties: false,
      oneOf: [
        { properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a', 'b'] },
        { properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a'] },
        { properties: { a: { type: 'string' }, c: { type: 'string' } }, required: ['a', 'c'] },
      ],
    },
    {
      type: 'object',
      additionalProperties: false,
      properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } },
      required: ['a'],
    },
  ],
  'an object beside null keeps its properties': [
    { oneOf: [{ type: 'null' }, { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }] },
    {
      type: ['null', 'object'],
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    },
  ],
  'items of alternatives are a union': [
    { type: 'array', oneOf: [{ items: { type: 'string' } }, { items: { type: 'number' } }] },
    { type: 'array', items: { type: ['string', 'number'] } },
  ],
  'tuples are lists of a union': [
    { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: { type: 'null' } },
    { type: 'array', items: { type: ['string', 'number', 'null'] } },
  ],
  'tuples in alternatives too': [
    {
      type: 'array',
      oneOf: [
        { items: [{ type: 'string' }], additionalItems: false },
        { items: [{ type: 'string' }], additionalItems: false },
      ],
    },
    { type: 'array', items: { type: 'string' } },
  ],
  'additional properties meet the properties of the other side': [
    {
      type: 'array',
      items: [
        { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: { type: 'string' } },
        { type: 'object', properties: { b: { type: 'boolean' } }, additionalProperties: { type: 'null' } },
      ],
    },
    {
      type: 'array',
      items: {
        type: 'object',
        properties: { a: { type: ['integer', 'null'] }, b: { type: ['boolean', 'string'] } },
        additionalProperties: false,
      },
    },
  ],
  'alternatives within alternatives': [
    { oneOf: [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { oneOf: [{ type: 'boolean' }] }] },
    { type: ['string', 'null', 'boolean'] },
  ],
  'allOf is what all of them say': [
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } } },
        { properties: { b: { type: 'integer' } }, required: ['b'] },
      ],
    },
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'integer' } },
      required: ['b'],
      additionalProperties: false,
    },
  ],
  'alternatives of both sides of allOf are tried with each other': [
    {
      allOf: [
        { oneOf: [{ type: ['string', 'null'] }, { type: 'integer' }] },
        { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
      ],
    },
    { type: 'string' },
  ],
  'references are followed, without what stands beside them': [
    {
      definitions: { 'a/b~c d': { type: 'string' }, again: { $ref: '#/definitions/a~1b~0c%20d' } },
      type: 'object',
      properties: {
        a: { $ref: '#/definitions/again', type: 'integer' },
        b: { $ref: '#/properties/c/items/1' },
        c: { type: 'array', items: [{ type: 'null' }, { type: 'boolean' }] },
      },
    },
    {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'boolean' },
        c: { type: 'array', items: { type: ['null', 'boolean'] } },
      },
      additionalProperties: false,
    },
  ],
};

test('a schema is stored as schema-ddl stores it', () => {
  for (const [name, [input, stored]] of Object.entries(CASES)) assert.deepEqual(settle(input), parse(stored), name);
});

test('what is stored stays what it is', () => {
  for (const [name, [, stored]] of Object.entries(CASES)) assert.deepEqual(settle(stored), parse(stored), name);
});
