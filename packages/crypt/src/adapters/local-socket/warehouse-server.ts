import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { Value, Warehouse } from '../../contracts/warehouse.ts';
import { textAt } from '../../kernel/parse-json.ts';
import { SQL_MS_MAX, SQL_ROWS_MAX } from '../../kernel/limits.ts';
import { engineOperations } from './engine-server.ts';
import { startLineServer, type LineServer } from './line-server.ts';

/**
 * Serves reading statements on the owner's instance; each in its own session, so that one can be cancelled alone.
 *
 * @param models for transformation; see engine-server.ts.
 */
export function startWarehouseServer(path: string, warehouse: Warehouse, models?: SqlEngine): Promise<LineServer> {
  return startLineServer(path, {
    ...(models === undefined ? {} : engineOperations(models)),
    engine: async () => ({ engine: warehouse.engine }),
    async query(params, signal) {
      const actor = textAt(params, 'actor', 'unknown');
      const purpose = textAt(params, 'purpose', 'unstated');
      const session = await warehouse.session({ actor, purpose, readOnly: true });
      try {
        const limits = {
          rowsMax: numberOr(params['rowsMax'], SQL_ROWS_MAX),
          deadlineMs: numberOr(params['deadlineMs'], SQL_MS_MAX),
          signal,
        };
        return await session.query(textAt(params, 'sql'), (params['values'] ?? []) as Value[], limits);
      } finally {
        await session.close();
      }
    },
  });
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise;
}
