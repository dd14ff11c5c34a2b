// What enrich needs of schemas (schemas/schema-book.ts). Looking one up costs nothing; finding it may take a registry.
import type { SchemaEntry } from '../schemas/find-schema.ts';

export interface Schemas {
  lookup(uri: string): SchemaEntry;
  /** Afterwards none of them is `unloaded`. Bounded in time; never throws for what a source does. */
  load(uris: readonly string[], signal: AbortSignal): Promise<void>;
  /** Another number when schemas may be known that were not: files of the project have changed. */
  changes(): number;
  /** What is not known is unloaded, however lately it was asked for. */
  askAgain(): void;
}
