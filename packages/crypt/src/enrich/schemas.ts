// What enrich needs of schemas (schemas/schema-book.ts). Looking one up costs nothing; finding it may take a registry.
import type { SchemaEntry } from '../schemas/find-schema.ts';

export interface Schemas {
  lookup(uri: string): SchemaEntry;
  /** Afterwards none of them is `unloaded`. Bounded in time; never throws for what a source does. */
  load(uris: readonly string[], signal: AbortSignal): Promise<void>;
}
