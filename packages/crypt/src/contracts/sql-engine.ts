// What transformation needs of an engine. One session is one connection: its statements run one after another, and it has
// one transaction at a time.

/** A value of a result, exact: whole numbers are numbers while JavaScript counts them, and bigints beyond. */
export type EngineValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | { readonly kind: 'float'; readonly value: number }
  /** Digits as the engine has them: `12.340`. */
  | { readonly kind: 'decimal'; readonly text: string }
  /** `2026-01-31`. */
  | { readonly kind: 'date'; readonly text: string }
  /** Microseconds since 1970; with a zone, UTC, without one, on the clock of the wall. */
  | { readonly kind: 'timestamp'; readonly micros: bigint; readonly hasZone: boolean }
  /** Microseconds since midnight. */
  | { readonly kind: 'time'; readonly micros: bigint }
  /** Months count 30 days here, as in Python's timedelta. */
  | { readonly kind: 'interval'; readonly micros: bigint }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly items: readonly EngineValue[] }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [string, EngineValue])[] };

export interface EngineResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly EngineValue[])[];
  /** What the engine says of it, for `adapter_response`: `OK`. */
  readonly message: string;
  /** Rows changed; undefined when it is not known. */
  readonly rowsAffected: number | undefined;
}

/** Where in a statement an error is, from 1. */
export interface StatementPlace {
  readonly line: number;
  readonly column: number;
}

export interface EngineColumn {
  readonly name: string;
  readonly type: string;
}

export interface EngineRelation {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly type: 'table' | 'view';
}

export interface EngineStatement {
  /** Values of `?`, in order. */
  readonly parameters?: readonly EngineValue[];
  /** Rows are read; otherwise only the statement is run. */
  readonly fetches?: boolean;
}

/**
 * @throws SQL_FAILED (user) with the engine's text and, when it is known, `at`; SQL_CANCELLED (user); ENGINE_ROWS (user) for
 *   a result of too many rows; WAREHOUSE_LOST (transient) when the engine died.
 */
export interface SqlSession {
  /** Runs all statements of a text; the result is the last one's. */
  run(sql: string, statement?: EngineStatement): Promise<EngineResult>;
  /** Whether a transaction is open, also one that a statement began. */
  isInTransaction(): boolean;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  listSchemas(database: string): Promise<readonly string[]>;
  listRelations(database: string, schema: string): Promise<readonly EngineRelation[]>;
  /** Case does not matter. The session's own temporary ones are not found. */
  findRelation(database: string, schema: string, name: string): Promise<EngineRelation | undefined>;
  /** @param relation as SQL names it. Undefined when there is no such relation. */
  columnsOf(relation: string): Promise<readonly EngineColumn[] | undefined>;
  columnsOfQuery(select: string): Promise<readonly EngineColumn[]>;
  /**
   * Adds rows of texts to a table, each converted as a CAST to `types` does; null is NULL.
   *
   * @param relation as SQL names it; `columns` and `types` too.
   */
  append(
    relation: string,
    columns: readonly string[],
    types: readonly string[],
    rows: readonly (readonly (string | null)[])[],
  ): Promise<void>;
  /** Stops what runs; it then throws SQL_CANCELLED. */
  cancel(): void;
  /** Rolls back what is open. */
  close(): Promise<void>;
}

export interface SqlEngine {
  /** As profiles name it: `duckdb`. */
  readonly type: string;
  readonly version: string;
  session(): Promise<SqlSession>;
  close(): Promise<void>;
}
