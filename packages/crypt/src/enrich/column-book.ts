// Which nested column the data of a schema goes to, and what has to be published before an event may use it.
import type { ColumnDefinition } from '../contracts/column-definition.ts';
import type { ExactJson } from '../kernel/exact-json.ts';
import type { KnownSchema } from './schemas.ts';
import type { Problem } from './problem.ts';

export type PartKind = 'unstruct_event' | 'contexts';

export interface PlacedColumn {
  readonly name: string;
  readonly shard: number;
  /** The value as JSON text (contracts/nested-column.ts), or why the column cannot hold it, in words without values. */
  readonly render: (data: ExactJson) => { readonly json: string } | { readonly misfit: string };
}

export interface Columns {
  /** The column of a schema, or the problem of an event that needs it. */
  place(kind: PartKind, schema: KnownSchema): PlacedColumn | Problem;
  /** Definitions that came or grew since the last call; they must be durable before an event that uses them. */
  takeNew(): readonly ColumnDefinition[];
}
