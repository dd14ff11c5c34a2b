import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openDuckdbEngine } from '../../src/adapters/duckdb/transform/duckdb-engine.ts';
import type { SqlEngine } from '../../src/contracts/sql-engine.ts';
import { openDuckdb } from '../support/duckdb-under-test.ts';
import { serveEngine } from '../support/served-engine.ts';
import { tempFolder } from '../support/temp-folder.ts';

export type EngineUnderTest = (t: TestContext) => Promise<SqlEngine>;

export const openFile: EngineUnderTest = async (t) =>
  openDuckdbEngine({ path: join(await tempFolder(t), 'models.duckdb'), database: 'models' });

export const openModels: EngineUnderTest = async (t) => {
  const warehouse = await openDuckdb(await tempFolder(t));
  t.after(() => warehouse.close());
  return warehouse.models;
};

export const openSocket: EngineUnderTest = async (t) => (await serveEngine(t)).engine;
