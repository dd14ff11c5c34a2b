// What enrich needs of schemas. Looking one up costs nothing; finding it may take a registry, so that is done before.
import type { SchemaKey } from '../contracts/schema-key.ts';
import type { ExactJson } from '../kernel/exact-json.ts';
import type { ModelVersion } from '../schemas/columns/plan-model.ts';

export interface Mismatch {
  /** JSON pointer into the data; names that the schema does not have are not shown. */
  readonly path: string;
  readonly message: string;
}

export interface KnownSchema {
  readonly key: SchemaKey;
  readonly uri: string;
  /** The version to use in its place, or undefined. */
  readonly supersededBy: SchemaKey | undefined;
  readonly validate: (data: ExactJson) => readonly Mismatch[];
  /** Every schema of its model up to this one, oldest first. */
  readonly versions: readonly ModelVersion[];
}

export type SchemaEntry =
  | { readonly state: 'known'; readonly schema: KnownSchema }
  | { readonly state: 'missing' | 'unloaded' }
  | { readonly state: 'unavailable' | 'broken'; readonly reason: string };

export interface Schemas {
  lookup(uri: string): SchemaEntry;
  /** Afterwards none of them is `unloaded`. Bounded in time; never throws for what a source does. */
  load(uris: readonly string[], signal: AbortSignal): Promise<void>;
  /** Another number when schemas may be known that were not: a folder of the project has changed. */
  changes?(): number;
}
