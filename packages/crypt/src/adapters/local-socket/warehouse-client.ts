import type { QueryResult, SessionOptions, WarehouseSession } from '../../contracts/warehouse.ts';
import { connectLineClient } from './line-client.ts';

/** A read-only session on the warehouse process. Undefined when none listens at `path`. */
export async function connectWarehouse(
  path: string,
  options: Omit<SessionOptions, 'readOnly'>,
): Promise<WarehouseSession | undefined> {
  const client = await connectLineClient(path, 'the warehouse');
  if (client === undefined) return undefined;
  return {
    async query(sql, values, limits) {
      const { rowsMax, deadlineMs, signal } = limits;
      const params = { ...options, sql, values, rowsMax, deadlineMs };
      return (await client.ask('query', params, signal)) as unknown as QueryResult;
    },
    close: async () => client.close(),
  };
}
