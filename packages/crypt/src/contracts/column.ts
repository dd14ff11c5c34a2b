/** Logical types without parts; each warehouse maps them to its own (DuckDB: adapters/duckdb/column-type.ts). */
export type ScalarType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'double'
  | 'json'
  | 'timestamp'
  | 'date'
  | `decimal(${number},${number})`;

export interface ArrayType {
  readonly array: ColumnType;
}

/** Fields by name, in the order of the column. Names differ by more than case. */
export interface StructType {
  readonly struct: readonly StructField[];
}

export interface StructField {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

export type ColumnType = ScalarType | ArrayType | StructType;

/** A column of a table or of a batch. */
export interface Column {
  readonly name: string;
  readonly type: ScalarType;
  readonly nullable: boolean;
  /** Policy labels such as `personal` or `special`; empty until a policy gives some. */
  readonly labels: readonly string[];
  /** Where the values come from: `tracker:page_url`, a schema URI, or `platform`. */
  readonly origin: string;
  readonly description: string;
}
