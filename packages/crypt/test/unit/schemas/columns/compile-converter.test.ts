// Facts of schema-ddl's CasterSpec in the shape of our columns, and what it leaves open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseExactJson, stringifyExactJson, toPlainJson, type ExactJson } from '../../../../src/kernel/exact-json.ts';
import {
  compileConverter,
  compileVersion,
  entityJson,
  type Misfit,
} from '../../../../src/schemas/columns/compile-converter.ts';
import type { SchemaField, SchemaType } from '../../../../src/schemas/columns/schema-type.ts';

function convert(type: SchemaType, json: string): string | Misfit {
  return compileConverter(type)(parseExactJson(json));
}

/** The text, or the cause of a misfit after a `!`. */
function outcome(type: SchemaType, json: string): string {
  const text = convert(type, json);
  return typeof text === 'string' ? text : `!${text.cause}`;
}

function field(name: string, type: SchemaType, nullable = true, accessors: readonly string[] = [name]): SchemaField {
  return { name, type, nullable, accessors };
}

const SCALARS: readonly (readonly [type: SchemaType, json: string, expected: string])[] = [
  ['string', '"foo"', '"foo"'],
  ['string', '"\\u0022\\\\ \\n\\u0000 é 😀"', '"\\"\\\\ \\n\\u0000 é 😀"'],
  ['string', '"a\\ud83d"', '"a\ufffd"'],
  ['string', '42', '!not a text'],
  ['string', '12345678901234567890', '!not a text'],
  ['string', 'true', '!not a text'],
  ['string', '["x"]', '!not a text'],
  ['boolean', 'false', 'false'],
  ['boolean', '"hello"', '!not a boolean'],
  ['boolean', '1', '!not a boolean'],
  ['int32', '-43', '-43'],
  ['int32', '-0', '0'],
  ['int32', '1.0', '1'],
  ['int32', '1e3', '1000'],
  ['int32', '3.4', '!not a whole number'],
  // What a schema of 32 bits lets through is judged by the schema; the column has 64.
  ['int32', '2147483648', '2147483648'],
  ['int64', '9007199254740993', '9007199254740993'],
  ['int64', '1152921504606846976', '1152921504606846976'],
  ['int64', '9223372036854775807', '9223372036854775807'],
  ['int64', '-9223372036854775808', '-9223372036854775808'],
  ['int64', '9223372036854775807.000', '9223372036854775807'],
  ['int64', '922337203685477580700e-2', '9223372036854775807'],
  ['int64', '9223372036854775808', '!more than 64 bits'],
  ['int64', '-9223372036854775809', '!more than 64 bits'],
  ['int64', '9223372036854776000', '!more than 64 bits'],
  ['int64', '1e300', '!more than 64 bits'],
  ['int64', '1e400', '!more than 64 bits'],
  ['int64', '1e-400', '!not a whole number'],
  ['int64', '9007199254740993.5', '!not a whole number'],
  ['int64', '"1"', '!not a number'],
  ['double', '-43', '-43'],
  ['double', '-43.30', '-43.3'],
  ['double', '0.1234567890123456789', '0.12345678901234568'],
  ['double', '1e-400', '0'],
  ['double', '1e21', '1e+21'],
  ['double', '1e400', '!more than a double'],
  ['double', '"1"', '!not a number'],
  ['decimal(9,2)', '-87.98', '"-87.98"'],
  ['decimal(9,2)', '87.98000', '"87.98"'],
  ['decimal(9,2)', '87.9', '"87.90"'],
  ['decimal(9,2)', '879', '"879.00"'],
  ['decimal(9,2)', '0', '"0.00"'],
  ['decimal(9,2)', '-0.0', '"0.00"'],
  ['decimal(9,2)', '0.05', '"0.05"'],
  ['decimal(9,2)', '1e3', '"1000.00"'],
  ['decimal(9,2)', '9999999.99', '"9999999.99"'],
  ['decimal(9,2)', '10000000', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '123456789', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '12.1234', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '0.00001', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '1e400', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '1e-999999999', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '1e999999999', '!more digits than decimal(9,2)'],
  ['decimal(9,2)', '"87.98"', '!not a number'],
  ['decimal(18,18)', '0.123456789123456789', '"0.123456789123456789"'],
  ['decimal(18,12)', '1e-12', '"0.000000000001"'],
  ['decimal(38,0)', '9223372036854775808', '"9223372036854775808"'],
  ['decimal(38,0)', '-1e37', '"-10000000000000000000000000000000000000"'],
  ['decimal(38,0)', '99999999999999999999999999999999999999', '"99999999999999999999999999999999999999"'],
  ['decimal(38,0)', '100000000000000000000000000000000000000', '!more digits than decimal(38,0)'],
  ['decimal(38,10)', '9999999999999999999999999999.9999999999', '"9999999999999999999999999999.9999999999"'],
  ['timestamp', '"2022-02-02T12:02:03.123+03:00"', '"2022-02-02 09:02:03.123000"'],
  ['timestamp', '"2022-02-02T12:02:03"', '!timestamp without a zone'],
  ['timestamp', '"not a timestamp"', '!not a timestamp'],
  ['timestamp', '1643763723', '!not a text'],
  ['date', '"2022-02-02"', '"2022-02-02"'],
  ['date', '"2022-02-30"', '!not a date'],
  ['date', '20220202', '!not a text'],
  [
    'json',
    '["this", {"is": 1.10, "a": null}, 12345678901234567890.10]',
    '["this",{"is":1.1,"a":null},12345678901234567890.10]',
  ],
  ['json', '"text"', '"text"'],
  ['json', '{"\\ud83d":"\\\\ud83d \\udc00"}', '{"\\ufffd":"\\\\ud83d \\ufffd"}'],
  [{ items: 'string', nullable: false }, '["x","y","z"]', '["x","y","z"]'],
  [{ items: 'string', nullable: false }, '[]', '[]'],
  [{ items: 'string', nullable: true }, '["x",null,"y",null]', '["x","y"]'],
  [{ items: 'string', nullable: true }, '[null]', '[]'],
  [{ items: 'json', nullable: true }, '[1,null,[null]]', '[1,[null]]'],
  [{ items: 'string', nullable: false }, '["x",null]', '!null in an array'],
  [{ items: 'string', nullable: true }, '"x"', '!not an array'],
  [{ items: 'string', nullable: true }, '{"0":"x"}', '!not an array'],
  [{ fields: [field('a', 'string')] }, '[]', '!not an object'],
  [{ fields: [field('a', 'string')] }, '12345678901234567890', '!not an object'],
  [{ fields: [] }, '{"a":1}', '{}'],
];

test('values are written as their column holds them, or refused', () => {
  for (const [type, json, expected] of SCALARS) {
    assert.equal(outcome(type, json), expected, `${JSON.stringify(type)} of ${json}`);
  }
});

test('objects have the fields of their type in its order: no other properties, no nulls', () => {
  const type: SchemaType = {
    fields: [
      field('some_bool', 'boolean', false, ['someBool']),
      field('nested', {
        fields: [
          field('str', 'string', false),
          field('int', 'int32'),
          field('deep', { fields: [field('str', 'string')] }, false),
          field('arr', { items: { fields: [field('a', 'string', false)] }, nullable: false }, false),
        ],
      }),
    ],
  };
  const json = `{"undefined":42,"nested":{"str":"foo bar","int":null,"deep":{"str":"foo","x":[]},
    "arr":[{"a":"b"},{"a":"d","b":"c"}]},"someBool":true}`;
  assert.equal(
    convert(type, json),
    '{"some_bool":true,"nested":{"str":"foo bar","deep":{"str":"foo"},"arr":[{"a":"b"},{"a":"d"}]}}',
  );
  assert.equal(convert(type, '{"someBool":true}'), '{"some_bool":true}');
});

test('a misfit says where, and no value', () => {
  const type: SchemaType = {
    fields: [
      field('list', { items: { fields: [field('x', 'int64', false, ['x/~y'])] }, nullable: false }, true, ['someList']),
    ],
  };
  const cases: Readonly<Record<string, Misfit | string>> = {
    '{"someList":[{"x/~y":1},{"x/~y":"secret"}]}': { path: '/someList/1/x~1~0y', cause: 'not a number' },
    '{"someList":[{"x/~y":1},{}]}': { path: '/someList/1/x~1~0y', cause: 'missing' },
    '{"someList":[{"x/~y":null}]}': { path: '/someList/0/x~1~0y', cause: 'missing' },
    '{"someList":[null]}': { path: '/someList/0', cause: 'null in an array' },
    '{"someList":"secret"}': { path: '/someList', cause: 'not an array' },
    '"secret"': { path: '', cause: 'not an object' },
  };
  for (const [json, expected] of Object.entries(cases)) assert.deepEqual(convert(type, json), expected, json);
});

test('of several properties in one field the first that fits is taken', () => {
  const type: SchemaType = { fields: [field('xyz', 'int32', true, ['XYZ', 'xyz'])] };
  const cases: Readonly<Record<string, string>> = {
    '{"xyz":42,"XYZ":"invalid"}': '{"xyz":42}',
    '{"XYZ":42,"xyz":"invalid"}': '{"xyz":42}',
    '{"XYZ":1,"xyz":2}': '{"xyz":1}',
    '{"xyz":null,"XYZ":"invalid"}': '{}',
    '{"XYZ":null,"xyz":"invalid"}': '{}',
    '{"XYZ":"invalid"}': '{}',
    '{}': '{}',
    '{"XYZ":"invalid","xyz":1.5}': '!not a number',
  };
  for (const [json, expected] of Object.entries(cases)) assert.equal(outcome(type, json), expected, json);
  const required: SchemaType = { fields: [field('xyz', 'int32', false, ['XYZ', 'xyz'])] };
  assert.deepEqual(convert(required, '{}'), { path: '/XYZ', cause: 'missing' });
  assert.deepEqual(convert(required, '{"xyz":"invalid"}'), { path: '/xyz', cause: 'not a number' });
});

test('members that every object has are not read', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const type: SchemaType = { fields: names.map((name) => field(name, 'json')) };
  assert.equal(convert(type, '{}'), '{}');
  const own = '{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":4}';
  assert.equal(convert(type, own), own);
  const pair: SchemaType = { fields: [field('x', 'json', true, ['__proto__', 'constructor'])] };
  assert.equal(convert(pair, '{}'), '{}');
  assert.equal(convert(pair, '{"constructor":1}'), '{"x":1}');
});

test('a version makes events and entities of its data', () => {
  const version: { version: string; type: SchemaType } = { version: '1-0-2', type: { fields: [field('a', 'string')] } };
  const event = compileVersion('unstruct_event', version);
  const entity = compileVersion('contexts', version);
  assert.equal(event({ a: 'x', b: 1 }), '{"a":"x"}');
  assert.equal(entity({ a: 'x', b: 1 }), '{"_schema_version":"1-0-2","a":"x"}');
  assert.equal(event(null), 'null');
  assert.equal(entity(null), '{"_schema_version":"1-0-2"}');
  assert.deepEqual(entity({ a: 1 }), { path: '/a', cause: 'not a text' });
  assert.deepEqual(event([]), { path: '', cause: 'not an object' });
  for (const kind of ['unstruct_event', 'contexts'] as const) {
    const json = compileVersion(kind, { version: '1-0-2', type: 'json' });
    assert.equal(json(null), 'null');
    assert.equal(json([{ a: 1 }]), '[{"a":1}]');
  }
});

test('an entity has its version first', () => {
  assert.equal(entityJson('1-0-2', '{}'), '{"_schema_version":"1-0-2"}');
  assert.equal(entityJson('1-0-2', '{"a":1}'), '{"_schema_version":"1-0-2","a":1}');
});

const scalarType = fc.constantFrom<SchemaType>(
  'string', 'boolean', 'int32', 'int64', 'double', 'date', 'timestamp', 'json', 'decimal(9,2)', 'decimal(38,0)',
); // prettier-ignore
const anyType: fc.Arbitrary<SchemaType> = fc.letrec<{ type: SchemaType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    scalarType,
    fc.record({ items: tie('type'), nullable: fc.boolean() }),
    fc
      .uniqueArray(fc.constantFrom('a', 'b', '__proto__', 'd'), { maxLength: 4 })
      .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), tie('type'), fc.boolean()))))
      .map((fields) => ({ fields: fields.map(([name, type, nullable]) => field(name, type, nullable)) })),
  ),
})).type;
const anyData = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'd'), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
);

test('any data in any type is JSON or a misfit without values', () => {
  fc.assert(
    fc.property(anyType, anyData, (type, data) => {
      const text = compileConverter(type)(data as ExactJson);
      if (typeof text !== 'string') assert.deepEqual(Object.keys(text), ['path', 'cause']);
      else assert.doesNotThrow(() => JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

test('json keeps any JSON whole, except for halves of surrogate pairs', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (data) => {
      const text = compileConverter('json')(data as ExactJson);
      assert.equal(text, stringifyExactJson(parseExactJson(JSON.stringify(data))));
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\ud83d', '\ude00', '\\', 'u', 'ud83d', '"', 'a')), (units) => {
      const given = units.join('');
      const text = compileConverter('json')([given, { [given]: 1 }]);
      assert.ok(typeof text === 'string');
      assert.deepEqual(toPlainJson(parseExactJson(text)), [given.toWellFormed(), { [given.toWellFormed()]: 1 }]);
      assert.equal(compileConverter('string')(given), JSON.stringify(given.toWellFormed()));
    }),
  );
});
