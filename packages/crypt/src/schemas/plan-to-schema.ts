// The compact form of a tracking plan to Iglu schemas: docs/tracking-plan.md. What JSON Schema has keeps its name there;
// what it says clumsily has a word: `decimal(12,2)`, `timestamp`.
import type { SchemaKey } from '../contracts/schema-key.ts';
import type { Json, JsonObject } from '../kernel/parse-json.ts';

export const DATA_CLASSES = ['none', 'personal', 'special', 'secret'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** Where a property's class is kept in its schema, for the policy. It judges nothing. */
export const DATA_CLASS_KEYWORD = 'x-data-class';

export interface PlannedSchema {
  readonly key: SchemaKey;
  readonly description: string | undefined;
  /** Versions that this one judges in place of. */
  readonly supersedes: readonly string[];
  readonly fields: PlannedFields;
}

export interface PlannedFields {
  readonly properties: ReadonlyMap<string, PlannedProperty>;
  /** Whether properties that are not named are accepted. */
  readonly open: boolean;
}

export interface PlannedProperty {
  readonly type: PlannedType;
  readonly nullable: boolean;
  readonly required: boolean;
  readonly description: string | undefined;
  /** Undefined where the plan says nothing. */
  readonly dataClass: DataClass | undefined;
  /** Keywords as they are written: `maxLength`, `minimum`, `enum`. */
  readonly constraints: JsonObject;
  /** Of an array. */
  readonly items: PlannedProperty | undefined;
  /** Of an object. */
  readonly fields: PlannedFields | undefined;
}

/** `decimal` with its digits in all and after the point; the others are a word. */
export type PlannedType = SimpleType | { readonly digits: number; readonly scale: number };

export type SimpleType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'uuid'
  | 'url'
  | 'email'
  | 'json'
  | 'array'
  | 'object';

const SIMPLE: Readonly<Record<SimpleType, JsonObject>> = {
  string: { type: 'string' },
  // What JavaScript's numbers count without a gap; trackers send those.
  integer: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  timestamp: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  uuid: { type: 'string', format: 'uuid' },
  url: { type: 'string', format: 'uri' },
  // 64 characters, an @, and 255 (RFC 5321, section 4.5.3.1).
  email: { type: 'string', format: 'email', maxLength: 320 },
  json: {},
  array: { type: 'array' },
  object: { type: 'object' },
};

/** The schema of a plan's entry; the same entry gives the same one. */
export function planToSchema({ key, description, supersedes, fields }: PlannedSchema): JsonObject {
  const { vendor, name, format, version } = key;
  return {
    $schema: 'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#',
    ...(description === undefined ? {} : { description }),
    self: { vendor, name, format, version },
    ...(supersedes.length === 0 ? {} : { $supersedes: supersedes }),
    type: 'object',
    ...fieldKeywords(fields),
  };
}

function fieldKeywords({ properties, open }: PlannedFields): JsonObject {
  const required = [...properties].filter(([, property]) => property.required).map(([name]) => name);
  return {
    properties: Object.fromEntries([...properties].map(([name, property]) => [name, propertySchema(property)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: open,
  };
}

function propertySchema(property: PlannedProperty): JsonObject {
  const { type, nullable, description, dataClass, constraints, items, fields } = property;
  const base = typeof type === 'string' ? SIMPLE[type] : decimalSchema(type.digits, type.scale);
  const schema: { [key: string]: Json } = { ...base, ...constraints };
  if (nullable && typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null'];
  if (nullable && Array.isArray(schema['enum'])) schema['enum'] = [...(schema['enum'] as readonly Json[]), null];
  return {
    ...(description === undefined ? {} : { description }),
    ...schema,
    ...(items === undefined ? {} : { items: propertySchema(items) }),
    ...(fields === undefined ? {} : fieldKeywords(fields)),
    ...(dataClass === undefined ? {} : { [DATA_CLASS_KEYWORD]: dataClass }),
  };
}

/** A number that fits decimal(digits, scale): columns of that type are made from exactly these keywords. */
function decimalSchema(digits: number, scale: number): JsonObject {
  const max = largestDecimal(digits, scale);
  return { type: 'number', multipleOf: Number(`1e-${scale}`), minimum: -max, maximum: max };
}

/** 9999999999.99 for (12,2): the largest, or a double a little below it where a double has fewer digits. */
function largestDecimal(digits: number, scale: number): number {
  const power = Number(`1e${digits - scale}`);
  const largest = Number(`${'9'.repeat(digits - scale)}.${'9'.repeat(scale)}`);
  return largest < power ? largest : power * (1 - Number.EPSILON / 2);
}
