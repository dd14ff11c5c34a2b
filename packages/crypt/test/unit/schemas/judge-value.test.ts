import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ExactNumber, type ExactJson } from '../../../src/kernel/exact-json.ts';
import { MISMATCHES_MAX } from '../../../src/kernel/limits.ts';
import type { Json, JsonObject } from '../../../src/kernel/parse-json.ts';
import { findMismatches, obeys } from '../../../src/schemas/judge-value.ts';
import { parseSchema } from '../../../src/schemas/parse-schema.ts';
import { oracle } from '../../support/schema-oracle.ts';

function judge(schema: JsonObject, data: ExactJson): readonly string[] {
  const { root } = parseSchema(schema);
  const mismatches = findMismatches(root, data);
  assert.equal(obeys(root, data), mismatches.length === 0);
  return mismatches.map(({ path, keyword, message }) => `${path} ${keyword}: ${message}`);
}

test('each keyword tells what is wrong, with sizes and names of the schema, and never a value', () => {
  const text = 'a text of 6 characters';
  const cases: readonly (readonly [JsonObject, ExactJson, readonly string[]])[] = [
    [{ type: 'integer' }, 'secret', [` type: is ${text}, not integer`]],
    [{ type: ['integer', 'null'] }, 1.5, [' type: is a number, not integer or null']],
    [{ type: 'string' }, { a: 1 }, [' type: is an object of 1 properties, not string']],
    [{ enum: ['a', 1, null] }, 'secret', [` enum: is none of the 3 allowed values (${text})`]],
    [{ maxLength: 3 }, 'secret', [' maxLength: has 6 characters, 3 at most']],
    [{ minLength: 9 }, 'secret', [' minLength: has 6 characters, 9 at least']],
    [{ pattern: '^x' }, 'secret', [' pattern: does not match the pattern ^x (6 characters)']],
    [{ format: 'uuid' }, 'secret', [' format: is not of the format uuid (6 characters)']],
    [{ minimum: 5 }, 4, [' minimum: is below the minimum 5']],
    [{ minimum: 5, exclusiveMinimum: true }, 5, [' minimum: is below or at the minimum 5']],
    [{ maximum: 5 }, 6, [' maximum: is above the maximum 5']],
    [{ maximum: 5, exclusiveMaximum: true }, 5, [' maximum: is above or at the maximum 5']],
    [{ multipleOf: 0.01 }, 19.999, [' multipleOf: is no multiple of 0.01']],
    [{ minItems: 2 }, [1], [' minItems: has 1 items, 2 at least']],
    [{ maxItems: 1 }, [1, 2], [' maxItems: has 2 items, 1 at most']],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [' uniqueItems: has an item twice'],
    ],
    [{ items: [{}], additionalItems: false }, [1, 2], [' additionalItems: has 2 items, 1 at most']],
    [{ items: { type: 'string' } }, ['x', 1], ['/1 type: is an integer, not string']],
    [{ items: [{}], additionalItems: { type: 'null' } }, [1, 2], ['/1 type: is an integer, not null']],
    [{ minProperties: 1 }, {}, [' minProperties: has 0 properties, 1 at least']],
    [{ maxProperties: 0 }, { secret: 1 }, [' maxProperties: has 1 properties, 0 at most']],
    [{ required: ['sku'] }, {}, [' required: lacks the required property sku']],
    [{ dependencies: { a: ['b'] } }, { a: 1 }, [' dependencies: has a without b']],
    [{ dependencies: { a: { required: ['b'] } } }, { a: 1 }, [' required: lacks the required property b']],
    [{ not: { type: 'string' } }, 'secret', [` not: is what the schema excludes (${text})`]],
    [{ oneOf: [{ type: 'integer' }, { type: 'number' }] }, 1, [' oneOf: obeys 2 of 2 alternatives, not one']],
    [{ anyOf: [{ maximum: 1 }, { maximum: 2 }] }, 3, [' anyOf: obeys none of 2 alternatives (an integer)']],
    [
      { anyOf: [{ type: 'null' }, { type: 'string', maxLength: 1 }] },
      'secret',
      [' maxLength: has 6 characters, 1 at most'],
    ],
    [
      { allOf: [{ maxLength: 1 }, { minLength: 9 }] },
      'secret',
      [' maxLength: has 6 characters, 1 at most', ' minLength: has 6 characters, 9 at least'],
    ],
  ];
  for (const [schema, data, expected] of cases) assert.deepEqual(judge(schema, data), expected, JSON.stringify(schema));
});

test('names that the schema has are shown, and others are not; a near one is hinted at', () => {
  const schema: JsonObject = {
    properties: { address: { properties: { 'a/b~c': { type: 'null' } } } },
    patternProperties: { '^x': { type: 'null' } },
    additionalProperties: { type: 'null' },
  };
  assert.deepEqual(judge(schema, { address: { 'a/b~c': 1 } }), ['/address/a~1b~0c type: is an integer, not null']);
  assert.deepEqual(judge(schema, { xavier: 1 }), ['/* type: is an integer, not null']);
  assert.deepEqual(judge(schema, { ada: 1 }), ['/* type: is an integer, not null']);
  const closed: JsonObject = { properties: { quantity: {} }, additionalProperties: false };
  const has = ' additionalProperties: has a property that the schema does not have';
  assert.deepEqual(judge(closed, { 'ada@example.com': 1 }), [`${has} (a name of 15 characters)`]);
  assert.deepEqual(judge(closed, { quantitty: 1 }), [`${has} (a name of 9 characters; was quantity meant?)`]);
  assert.deepEqual(judge(closed, { ['q'.repeat(100_000)]: 1 }), [`${has} (a name of 100000 characters)`]);
});

test('at most twenty mismatches are told', () => {
  const many = Array.from({ length: 50_000 }, () => 'x');
  assert.equal(judge({ items: { type: 'integer' } }, many).length, MISMATCHES_MAX);
  const wide = Object.fromEntries(many.map((_, at) => [`k${at}`, 1]));
  assert.equal(judge({ additionalProperties: false }, wide).length, MISMATCHES_MAX);
  const needed = many.map((_, at) => `k${at}`);
  assert.equal(judge({ required: needed }, {}).length, MISMATCHES_MAX);
});

test('lengths are counted in characters, not in UTF-16 units', () => {
  assert.deepEqual(judge({ maxLength: 2, minLength: 2 }, '😀😀'), []);
  assert.deepEqual(judge({ maxLength: 1 }, '😀😀'), [' maxLength: has 4 characters, 1 at most']);
  assert.deepEqual(judge({ minLength: 3 }, '😀😀'), [' minLength: has 4 characters, 3 at least']);
});

test('numbers keep their digits: decimals are multiples as people count, and long numbers are numbers', () => {
  for (const value of [19.99, 0.07, 1.1, 4.35, 1e15 + 0.5, -0.01, 0])
    assert.deepEqual(judge({ multipleOf: 0.01 }, value), []);
  const exact = new ExactNumber('12345678901234567.89');
  assert.deepEqual(judge({ type: 'number', multipleOf: 0.01 }, exact), []);
  assert.deepEqual(judge({ multipleOf: 0.01 }, new ExactNumber('1.001000000000000000000')), [
    ' multipleOf: is no multiple of 0.01',
  ]);
  assert.deepEqual(judge({ type: 'integer' }, new ExactNumber('9007199254740993')), []);
  assert.deepEqual(judge({ type: 'integer' }, new ExactNumber('1.000000000000000000001')), [
    ' type: is a number of 23 characters, not integer',
  ]);
  assert.deepEqual(judge({ type: 'object' }, exact), [' type: is a number of 20 characters, not object']);
  assert.deepEqual(judge({ maximum: 9_007_199_254_740_991 }, new ExactNumber('9007199254740993')), [
    ' maximum: is above the maximum 9007199254740991',
  ]);
  assert.deepEqual(judge({ enum: [{ a: 1 }] }, { a: 1 }), []);
  assert.equal(judge({ uniqueItems: true }, [exact, new ExactNumber('12345678901234567.89')]).length, 1);
  assert.deepEqual(judge({ type: 'integer', multipleOf: 2 }, new ExactNumber(`1e${'9'.repeat(300)}`)).length, 1);
});

test('names of prototypes are names', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', '__defineGetter__'];
  for (const name of names) {
    const schema = JSON.parse(
      `{"properties":{"${name}":{"type":"integer"}},"required":["${name}"],"additionalProperties":false}`,
    ) as JsonObject;
    const shown = ` required: lacks the required property ${name}`;
    assert.deepEqual(judge(schema, {}), [shown]);
    assert.deepEqual(judge(schema, JSON.parse(`{"${name}":1}`) as Json), []);
    assert.deepEqual(judge(schema, JSON.parse(`{"${name}":"x"}`) as Json), [
      `/${name} type: is a text of 1 characters, not integer`,
    ]);
    assert.equal(judge({ additionalProperties: false }, JSON.parse(`{"${name}":1}`) as Json).length, 1);
    assert.deepEqual(judge({ dependencies: { [name]: ['b'] } }, {}), []);
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('recursion over data is judged to its end; what multiplies itself is given up within a second', () => {
  const tree: JsonObject = { properties: { left: { $ref: '#' }, right: { $ref: '#' }, name: { type: 'string' } } };
  assert.deepEqual(judge(tree, { left: { right: { name: 1 } } }), ['/left/right/name type: is an integer, not string']);
  const twice = { properties: { a: { $ref: '#' } } };
  let data: Json = {};
  for (let i = 0; i < 60; i++) data = { a: data };
  const startedMs = performance.now();
  assert.deepEqual(judge({ allOf: [twice, twice] }, data), [' : is, together with its schema, too large to be judged']);
  const definitions = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `d${at}`,
      { anyOf: [{ $ref: `#/definitions/d${at + 1}` }, { $ref: `#/definitions/d${at + 1}` }] },
    ]),
  );
  const laughs: JsonObject = { $ref: '#/definitions/d0', definitions: { ...definitions, d40: { type: 'null' } } };
  assert.deepEqual(judge(laughs, 1), [' : is, together with its schema, too large to be judged']);
  const { definitions: all = {} } = laughs;
  assert.equal(judge({ not: { $ref: '#/definitions/d0' }, definitions: all }, 1).length, 1);
  assert.ok(performance.now() - startedMs < 10_000);
});

test('a long chain of references is followed, and one without an end of the stack is given up', () => {
  const chain = (length: number): JsonObject => ({
    $ref: '#/definitions/d0',
    definitions: {
      ...Object.fromEntries(Array.from({ length }, (_, at) => [`d${at}`, { $ref: `#/definitions/d${at + 1}` }])),
      [`d${length}`]: { type: 'null' },
    },
  });
  assert.deepEqual(judge(chain(500), null), []);
  assert.deepEqual(judge(chain(15_000), null), [' : is, together with its schema, too large to be judged']);
});

test('what is taken from a schema is shown without what steers a terminal, and short', () => {
  const name = `\u001b[31m\u202e\ud800${'n'.repeat(500)}`;
  const [told = ''] = judge({ required: [name], properties: { [name]: { type: 'null' } } }, {});
  assert.equal(told, ` required: lacks the required property \\u001b[31m\\u202e\\ud800${'n'.repeat(93)}…`);
  assert.ok(
    (judge({ properties: { [name]: { type: 'null' } } }, { [name]: 1 })[0] ?? '').startsWith(
      '/\\u001b[31m\\u202e\\ud800n',
    ),
  );
});

const NAMES = ['a', 'b', 'ab', 'c d', 'é'];
const scalar = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, 1, -1, 2, 3, 1.5, 10, '', 'a', 'ab', 'abc', '😀', '12', 'x@y'),
  fc.integer({ min: -20, max: 20 }),
);
const { value: anyData } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
  ),
}));
const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const { schema: anySchema } = fc.letrec<{ schema: JsonObject }>((tie) => {
  const schema = tie('schema');
  const some = fc.array(schema, { minLength: 1, maxLength: 3 });
  const named = fc.dictionary(fc.constantFrom(...NAMES), schema, { maxKeys: 3 });
  const small = fc.nat(4);
  const names = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 });
  const leaf = fc.record(
    {
      type: fc.oneof(
        fc.constantFrom(...TYPES),
        fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }),
      ),
      enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }),
      minLength: small,
      maxLength: small,
      pattern: fc.constantFrom('^a', 'b$', '[0-9]+', '^(ab|c)*$', '@'),
      minimum: fc.integer({ min: -5, max: 5 }),
      maximum: fc.integer({ min: -5, max: 5 }),
      multipleOf: fc.constantFrom(1, 2, 0.5),
      uniqueItems: fc.boolean(),
      minItems: small,
      maxItems: small,
      minProperties: small,
      maxProperties: small,
      required: names,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>;
  const branch = fc.record(
    {
      properties: named,
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', '.'), schema, { maxKeys: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), schema),
      items: fc.oneof(schema, some),
      additionalItems: fc.oneof(fc.boolean(), schema),
      dependencies: fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(names, schema), { maxKeys: 2 }),
      allOf: some,
      anyOf: some,
      oneOf: some,
      not: schema,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>;
  const exclusive = fc.record({ minimum: fc.integer({ min: -3, max: 3 }), exclusiveMinimum: fc.boolean() });
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(leaf, branch).map(([l, b]) => ({ ...l, ...b })),
      exclusive,
    ),
  };
});

test('the verdict is that of another implementation, whatever the schema and the data', () => {
  fc.assert(
    fc.property(anySchema, fc.array(anyData, { minLength: 1, maxLength: 8 }), (schema, values) => {
      const validate = oracle(schema);
      const { root } = parseSchema(schema);
      // The other one takes an object without a prototype for another object; JSON has none.
      for (const value of JSON.parse(JSON.stringify(values)) as readonly Json[]) {
        assert.equal(obeys(root, value), validate(value), JSON.stringify({ schema, value }));
        assert.equal(findMismatches(root, value).length === 0, validate(value), JSON.stringify({ schema, value }));
      }
    }),
    { numRuns: 100 },
  );
});

test('no message holds what the data has and the schema has not', () => {
  const secret = 'S3CR3T';
  const marked = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(secret, `${secret}${secret}`, 733_733),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES, secret), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(anySchema, marked, (schema, value) => {
      const told = JSON.stringify(findMismatches(parseSchema(schema).root, value));
      assert.ok(!told.includes(secret) && !told.includes('733'), told);
    }),
    { numRuns: 100 },
  );
});
