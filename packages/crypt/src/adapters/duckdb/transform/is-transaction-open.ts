import type { DuckDBConnection } from '@duckdb/node-api';

/** Without a transaction, each statement is one, with a number of its own. */
export async function isTransactionOpen(connection: DuckDBConnection): Promise<boolean> {
  const ask = async (): Promise<string> =>
    String((await connection.runAndReadAll('SELECT txid_current()')).getRows()[0]?.[0]);
  try {
    return (await ask()) === (await ask());
  } catch {
    // An aborted transaction answers nothing until it is rolled back.
    return true;
  }
}
