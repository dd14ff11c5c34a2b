import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openDuckdbEngine } from '../../src/adapters/duckdb/transform/duckdb-engine.ts';
import { connectEngine } from '../../src/adapters/local-socket/engine-client.ts';
import { startWarehouseServer } from '../../src/adapters/local-socket/warehouse-server.ts';
import type { SqlEngine } from '../../src/contracts/sql-engine.ts';
import { openDuckdb } from '../support/duckdb-under-test.ts';
import { tempFolder } from '../support/temp-folder.ts';

export type EngineUnderTest = (t: TestContext) => Promise<SqlEngine>;

export const openFile: EngineUnderTest = async (t) =>
  openDuckdbEngine({ path: join(await tempFolder(t), 'models.duckdb'), database: 'models' });

export const openModels: EngineUnderTest = async (t) => {
  const warehouse = await openDuckdb(await tempFolder(t));
  t.after(() => warehouse.close());
  return warehouse.models;
};

export const openSocket: EngineUnderTest = async (t) => {
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
  return engine;
};
