// Columns with parts: each self-describing event and entity has one in landing.events. They arrive in a row by shards:
//
//   "sd_3": {"contexts_com_acme_product_1": [{"_schema_version": "1-0-0", "sku": "a", "price": "9.90"}]}
//
// An engine that keeps them as text so reads one shard to find one column. Values are plain JSON in the shape of the
// column's type: decimals are strings, so that no digit is lost; integers are numbers to the last digit; timestamps are
// `YYYY-MM-DD HH:MM:SS.ffffff` in UTC; parts of type json stand as they are.
import type { Column, ColumnType } from './column.ts';

export interface NestedColumn {
  /** As BigQuery loaders name it: `contexts_com_acme_product_1`. */
  readonly name: string;
  readonly type: ColumnType;
  /** The schemas that it was made from: `iglu:com.acme/product/jsonschema/1-0-0..1-0-2`. */
  readonly origin: string;
  readonly description: string;
}

/** 8 keeps a row's text readable by parts at a tenth of the loading time that 16 take. */
export const SHARDS = 8;

export const SHARD_COLUMNS: readonly Column[] = Array.from({ length: SHARDS }, (_, shard) => ({
  name: `sd_${shard}`,
  // JSON text. Written by us alone, so that no engine needs to look whether it is JSON.
  type: 'string',
  nullable: true,
  labels: [],
  origin: 'tracker',
  description: 'Self-describing columns whose names fall into this shard.',
}));

/** Shard of a column: FNV-1a in 32 bits over the UTF-16 units of its name, modulo SHARDS. Never changes: rows are stored by it. */
export function shardOf(columnName: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < columnName.length; i++) hash = Math.imul(hash ^ columnName.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
