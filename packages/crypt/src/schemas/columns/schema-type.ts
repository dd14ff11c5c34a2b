// Types of columns with what a converter and a merge need to know: whole numbers of 32 and 64 bits are different, and
// each field knows the properties that it is read from.
import type { ColumnType } from '../../contracts/column.ts';

export type SchemaScalar =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'double'
  | 'date'
  | 'timestamp'
  | 'json'
  | `decimal(${number},${number})`;

export interface SchemaArray {
  readonly items: SchemaType;
  /** Whether an element may be null. Null elements are not stored. */
  readonly nullable: boolean;
}

/** Fields by name; a merged type has the fields of its first version first. */
export interface SchemaStruct {
  readonly fields: readonly SchemaField[];
}

export interface SchemaField {
  readonly name: string;
  readonly type: SchemaType;
  readonly nullable: boolean;
  /** Properties that the field is read from, in the order in which they are tried. */
  readonly accessors: readonly string[];
}

export type SchemaType = SchemaScalar | SchemaArray | SchemaStruct;

export function isStruct(type: SchemaType): type is SchemaStruct {
  return typeof type === 'object' && 'fields' in type;
}

export function isArray(type: SchemaType): type is SchemaArray {
  return typeof type === 'object' && 'items' in type;
}

/** The type as warehouses know it. */
export function toColumnType(type: SchemaType): ColumnType {
  if (isStruct(type)) {
    return { struct: type.fields.map(({ name, type, nullable }) => ({ name, type: toColumnType(type), nullable })) };
  }
  if (isArray(type)) return { array: toColumnType(type.items) };
  return type === 'int32' || type === 'int64' ? 'integer' : type;
}

/** The type in a word or two, for messages: `int64`, `array of json`, `struct of 3 fields`. */
export function describeType(type: SchemaType): string {
  if (isStruct(type)) return `struct of ${type.fields.length} fields`;
  return isArray(type) ? `array of ${describeType(type.items)}` : type;
}
