// Schemas come from registries and people: any of them gives a column within bounds, or json.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ColumnType } from '../../../../src/contracts/column.ts';
import type { ExactObject } from '../../../../src/kernel/exact-json.ts';
import { columnTypeOf } from '../../../../src/schemas/columns/column-type.ts';
import { compileConverter } from '../../../../src/schemas/columns/compile-converter.ts';
import { isStruct, toColumnType } from '../../../../src/schemas/columns/schema-type.ts';

/** Of the processor, so that a busy machine does not count. */
function seconds(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

const LONG = 'x'.repeat(10_000);
const LONG_REF = `#/definitions/${LONG}`;

function wide(count: number): ExactObject {
  const properties = Object.fromEntries(Array.from({ length: count }, (_, i) => [`property${i}`, { type: 'string' }]));
  return { type: 'object', properties };
}

function depthOf(type: ColumnType): number {
  if (typeof type === 'string') return 0;
  if ('array' in type) return depthOf(type.array);
  return 1 + Math.max(...type.struct.map((field) => depthOf(field.type)));
}

test('10,000 properties take well below a second, and one more is json', () => {
  let fields = 0;
  const taken = seconds(() => {
    const type = columnTypeOf(wide(10_000))?.type;
    assert.ok(type !== undefined && isStruct(type));
    fields = type.fields.length;
    compileConverter(type);
  });
  assert.equal(fields, 10_000);
  assert.ok(taken < 1, `${taken} s`);
  assert.deepEqual(columnTypeOf(wide(10_001)), { type: 'json', remarks: [{ path: '', cause: 'too many fields' }] });
});

test('structs end at 15 levels, where BigQuery ends', () => {
  let schema: ExactObject = { type: 'string' };
  for (let level = 0; level < 20; level++)
    schema = { type: 'object', properties: { a: { type: 'array', items: schema } } };
  const typed = columnTypeOf(schema);
  assert.ok(typed !== undefined);
  assert.equal(depthOf(toColumnType(typed.type)), 15);
  assert.deepEqual(typed.remarks, [{ path: 'a[].'.repeat(15).slice(0, -1), cause: 'nested too deeply' }]);
});

test('a chain of references ends', () => {
  const link = (i: number): ExactObject => ({ type: 'array', items: { oneOf: [{ $ref: `#/definitions/d${i}` }] } });
  const definitions = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`d${i}`, link(i + 1)]));
  const typed = columnTypeOf({ definitions, type: 'object', properties: { a: { $ref: '#/definitions/d0' } } });
  assert.deepEqual(typed?.remarks, [{ path: 'a[]', cause: 'array within an array' }]);
  const alternative = (i: number): ExactObject => ({ anyOf: [{ $ref: `#/definitions/d${i}` }] });
  const chain = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`d${i}`, alternative(i + 1)]));
  assert.deepEqual(columnTypeOf({ definitions: chain, type: 'object', properties: { a: alternative(0) } })?.remarks, [
    { path: 'a', cause: 'nested too deeply' },
  ]);
});

test('references that multiply, and alternatives of alternatives, are json in bounded time', () => {
  const twice = (ref: string): ExactObject => ({ type: 'object', properties: { a: { $ref: ref }, b: { $ref: ref } } });
  const definitions = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`d${i}`, twice(`#/definitions/d${i + 1}`)]),
  );
  const twoHundred = (make: (i: number) => ExactObject): readonly ExactObject[] =>
    Array.from({ length: 200 }, (_, i) => make(i));
  const named = (i: number): ExactObject => ({ properties: { [`p${i}`]: { type: 'string' } }, required: [`p${i}`] });
  const references = twoHundred(() => ({ anyOf: twoHundred(() => ({ $ref: LONG_REF })) }));
  const hostile: readonly ExactObject[] = [
    { definitions: { [LONG]: {} }, type: 'object', oneOf: references },
    { definitions, ...twice('#/definitions/d0') },
    { type: 'object', allOf: twoHundred(() => ({ oneOf: twoHundred(named) })) },
    { ...wide(9_000), oneOf: twoHundred(() => ({ properties: { property1: { maxLength: 3 } } })) },
    { type: 'object', properties: { a: { anyOf: Array.from({ length: 50_000 }, (_, i) => ({ enum: [i] })) } } },
    {
      type: 'object',
      properties: { a: { allOf: Array.from({ length: 50_000 }, (_, i) => ({ required: [`${i}`] })) } },
    },
  ];
  for (const [index, schema] of hostile.entries()) {
    let typed: unknown;
    const taken = seconds(() => {
      typed = columnTypeOf(schema);
    });
    assert.deepEqual(typed, { type: 'json', remarks: [{ path: '', cause: 'schema too large' }] }, `schema ${index}`);
    assert.ok(taken < 3, `schema ${index} took ${taken} s`);
  }
});

test('properties of one field are few, or the schema is json', () => {
  const signs = (count: number): ExactObject => {
    const names = Array.from({ length: count }, (_, i) => String.fromCharCode(0x4e00 + i));
    return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
  };
  const type = columnTypeOf(signs(10_000))?.type;
  assert.ok(type !== undefined && isStruct(type) && type.fields.length === 1);
  assert.equal(type.fields[0]?.accessors.length, 10_000);
  assert.deepEqual(columnTypeOf(signs(10_001))?.remarks, [{ path: '', cause: 'too many fields' }]);
});

test('many plain alternatives of a wide object are no trouble', () => {
  const schema = { ...wide(5_000), anyOf: Array.from({ length: 300 }, (_, i) => ({ required: [`property${i}`] })) };
  let typed: ReturnType<typeof columnTypeOf>;
  const taken = seconds(() => {
    typed = columnTypeOf(schema);
  });
  assert.ok(typed !== undefined && isStruct(typed.type) && typed.type.fields.length === 5_000);
  assert.ok(taken < 1, `${taken} s`);
});

test('properties may be named as they like', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '"', "'; --", '😀', 'select', ''];
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'integer' }]));
  Object.defineProperty(properties, '__proto__', { value: { type: 'integer' }, enumerable: true });
  const typed = columnTypeOf({ type: 'object', properties, required: ['__proto__', 'constructor'] });
  assert.ok(typed !== undefined && isStruct(typed.type));
  assert.deepEqual(
    typed.type.fields.map(({ name, nullable, accessors }) => [name, nullable, ...accessors]),
    [
      ['_', true, '', '"', '😀'],
      ['_____', true, "'; --"],
      ['__proto__', false, '__proto__'],
      ['constructor', false, 'constructor'],
      ['has_own_property', true, 'hasOwnProperty'],
      ['select', true, 'select'],
      ['to_string', true, 'toString'],
      ['value_of', true, 'valueOf'],
    ],
  );
  assert.equal(({} as { type?: unknown }).type, undefined);
});

const keyword = fc.constantFrom(
  'type', 'properties', 'items', 'required', 'enum', 'oneOf', 'anyOf', 'allOf', '$ref', 'format', 'minimum', 'maximum',
  'multipleOf', 'additionalProperties', 'patternProperties', 'additionalItems', 'definitions', '__proto__', 'a',
); // prettier-ignore
const word = fc.constantFrom(
  'object',
  'array',
  'string',
  'integer',
  'null',
  '#',
  '#/definitions',
  '#/properties/a',
  'date',
  'a',
);

/** JSON made of the words of schemas, mostly nonsense. */
const nonsense = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    word,
    fc.constantFrom(0, -1, 0.5, 1e300, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(keyword, tie('value')), { maxLength: 6 }).map((members) => Object.fromEntries(members)),
  ),
})).value;

test('any JSON in place of a schema gives a column', () => {
  fc.assert(
    fc.property(
      fc.record({ type: fc.constant('object'), properties: nonsense, definitions: nonsense, oneOf: nonsense }),
      (schema) => {
        const typed = columnTypeOf(schema as ExactObject);
        if (typed === undefined) return;
        assert.ok(depthOf(toColumnType(typed.type)) <= 15);
        const text = compileConverter(typed.type)({});
        assert.ok(typeof text === 'string' || text.cause === 'missing');
      },
    ),
    { numRuns: 2000 },
  );
});
