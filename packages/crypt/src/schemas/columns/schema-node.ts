// A JSON schema as far as it decides about columns: keywords that only judge values are left out.
import type { ExactJson, NumberParts } from '../../kernel/exact-json.ts';

/** Types of JSON as bits, so that sets of them are numbers. */
export const TYPE_BITS: Readonly<Record<string, number>> = {
  null: 1,
  boolean: 2,
  string: 4,
  integer: 8,
  number: 16,
  array: 32,
  object: 64,
};

export const NULL = 1;
export const BOOLEAN = 2;
export const STRING = 4;
export const INTEGER = 8;
export const NUMBER = 16;
export const ARRAY = 32;
export const OBJECT = 64;

/** Why a value has no type but json. Texts for people; none has a value. */
export type JsonCause =
  | 'several types'
  | 'no type given'
  | 'types that contradict each other'
  | 'only null'
  | 'enum of several types'
  | 'object without properties'
  | 'object with pattern properties only'
  | 'array without items'
  | 'array within an array'
  | 'not in all alternatives'
  | 'reference that leads to itself'
  | 'reference outside the schema'
  | 'nested too deeply'
  | 'too many fields'
  | 'schema too large'
  | 'top level is no object';

/** Undefined is an absent keyword. */
export interface SchemaNode {
  /** Bits of TYPE_BITS; 0 when no type is left. */
  readonly types: number | undefined;
  readonly values: readonly ExactJson[] | undefined;
  readonly format: string | undefined;
  readonly multipleOf: NumberParts | undefined;
  readonly minimum: NumberParts | undefined;
  readonly maximum: NumberParts | undefined;
  readonly items: SchemaNode | undefined;
  readonly properties: ReadonlyMap<string, SchemaNode> | undefined;
  readonly required: ReadonlySet<string> | undefined;
  /** Of properties that are not named. */
  readonly additional: SchemaNode | boolean | undefined;
  readonly hasPatterns: boolean;
  /** Of oneOf and anyOf together. Empty is absent. */
  readonly alternatives: readonly SchemaNode[];
  /** Why nothing more is known; only a reference or a limit gives one. */
  readonly cause: JsonCause | undefined;
}

/** The schema that allows everything. */
export const ANY: SchemaNode = {
  types: undefined,
  values: undefined,
  format: undefined,
  multipleOf: undefined,
  minimum: undefined,
  maximum: undefined,
  items: undefined,
  properties: undefined,
  required: undefined,
  additional: undefined,
  hasPatterns: false,
  alternatives: [],
  cause: undefined,
};

export function unknownNode(cause: JsonCause): SchemaNode {
  return { ...ANY, cause };
}

/** What is left of TYPING_STEPS_MAX. Below zero everything answers ANY at once, and the result is thrown away. */
export interface Steps {
  left: number;
}

/** Steps that a name is worth: a schema of one long name and many references would be cheap otherwise. */
export function stepsOf(name: string): number {
  return 1 + (name.length >> 6);
}
