// Which warehouse dbt's commands use: a platform's own where a crypt.yml lies beside dbt_project.yml, else the profile's.
import { basename, dirname, join } from 'node:path';
import type { OwnerLock } from '../adapters/node/owner-lock.ts';
import type { SqlEngine } from '../contracts/sql-engine.ts';
import { systemCode } from '../kernel/crypt-error.ts';
import type { Files } from '../kernel/effects.ts';
import type { EngineRequest } from '../transform/command/transform-effects.ts';
import type { OwnTarget } from '../transform/project/settings/profile.ts';
import type { CliContext } from './context.ts';
import { engineWithLock } from './engine-with-lock.ts';
import { takeTurn } from './take-turn.ts';

/** Nodes that run at once: one query uses all cores, and the loader beside them needs some. */
const THREADS = 4;
const READING: ReadonlySet<string> = new Set([
  'compile',
  'show',
  'debug',
  'ls',
  'parse',
  'docs generate',
  'source freshness',
]);

/** Models are written to `models.main`; undefined when the profile decides. */
export async function findOwnTarget(projectFolder: string, files: Files): Promise<OwnTarget | undefined> {
  if ((await files.stat(join(projectFolder, 'crypt.yml'))) === undefined) return undefined;
  return { name: 'local', type: 'duckdb', database: 'models', schema: 'main', threads: THREADS };
}

/** @throws CONFIG_* (user), COMMAND_UNSUPPORTED (user), LOCK_WAIT_ENDED (user), WAREHOUSE_* */
export async function openTransformEngine(context: CliContext, request: EngineRequest): Promise<SqlEngine> {
  const { projectFolder, profile, command } = request;
  const { files, environment } = context;
  if ((await findOwnTarget(projectFolder, files)) !== undefined) {
    const { readProject } = await import('../config/read-config.ts');
    const project = await readProject(projectFolder, files, environment);
    const { openModels } = await import('./open-models.ts');
    return openModels(project, context, command, !READING.has(command));
  }
  // DuckDB is loaded only now: most of what commands do needs none.
  const { openProfileEngine, profileFile } = await import('./open-profile-engine.ts');
  const file = profileFile(profile, projectFolder);
  if (file === undefined) return openProfileEngine(profile, projectFolder);
  // DuckDB lets one process open a file, also for reading: every command has its turn.
  const turn = await turnAt(context, file, command);
  if (turn === undefined) return openProfileEngine(profile, projectFolder);
  try {
    return engineWithLock(await openProfileEngine(profile, projectFolder), turn);
  } catch (error) {
    await turn.release();
    throw error;
  }
}

/** Undefined where no lock can be written: what DuckDB says of the file there is more than a lock could. */
async function turnAt(context: CliContext, file: string, what: string): Promise<OwnerLock | undefined> {
  const folder = dirname(file);
  try {
    await context.files.makeFolder(folder);
    return await takeTurn(context, { folder, name: basename(file), what });
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}
