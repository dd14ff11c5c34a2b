import type { DuckDBConnection } from '@duckdb/node-api';
import type { SealedBatch } from '../../contracts/batch.ts';
import { fileTypeName } from './column-type.ts';
import { fail } from './errors.ts';
import { advance, readConsumed, writeConsumed } from './load-position.ts';
import { quoteName, quoteText } from './quote.ts';
import { transaction } from './transaction.ts';

/** @param stored the table that keeps the rows of a table. */
export async function commitBatch(
  connection: DuckDBConnection,
  batch: SealedBatch,
  stored: (table: string) => string,
): Promise<'committed' | 'already'> {
  return transaction(connection, async () => {
    const before = await readConsumed(connection, batch.topic, batch.partition);
    if (before !== undefined && before.nextOffset >= batch.to) return 'already';
    if (before !== undefined && before.nextOffset !== batch.from) {
      throw fail('BATCH_GAP', { id: batch.id, from: batch.from, expected: before.nextOffset });
    }
    for (const { table, columns, files } of batch.tables) {
      const names = columns.map((column) => quoteName(column.name)).join(', ');
      const types = columns.map((column) => `${quoteName(column.name)}: ${quoteText(fileTypeName(column.type))}`);
      for (const file of files) {
        if (file.rowCount === 0) continue;
        const source =
          file.format === 'parquet'
            ? `read_parquet(${quoteText(file.path)})`
            : `read_json(${quoteText(file.path)}, format = 'newline_delimited', columns = {${types.join(', ')}})`;
        const inserted = await connection.run(
          `INSERT INTO landing.${quoteName(stored(table))} (${names}) SELECT ${names} FROM ${source}`,
        );
        if (inserted.rowsChanged !== file.rowCount) {
          throw fail('BATCH_ROWS', { id: batch.id, table, expected: file.rowCount, read: inserted.rowsChanged });
        }
      }
    }
    await writeConsumed(connection, advance(before, batch));
    return 'committed';
  });
}
