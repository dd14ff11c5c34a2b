import type { Consumed, SealedBatch } from './batch.ts';
import type { Tally } from './hop-count.ts';
import type { Column, ScalarType } from './column.ts';
import type { NestedColumn } from './nested-column.ts';

/** Values as JSON can carry them: 64-bit integers, decimals and timestamps (ISO 8601, UTC) are strings. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Value[])[];
  /** True when the statement had more rows than `rowsMax`. */
  readonly truncated: boolean;
}

export interface SessionOptions {
  /** Who asks: `role:load`, `operator:<login>`. Goes to the journal with reads of personal data. */
  readonly actor: string;
  /** What for, in the words of the data policy. */
  readonly purpose: string;
  /** A read-only session refuses every change: SQL_READ_ONLY. */
  readonly readOnly: boolean;
}

export interface StatementLimits {
  readonly rowsMax: number;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** One connection. Statements run one after another. */
export interface WarehouseSession {
  /**
   * Runs one statement and returns its rows.
   * @throws SQL_FAILED (user) with the engine's text; SQL_READ_ONLY (user); SQL_DEADLINE (user); SQL_CANCELLED (user);
   *   WAREHOUSE_LOST (transient) when the engine died: the statement may or may not have taken effect.
   */
  query(sql: string, params: readonly Value[], limits: StatementLimits): Promise<QueryResult>;
  close(): Promise<void>;
}

export interface Warehouse {
  /** Engine and version, for people: `DuckDB 1.5.6`. */
  readonly engine: string;
  session(options: SessionOptions): Promise<WarehouseSession>;
  /**
   * Makes a landing table or adds its missing columns. Never drops, narrows or renames.
   *
   * With `nested`, `columns` hold SHARD_COLUMNS, and who reads the table sees `columns` without them and each nested
   * column with its type. The type of a nested column may grow from call to call.
   */
  ensureTable(table: string, columns: readonly Column[], nested?: readonly NestedColumn[]): Promise<void>;
  /** Makes or replaces `landing.<name>` as the rows of a SELECT over landing tables. */
  ensureView(name: string, select: string): Promise<void>;
  /** The engine's name of a logical type. */
  typeName(type: ScalarType): string;
  /**
   * Stores all tables of a batch and the consumed position in one transaction. Tables that carry `content_hash` are
   * tallied by it. A file may lack columns that none of its rows sets.
   *
   * @returns `already` when the consumed position shows that the batch, or a later one, is stored.
   * @throws BATCH_GAP (bug) when the batch does not start at the consumed position; WAREHOUSE_LOST (transient) when
   *   the outcome is unknown: call again with the same batch.
   */
  commit(batch: SealedBatch): Promise<'committed' | 'already'>;
  consumed(topic: string, partition: number): Promise<Consumed | undefined>;
  /** The consumed position and a fresh count of the rows of its table, both seen by one transaction. */
  cut(topic: string, partition: number, table: string): Promise<LandingCut | undefined>;
  /** Rows of `table` whose `key` is one of `values`; of each the named columns, in that order. Reads the whole table. */
  lookup(
    table: string,
    key: string,
    values: readonly string[],
    columns: readonly string[],
  ): Promise<readonly Value[][]>;
  /** Every value of a string column, in chunks, in no order. */
  scanColumn(table: string, column: string): AsyncIterable<readonly string[]>;
  /**
   * Deletes rows whose `column` (a timestamp) is before `beforeMs`, and counts them as expired in the consumed position
   * of the partition, in one transaction. Returns the number of rows.
   */
  expire(rule: ExpireRule): Promise<number>;
  close(): Promise<void>;
}

export interface LandingCut {
  readonly consumed: Consumed;
  readonly present: Tally;
}

export interface ExpireRule {
  readonly topic: string;
  readonly partition: number;
  readonly table: string;
  readonly column: string;
  readonly beforeMs: number;
}
