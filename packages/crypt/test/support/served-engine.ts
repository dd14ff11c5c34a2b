import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { connectEngine } from '../../src/adapters/local-socket/engine-client.ts';
import { startWarehouseServer } from '../../src/adapters/local-socket/warehouse-server.ts';
import type { SqlEngine } from '../../src/contracts/sql-engine.ts';
import { openDuckdb } from './duckdb-under-test.ts';
import { tempFolder } from './temp-folder.ts';

export interface ServedEngine {
  readonly path: string;
  readonly server: Awaited<ReturnType<typeof startWarehouseServer>>;
  readonly warehouse: Awaited<ReturnType<typeof openDuckdb>>;
  readonly engine: SqlEngine;
}

/** A warehouse behind its socket, and its models' engine on the other side. */
export async function serveEngine(t: TestContext): Promise<ServedEngine> {
  const folder = await tempFolder(t);
  const warehouse = await openDuckdb(folder);
  const path = join(folder, 'w.sock');
  const server = await startWarehouseServer(path, warehouse, warehouse.models);
  t.after(async () => {
    await server.close();
    await warehouse.close();
  });
  const engine = await connectEngine(path);
  if (engine === undefined) throw new Error('nobody listens');
  return { path, server, engine, warehouse };
}
