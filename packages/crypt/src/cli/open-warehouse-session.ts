// One way for commands to read the warehouse: through its process when the platform is up, else by opening the files.
import { join } from 'node:path';
import { nodeClock } from '../adapters/node/node-clock.ts';
import { takeOwnerLock } from '../adapters/node/owner-lock.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import { connectWarehouse } from '../adapters/local-socket/warehouse-client.ts';
import type { Project } from '../config/read-config.ts';
import type { WarehouseSession } from '../contracts/warehouse.ts';
import { warehouseOptions } from './warehouse-options.ts';

const LOCK_WAIT_MS = 5_000;

export async function openWarehouseSession(project: Project, purpose: string): Promise<WarehouseSession> {
  const actor = `operator:${process.env['USER'] ?? 'unknown'}`;
  const path = socketPath(project.dataFolder, 'warehouse');
  const connected = await connectWarehouse(path, { actor, purpose });
  if (connected !== undefined) return connected;
  const options = warehouseOptions(project);
  const folder = join(project.dataFolder, 'warehouse');
  const { nodeFiles } = await import('../adapters/node/node-files.ts');
  await nodeFiles.makeFolder(folder);
  const lock = await takeOwnerLock(folder, nodeClock, LOCK_WAIT_MS);
  const { openDuckdbWarehouse } = await import('../adapters/duckdb/duckdb-warehouse.ts');
  const warehouse = await openDuckdbWarehouse({ ...options, onLost: () => undefined });
  const session = await warehouse.session({ actor, purpose, readOnly: true });
  return {
    query: (sql, params, limits) => session.query(sql, params, limits),
    async close() {
      await session.close();
      await warehouse.close();
      await lock.release();
    },
  };
}
