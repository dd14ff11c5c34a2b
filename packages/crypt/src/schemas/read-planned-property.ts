import { nearest } from '../kernel/did-you-mean.ts';
import { SCHEMA_DEPTH_MAX } from '../kernel/limits.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';
import {
  DATA_CLASSES,
  type DataClass,
  type PlannedFields,
  type PlannedProperty,
  type PlannedType,
  type SimpleType,
} from './plan-to-schema.ts';
import type { Step } from './yaml-lines.ts';

export type Report = (path: readonly Step[], message: string, hint: string | undefined) => void;

const TEXT = ['minLength', 'maxLength', 'pattern'];
const RANGE = ['minimum', 'maximum'];

/** What each type may be constrained by, beside what every property has. */
const CONSTRAINTS: Readonly<Record<SimpleType | 'decimal', readonly string[]>> = {
  string: [...TEXT, 'enum'],
  integer: [...RANGE, 'enum'],
  number: [...RANGE, 'enum'],
  decimal: RANGE,
  boolean: [],
  timestamp: [],
  date: [],
  uuid: [],
  url: TEXT,
  email: TEXT,
  json: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'additionalProperties'],
};

const EVERY = ['type', 'required', 'description', 'class'];
/** Read on their own, not copied into the schema. */
const STRUCTURE = ['items', 'properties', 'additionalProperties'];
const DIGITS_MAX = 38;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** `properties` and `additionalProperties` of an entry or of an object. Undefined after a problem was reported. */
export function readFields(
  raw: JsonObject,
  place: readonly Step[],
  depth: number,
  report: Report,
): PlannedFields | undefined {
  const open = raw['additionalProperties'] ?? false;
  const given = raw['properties'] ?? {};
  if (typeof open !== 'boolean') {
    report([...place, 'additionalProperties'], 'additionalProperties is not true or false', undefined);
    return undefined;
  }
  if (!isJsonObject(given)) {
    report([...place, 'properties'], 'properties are given by name', 'properties:\n  sku: { type: string, … }');
    return undefined;
  }
  const properties = new Map<string, PlannedProperty>();
  let isWhole = true;
  for (const name of Object.keys(given)) {
    const path = [...place, 'properties', name];
    if (!NAME.test(name)) report(path, `${name} is no name of a property`, 'A letter, then letters, digits, _ and -.');
    const property = readProperty(given[name] ?? null, path, depth, report);
    if (property === undefined || !NAME.test(name)) isWhole = false;
    else properties.set(name, property);
  }
  return isWhole ? { properties, open } : undefined;
}

function readProperty(raw: Json, path: readonly Step[], depth: number, report: Report): PlannedProperty | undefined {
  if (depth > SCHEMA_DEPTH_MAX) {
    report(path, `${String(path.at(-1))} nests deeper than ${SCHEMA_DEPTH_MAX} levels`, undefined);
    return undefined;
  }
  const fields: JsonObject = isJsonObject(raw) ? raw : { type: raw };
  const type = readType(fields['type'] ?? null);
  if (type === undefined) {
    const message = `${String(path.at(-1))} has no type, or one that there is not`;
    report([...path, 'type'], message, typeHint(fields['type']));
    return undefined;
  }
  const name = typeof type.type === 'string' ? type.type : 'decimal';
  const problems = [...unknownProblems(fields, name), ...shapeProblems(fields)];
  for (const { key, message } of problems) report([...path, key], message, undefined);
  const items = name === 'array' ? readItems(fields, path, depth, report) : undefined;
  const inner = name === 'object' ? readFields(fields, path, depth + 1, report) : undefined;
  if (problems.length > 0 || (name === 'array' && items === undefined)) return undefined;
  if (name === 'object' && inner === undefined) return undefined;
  const constraints = Object.keys(fields).filter((key) => ![...EVERY, ...STRUCTURE].includes(key));
  return {
    ...type,
    required: fields['required'] === true,
    description: typeof fields['description'] === 'string' ? fields['description'] : undefined,
    dataClass: DATA_CLASSES.find((known) => known === fields['class']),
    constraints: Object.fromEntries(constraints.map((key) => [key, fields[key] ?? null])),
    items,
    fields: inner,
  };
}

function typeHint(given: Json | undefined): string {
  if (typeof given === 'string' && /^decimal\(\d+$/.test(given)) return 'Within { } it needs quotes: "decimal(12,2)"';
  const known = Object.keys(CONSTRAINTS).map((name) => (name === 'decimal' ? 'decimal(12,2)' : name));
  return `Types: ${known.join(', ')}.`;
}

/** `string`, `[string, "null"]`, `decimal(12,2)`. */
function readType(raw: Json): { readonly type: PlannedType; readonly nullable: boolean } | undefined {
  if (Array.isArray(raw)) {
    const [first, second, ...more] = raw as readonly Json[];
    const inner = second === 'null' || second === null ? readType(first ?? null) : undefined;
    if (inner === undefined || inner.nullable || inner.type === 'json' || more.length > 0) return undefined;
    return { ...inner, nullable: true };
  }
  if (typeof raw !== 'string') return undefined;
  const decimal = /^decimal\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)$/.exec(raw);
  if (decimal !== null) {
    const [digits, scale] = [Number(decimal[1]), Number(decimal[2])];
    const fits = digits >= 1 && digits <= DIGITS_MAX && scale <= digits;
    return fits ? { type: { digits, scale }, nullable: false } : undefined;
  }
  if (raw === 'decimal' || !Object.hasOwn(CONSTRAINTS, raw)) return undefined;
  return { type: raw as SimpleType, nullable: false };
}

function readItems(
  fields: JsonObject,
  path: readonly Step[],
  depth: number,
  report: Report,
): PlannedProperty | undefined {
  if (fields['items'] !== undefined) return readProperty(fields['items'], [...path, 'items'], depth + 1, report);
  report(path, `${String(path.at(-1))} is an array of what?`, 'items: { type: string, maxLength: 50 }');
  return undefined;
}

interface KeyProblem {
  readonly key: string;
  readonly message: string;
}

function unknownProblems(fields: JsonObject, type: SimpleType | 'decimal'): readonly KeyProblem[] {
  const known = [...EVERY, ...CONSTRAINTS[type]];
  return Object.keys(fields)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearest(key, known);
      const others = near === undefined ? `; it has ${known.join(', ')}` : `; did you mean ${near}?`;
      // Half of a text, after its comma, is a key without a value.
      const hint = fields[key] === null ? '; within { } a text with a comma needs quotes' : others;
      return { key, message: `${key} is not a field of type ${type}${hint}` };
    });
}

/** Of what is not judged again as part of the schema. */
function shapeProblems(fields: JsonObject): readonly KeyProblem[] {
  const problems: KeyProblem[] = [];
  const { required = false, description = '', class: dataClass = 'none' } = fields as Readonly<Record<string, Json>>;
  if (typeof required !== 'boolean') problems.push({ key: 'required', message: 'required is not true or false' });
  if (typeof description !== 'string') problems.push({ key: 'description', message: 'description is not a text' });
  if (!DATA_CLASSES.includes(dataClass as DataClass))
    problems.push({ key: 'class', message: `class is not one of ${DATA_CLASSES.join(', ')}` });
  return problems;
}
