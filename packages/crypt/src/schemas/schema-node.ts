// A schema, read once and with its shape checked: what judging, linting and comparing versions work on.
//
//        document ── parseSchema ──▶ SchemaNode ──▶ judgeValue      data against it
//                                        │
//                                        ├────────▶ lintSchema      what its author may want to know
//                                        └────────▶ compareSchemas  what changed between two versions
import type { Json } from '../kernel/parse-json.ts';
import type { Step } from './decimal.ts';
import type { FormatCheck } from './formats.ts';
import type { Pattern } from './compile-pattern.ts';
import type { ValueSet } from './value-set.ts';

export const TYPE_BITS = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 8,
  string: 16,
  array: 32,
  object: 64,
} as const;

export type TypeName = keyof typeof TYPE_BITS;

/** One place of a schema that judges a value. Undefined parts judge nothing. */
export interface SchemaNode {
  /** JSON pointer in the document; empty for its root. */
  readonly pointer: string;
  readonly description: string | undefined;
  readonly types: readonly TypeName[] | undefined;
  /** The types as TYPE_BITS, `number` with `integer`; 0 for any. */
  readonly mask: number;
  readonly values: readonly Json[] | undefined;
  readonly valueSet: ValueSet | undefined;
  readonly text: TextRules | undefined;
  readonly number: NumberRules | undefined;
  readonly array: ArrayRules | undefined;
  readonly object: ObjectRules | undefined;
  readonly combined: CombinedRules | undefined;
  /** With a reference, all else is undefined (draft-04, section 7 of the core: its siblings are ignored). */
  readonly reference: Reference | undefined;
}

export interface TextRules {
  /** Code points. */
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly pattern: Pattern | undefined;
  readonly format: string | undefined;
  /** Undefined for a format that judges nothing. */
  readonly check: FormatCheck | undefined;
}

export interface NumberRules {
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly minExcluded: boolean;
  readonly maxExcluded: boolean;
  readonly step: Step | undefined;
}

export interface ArrayRules {
  readonly countMin: number;
  readonly countMax: number;
  readonly unique: boolean;
  /** By position; then `rest`. */
  readonly first: readonly SchemaNode[];
  /** For the items after `first`; false allows none. */
  readonly rest: SchemaNode | boolean;
}

export interface ObjectRules {
  readonly countMin: number;
  readonly countMax: number;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly required: ReadonlySet<string>;
  readonly patterns: readonly { readonly pattern: Pattern; readonly node: SchemaNode }[];
  /** For properties that neither `properties` nor `patterns` name; false allows none. */
  readonly rest: SchemaNode | boolean;
  readonly dependencies: ReadonlyMap<string, SchemaNode | readonly string[]>;
}

export interface CombinedRules {
  readonly all: readonly SchemaNode[];
  readonly any: readonly SchemaNode[];
  readonly one: readonly SchemaNode[];
  readonly not: SchemaNode | undefined;
}

export interface Reference {
  /** As it is written: `#/definitions/address`. */
  readonly text: string;
  /** Set once all of the document is read. */
  target: SchemaNode | undefined;
}
