import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../src/kernel/parse-json.ts';
import { lintSchema } from '../../../src/schemas/lint-schema.ts';
import { parseSchema } from '../../../src/schemas/parse-schema.ts';

function findings(schema: JsonObject): readonly string[] {
  const document: JsonObject = { description: 'x', ...schema };
  return lintSchema(document, parseSchema(document)).map(
    ({ severity, pointer, message, hint }) =>
      `${severity} ${pointer} ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );
}

test('what an author may want to know is said once, at its place', () => {
  const cases: readonly (readonly [JsonObject, readonly string[]])[] = [
    [{ description: 5 }, ['warning  The schema has no description → Say when it is sent, and by what.']],
    [{ properties: { a: { type: 'string', maxLength: 5, description: 'x' } }, additionalProperties: false }, []],
    [
      { properties: { a: { type: 'integer' } }, additionalProperties: false },
      ['warning /properties/a a has no description → People find it in the warehouse by that.'],
    ],
    [
      { properties: { a: { type: ['string', 'null'], description: 'x' } }, additionalProperties: false },
      ['warning /properties/a a has no maxLength → Any length is accepted, stored and paid for.'],
    ],
    [
      {
        properties: {
          a: { type: 'string', enum: ['x'], description: 'x' },
          b: { type: 'string', format: 'uuid', description: 'x' },
        },
        additionalProperties: false,
      },
      [],
    ],
    [
      { properties: { a: { description: 'x' } } },
      [
        'warning  Properties that are not named are accepted, and get no column → additionalProperties: false refuses what is misspelt.',
      ],
    ],
    [
      { properties: { orderId: { description: 'x' }, order_id: { description: 'x' } }, additionalProperties: false },
      ['error /properties/order_id order_id and orderId would both be the column order_id → Rename one of them.'],
    ],
    [
      {
        properties: {
          HTMLBody: { description: 'x' },
          'html-body': { description: 'x' },
          '1a': { description: 'x' },
          _1a: { description: 'x' },
        },
        additionalProperties: false,
      },
      [
        'error /properties/html-body html-body and HTMLBody would both be the column html_body → Rename one of them.',
        'error /properties/_1a _1a and 1a would both be the column _1a → Rename one of them.',
      ],
    ],
    [
      { maxlength: 5 },
      ['warning /maxlength maxlength is no keyword of draft-04, and judges nothing → Did you mean maxLength?'],
    ],
    [
      { const: 5, 'x-owner': 'shop', title: 'x' },
      ['warning /const const is no keyword of draft-04, and judges nothing'],
    ],
    [
      { exclusiveMinimum: 5 },
      [
        'warning  exclusiveMinimum and exclusiveMaximum as numbers judge nothing → In draft-04 it is true beside minimum or maximum.',
      ],
    ],
    [
      { format: 'color' },
      [
        'warning /format The format color judges nothing → Formats: date, date-time, time, uuid, uri, strict-uri, email, hostname, ipv4, ip-address, ipv6.',
      ],
    ],
    [{ required: ['a'] }, ['warning /required a is required, and not among the properties']],
  ];
  for (const [schema, expected] of cases) assert.deepEqual(findings(schema), expected, JSON.stringify(schema));
});
