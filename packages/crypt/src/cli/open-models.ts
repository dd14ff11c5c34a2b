// The models of a platform as an engine: through its warehouse process when it is up, else by opening the files.
import { join } from 'node:path';
import { connectEngine } from '../adapters/local-socket/engine-client.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import type { OwnerLock } from '../adapters/node/owner-lock.ts';
import type { Project } from '../config/read-config.ts';
import type { SqlEngine } from '../contracts/sql-engine.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import type { CliContext } from './context.ts';
import { engineWithLock } from './engine-with-lock.ts';
import { takeTurn } from './take-turn.ts';
import { warehouseOptions } from './warehouse-options.ts';

/** Of the files' lock; between two waits the socket is tried, since a platform that starts takes the files. */
const LOCK_WAIT_MS = 1_000;

/**
 * @param what the command. @param writes it changes models, so it waits for others that do.
 * @throws LOCK_WAIT_ENDED (user) on Ctrl-C while it waits.
 */
export async function openModels(
  project: Project,
  context: CliContext,
  what: string,
  writes: boolean,
): Promise<SqlEngine> {
  const folder = join(project.dataFolder, 'warehouse');
  await context.files.makeFolder(folder);
  const turn = writes ? await takeTurn(context, { folder, name: 'models', what }) : undefined;
  try {
    const engine = await openEither(project, context, folder, what);
    return turn === undefined ? engine : engineWithLock(engine, turn);
  } catch (error) {
    await turn?.release();
    throw error;
  }
}

async function openEither(project: Project, context: CliContext, folder: string, what: string): Promise<SqlEngine> {
  const quiet = { ...context, note: () => undefined };
  for (let round = 0; ; round++) {
    const served = await connectEngine(socketPath(project.dataFolder, 'warehouse'));
    if (served !== undefined) return served;
    try {
      const lock = await takeTurn(round === 0 ? context : quiet, { folder, name: 'owner', what }, LOCK_WAIT_MS);
      return await openFiles(project, lock);
    } catch (error) {
      if (!isCryptError(error, 'LOCK_HELD')) throw error;
    }
  }
}

async function openFiles(project: Project, lock: OwnerLock): Promise<SqlEngine> {
  try {
    const { openDuckdbWarehouse } = await import('../adapters/duckdb/duckdb-warehouse.ts');
    const warehouse = await openDuckdbWarehouse({ ...warehouseOptions(project), onLost: () => undefined });
    return engineWithLock({ ...warehouse.models, close: () => warehouse.close() }, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}
