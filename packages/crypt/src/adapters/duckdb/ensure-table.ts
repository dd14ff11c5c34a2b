import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../../contracts/column.ts';
import type { NestedColumn } from '../../contracts/nested-column.ts';
import { typeName } from './column-type.ts';
import { nestedViewSql } from './nested-view.ts';
import { quoteName } from './quote.ts';

/** @param table the physical one. */
export async function ensureTable(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
): Promise<void> {
  const definitions = columns.map((column) => `${quoteName(column.name)} ${typeName(column.type)}`);
  await connection.run(`CREATE TABLE IF NOT EXISTS landing.${quoteName(table)} (${definitions.join(', ')})`);
  const described = await connection.runAndReadAll(`SELECT column_name FROM (DESCRIBE landing.${quoteName(table)})`);
  const present = new Set(described.getRows().map((row) => String(row[0]).toLowerCase()));
  for (const column of columns) {
    // Names differ by more than case, in DuckDB as in BigQuery.
    if (present.has(column.name.toLowerCase())) continue;
    // Nullable and without default: the only kind of ADD COLUMN that replays after a crash in every mode.
    const name = quoteName(column.name);
    await connection.run(`ALTER TABLE landing.${quoteName(table)} ADD COLUMN ${name} ${typeName(column.type)}`);
  }
}

/** Shows a table with its nested columns; does nothing when it is shown so already. */
export async function ensureNestedView(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
  nested: readonly NestedColumn[],
  shown: Map<string, string>,
): Promise<void> {
  const sql = nestedViewSql(table, columns, nested);
  if (shown.get(table) === sql) return;
  await connection.run(sql);
  shown.set(table, sql);
}
