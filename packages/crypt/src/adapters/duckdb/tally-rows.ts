import type { DuckDBConnection } from '@duckdb/node-api';
import type { Tally } from '../../contracts/hop-count.ts';
import { quoteName } from './quote.ts';

/** Count and multiset hash of rows, summed in 128 bits and reduced, so that no order and no overflow matters. */
export async function tallyRows(
  connection: DuckDBConnection,
  table: string,
  where: string,
  parameters: readonly bigint[],
): Promise<Tally> {
  const reader = await connection.runAndReadAll(
    `SELECT count(*), coalesce(sum(content_hash::HUGEINT), 0)::HUGEINT FROM landing.${quoteName(table)} WHERE ${where}`,
    [...parameters],
  );
  const [count, sum] = reader.getRows()[0] ?? [0n, 0n];
  return { count: Number(count), hash: BigInt.asUintN(64, BigInt(String(sum))).toString() };
}
