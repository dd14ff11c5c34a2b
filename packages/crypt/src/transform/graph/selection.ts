// What a selection says, read but not yet looked up. Both the command line and selectors.yml become this.
import type { Span } from './problem.ts';

/** How tests come along with what they test; select.ts says what each means. */
export const INDIRECT_SELECTIONS = ['eager', 'cautious', 'buildable', 'empty'] as const;
export type IndirectSelection = (typeof INDIRECT_SELECTIONS)[number];

export const METHODS = [
  'fqn',
  'tag',
  'group',
  'access',
  'source',
  'path',
  'file',
  'package',
  'config',
  'test_name',
  'test_type',
  'resource_type',
  'state',
  'exposure',
  'metric',
  'result',
  'source_status',
  'version',
  'semantic_model',
  'saved_query',
  'unit_test',
  'selector',
] as const;
export type Method = (typeof METHODS)[number];

export interface Criterion {
  readonly kind: 'criterion';
  readonly method: Method;
  /** `config.meta.owner` has ['meta', 'owner']. */
  readonly keys: readonly string[];
  /** A text on the command line; selectors.yml may have booleans and numbers. */
  readonly value: string | number | boolean;
  readonly childrensParents: boolean;
  /** How many steps back; Infinity for all; undefined for none. */
  readonly parents: number | undefined;
  readonly children: number | undefined;
  readonly indirect: IndirectSelection;
  readonly at: Span;
}

export interface Combination {
  readonly kind: 'union' | 'intersection' | 'difference';
  /** Of a difference: the first without all others. */
  readonly parts: readonly Selection[];
  readonly indirect: IndirectSelection;
  /** Warn when it selects nothing. */
  readonly warnIfEmpty: boolean;
  readonly at: Span;
}

export type Selection = Criterion | Combination;
