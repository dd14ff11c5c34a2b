import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCryptError } from '../../../src/kernel/crypt-error.ts';
import type { Json, JsonObject } from '../../../src/kernel/parse-json.ts';
import { compileSchema } from '../../../src/schemas/compile-schema.ts';
import { parseSchema } from '../../../src/schemas/parse-schema.ts';
import { refusal } from '../../support/refusal.ts';
import { documentOf, keyOf } from '../../support/schema-of.ts';

const URI = 'iglu:com.acme/product/jsonschema/1-0-0';
const KEY = keyOf(URI);

function reasonOf(keywords: JsonObject): string {
  const compiled = compileSchema(documentOf(URI, keywords), KEY);
  return compiled.state === 'broken' ? compiled.reason : 'compiled';
}

test('a schema judges data', () => {
  const compiled = compileSchema(documentOf(URI, { required: ['sku'] }), KEY);
  assert.ok(compiled.state === 'compiled');
  assert.deepEqual([compiled.key, compiled.supersededBy], [KEY, undefined]);
  assert.deepEqual(compiled.validate({ sku: 1 }), []);
  assert.deepEqual(compiled.validate({}), [
    { path: '', keyword: 'required', message: 'lacks the required property sku' },
  ]);
});

test('a document that is not the schema that was asked for is broken', () => {
  const cases: readonly (readonly [JsonObject, string])[] = [
    [{ type: 'object' }, 'it does not say which schema it is (self)'],
    [{ self: 'iglu:com.acme/product/jsonschema/1-0-0' }, 'it does not say which schema it is (self)'],
    [{ self: { vendor: 'com.acme' } }, 'its self names no schema'],
    [documentOf('iglu:com.acme/product/jsonschema/1-0-1'), 'it says that it is iglu:com.acme/product/jsonschema/1-0-1'],
    [documentOf('iglu:com.acme/Product/jsonschema/1-0-0'), 'it says that it is iglu:com.acme/Product/jsonschema/1-0-0'],
  ];
  for (const [document, reason] of cases) assert.deepEqual(compileSchema(document, KEY), { state: 'broken', reason });
});

test('$supersededBy names a later version of the same schema, or the schema is broken', () => {
  const of = (version: Json): unknown => compileSchema({ ...documentOf(URI), $supersededBy: version }, KEY);
  assert.deepEqual(
    (of('1-0-2') as { supersededBy: unknown }).supersededBy,
    keyOf('iglu:com.acme/product/jsonschema/1-0-2'),
  );
  const reason = '$supersededBy is not a later version of the same schema';
  for (const version of ['1-0-0', '1-0', 3, null, '1-0-1/../x', ['1-0-1']])
    assert.deepEqual(of(version), { state: 'broken', reason });
});

test('shapes that draft-04 does not have are refused with their place', () => {
  const cases: readonly (readonly [JsonObject, string])[] = [
    [{ type: 'text' }, '#/type is no type of JSON'],
    [{ type: 'constructor' }, '#/type is no type of JSON'],
    [{ type: [] }, '#/type is not a list, or is empty'],
    [{ type: [1] }, '#/type is no type of JSON'],
    [{ enum: [] }, '#/enum is not a list, or is empty'],
    [{ maxLength: '5' }, '#/maxLength is not a whole number from 0 on'],
    [{ minLength: -1 }, '#/minLength is not a whole number from 0 on'],
    [{ maxItems: 1.5 }, '#/maxItems is not a whole number from 0 on'],
    [{ minimum: '5' }, '#/minimum is not a number'],
    [{ multipleOf: 0 }, '#/multipleOf is not above 0'],
    [{ pattern: 5 }, '#/pattern is not a text'],
    [{ pattern: '(' }, '#/pattern is not a regular expression'],
    [{ format: ['date'] }, '#/format is not a text'],
    [{ required: true }, '#/required is not a list of names'],
    [{ required: [1] }, '#/required is not a list of names'],
    [{ properties: [] }, '#/properties is not an object'],
    [{ properties: { 'a/b': true } }, '#/properties/a~1b is not a schema'],
    [{ properties: { a: { items: 5 } } }, '#/properties/a/items is not a schema'],
    [{ items: [true] }, '#/items/0 is not a schema'],
    [{ additionalProperties: 'no' }, '#/additionalProperties is not a schema'],
    [{ patternProperties: { '(': {} } }, '#/patternProperties is not a regular expression'],
    [{ dependencies: { a: 'b' } }, '#/dependencies/a is not a schema'],
    [{ allOf: {} }, '#/allOf is not a list, or is empty'],
    [{ anyOf: [] }, '#/anyOf is not a list, or is empty'],
    [{ not: true }, '#/not is not a schema'],
    [{ definitions: { a: { type: 'x' } } }, '#/definitions/a/type is no type of JSON'],
  ];
  for (const [keywords, reason] of cases) assert.equal(reasonOf(keywords), reason);
});

test('references within the document are followed; others, and those without an end, are refused', () => {
  const good: readonly JsonObject[] = [
    { properties: { a: { $ref: '#/definitions/text' } }, definitions: { text: { type: 'string' } } },
    { properties: { a: { $ref: '#/x-types/a%20b' } }, 'x-types': { 'a b': { type: 'string' } } },
    { properties: { a: { $ref: '#' } } },
    {
      items: { $ref: '#/definitions/a' },
      definitions: { a: { items: { $ref: '#/definitions/b' } }, b: { items: { $ref: '#/definitions/a' } } },
    },
    { properties: { a: { $ref: 'http://json-schema.org/draft-04/schema#' } } },
  ];
  for (const keywords of good) assert.equal(reasonOf(keywords), 'compiled');
  const cases: readonly (readonly [JsonObject, RegExp])[] = [
    [{ $ref: '#' }, /^# refers to itself without an end$/],
    [{ allOf: [{ $ref: '#' }] }, /refers to itself without an end$/],
    [
      { properties: { a: { anyOf: [{ type: 'null' }, { not: { $ref: '#/properties/a' } }] } } },
      /refers to itself without an end$/,
    ],
    [{ dependencies: { a: { $ref: '#' } } }, /refers to itself without an end$/],
    [
      {
        $ref: '#/definitions/a',
        definitions: { a: { $ref: '#/definitions/b' }, b: { oneOf: [{ $ref: '#/definitions/a' }] } },
      },
      /refers to itself without an end$/,
    ],
    [
      { properties: { a: { $ref: 'http://example.com/schema#' } } },
      /^#\/properties\/a\/\$ref leads out of the document, which is not followed$/,
    ],
    [{ $ref: 'file:///etc/passwd' }, /^#\/\$ref leads out of the document/],
    [{ $ref: '#/definitions/none' }, /^#\/\$ref leads nowhere$/],
    [{ $ref: '#/__proto__/constructor' }, /leads nowhere$/],
    [{ $ref: '#/%' }, /leads nowhere$/],
    [{ $ref: '#anchor' }, /leads nowhere$/],
    [{ $ref: '#/self/vendor' }, /is not a schema$/],
  ];
  for (const [keywords, reason] of cases) assert.match(reasonOf(keywords), reason);
});

test('the reference of a self-describing value judges what is beside its data', () => {
  const reference =
    'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/instance-iglu-only/jsonschema/1-0-0#';
  const compiled = compileSchema(documentOf(URI, { items: { $ref: reference } }), KEY);
  assert.ok(compiled.state === 'compiled');
  assert.deepEqual(compiled.validate([{ schema: URI, data: 1 }]), []);
  assert.deepEqual(
    compiled.validate([{ schema: 'x', data: 1 }]).map(({ path, keyword }) => [path, keyword]),
    [['/0/schema', 'pattern']],
  );
});

test('schemas beyond the limits are refused at once', () => {
  const nested = (depth: number, wrap: (inner: JsonObject) => JsonObject): JsonObject => {
    let schema: JsonObject = {};
    for (let i = 0; i < depth; i++) schema = wrap(schema);
    return schema;
  };
  const many = (count: number, make: (at: number) => Json): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, make(at)]));
  const cases: readonly (readonly [JsonObject, RegExp])[] = [
    [nested(70, (inner) => ({ items: inner })), /^it nests deeper than 64 schemas$/],
    [nested(50_000, (inner) => ({ items: inner })), /^it nests deeper than 160 levels$/],
    [{ enum: [nested(50_000, (inner) => ({ a: inner }))] }, /^it nests deeper than 160 levels$/],
    [{ properties: many(20_001, () => ({})) }, /^it has more than 20000 places that judge$/],
    [{ allOf: Array.from({ length: 20_001 }, () => ({})) }, /^it has more than 20000 places that judge$/],
    [{ description: 'x'.repeat(3 << 20) }, /^it is larger than 2097152 bytes$/],
    [{ enum: Array.from({ length: 2_000_000 }, (_, at) => at) }, /^it is larger than 2097152 bytes$/],
    [{ properties: many(100, (at) => ({ pattern: `^[^${at}].{1,400}x+` })) }, /^it has too many patterns$/],
  ];
  for (const [keywords, reason] of cases) {
    const startedMs = performance.now();
    assert.match(reasonOf(keywords), reason);
    assert.ok(performance.now() - startedMs < 3_000);
  }
});

test('ten thousand properties compile and judge in reasonable time', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `property_${at}`);
  const properties = Object.fromEntries(
    names.map((name) => [name, { type: 'string', maxLength: 50, description: `About ${name}.` }]),
  );
  const data = Object.fromEntries(names.map((name) => [name, 'x']));
  const startedMs = performance.now();
  const compiled = compileSchema(
    documentOf(URI, { type: 'object', properties, required: names, additionalProperties: false }),
    KEY,
  );
  assert.ok(compiled.state === 'compiled');
  assert.deepEqual(compiled.validate(data), []);
  assert.equal(compiled.validate({ ...data, more: 1 }).length, 1);
  assert.ok(performance.now() - startedMs < 3_000, `${performance.now() - startedMs} ms`);
});

test('hostile names of properties are names', () => {
  const names = [
    '"',
    "'",
    '`',
    '\\',
    '\n',
    '\u2028',
    '${x}',
    '*/',
    '//',
    '😀',
    '\ud800',
    'class',
    'return',
    'a.b',
    '',
    '__proto__',
    '];process.exit();[',
  ];
  for (const name of names) {
    const properties = JSON.parse(`{${JSON.stringify(name)}:{"type":"integer"}}`) as JsonObject;
    const compiled = compileSchema(documentOf(URI, { properties, required: [name], additionalProperties: false }), KEY);
    assert.ok(compiled.state === 'compiled');
    assert.deepEqual(compiled.validate(JSON.parse(`{${JSON.stringify(name)}:1}`) as Json), []);
    assert.equal(compiled.validate(JSON.parse(`{${JSON.stringify(name)}:"x"}`) as Json).length, 1);
    assert.equal(compiled.validate({}).length, 1);
  }
});

test('what stands beside a reference, and what draft-04 does not know, judges nothing', () => {
  const compiled = compileSchema(
    documentOf(URI, {
      properties: {
        a: { $ref: '#/definitions/any', type: 'integer' },
        b: { const: 1, if: {}, else: { type: 'null' } },
        c: { exclusiveMinimum: 5 },
      },
      definitions: { any: {} },
    }),
    KEY,
  );
  assert.ok(compiled.state === 'compiled');
  assert.deepEqual(compiled.validate({ a: 'x', b: 2, c: 1 }), []);
});

test('parseSchema says what it refuses with SCHEMA_REFUSED, short and on one line', async () => {
  const error = await refusal('SCHEMA_REFUSED', () =>
    parseSchema({ properties: { [`\n${'x'.repeat(1_000)}`]: true } }),
  );
  assert.deepEqual(
    { ...error.params },
    { place: `#/properties/\\u000a${'x'.repeat(287)}…`, reason: 'is not a schema' },
  );
  assert.ok(isCryptError(error) && error.kind === 'user');
});
