// Where schemas come from: the project, the built-in set, a registry. A source only reads; who asks judges what it got.
import type { SchemaKey } from './schema-key.ts';

export type SchemaReading =
  /** The text of the schema, not yet judged. */
  | { readonly outcome: 'found'; readonly text: string }
  /** The source is sure not to have it. */
  | { readonly outcome: 'missing' }
  /** The source could not say: unreachable, slow, broken. `reason` is for people and holds no secret. */
  | { readonly outcome: 'unavailable'; readonly reason: string };

export interface SchemaSource {
  /** `project`, `built-in`, or the registry's name in crypt.yml. */
  readonly name: string;
  /** Bounded in time and size by the source itself; never throws for what the other side does. */
  read(key: SchemaKey, signal: AbortSignal): Promise<SchemaReading>;
}
