// Converts data to the JSON text of its column, in the shape of contracts/nested-column.ts. This runs for each entity of
// each event, so a type is compiled once, to closures that add texts.
import {
  compareNumbers,
  ExactNumber,
  isExactObject,
  splitNumber,
  stringifyExactJson,
  type ExactJson,
  type ExactObject,
  type NumberParts,
} from '../../kernel/exact-json.ts';
import { VERSION_FIELD, type ColumnKind } from './column-name.ts';
import { parseDate, parseTimestamp } from './date-text.ts';
import { INT64_MAX, INT64_MIN, scaleOf } from './number-type.ts';
import { isArray, isStruct, type SchemaField, type SchemaScalar, type SchemaType } from './schema-type.ts';

/** Why data that obeys its schema cannot be stored. Holds no values. */
export interface Misfit {
  /** JSON pointer into the data; its names are the schema's. */
  readonly path: string;
  readonly cause: string;
}

/** JSON text of a value. */
export type Convert = (value: ExactJson) => string | Misfit;

/**
 * Compiles what makes of one version's data an event's column, or an element of an entity's. Data that is null, which a
 * schema may allow, is a null column, and an entity of which only the version is known.
 */
export function compileVersion(kind: ColumnKind, { version, type }: { version: string; type: SchemaType }): Convert {
  const convert = compileConverter(type);
  if (type === 'json') return convert;
  if (kind === 'unstruct_event') return (data) => (data === null ? 'null' : convert(data));
  return (data) => {
    const text = data === null ? '{}' : convert(data);
    return typeof text === 'string' ? entityJson(version, text) : text;
  };
}

/**
 * Compiles a type, for values that are not null. What the type does not know is left out, and so are nulls, in objects and in arrays. Of several
 * properties in one field the first that fits is taken.
 */
export function compileConverter(type: SchemaType): Convert {
  if (isStruct(type)) return compileStruct(type.fields);
  if (isArray(type)) return compileArray(compileConverter(type.items), type.nullable);
  return compileScalar(type);
}

/** An entity as an element of its column: its version, then its data, which is the text of an object. */
export function entityJson(version: string, dataText: string): string {
  const head = `{"${VERSION_FIELD}":"${version}"`;
  return dataText === '{}' ? `${head}}` : `${head},${dataText.slice(1)}`;
}

function misfit(cause: string): Misfit {
  return { path: '', cause };
}

function under({ path, cause }: Misfit, part: string | number): Misfit {
  const name = typeof part === 'number' ? String(part) : part.replaceAll('~', '~0').replaceAll('/', '~1');
  return { path: `/${name}${path}`, cause };
}

/** Text of a field, nothing when it is null, or why not. */
type ReadField = (object: ExactObject) => string | Misfit | undefined;

function compileStruct(fields: readonly SchemaField[]): Convert {
  const first = fields.map(({ name }) => `{"${name}":`);
  const next = fields.map(({ name }) => `,"${name}":`);
  const reads = fields.map((field) => compileField(field));
  return (value) => {
    if (!isExactObject(value)) return misfit('not an object');
    let text = '';
    for (let i = 0; i < reads.length; i++) {
      const read = (reads[i] as ReadField)(value);
      if (read === undefined) continue;
      if (typeof read !== 'string') return read;
      text += ((text === '' ? first[i] : next[i]) as string) + read;
    }
    return text === '' ? '{}' : `${text}}`;
  };
}

function compileField(field: SchemaField): ReadField {
  const [accessor = '', ...others] = field.accessors;
  const convert = compileConverter(field.type);
  if (others.length > 0) return compileMeetingPlace(field, convert);
  const { nullable } = field;
  // Objects have members that nobody gave them: `constructor`, `__proto__`.
  const isInherited = accessor in Object.prototype;
  return (object) => {
    const value = isInherited && !Object.hasOwn(object, accessor) ? undefined : object[accessor];
    if (value === undefined || value === null) return nullable ? undefined : under(misfit('missing'), accessor);
    const text = convert(value);
    return typeof text === 'string' ? text : under(text, accessor);
  };
}

/** Several properties in one field: one that does not fit is passed over when another is absent, as in Snowplow's Caster. */
function compileMeetingPlace({ accessors, nullable }: SchemaField, convert: Convert): ReadField {
  return (object) => {
    let refused: Misfit | undefined;
    let isAnyAbsent = false;
    for (const accessor of accessors) {
      const value = Object.hasOwn(object, accessor) ? object[accessor] : undefined;
      if (value === undefined || value === null) {
        isAnyAbsent = true;
        continue;
      }
      const text = convert(value);
      if (typeof text === 'string') return text;
      refused ??= under(text, accessor);
    }
    return nullable && isAnyAbsent ? undefined : (refused ?? under(misfit('missing'), accessors[0] ?? ''));
  };
}

function compileArray(convert: Convert, nullable: boolean): Convert {
  return (value) => {
    if (!Array.isArray(value)) return misfit('not an array');
    const items = value as readonly ExactJson[];
    let text = '';
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as ExactJson;
      if (item === null) {
        if (nullable) continue;
        return under(misfit('null in an array'), i);
      }
      const element = convert(item);
      if (typeof element !== 'string') return under(element, i);
      text += (text === '' ? '[' : ',') + element;
    }
    return text === '' ? '[]' : `${text}]`;
  };
}

function compileScalar(type: SchemaScalar): Convert {
  switch (type) {
    case 'string':
      return (value) => (typeof value === 'string' ? quote(value) : misfit('not a text'));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? String(value) : misfit('not a boolean'));
    case 'int32':
    case 'int64':
      return convertInteger;
    case 'double':
      return convertDouble;
    case 'date':
      return convertDate;
    case 'timestamp':
      return convertTimestamp;
    case 'json':
      return (value) => wellFormed(stringifyExactJson(value));
    default:
      return compileDecimal(type);
  }
}

/** ASCII that JSON does not escape. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.toWellFormed());
}

/** Escapes of JSON.stringify for backslashes and for halves of surrogate pairs. */
const ESCAPES = /\\\\|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g;

/** DuckDB refuses a whole file for half a surrogate pair. */
function wellFormed(json: string): string {
  return json.includes('\\ud')
    ? json.replaceAll(ESCAPES, (escape) => (escape.length === 6 ? '\\ufffd' : escape))
    : json;
}

const TWO_63 = 2 ** 63;

function convertInteger(value: ExactJson): string | Misfit {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return misfit('not a whole number');
    // As text these have all their digits: any number that has not is exact.
    return value < TWO_63 && value > -TWO_63 ? String(value) : misfit('more than 64 bits');
  }
  if (!(value instanceof ExactNumber)) return misfit('not a number');
  const parts = splitNumber(value.text);
  if (parts === undefined || scaleOf(parts) > 0) return misfit('not a whole number');
  const isWithin = compareNumbers(parts, INT64_MIN) >= 0 && compareNumbers(parts, INT64_MAX) <= 0;
  return isWithin
    ? `${parts.negative ? '-' : ''}${parts.digits.padEnd(parts.point, '0')}`
    : misfit('more than 64 bits');
}

function convertDouble(value: ExactJson): string | Misfit {
  const double = value instanceof ExactNumber ? Number(value.text) : value;
  if (typeof double !== 'number') return misfit('not a number');
  return Number.isFinite(double) ? String(double) : misfit('more than a double');
}

function convertDate(value: ExactJson): string | Misfit {
  if (typeof value !== 'string') return misfit('not a text');
  const date = parseDate(value);
  return date === undefined ? misfit('not a date') : `"${date}"`;
}

function convertTimestamp(value: ExactJson): string | Misfit {
  if (typeof value !== 'string') return misfit('not a text');
  const timestamp = parseTimestamp(value);
  return timestamp.text === undefined ? misfit(timestamp.cause) : `"${timestamp.text}"`;
}

/** As text with all digits after the point that the type has, so that equal values are equal texts. */
function compileDecimal(type: `decimal(${number},${number})`): Convert {
  const [precision = 0, scale = 0] = type.slice('decimal('.length, -1).split(',').map(Number);
  return (value) => {
    if (typeof value !== 'number' && !(value instanceof ExactNumber)) return misfit('not a number');
    const parts = splitNumber(value instanceof ExactNumber ? value.text : String(value));
    if (parts === undefined) return misfit('not a number');
    if (scaleOf(parts) > scale || parts.point > precision - scale) return misfit(`more digits than ${type}`);
    return `"${renderDecimal(parts, scale)}"`;
  };
}

/** Without an exponent; the digits are known to fit. */
function renderDecimal({ negative, digits, point }: NumberParts, scale: number): string {
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const fraction = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(Math.max(0, point))).padEnd(scale, '0');
  return `${negative ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`;
}
