import type { DuckDBConnection } from '@duckdb/node-api';
import type { Consumed } from '../../contracts/batch.ts';
import type { ExpireRule } from '../../contracts/warehouse.ts';
import { addHashes, readConsumed, writeConsumed } from './load-position.ts';
import { quoteName } from './quote.ts';
import { tallyRows } from './tally-rows.ts';
import { transaction } from './transaction.ts';

export async function expireRows(connection: DuckDBConnection, rule: ExpireRule): Promise<number> {
  return transaction(connection, async () => {
    const before = await readConsumed(connection, rule.topic, rule.partition);
    if (before === undefined) return 0;
    const where = `${quoteName(rule.column)} < make_timestamp($1::BIGINT) AT TIME ZONE 'UTC'`;
    const parameters = [BigInt(rule.beforeMs) * 1000n];
    const gone = await tallyRows(connection, rule.table, where, parameters);
    if (gone.count === 0) return 0;
    await connection.run(`DELETE FROM landing.${quoteName(rule.table)} WHERE ${where}`, parameters);
    const after: Consumed = {
      ...before,
      expired: before.expired + gone.count,
      presentHash: addHashes(before.presentHash, gone.hash, -1n),
    };
    await writeConsumed(connection, after);
    return gone.count;
  });
}
