import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExactJson, type ExactObject } from '../../../../src/kernel/exact-json.ts';
import { columnTypeOf, type TypedSchema } from '../../../../src/schemas/columns/column-type.ts';
import { isStruct, toColumnType, type SchemaField } from '../../../../src/schemas/columns/schema-type.ts';

function typed(schema: string): TypedSchema | undefined {
  return columnTypeOf(parseExactJson(schema) as ExactObject);
}

/** Type and nullability of a required property with this schema, as `int64?`; `-` when it has no field. */
function typeOfProperty(schema: string): string {
  const result = typed(`{"type":"object","properties":{"x":${schema},"y":{"type":"boolean"}},"required":["x"]}`);
  assert.ok(result !== undefined && isStruct(result.type));
  const field = result.type.fields.find(({ name }) => name === 'x');
  return field === undefined ? '-' : describe(field);
}

function describe({ type, nullable }: SchemaField): string {
  const text = typeof type === 'string' ? type : JSON.stringify(toColumnType(type));
  return nullable ? `${text}?` : text;
}

/** Facts of schema-ddl's SuggestionSpec, and around them. */
const SCALARS: Readonly<Record<string, string>> = {
  '{"type":"string","format":"date"}': 'date',
  '{"type":["string","null"],"format":"date"}': 'date?',
  '{"type":"string","format":"date-time"}': 'timestamp',
  '{"type":["string","null"],"format":"date-time"}': 'timestamp?',
  '{"type":"string"}': 'string',
  '{"type":["string"]}': 'string',
  '{"type":["null","string"]}': 'string?',
  '{"type":"string","format":"uuid"}': 'string',
  '{"type":"boolean"}': 'boolean',
  '{"type":["boolean","null"]}': 'boolean?',
  '{"type":["boolean","string"]}': 'json',
  '{"type":["integer","string"]}': 'json',
  '{"type":["integer","string","null"]}': 'json?',
  '{"type":["number","string"]}': 'json',
  '{"type":"null"}': 'json?',
  '{}': 'json?',
  '{"type":"integer","minimum":0,"maximum":10}': 'int32',
  '{"type":"integer","minimum":-10,"maximum":0}': 'int32',
  '{"type":"integer","minimum":0.1,"maximum":10.1}': 'int32',
  '{"type":"integer","minimum":-2147483648,"maximum":2147483647}': 'int32',
  '{"type":"number","minimum":0,"maximum":10,"multipleOf":10}': 'int32',
  '{"type":"number","minimum":0,"maximum":10,"multipleOf":1.0}': 'int32',
  '{"type":["integer","null"],"minimum":0,"maximum":10}': 'int32?',
  '{"type":["number","null"],"minimum":0,"maximum":10,"multipleOf":10}': 'int32?',
  '{"type":"integer"}': 'int64',
  '{"type":["integer","null"]}': 'int64?',
  '{"type":"integer","minimum":5}': 'int64',
  '{"type":"integer","maximum":5}': 'int64',
  '{"type":"integer","minimum":0,"maximum":2147483648}': 'int64',
  '{"type":"integer","minimum":-2147483649,"maximum":0}': 'int64',
  '{"type":"integer","minimum":0.5,"maximum":2147483648.9}': 'int64',
  '{"type":"integer","minimum":0,"maximum":2147483648,"multipleOf":10}': 'int64',
  '{"type":"number","minimum":0,"maximum":2147483648,"multipleOf":10}': 'int64',
  '{"type":["number","integer"],"minimum":0,"maximum":2147483648,"multipleOf":10}': 'int64',
  '{"type":"number","multipleOf":10}': 'int64',
  '{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}': 'int64',
  '{"type":"integer","minimum":0,"maximum":9223372036854775808}': 'decimal(38,0)',
  '{"type":"integer","minimum":-9223372036854775809,"maximum":0}': 'decimal(38,0)',
  '{"type":"number","minimum":0,"maximum":9223372036854775808,"multipleOf":10}': 'decimal(38,0)',
  '{"type":"integer","minimum":0,"maximum":1e37}': 'decimal(38,0)',
  '{"type":"integer","minimum":0,"maximum":1e38}': 'double',
  '{"type":"integer","minimum":0,"maximum":1e999999999999999999999}': 'double',
  '{"type":"number","minimum":0,"maximum":500,"multipleOf":0.01}': 'decimal(9,2)',
  '{"type":"number","minimum":-500,"maximum":0,"multipleOf":0.01}': 'decimal(9,2)',
  '{"type":"number","minimum":-10,"maximum":10.9999,"multipleOf":0.1}': 'decimal(9,1)',
  '{"type":"number","minimum":0,"maximum":9999999,"multipleOf":0.01}': 'decimal(9,2)',
  '{"type":"number","minimum":0,"maximum":10000000,"multipleOf":0.01}': 'decimal(18,2)',
  '{"type":"number","minimum":0,"maximum":2147483648,"multipleOf":0.01}': 'decimal(18,2)',
  '{"type":"number","minimum":0,"maximum":99999999999999999,"multipleOf":0.001}': 'decimal(38,3)',
  '{"type":"number","minimum":-1e50,"maximum":10.9999,"multipleOf":0.1}': 'double',
  '{"type":"number","minimum":0.0001,"maximum":0.001,"multipleOf":1e-12}': 'decimal(18,12)',
  '{"type":"number","minimum":0.0001,"maximum":0.001,"multipleOf":1e-39}': 'double',
  '{"type":"number","maximum":500,"multipleOf":0.01}': 'double',
  '{"type":"number","multipleOf":0.01}': 'double',
  '{"type":"number"}': 'double',
  '{"type":["number","integer"]}': 'double',
  '{"type":["integer","null","number"]}': 'double?',
  '{"type":["number","null"]}': 'double?',
  '{"enum":["x","y","z"]}': 'string',
  '{"enum":["x","y","z",null]}': 'string?',
  '{"enum":[1,2,3]}': 'int32',
  '{"enum":[1,2,null,3]}': 'int32?',
  '{"enum":[1.0,2e3]}': 'int32',
  '{"enum":[-2147483648]}': 'int64',
  '{"enum":[9223372036854775807]}': 'int64',
  '{"enum":[9223372036854775808]}': 'decimal(38,0)',
  '{"enum":[1e38]}': 'double',
  '{"enum":[0.1,222,3.3]}': 'decimal(9,1)',
  '{"enum":[0.1,null,222,3.3]}': 'decimal(9,1)?',
  '{"enum":[12345678,0.05]}': 'decimal(18,2)',
  '{"enum":[1e-39]}': 'double',
  '{"enum":[0.1,"xyz"]}': 'json',
  '{"enum":[0.1,"xyz",null]}': 'json?',
  '{"enum":[true,false]}': 'json',
  '{"enum":[null]}': 'int32?',
  '{"type":"string","enum":["x"]}': 'string',
  '{"type":"integer","enum":[1]}': 'int64',
  '{"type":["string","integer"],"enum":["x",1]}': 'json',
  '{"type":"nonsense"}': 'json?',
  '{"type":7,"minimum":"x","enum":{},"properties":[]}': 'json?',
  '{"type":"array","items":{"type":"string"}}': '{"array":"string"}',
  '{"type":["array","null"],"items":{"type":"boolean"}}': '{"array":"boolean"}?',
  '{"type":"array"}': '{"array":"json"}',
  '{"type":"array","items":{}}': '{"array":"json"}',
  '{"type":"array","items":[]}': '{"array":"json"}',
  '{"type":"array","items":[{"type":"string"},{"type":"string","maxLength":3}]}': '{"array":"string"}',
  '{"type":"array","items":[{"type":"string"},{"type":"integer"}]}': '{"array":"json"}',
  '{"type":"array","items":[{"type":"string"}],"additionalItems":{"type":"integer"}}': '{"array":"json"}',
  '{"type":"array","items":[{"type":"string"}],"additionalItems":true}': '{"array":"string"}',
  '{"type":"array","items":{"type":"array","items":{"type":"integer"}}}': '{"array":"json"}',
  '{"type":"array","items":{"type":"object","additionalProperties":false}}': '-',
  '{"type":"object"}': 'json',
  '{"type":"object","properties":{},"additionalProperties":true}': 'json',
  '{"type":"object","additionalProperties":{"type":"string"}}': 'json',
  '{"type":"object","additionalProperties":false}': '-',
  '{"type":"object","patternProperties":{"^a":{"type":"string"}},"additionalProperties":false}': 'json',
  '{"type":["object","null"],"properties":{"a":{"type":"date"}}}':
    '{"struct":[{"name":"a","type":"json","nullable":true}]}?',
  '{"type":["object","array"],"properties":{"a":{"type":"string"}}}': 'json',
  '{"properties":{"a":{"type":"string"}}}': 'json?',
  // Alternatives: the facts of schema-ddl's MutateSpec, seen as types.
  '{"oneOf":[{"type":"string"},{"type":"number"}]}': 'json',
  '{"anyOf":[{"type":"string"},{"type":"null"}]}': 'string?',
  '{"oneOf":[{"type":"string","format":"date"},{"type":"null"}]}': 'date?',
  '{"oneOf":[{"type":"string","format":"date"},{"type":"string","format":"date-time"}]}': 'string',
  '{"oneOf":[{"enum":["x"]},{"enum":["y"]}]}': 'string',
  '{"oneOf":[{"enum":["x"]},{"enum":[1]}]}': 'json',
  '{"oneOf":[{"enum":["x"]},{"type":"integer"}]}': 'json?',
  '{"type":"integer","oneOf":[{"minimum":0,"maximum":9},{"minimum":7,"maximum":2147483648}]}': 'int64',
  '{"type":"integer","minimum":0,"oneOf":[{"maximum":9},{"maximum":10}]}': 'int32',
  '{"type":"number","oneOf":[{"type":"integer"}]}': 'json',
  '{"type":"array","oneOf":[{"items":{"type":"string"}},{"items":{"type":"number"}}]}': '{"array":"json"}',
  '{"allOf":[{"type":"string"},{"maxLength":3}]}': 'string',
  '{"type":["string","null"],"allOf":[{"type":["string","integer"],"format":"date"}]}': 'date',
};

test('a property has the type that Snowplow gives it', () => {
  const types = Object.fromEntries(Object.keys(SCALARS).map((schema) => [schema, typeOfProperty(schema)]));
  assert.deepEqual(types, SCALARS);
});

test('a document with doubles gives the same types as far as doubles can tell', () => {
  const bounded = { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 };
  const result = columnTypeOf({ type: 'object', properties: { x: bounded, y: { multipleOf: 0.01 } } });
  assert.deepEqual(result?.type, {
    fields: [
      { name: 'x', type: 'int64', nullable: true, accessors: ['x'] },
      { name: 'y', type: 'json', nullable: true, accessors: ['y'] },
    ],
  });
});

test('objects are structs: sorted, required where null and absence are impossible, empty ones left out', () => {
  const result = typed(`{"type":"object","properties":{
    "stringKey":{"type":"string","maxLength":500},
    "objectKey":{"type":"object","properties":{
      "nestedKey3":{"type":"boolean"},"nestedKey1":{"type":"string"},"nestedKey2":{"type":["integer","null"]},
      "gone":{"type":"object","additionalProperties":false}},"required":["nestedKey3","nestedKey2"]},
    "onlyGone":{"type":"object","properties":{"gone":{"type":"object","additionalProperties":false}}}}}`);
  assert.deepEqual(result, {
    type: {
      fields: [
        {
          name: 'object_key',
          type: {
            fields: [
              { name: 'nested_key1', type: 'string', nullable: true, accessors: ['nestedKey1'] },
              { name: 'nested_key2', type: 'int64', nullable: true, accessors: ['nestedKey2'] },
              { name: 'nested_key3', type: 'boolean', nullable: false, accessors: ['nestedKey3'] },
            ],
          },
          nullable: true,
          accessors: ['objectKey'],
        },
        { name: 'string_key', type: 'string', nullable: true, accessors: ['stringKey'] },
      ],
    },
    remarks: [],
  });
});

test('properties with one field are read from all of them; the lowest gives the type', () => {
  const result = typed(`{"type":"object","required":["XYZ","_Ga"],"properties":{
    "xyz":{"type":["string","integer"]},"XYZ":{"type":"string"},"_ga":{"type":"integer"},"__b":{"type":"integer"},
    "_Ga":{"type":"integer"},"":{"type":"boolean"},"-":{"type":"string"}}}`);
  assert.deepEqual(result, {
    type: {
      fields: [
        { name: '_', type: 'boolean', nullable: true, accessors: ['', '-'] },
        { name: '__b', type: 'int64', nullable: true, accessors: ['__b'] },
        { name: '_ga', type: 'int64', nullable: false, accessors: ['_Ga', '_ga'] },
        { name: 'xyz', type: 'string', nullable: false, accessors: ['XYZ', 'xyz'] },
      ],
    },
    remarks: [
      { path: '_', cause: 'several properties in one field' },
      { path: '_ga', cause: 'several properties in one field' },
      { path: 'xyz', cause: 'several properties in one field' },
    ],
  });
});

test('alternatives of an object are put side by side', () => {
  const result = typed(`{"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"oneOf":[
    {"properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a","b"]},
    {"properties":{"a":{"type":"string"},"c":{"type":["integer","null"]}},"required":["a"]}]}`);
  assert.deepEqual(result?.type, {
    fields: [
      { name: 'a', type: 'string', nullable: false, accessors: ['a'] },
      { name: 'b', type: 'string', nullable: true, accessors: ['b'] },
      { name: 'c', type: 'int64', nullable: true, accessors: ['c'] },
      { name: 'id', type: 'string', nullable: false, accessors: ['id'] },
    ],
  });
});

test('tuples of open objects have json where only one of them names a property', () => {
  const result = typed(`{"type":"object","properties":{"t":{"type":"array","items":[
    {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}},
    {"type":"object","properties":{"a":{"type":"string"}}}]}}}`);
  assert.deepEqual(result?.remarks, [{ path: 't[].b', cause: 'not in all alternatives' }]);
});

test('what no type is known of is json, and says why', () => {
  const causes = {
    several: '{"type":["string","integer"]}',
    nothing: '{}',
    none: '{"type":"string","oneOf":[{"type":"integer"}]}',
    null: '{"type":"null"}',
    mixed: '{"enum":[1,"x"]}',
    open: '{"type":"object"}',
    patterns: '{"type":"object","patternProperties":{"^x":{}}}',
    items: '{"type":"array"}',
    nested: '{"type":"array","items":{"type":"array","items":{}}}',
    remote: '{"$ref":"http://json-schema.org/draft-04/schema#"}',
    dangling: '{"$ref":"#/definitions/none"}',
    cycle: '{"type":"object","properties":{"up":{"$ref":"#"}}}',
  };
  const properties = Object.entries(causes).map(([name, schema]) => `"${name}":${schema}`);
  const result = typed(`{"type":"object","properties":{${properties.join(',')}}}`);
  assert.deepEqual(Object.fromEntries((result?.remarks ?? []).map(({ path, cause }) => [path, cause])), {
    several: 'several types',
    nothing: 'no type given',
    none: 'types that contradict each other',
    null: 'only null',
    mixed: 'enum of several types',
    open: 'object without properties',
    patterns: 'object with pattern properties only',
    'items[]': 'array without items',
    'nested[]': 'array within an array',
    remote: 'reference outside the schema',
    dangling: 'reference outside the schema',
    'cycle.up': 'reference that leads to itself',
  });
});

test('a schema without content has no column of its own, and one that is no object is json', () => {
  assert.equal(typed('{"type":"object","additionalProperties":false}'), undefined);
  assert.equal(typed('{"type":"object","properties":{},"additionalProperties":false}'), undefined);
  const cases = {
    '{"type":"object"}': 'object without properties',
    '{}': 'no type given',
    '{"type":"array","items":{"type":"string"}}': 'top level is no object',
    '{"type":"string"}': 'top level is no object',
    '{"type":["object","array"],"properties":{"a":{"type":"string"}}}': 'several types',
    '{"$ref":"#"}': 'reference that leads to itself',
  };
  for (const [schema, cause] of Object.entries(cases)) {
    assert.deepEqual(typed(schema), { type: 'json', remarks: [{ path: '', cause }] }, schema);
  }
});
