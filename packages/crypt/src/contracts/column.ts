/** Logical types; each warehouse maps them to its own (DuckDB: adapters/duckdb/column-type.ts). */
export type ColumnType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'double'
  | 'json'
  | 'timestamp'
  | 'date'
  | `decimal(${number},${number})`;

/** A column of a table or of a batch. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Policy labels such as `personal` or `special`; empty until a policy gives some. */
  readonly labels: readonly string[];
  /** Where the values come from: `tracker:page_url`, a schema URI, or `platform`. */
  readonly origin: string;
  readonly description: string;
}
