// Which kind of column a schema's values take, as schema-ddl decides it. Two versions of a model share a column only where
// the kinds are the same.
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';

const INT64_MAX = 2 ** 63;
const LEVELS_MAX = 64;

/** Kinds by the path of property names: `total` → `decimal(12,2)`, `items[].sku` → `string`. */
export function columnKinds(document: JsonObject): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  collect(document, '', kinds, 0);
  return kinds;
}

function collect(schema: JsonObject, path: string, kinds: Map<string, string>, level: number): void {
  const kind = kindOf(schema);
  if (path !== '') kinds.set(path, kind);
  if (level >= LEVELS_MAX) return;
  if (kind === 'array' && isJsonObject(schema['items'])) collect(schema['items'], `${path}[]`, kinds, level + 1);
  if (kind !== 'struct' || !isJsonObject(schema['properties'])) return;
  for (const [name, property] of Object.entries(schema['properties'])) {
    const below = path === '' ? name : `${path}.${name}`;
    if (isJsonObject(property)) collect(property, below, kinds, level + 1);
  }
}

function kindOf(schema: JsonObject): string {
  const types = typesOf(schema);
  const [type] = types;
  if (types.length === 1 && type === 'object') return hasProperties(schema) ? 'struct' : 'json';
  if (types.length === 1 && type === 'array') return isJsonObject(schema['items']) ? 'array' : 'json[]';
  if (types.length === 1 && type === 'string') return textKind(schema['format']);
  if (types.length === 1 && type === 'boolean') return 'boolean';
  if (types.length === 1 && type === 'integer') return integerKind(schema);
  if (types.length > 0 && types.every((name) => name === 'number' || name === 'integer')) return numberKind(schema);
  return types.length === 0 ? enumKind(schema['enum']) : 'json';
}

function typesOf(schema: JsonObject): readonly Json[] {
  const type = schema['type'] ?? [];
  const types = Array.isArray(type) ? (type as readonly Json[]) : [type];
  return types.filter((name) => name !== 'null');
}

function hasProperties(schema: JsonObject): boolean {
  const properties = schema['properties'];
  return isJsonObject(properties) && Object.keys(properties).length > 0;
}

function textKind(format: Json | undefined): string {
  if (format === 'date-time') return 'timestamp';
  return format === 'date' ? 'date' : 'string';
}

function integerKind({ minimum, maximum }: JsonObject): string {
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return 'integer';
  if (minimum >= -INT64_MAX && maximum < INT64_MAX) return 'integer';
  return decimalKind(Math.max(wholeDigits(minimum), wholeDigits(maximum)), 0);
}

function numberKind(schema: JsonObject): string {
  const { multipleOf, minimum, maximum } = schema;
  if (typeof multipleOf !== 'number') return 'double';
  if (Number.isInteger(multipleOf)) return integerKind(schema);
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return 'double';
  const scale = decimalPlaces(multipleOf);
  return decimalKind(Math.max(wholeDigits(minimum), wholeDigits(maximum)) + scale, scale);
}

function decimalKind(digits: number, scale: number): string {
  return digits > 38 ? 'double' : `decimal(${digits},${scale})`;
}

function wholeDigits(value: number): number {
  const whole = Math.trunc(Math.abs(value));
  return whole === 0 ? 0 : BigInt(whole).toString().length;
}

function decimalPlaces(value: number): number {
  const [, fraction = '', exponent = '0'] = /^\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

function enumKind(values: Json | undefined): string {
  if (!Array.isArray(values)) return 'json';
  const present = (values as readonly Json[]).filter((value) => value !== null);
  if (present.every((value) => typeof value === 'string')) return 'string';
  if (present.every((value) => typeof value === 'number'))
    return present.every((value) => Number.isInteger(value)) ? 'integer' : 'decimal';
  return 'json';
}
