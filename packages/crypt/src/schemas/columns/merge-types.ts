// The type that holds the data of two versions, or where they cannot meet. Fields are added and become nullable; a type
// never changes, not even from 32 to 64 bits: Snowplow's loaders treat that as breaking (schema-ddl, Migrations), and
// the same versions have to get the same columns.
import {
  describeType,
  isArray,
  isStruct,
  type SchemaArray,
  type SchemaField,
  type SchemaStruct,
  type SchemaType,
} from './schema-type.ts';

/** A place where the types of two versions differ. */
export interface Break {
  /** Names of fields: `items[].price`; empty for the whole. */
  readonly path: string;
  /** Types in a word or two, 32 and 64 bits told apart. */
  readonly from: string;
  readonly to: string;
}

export type Merged =
  | { readonly type: SchemaType; readonly breaks?: undefined }
  | { readonly type?: undefined; readonly breaks: readonly Break[] };

/** Merges a later version into an earlier one. Fields of the earlier one keep their places. */
export function mergeTypes(earlier: SchemaType, later: SchemaType): Merged {
  const breaks: Break[] = [];
  const type = merge(earlier, later, '', breaks);
  return breaks.length === 0 ? { type } : { breaks };
}

/** Meaningless when it adds a break. */
function merge(earlier: SchemaType, later: SchemaType, path: string, breaks: Break[]): SchemaType {
  if (isStruct(earlier) && isStruct(later)) return mergeStructs(earlier, later, path, breaks);
  if (isArray(earlier) && isArray(later)) return mergeArrays(earlier, later, path, breaks);
  if (earlier !== later) breaks.push({ path, from: describeType(earlier), to: describeType(later) });
  return earlier;
}

function mergeStructs(earlier: SchemaStruct, later: SchemaStruct, path: string, breaks: Break[]): SchemaStruct {
  const added = new Map(later.fields.map((field) => [field.name, field]));
  const fields = earlier.fields.map((field): SchemaField => {
    const other = added.get(field.name);
    if (other === undefined) return { ...field, nullable: true };
    added.delete(field.name);
    return {
      name: field.name,
      type: merge(field.type, other.type, path === '' ? field.name : `${path}.${field.name}`, breaks),
      nullable: field.nullable || other.nullable,
      accessors: [...new Set([...field.accessors, ...other.accessors])],
    };
  });
  for (const field of added.values()) fields.push({ ...field, nullable: true });
  return { fields };
}

function mergeArrays(earlier: SchemaArray, later: SchemaArray, path: string, breaks: Break[]): SchemaArray {
  return {
    items: merge(earlier.items, later.items, `${path}[]`, breaks),
    nullable: earlier.nullable || later.nullable,
  };
}
