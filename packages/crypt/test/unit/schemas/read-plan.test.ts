import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/kernel/parse-json.ts';
import { compileSchema } from '../../../src/schemas/compile-schema.ts';
import { planToSchema } from '../../../src/schemas/plan-to-schema.ts';
import { readPlan } from '../../../src/schemas/read-plan.ts';

function schemasOf(text: string): readonly JsonObject[] {
  const plan = readPlan(text);
  assert.deepEqual(plan.problems, []);
  return plan.entries.map(({ schema }) => planToSchema(schema));
}

function problemsOf(text: string): readonly string[] {
  return readPlan(text).problems.map(
    ({ line, message, hint }) => `${line}: ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );
}

/** The schema of one property. */
function propertyOf(yaml: string): Json | undefined {
  const [schema] = schemasOf(
    `vendor: com.acme\nevents:\n  e:\n    version: 1-0-0\n    properties:\n      p: ${yaml}\n`,
  );
  return (schema?.['properties'] as JsonObject | undefined)?.['p'];
}

test('an entry becomes an Iglu schema, closed, with what it supersedes', () => {
  const text = `
vendor: com.acme
events:
  order_placed:
    version: 1-0-1
    description: An order was paid for.
    supersedes: [1-0-0]
    properties:
      order_id: { type: string, required: true, maxLength: 36, description: Its number., class: personal }
      note: string
entities:
  product:
    vendor: com.acme.shop
    additionalProperties: true
`;
  const $schema = 'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#';
  assert.deepEqual(schemasOf(text), [
    {
      $schema,
      description: 'An order was paid for.',
      self: { vendor: 'com.acme', name: 'order_placed', format: 'jsonschema', version: '1-0-1' },
      $supersedes: ['1-0-0'],
      type: 'object',
      properties: {
        order_id: { description: 'Its number.', type: 'string', maxLength: 36, 'x-data-class': 'personal' },
        note: { type: 'string' },
      },
      required: ['order_id'],
      additionalProperties: false,
    },
    {
      $schema,
      self: { vendor: 'com.acme.shop', name: 'product', format: 'jsonschema', version: '1-0-0' },
      type: 'object',
      properties: {},
      additionalProperties: true,
    },
  ]);
});

test('each type has its keywords', () => {
  const cases: readonly (readonly [string, Json])[] = [
    ['string', { type: 'string' }],
    [
      '{ type: string, minLength: 1, maxLength: 9, pattern: "^a" }',
      { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' },
    ],
    ['{ type: string, enum: [a, b] }', { type: 'string', enum: ['a', 'b'] }],
    ['integer', { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }],
    ['{ type: integer, minimum: 0, maximum: 10 }', { type: 'integer', minimum: 0, maximum: 10 }],
    ['number', { type: 'number' }],
    ['decimal(12,2)', { type: 'number', multipleOf: 0.01, minimum: -9999999999.99, maximum: 9999999999.99 }],
    ['decimal(5,0)', { type: 'number', multipleOf: 1, minimum: -99999, maximum: 99999 }],
    ['decimal(3,3)', { type: 'number', multipleOf: 0.001, minimum: -0.999, maximum: 0.999 }],
    [
      'decimal(38,9)',
      { type: 'number', multipleOf: 1e-9, minimum: -9.999999999999997e28, maximum: 9.999999999999997e28 },
    ],
    [
      '{ type: "decimal( 12 , 2 )", minimum: 0 }',
      { type: 'number', multipleOf: 0.01, minimum: 0, maximum: 9999999999.99 },
    ],
    ['boolean', { type: 'boolean' }],
    ['timestamp', { type: 'string', format: 'date-time' }],
    ['date', { type: 'string', format: 'date' }],
    ['uuid', { type: 'string', format: 'uuid' }],
    ['{ type: url, maxLength: 4096 }', { type: 'string', format: 'uri', maxLength: 4096 }],
    ['email', { type: 'string', format: 'email', maxLength: 320 }],
    ['json', {}],
    ['{ type: [string, "null"], enum: [a] }', { type: ['string', 'null'], enum: ['a', null] }],
    ['{ type: [timestamp, null] }', { type: ['string', 'null'], format: 'date-time' }],
    [
      '{ type: ["decimal(4,1)", "null"] }',
      { type: ['number', 'null'], multipleOf: 0.1, minimum: -999.9, maximum: 999.9 },
    ],
    [
      '{ type: array, items: string, maxItems: 3, uniqueItems: true }',
      { type: 'array', maxItems: 3, uniqueItems: true, items: { type: 'string' } },
    ],
    [
      '{ type: [object, "null"], properties: { a: { type: date, required: true }, b: { type: object, additionalProperties: true } } }',
      {
        type: ['object', 'null'],
        properties: {
          a: { type: 'string', format: 'date' },
          b: { type: 'object', properties: {}, additionalProperties: true },
        },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [
      '{ type: boolean, class: none, description: Whether. }',
      { description: 'Whether.', type: 'boolean', 'x-data-class': 'none' },
    ],
  ];
  for (const [yaml, schema] of cases) assert.deepEqual(propertyOf(yaml), schema, yaml);
});

test('the largest decimals lie below the next power of ten', () => {
  for (let digits = 1; digits <= 38; digits++) {
    for (let scale = 0; scale <= digits; scale++) {
      const { maximum } = propertyOf(`decimal(${digits},${scale})`) as { maximum: number };
      assert.ok(
        maximum < Number(`1e${digits - scale}`) && maximum > 0.89 * Number(`1e${digits - scale}`),
        `${digits},${scale}`,
      );
    }
  }
});

test('every problem is told with its line and what to do', () => {
  const text = `vendor: com.acme
evnts: {}
events:
  a b: { version: 1-0-0 }
  good: { version: 1-0-0, properties: { a: string } }
  version: { version: 1.0 }
  vendor: { vendor: "x y", version: 1-0-0 }
  plain: 5
  superseding:
    version: 1-0-1
    supersedes: 1-0-0
    description: [a]
    propertis: {}
  properties:
    version: 1-0-0
    properties:
      0a: string
      none: {}
      text: { type: txt }
      twice: { type: [string, integer] }
      triple: { type: [string, "null", "null"] }
      wide: { type: "decimal(39,2)" }
      scaled: { type: "decimal(2,3)" }
      bare: { type: decimal }
      long: { type: string, maxlength: 5 }
      ranged: { type: string, minimum: 5 }
      needed: { type: string, required: yes please }
      classed: { type: string, class: public }
      described: { type: string, description: 5 }
      listed: { type: array }
      nested: { type: object, properties: [a] }
      open: { type: object, additionalProperties: maybe }
      items: { type: array, items: { type: nothing } }
`;
  assert.deepEqual(problemsOf(text), [
    '2: evnts is not a field; did you mean events?',
    '4: a b is no name of a schema → Letters, digits, _ and -.',
    '6: version: its version is not model-revision-addition → The first one is 1-0-0.',
    '7: vendor: its vendor is not a domain turned round → Letters, digits, _, - and .: com.acme',
    '8: plain has no fields → Give it version, description and properties.',
    '13: propertis is not a field; did you mean properties?',
    '11: supersedes is a list of versions → supersedes: [1-0-0]',
    '12: description is not a text → Put it in quotes.',
    '17: 0a is no name of a property → A letter, then letters, digits, _ and -.',
    ...[18, 19, 20, 21, 22, 23, 24].map(
      (line) =>
        `${line}: ${['none', 'text', 'twice', 'triple', 'wide', 'scaled', 'bare'][line - 18]} has no type, or one that there is not → Types: string, integer, number, decimal(12,2), boolean, timestamp, date, uuid, url, email, json, array, object.`,
    ),
    '25: maxlength is not a field of type string; did you mean maxLength?',
    '26: minimum is not a field of type string; it has type, required, description, class, minLength, maxLength, pattern, enum',
    '27: required is not true or false',
    '28: class is not one of none, personal, special, secret',
    '29: description is not a text',
    '30: listed is an array of what? → items: { type: string, maxLength: 50 }',
    '31: properties are given by name → properties:\n  sku: { type: string, … }',
    '32: additionalProperties is not true or false',
    '33: items has no type, or one that there is not → Types: string, integer, number, decimal(12,2), boolean, timestamp, date, uuid, url, email, json, array, object.',
  ]);
  assert.deepEqual(
    readPlan(text).entries.map(({ schema }) => schema.key.name),
    ['good', 'superseding'],
  );
});

test('commas within braces are explained', () => {
  const head = 'vendor: v\nevents:\n  e:\n    properties:\n';
  assert.deepEqual(
    problemsOf(`${head}      a: { type: decimal(12,2) }\n      b: { type: date, description: One, two. }`),
    [
      '5: a has no type, or one that there is not → Within { } it needs quotes: "decimal(12,2)"',
      '6: two. is not a field of type date; within { } a text with a comma needs quotes',
    ],
  );
});

test('what is no plan says so', () => {
  assert.deepEqual(problemsOf('- a'), ['1: A plan has vendor, events and entities → See docs/tracking-plan.md.']);
  assert.deepEqual(problemsOf(''), ['1: A plan has vendor, events and entities → See docs/tracking-plan.md.']);
  assert.deepEqual(problemsOf('events: [a]'), [
    '1: events are given by name → events:\n  <name>: { version: 1-0-0, … }',
  ]);
  assert.deepEqual(problemsOf('events:\n  a: { version: 1-0-0 }'), [
    '2: a has no vendor → At the top of the file: vendor: com.acme',
  ]);
  assert.match(problemsOf('a: [')[0] ?? '', /^1: This is not YAML: .* → Indentation is two spaces/);
  assert.match(problemsOf('a: 1\na: 2')[0] ?? '', /^2: This is not YAML: Map keys must be unique/);
});

test('hostile files are refused, and reach no prototype', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 12; i++)
    bomb.push(`a${i}: &b${i} [${Array.from({ length: 10 }, () => (i === 1 ? '*a' : `*b${i - 1}`)).join(',')}]`);
  assert.match(problemsOf(bomb.join('\n'))[0] ?? '', /alias/i);
  assert.equal(problemsOf('['.repeat(50_000)).length, 1);
  const deep = `vendor: v\nevents: { e: { properties: { p: ${'{ type: array, items: '.repeat(300)}string${' }'.repeat(300)} } } }`;
  assert.match(problemsOf(deep)[0] ?? '', /nests deeper than 64 levels/);
  const polluting =
    'vendor: v\nevents: { __proto__: { properties: { __proto__: { type: string, polluted: 1 } } }, constructor: { properties: { constructor: string } } }';
  assert.ok(problemsOf(polluting).length > 0);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('whatever the text, there is an answer, and what is planned without a problem compiles', () => {
  const words = fc.constantFrom(
    'vendor: v\n',
    'events:\n',
    '  e:\n',
    '    properties:\n',
    '      p: ',
    'string',
    '{ type: array, items: ',
    '}',
    'integer\n',
    '    version: 1-0-0\n',
    ': ',
    '- ',
    '*a',
    '&a ',
    '!!x ',
    '"',
    '\n',
    '    supersedes: [1-0-0]\n',
    'decimal(3,1)\n',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 20 }), (parts) => {
      const plan = readPlan(parts.join(''));
      for (const { schema } of plan.entries) {
        if (plan.problems.length === 0) assert.equal(compileSchema(planToSchema(schema), schema.key).state, 'compiled');
      }
    }),
    { numRuns: 1_000 },
  );
});
