// The facts of schema-ddl's MigrationSpec: what two versions become, and what breaks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExactObject } from '../../../../src/kernel/exact-json.ts';
import { columnTypeOf } from '../../../../src/schemas/columns/column-type.ts';
import { mergeTypes, type Merged } from '../../../../src/schemas/columns/merge-types.ts';
import type { SchemaField, SchemaType } from '../../../../src/schemas/columns/schema-type.ts';

function typeOf(properties: ExactObject, required: readonly string[] = []): SchemaType {
  const typed = columnTypeOf({ type: 'object', properties, required });
  assert.ok(typed !== undefined);
  return typed.type;
}

function object(properties: ExactObject, required: readonly string[] = []): ExactObject {
  return { type: 'object', properties, required };
}

function merge(earlier: ExactObject, later: ExactObject): Merged {
  return mergeTypes(typeOf(earlier), typeOf(later));
}

function field(name: string, type: SchemaType, nullable = true, accessors: readonly string[] = [name]): SchemaField {
  return { name, type, nullable, accessors };
}

const NESTED = {
  nestedKey1: { type: 'string' },
  nestedKey2: { type: ['integer', 'null'] },
  nestedKey3: { type: 'boolean' },
};
const TEXT = { type: 'string', maxLength: 500 };
const BASE: ExactObject = { stringKey: TEXT, objectKey: object(NESTED) };

test('a version like the one before changes nothing', () => {
  assert.deepEqual(merge(BASE, BASE), { type: typeOf(BASE) });
});

test('fields are added, at any depth', () => {
  const nested = { ...BASE, objectKey: object({ ...NESTED, string2Key: TEXT }) };
  assert.deepEqual(merge(BASE, nested), { type: typeOf(nested) });
  const top = { ...BASE, stringKey2: TEXT };
  assert.deepEqual(merge(BASE, top), { type: typeOf(top) });
  const list = { a: { type: 'array', items: object(NESTED) } };
  const longer = { a: { type: 'array', items: object({ ...NESTED, nestedKey4: { type: 'boolean' } }) } };
  assert.deepEqual(merge(list, longer), { type: typeOf(longer) });
  assert.deepEqual(merge(longer, list), { type: typeOf(longer) });
});

test('fields that a version leaves out stay', () => {
  const { nestedKey3: _, ...fewer } = NESTED;
  assert.deepEqual(merge(BASE, { ...BASE, objectKey: object(fewer) }), { type: typeOf(BASE) });
  assert.deepEqual(merge(BASE, { objectKey: object(NESTED) }), { type: typeOf(BASE) });
});

test('a type that changes breaks, wherever it stands, and all places are told', () => {
  const changed = { stringKey: { type: 'integer' }, objectKey: object({ ...NESTED, nestedKey1: { type: 'number' } }) };
  assert.deepEqual(merge(BASE, changed), {
    breaks: [
      { path: 'object_key.nested_key1', from: 'string', to: 'double' },
      { path: 'string_key', from: 'string', to: 'int64' },
    ],
  });
  const list = { a: { type: 'array', items: object({ b: { type: 'string' } }) } };
  const other = { a: { type: 'array', items: object({ b: { type: 'integer' } }) } };
  assert.deepEqual(merge(list, other), { breaks: [{ path: 'a[].b', from: 'string', to: 'int64' }] });
  const texts = { a: { type: 'array', items: { type: ['integer', 'null'] } } };
  assert.deepEqual(merge(texts, { a: { type: 'array', items: { type: ['string'] } } }), {
    breaks: [{ path: 'a[]', from: 'int64', to: 'string' }],
  });
  assert.deepEqual(merge({ a: object(NESTED) }, { a: { type: 'array', items: { type: 'string' } } }), {
    breaks: [{ path: 'a', from: 'struct of 3 fields', to: 'array of string' }],
  });
  assert.deepEqual(mergeTypes('json', typeOf(BASE)), {
    breaks: [{ path: '', from: 'json', to: 'struct of 2 fields' }],
  });
});

test('every change between types that are not the same breaks, 32 to 64 bits too', () => {
  const types: readonly SchemaType[] = [
    'string', 'boolean', 'int32', 'int64', 'double', 'date', 'timestamp', 'json', 'decimal(9,2)', 'decimal(18,2)',
    { items: 'string', nullable: false }, { fields: [] },
  ]; // prettier-ignore
  for (const [i, earlier] of types.entries()) {
    for (const [j, later] of types.entries()) {
      const merged = mergeTypes(earlier, later);
      if (i === j) assert.deepEqual(merged, { type: earlier });
      else assert.equal(merged.breaks?.length, 1);
    }
  }
  assert.deepEqual(
    merge({ n: { type: 'integer', minimum: 0, maximum: 9 } }, { n: { type: 'integer', minimum: 0, maximum: 9e9 } }),
    { breaks: [{ path: 'n', from: 'int32', to: 'int64' }] },
  );
});

test('a field is required only when every version requires it', () => {
  const a = { a: { type: 'string' } };
  const cases = [
    [typeOf(a, ['a']), typeOf(a, ['a']), false],
    [typeOf(a, ['a']), typeOf(a), true],
    [typeOf(a), typeOf(a, ['a']), true],
    [typeOf(a, ['a']), typeOf({ a: { type: ['string', 'null'] } }, ['a']), true],
  ] as const;
  for (const [earlier, later, nullable] of cases) {
    assert.deepEqual(mergeTypes(earlier, later), { type: { fields: [field('a', 'string', nullable)] } });
  }
  // Added or left out, it is absent in one of them.
  const b = { b: { type: 'string' } };
  assert.deepEqual(mergeTypes(typeOf(a, ['a']), typeOf(b, ['b'])), {
    type: { fields: [field('a', 'string'), field('b', 'string')] },
  });
});

test('elements may be null when any version says so', () => {
  const strict = { a: { type: 'array', items: { type: 'string' } } };
  const loose = { a: { type: 'array', items: { type: ['string', 'null'] } } };
  const merged = { type: { fields: [field('a', { items: 'string', nullable: true })] } };
  assert.deepEqual(merge(strict, loose), merged);
  assert.deepEqual(merge(loose, strict), merged);
  assert.deepEqual(merge(strict, strict), { type: { fields: [field('a', { items: 'string', nullable: false })] } });
});

test('properties of different versions meet in one field', () => {
  assert.deepEqual(merge({ collidingKey: { type: 'string' } }, { colliding_key: { type: 'string' } }), {
    type: { fields: [field('colliding_key', 'string', true, ['collidingKey', 'colliding_key'])] },
  });
});

test('fields keep their places, new ones come after them, in structs and in arrays', () => {
  const names = (...list: string[]): SchemaType => ({ fields: list.map((name) => field(name, 'string', false)) });
  assert.deepEqual(mergeTypes(names('vvv', 'xxx', 'zzz'), names('vvv', 'www', 'xxx', 'yyy', 'zzz')), {
    type: {
      fields: [
        ...['vvv', 'xxx', 'zzz'].map((name) => field(name, 'string', false)),
        ...['www', 'yyy'].map((name) => field(name, 'string', true)),
      ],
    },
  });
  const one = { a: { type: 'array', items: object({ k1: { type: 'integer' }, k2: { type: 'integer' } }, ['k2']) } };
  const two = {
    a: {
      type: 'array',
      items: object({ k1: { type: 'integer' }, k0: { type: 'integer' }, k2: { type: 'integer' } }, ['k2']),
    },
  };
  const items = { fields: [field('k1', 'int64'), field('k2', 'int64', false), field('k0', 'int64')] };
  assert.deepEqual(merge(one, two), { type: { fields: [field('a', { items, nullable: false })] } });
});
