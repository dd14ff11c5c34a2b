// How DuckDB shows a table with nested columns: the rows are kept with the shards as JSON text, and a view reads each
// column out of its shard. Measured at 100 and 700 columns (docs/columns.md): a physical column each loads 18 and 5
// thousand rows a second, this 46 thousand whatever their number, and a new column is a new view: 9 ms at any size.
import type { Column, ColumnType } from '../../contracts/column.ts';
import { SHARD_COLUMNS, shardOf, type NestedColumn } from '../../contracts/nested-column.ts';
import { typeName } from './column-type.ts';
import { quoteName, quoteText } from './quote.ts';

const SHARD_NAMES: ReadonlySet<string> = new Set(SHARD_COLUMNS.map(({ name }) => name));

/** Table that keeps the rows of the view `table`. */
export function rowsOf(table: string): string {
  return `${table}_rows`;
}

export function nestedViewSql(table: string, columns: readonly Column[], nested: readonly NestedColumn[]): string {
  const shown = columns.filter(({ name }) => !SHARD_NAMES.has(name)).map(({ name }) => quoteName(name));
  const read = nested.map((column) => `${readColumn(column)} AS ${quoteName(column.name)}`);
  const from = `landing.${quoteName(rowsOf(table))}`;
  return `CREATE OR REPLACE VIEW landing.${quoteName(table)} AS SELECT ${[...shown, ...read].join(', ')} FROM ${from}`;
}

/**
 * Looking for the name first spares parsing the shards of rows that lack it. Giving from_json the whole shard parses it
 * once: half the time of taking the value out first.
 */
function readColumn({ name, type }: NestedColumn): string {
  const shard = quoteName(`sd_${shardOf(name)}`);
  const key = JSON.stringify(name);
  // Without a shape to give it, the JSON is the value.
  const read =
    type === 'json'
      ? `json_extract(${shard}, ${quoteText(`$.${key}`)})`
      : `from_json(${shard}, ${quoteText(`{${key}:${structureOf(type)}}`)}).${quoteName(name)}`;
  return `CASE WHEN contains(${shard}, ${quoteText(`${key}:`)}) THEN ${read} END`;
}

/** The shape of a type as from_json wants it, itself JSON. */
function structureOf(type: ColumnType): string {
  if (typeof type === 'string') return JSON.stringify(typeName(type));
  if ('array' in type) return `[${structureOf(type.array)}]`;
  return `{${type.struct.map((field) => `${JSON.stringify(field.name)}:${structureOf(field.type)}`).join(',')}}`;
}
