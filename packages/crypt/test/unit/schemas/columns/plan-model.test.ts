import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ExactObject } from '../../../../src/kernel/exact-json.ts';
import {
  nestedColumn,
  planModel,
  type ModelPlan,
  type ModelVersion,
} from '../../../../src/schemas/columns/plan-model.ts';
import { isArray, isStruct, type SchemaType } from '../../../../src/schemas/columns/schema-type.ts';

const NAME = { vendor: 'com.acme', name: 'product' };

function version(name: string, document: ExactObject): ModelVersion {
  return { version: name, document, digest: `${name.replaceAll('-', '')}abcdef0123456789` };
}

function object(properties: ExactObject, rest: ExactObject = {}): ExactObject {
  return { type: 'object', properties, ...rest };
}

const A = object({ a: { type: 'string' } }, { required: ['a'] });
const A_IS_NUMBER = object({ a: { type: 'integer' } });
const AB = object({ b: { type: 'integer' }, a: { type: 'string' } });
const EMPTY = object({}, { additionalProperties: false });

test('versions share the main column; one that breaks has its own, and the next one may return', () => {
  const versions = [version('1-0-0', A), version('1-0-1', A_IS_NUMBER), version('1-1-0', AB)];
  const plan = planModel('contexts', NAME, versions);
  const main = plan.main;
  assert.deepEqual(main, {
    name: 'contexts_com_acme_product_1',
    type: {
      fields: [
        { name: 'a', type: 'string', nullable: true, accessors: ['a'] },
        { name: 'b', type: 'int64', nullable: true, accessors: ['b'] },
      ],
    },
    versions: ['1-0-0', '1-1-0'],
  });
  const recovery = {
    name: 'contexts_com_acme_product_1_recovered_1_0_1_101abcde',
    type: { fields: [{ name: 'a', type: 'int64', nullable: true, accessors: ['a'] }] },
    versions: ['1-0-1'],
  };
  assert.deepEqual(plan.recoveries, [recovery]);
  assert.deepEqual([...plan.versions.keys()], ['1-0-0', '1-0-1', '1-1-0']);
  assert.equal(plan.versions.get('1-0-0')?.column, main);
  assert.equal(plan.versions.get('1-1-0')?.column, main);
  assert.deepEqual(plan.versions.get('1-0-1'), {
    version: '1-0-1',
    column: recovery,
    type: recovery.type,
    remarks: [],
    breaks: [{ path: 'a', from: 'string', to: 'int64' }],
  });
  // Each version is read by its own fields.
  assert.deepEqual(plan.versions.get('1-0-0')?.type, {
    fields: [{ name: 'a', type: 'string', nullable: false, accessors: ['a'] }],
  });
});

test('the warehouse is asked for an array with the version first for entities, for the struct itself for events', () => {
  const versions = [version('1-0-0', A), version('1-0-1', A_IS_NUMBER), version('1-0-2', AB)];
  const contexts = planModel('contexts', NAME, versions);
  const a = { name: 'a', type: 'string', nullable: true } as const;
  const b = { name: 'b', type: 'integer', nullable: true } as const;
  assert.deepEqual(nestedColumn('contexts', NAME, contexts.main), {
    name: 'contexts_com_acme_product_1',
    type: { array: { struct: [{ name: '_schema_version', type: 'string', nullable: false }, a, b] } },
    origin: 'iglu:com.acme/product/jsonschema/1-0-0..1-0-2',
    description: 'Entities of com.acme/product.',
  });
  const events = planModel('unstruct_event', NAME, versions);
  assert.deepEqual(nestedColumn('unstruct_event', NAME, events.main), {
    name: 'unstruct_event_com_acme_product_1',
    type: { struct: [a, b] },
    origin: 'iglu:com.acme/product/jsonschema/1-0-0..1-0-2',
    description: 'Events of com.acme/product.',
  });
  assert.deepEqual(
    events.recoveries.map((column) => nestedColumn('unstruct_event', NAME, column)),
    [
      {
        name: 'unstruct_event_com_acme_product_1_recovered_1_0_1_101abcde',
        type: { struct: [{ name: 'a', type: 'integer', nullable: true }] },
        origin: 'iglu:com.acme/product/jsonschema/1-0-1',
        description: 'Events of com.acme/product.',
      },
    ],
  );
});

test('a schema without fields is only its version as an entity, and json as an event', () => {
  const versions = [version('1-0-0', EMPTY), version('1-0-1', A)];
  const contexts = planModel('contexts', NAME, versions);
  assert.deepEqual(contexts.main.versions, ['1-0-0', '1-0-1']);
  assert.deepEqual(nestedColumn('contexts', NAME, planModel('contexts', NAME, versions.slice(0, 1)).main).type, {
    array: { struct: [{ name: '_schema_version', type: 'string', nullable: false }] },
  });
  const events = planModel('unstruct_event', NAME, versions);
  assert.equal(nestedColumn('unstruct_event', NAME, events.main).type, 'json');
  assert.deepEqual(events.versions.get('1-0-1')?.breaks, [{ path: '', from: 'json', to: 'struct of 1 fields' }]);
});

test('a schema that is no object is json, one for each entity', () => {
  const plan = planModel('contexts', NAME, [version('2-0-0', { type: 'array' })]);
  assert.deepEqual(nestedColumn('contexts', NAME, plan.main).type, { array: 'json' });
  assert.equal(plan.main.name, 'contexts_com_acme_product_2');
  assert.deepEqual(plan.versions.get('2-0-0')?.remarks, [{ path: '', cause: 'top level is no object' }]);
});

test('a model may have holes; a plan needs a version', () => {
  const plan = planModel('contexts', NAME, [version('3-2-7', AB), version('3-0-1', A)]);
  assert.deepEqual(plan.main.versions, ['3-0-1', '3-2-7']);
  assert.equal(plan.versions.get('3-0-0'), undefined);
  assert.throws(() => planModel('contexts', NAME, []), { code: 'KERNEL_INVARIANT' });
});

const scalar = fc.constantFrom<ExactObject>(
  { type: 'string' },
  { type: ['string', 'null'] },
  { type: 'string', format: 'date' },
  { type: 'integer' },
  { type: 'integer', minimum: 0, maximum: 7 },
  { type: 'number' },
  { type: ['string', 'integer'] },
  { type: 'object', additionalProperties: false },
  { type: 'object' },
);
const names = fc.constantFrom('a', 'b', 'c', 'someName', 'some_name', '__proto__', 'D');

/** Schemas that have much in common, so that most versions fit and some break. */
const schema: fc.Arbitrary<ExactObject> = fc.letrec<{ any: ExactObject; object: ExactObject }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    scalar,
    tie('object'),
    tie('any').map((items) => ({ type: 'array', items })),
  ),
  object: fc
    .tuple(fc.array(fc.tuple(names, tie('any')), { maxLength: 4 }), fc.subarray(['a', 'b', 'someName']))
    .map(([members, required]) => object(Object.fromEntries(members), { required })),
})).object;

const model = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 6,
    selector: ([revision, addition]) => `${revision}-${addition}`,
  })
  .chain((numbers) => fc.tuple(fc.constant(numbers), fc.array(schema, { minLength: 1, maxLength: 3 })))
  .map(([numbers, schemas]) =>
    numbers
      .map(([revision, addition], i) => ({ revision, addition, document: schemas[i % schemas.length] ?? A }))
      .toSorted((left, right) => left.revision - right.revision || left.addition - right.addition)
      .map(({ revision, addition, document }) => version(`1-${revision}-${addition}`, document)),
  );

/** Whether everything that `small` holds has its place in `large`. */
function contains(large: SchemaType, small: SchemaType): boolean {
  if (isStruct(large) && isStruct(small)) {
    return small.fields.every((field) => {
      const place = large.fields.find(({ name }) => name === field.name);
      if (place === undefined || !contains(place.type, field.type)) return false;
      return (place.nullable || !field.nullable) && field.accessors.every((name) => place.accessors.includes(name));
    });
  }
  if (isArray(large) && isArray(small)) {
    return (large.nullable || !small.nullable) && contains(large.items, small.items);
  }
  return large === small;
}

/** Everything about a plan but its main type, which grows. */
function assignments({ versions }: ModelPlan): readonly unknown[] {
  return [...versions.values()].map(({ version, column, type, breaks }) => [version, column.name, type, breaks]);
}

const kinds = fc.constantFrom('contexts', 'unstruct_event');

test('columns only grow, and what a version is given never depends on later versions', () => {
  fc.assert(
    fc.property(kinds, model, (kind, versions) => {
      const whole = planModel(kind, NAME, versions);
      for (let count = 1; count < versions.length; count++) {
        const part = planModel(kind, NAME, versions.slice(0, count));
        assert.ok(contains(whole.main.type, part.main.type));
        assert.deepEqual(assignments(part), assignments(whole).slice(0, count));
        assert.deepEqual(part.recoveries, whole.recoveries.slice(0, part.recoveries.length));
      }
    }),
  );
});

test('every version fits the column that it is given', () => {
  fc.assert(
    fc.property(kinds, model, (kind, versions) => {
      for (const { column, type } of planModel(kind, NAME, versions).versions.values()) {
        assert.ok(contains(column.type, type));
      }
    }),
  );
});

test('the order in which versions become known does not matter', () => {
  fc.assert(
    fc.property(kinds, model, fc.infiniteStream(fc.integer()), (kind, versions, keys) => {
      const shuffled = versions
        .map((value) => ({ value, key: keys.next().value ?? 0 }))
        .toSorted((left, right) => left.key - right.key)
        .map(({ value }) => value);
      assert.deepEqual(planModel(kind, NAME, shuffled), planModel(kind, NAME, versions));
    }),
  );
});

test('no two fields and no two columns of a model have one name', () => {
  const check = (type: SchemaType): void => {
    if (isArray(type)) check(type.items);
    if (!isStruct(type)) return;
    assert.equal(new Set(type.fields.map(({ name }) => name.toLowerCase())).size, type.fields.length);
    for (const field of type.fields) check(field.type);
  };
  fc.assert(
    fc.property(kinds, model, (kind, versions) => {
      const plan = planModel(kind, NAME, versions);
      const columns = [plan.main, ...plan.recoveries];
      for (const column of columns) check(column.type);
      assert.equal(new Set(columns.map(({ name }) => name)).size, columns.length);
    }),
  );
});
