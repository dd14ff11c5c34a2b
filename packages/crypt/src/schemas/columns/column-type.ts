// A schema to the type of its column, as Snowplow's loaders decide it (schema-ddl, package parquet): objects are structs,
// arrays arrays, and what cannot be typed is json, with its cause.
import type { ExactJson, ExactObject } from '../../kernel/exact-json.ts';
import { COLUMN_FIELDS_MAX, TYPING_STEPS_MAX, STRUCT_DEPTH_MAX } from '../../kernel/limits.ts';
import { fieldName } from './column-name.ts';
import { integerType, numberType, numericEnumType } from './number-type.ts';
import { parseSchema } from './parse-schema.ts';
import {
  ARRAY,
  BOOLEAN,
  INTEGER,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  stepsOf,
  type JsonCause,
  type SchemaNode,
  type Steps,
} from './schema-node.ts';
import { isStruct, type SchemaField, type SchemaScalar, type SchemaType } from './schema-type.ts';
import { settleNode } from './settle-node.ts';

export interface TypedSchema {
  /** A struct, or json. */
  readonly type: SchemaType;
  readonly remarks: readonly Remark[];
}

/** Something about a field that its type does not say. */
export interface Remark {
  /** Names of fields: `items[].price`; empty for the whole. */
  readonly path: string;
  readonly cause: JsonCause | 'several properties in one field';
}

/**
 * The column of one schema. Undefined when the schema is an object that can have no content: closed and without
 * properties. Any JSON gives an answer, within TYPING_STEPS_MAX.
 *
 * @param document the schema; with exact numbers where a double would lose digits, so that bounds are read exactly.
 */
export function columnTypeOf(document: ExactObject): TypedSchema | undefined {
  const steps: Steps = { left: TYPING_STEPS_MAX };
  const building: Building = { remarks: [], fieldCount: 0, steps };
  const built = buildType(settleNode(parseSchema(document, steps), steps), ROOT, building);
  if (steps.left < 0) return onlyJson('schema too large');
  if (building.fieldCount > COLUMN_FIELDS_MAX) return onlyJson('too many fields');
  if (built === undefined) return undefined;
  if (isStruct(built.type)) return { type: built.type, remarks: building.remarks };
  return built.type === 'json' ? { type: 'json', remarks: building.remarks } : onlyJson('top level is no object');
}

function onlyJson(cause: JsonCause): TypedSchema {
  return { type: 'json', remarks: [{ path: '', cause }] };
}

interface Building {
  readonly remarks: Remark[];
  fieldCount: number;
  readonly steps: Steps;
}

interface Place {
  readonly path: string;
  /** Structs on the way here, with the one that may be made here. */
  readonly depth: number;
  /** Whether an array stands right above. */
  readonly isElement: boolean;
}

const ROOT: Place = { path: '', depth: 1, isElement: false };

interface Built {
  readonly type: SchemaType;
  /** Whether null is a value of the schema; a field may be null for other reasons too. */
  readonly nullable: boolean;
}

/** Undefined for what can have no content. */
function buildType(node: SchemaNode, place: Place, building: Building): Built | undefined {
  if (--building.steps.left < 0) return { type: 'json', nullable: true };
  const nullable = node.types === undefined || (node.types & NULL) !== 0;
  switch (onlyType(node.types ?? 0)) {
    case OBJECT:
      return withNull(buildObject(node, place, building), nullable);
    case ARRAY:
      return withNull(buildArray(node, place, building), nullable);
    case STRING:
      return { type: stringType(node), nullable };
    case BOOLEAN:
      return { type: 'boolean', nullable };
    case INTEGER:
      return { type: integerType(node), nullable };
    case NUMBER:
    case NUMBER | INTEGER:
      return { type: numberType(node), nullable };
    default:
      return node.values === undefined
        ? { type: asJson(causeOf(node), place, building), nullable }
        : buildEnum(node.values, place, building);
  }
}

/** The bits of the types but for null, when a column can hold them: one type, or both of numbers; else 0. */
function onlyType(types: number): number {
  const others = types & ~NULL;
  const isSingle = (others & (others - 1)) === 0;
  return isSingle || others === (NUMBER | INTEGER) ? others : 0;
}

function withNull(type: SchemaType | undefined, nullable: boolean): Built | undefined {
  return type === undefined ? undefined : { type, nullable };
}

function causeOf({ types, cause }: SchemaNode): JsonCause {
  if (types === undefined) return cause ?? 'no type given';
  if (types === 0) return 'types that contradict each other';
  return types === NULL ? 'only null' : 'several types';
}

function asJson(cause: JsonCause, { path }: Place, building: Building): 'json' {
  building.remarks.push({ path, cause });
  return 'json';
}

function stringType({ format }: SchemaNode): SchemaScalar {
  if (format === 'date') return 'date';
  return format === 'date-time' ? 'timestamp' : 'string';
}

function buildEnum(values: readonly ExactJson[], place: Place, building: Building): Built {
  const nullable = values.includes(null);
  const areTexts = values.every((value) => value === null || typeof value === 'string');
  const type = numericEnumType(values) ?? (areTexts ? 'string' : asJson('enum of several types', place, building));
  return { type, nullable };
}

function buildArray(node: SchemaNode, place: Place, building: Building): SchemaType | undefined {
  const inside: Place = { ...place, path: `${place.path}[]`, isElement: true };
  if (place.isElement) return asJson('array within an array', place, building);
  if (node.items === undefined) return { items: asJson('array without items', inside, building), nullable: true };
  const built = buildType(node.items, inside, building);
  return built === undefined ? undefined : { items: built.type, nullable: built.nullable };
}

function buildObject(node: SchemaNode, place: Place, building: Building): SchemaType | undefined {
  if (place.depth > STRUCT_DEPTH_MAX) return asJson('nested too deeply', place, building);
  const fields = buildFields(node, place, building);
  if (fields.length > 0) return { fields };
  // Snowplow drops a closed object with pattern properties; its data would be lost.
  if (node.hasPatterns) return asJson('object with pattern properties only', place, building);
  return node.additional === false ? undefined : asJson('object without properties', place, building);
}

/** Sorted by name. Of properties with one field the lowest, in UTF-16 order, gives its type and nullability. */
function buildFields({ properties, required }: SchemaNode, place: Place, building: Building): readonly SchemaField[] {
  const fields = new Map<string, SchemaField & { readonly accessors: string[] }>();
  const sorted = [...(properties ?? [])].toSorted(([left], [right]) => (left < right ? -1 : 1));
  for (const [property, node] of sorted) {
    building.steps.left -= stepsOf(property);
    if (building.steps.left < 0) break;
    const name = fieldName(property);
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const twin = fields.get(name);
    const remarkCount = building.remarks.length;
    const built = buildType(node, { path, depth: place.depth + 1, isElement: false }, building);
    if (built === undefined) continue;
    building.fieldCount++;
    if (twin === undefined) {
      const nullable = built.nullable || required?.has(property) !== true;
      fields.set(name, { name, type: built.type, nullable, accessors: [property] });
    } else {
      twin.accessors.push(property);
      building.remarks.length = remarkCount;
      building.remarks.push({ path, cause: 'several properties in one field' });
    }
  }
  return [...fields.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
