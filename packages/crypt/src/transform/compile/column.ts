// Columns as templates see them (dbt's Column, with what dbt-duckdb changes of it).
import { bind } from '../jinja/values/bind.ts';
import { raised } from '../jinja/values/raise.ts';
import { textOf } from '../jinja/values/repr.ts';
import {
  dataOf,
  isKind,
  makeObject,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type PyObject,
  type Value,
} from '../jinja/values/value.ts';

export interface ColumnData {
  readonly name: string;
  readonly type: string;
  readonly charSize: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
}

const STRINGS: ReadonlySet<string> = new Set(['text', 'character varying', 'character', 'varchar']);
const FLOATS: ReadonlySet<string> = new Set(['real', 'float', 'float4', 'float8', 'double', 'double precision']);
const NUMERICS: ReadonlySet<string> = new Set(['numeric', 'decimal']);
const INTEGERS: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'hugeint',
  'utinyint',
  'usmallint',
  'uinteger',
  'ubigint',
  'int1',
  'int2',
  'int4',
  'int8',
  'short',
  'int',
  'signed',
  'long',
  'smallserial',
  'serial',
  'bigserial',
  'serial2',
  'serial4',
  'serial8',
]);

function isOf(kinds: ReadonlySet<string>, { type }: ColumnData): boolean {
  return kinds.has(type.toLowerCase());
}

export function makeColumn(name: string, type: string): PyObject {
  return makeObject(COLUMN, { name, type, charSize: null, precision: null, scale: null });
}

export function columnOf(value: Value): ColumnData | undefined {
  return dataOf(COLUMN, value);
}

function numberOrNull(value: Value | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null;
}

function stringSize(data: ColumnData): number {
  if (!isOf(STRINGS, data)) throw raised('JINJA_VALUE', 'string_size() is for columns of text');
  return data.type === 'text' || data.charSize === null ? 256 : data.charSize;
}

function numericType(type: string, precision: Value | undefined, scale: Value | undefined): string {
  const isPlain = (precision ?? null) === null || (scale ?? null) === null;
  return isPlain ? type : `${type}(${textOf(precision ?? null)},${textOf(scale ?? null)})`;
}

/** The type as DDL has it. */
export function dataType(data: ColumnData): string {
  if (isOf(STRINGS, data)) return `character varying(${stringSize(data)})`;
  return isOf(NUMERICS, data) ? numericType(data.type, data.precision, data.scale) : data.type;
}

function canExpand(data: ColumnData, other: Value | undefined): boolean {
  const that = other === undefined ? undefined : columnOf(other);
  return that !== undefined && isOf(STRINGS, data) && isOf(STRINGS, that) && stringSize(that) > stringSize(data);
}

type Method = (data: ColumnData, args: Arguments) => Value;

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['is_string', (data) => isOf(STRINGS, data)],
  ['is_integer', (data) => isOf(INTEGERS, data)],
  ['is_float', (data) => isOf(FLOATS, data)],
  ['is_numeric', (data) => isOf(NUMERICS, data)],
  ['is_number', (data) => isOf(INTEGERS, data) || isOf(FLOATS, data) || isOf(NUMERICS, data)],
  ['is_struct', (data) => data.type.toLowerCase().startsWith('struct')],
  ['string_size', stringSize],
  ['can_expand_to', (data, args) => canExpand(data, bind(args, 'can_expand_to', ['other_column'], 1)[0])],
  ['literal', (data, args) => `${textOf(args.positional[0] ?? null)}::${dataType(data)}`],
  ['flatten', (data) => flatten(data.name, data.type).map(([name, type]) => makeColumn(name, type))],
]);

/** Columns of a struct, each with its path. */
function flatten(name: string, type: string): [string, string][] {
  const inside = /^struct\((.*)\)$/is.exec(type)?.[1];
  if (inside === undefined) return [[name, type]];
  return splitFields(inside).flatMap((field) => {
    const [, quoted, plain = '', rest = ''] = /^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(field) ?? [];
    return flatten(`${name}.${quoted?.replaceAll('""', '"') ?? plain}`, rest);
  });
}

function splitFields(text: string): string[] {
  const fields: string[] = [];
  let [depth, from, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      fields.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...fields, text.slice(from).trim()];
}

type ClassMethod = (args: Arguments) => Value;

/** Methods of the class, which a column has too. */
const CLASS_METHODS: ReadonlyMap<string, ClassMethod> = new Map<string, ClassMethod>([
  ['translate_type', (args) => translateType(textOf(args.positional[0] ?? args.named.get('dtype') ?? ''))],
  ['string_type', (args) => `character varying(${textOf(bind(args, 'string_type', ['size'], 1)[0] ?? null)})`],
  [
    'numeric_type',
    (args) => {
      const [type, precision, scale] = bind(args, 'numeric_type', ['dtype', 'precision', 'scale'], 1);
      return numericType(textOf(type ?? null), precision, scale);
    },
  ],
  [
    'create',
    (args) => {
      const [name, type] = bind(args, 'create', ['name', 'label_or_dtype'], 2);
      return makeColumn(textOf(name ?? null), translateType(textOf(type ?? null)));
    },
  ],
  [
    'from_description',
    (args) => {
      const [name, type] = bind(args, 'from_description', ['name', 'raw_data_type'], 2);
      return fromDescription(textOf(name ?? null), textOf(type ?? null));
    },
  ],
]);

function translateType(type: string): string {
  return type.toUpperCase() === 'STRING' ? 'TEXT' : type;
}

function fromDescription(name: string, description: string): Value {
  const [, type = description, size] = /^([^(]+)(?:\(([^)]+)\))?/.exec(description) ?? [];
  const [first = null, second = null] = size === undefined ? [] : size.split(',').map(Number);
  const isPair = second !== null;
  return makeObject(COLUMN, {
    name,
    type,
    charSize: isPair ? null : first,
    precision: isPair ? first : null,
    scale: second,
  });
}

function memberOf(data: ColumnData, name: string): Value | undefined {
  switch (name) {
    case 'name':
    case 'column':
      return data.name;
    case 'dtype':
      return data.type;
    case 'data_type':
    case 'expanded_data_type':
      return dataType(data);
    case 'quoted':
      return `"${data.name}"`;
    case 'char_size':
      return data.charSize;
    case 'numeric_precision':
      return data.precision;
    case 'numeric_scale':
      return data.scale;
    case 'fields':
      return data.type.toLowerCase().startsWith('struct')
        ? flatten('', data.type).map(([path, type]) => makeColumn(path.slice(1), type))
        : [];
    default:
      return undefined;
  }
}

function functionOf(name: string, call: ClassMethod): PyFunction {
  return { kind: 'function', name, call };
}

export const COLUMN: ObjectType<ColumnData> = {
  name: 'Column',
  text: (data) => `<Column ${data.name} (${dataType(data)})>`,
  repr: (data) => `<Column ${data.name} (${dataType(data)})>`,
  attribute: (data, name) => {
    const method = METHODS.get(name);
    if (method !== undefined) return functionOf(name, (args) => method(data, args));
    const shared = CLASS_METHODS.get(name);
    return shared === undefined ? memberOf(data, name) : functionOf(name, shared);
  },
  attributeNames: () => [
    ...METHODS.keys(),
    ...CLASS_METHODS.keys(),
    'name',
    'column',
    'dtype',
    'data_type',
    'quoted',
    'char_size',
  ],
  equals: (data, other) => {
    const that = columnOf(other);
    return that !== undefined && Object.entries(data).every(([key, value]) => that[key as keyof ColumnData] === value);
  },
};

/** The class itself: `api.Column`. */
export const COLUMN_CLASS: Value = makeObject<null>(
  {
    name: 'type',
    text: () => "<class 'Column'>",
    attribute: (_, name) => {
      const method = CLASS_METHODS.get(name);
      return method === undefined ? undefined : functionOf(name, method);
    },
    attributeNames: () => [...CLASS_METHODS.keys()],
    call: (_, args) => {
      const [name, type, size, precision, scale] = bind(
        args,
        'Column',
        ['column', 'dtype', 'char_size', 'numeric_precision', 'numeric_scale'],
        2,
      );
      if (name === undefined || isKind(name, 'undefined')) throw raised('JINJA_UNDEFINED', 'Column() needs a name');
      return makeObject(COLUMN, {
        name: textOf(name),
        type: textOf(type ?? null),
        charSize: numberOrNull(size),
        precision: numberOrNull(precision),
        scale: numberOrNull(scale),
      });
    },
  },
  null,
);
