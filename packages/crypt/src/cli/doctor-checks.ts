import { createServer } from 'node:net';
import { join } from 'node:path';
import { readLiveOwner } from '../adapters/node/owner-lock.ts';
import { DATA_FORMAT } from '../config/data-folder.ts';
import type { Project } from '../config/read-config.ts';
import { errorText, systemCode } from '../kernel/crypt-error.ts';
import type { Clock, Files } from '../kernel/effects.ts';
import { bytes } from './render-status.ts';

export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do, or null. */
  readonly todo: string | null;
}

const NODE_MIN = [20, 15] as const;
const SYNC_ROUNDS = 20;
/** Above this, a durable answer takes so long that trackers time out under load. */
const SYNC_MS_SLOW = 20;

export function checkNode(version: string, platform: string): Finding {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const old = major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]);
  const found = `Node ${version} on ${platform}`;
  if (old) return { check: 'node', state: 'fail', found, todo: `Install Node ${NODE_MIN.join('.')} or newer.` };
  if (platform !== 'linux' && platform !== 'darwin') {
    return { check: 'node', state: 'warn', found, todo: 'Only Linux and macOS are tested.' };
  }
  return { check: 'node', state: 'ok', found, todo: null };
}

export async function checkDataFolder(project: Project, files: Files): Promise<Finding> {
  const folder = project.dataFolder;
  const check = 'data';
  if ((await files.stat(folder)) === undefined) {
    return { check, state: 'ok', found: `${folder} is made at the first start`, todo: null };
  }
  const version = await files.stat(join(folder, 'VERSION'));
  const text =
    version === undefined
      ? 'none'
      : Buffer.from(await files.readFile(join(folder, 'VERSION')))
          .toString()
          .trim();
  const owner = await readLiveOwner(folder);
  const used = owner === undefined ? 'nobody runs it' : `process ${owner} runs it`;
  if (text !== String(DATA_FORMAT)) {
    return {
      check,
      state: 'fail',
      found: `${folder} has format ${text}, not ${DATA_FORMAT}`,
      todo: 'Use the version that wrote it, or a newer one.',
    };
  }
  return { check, state: 'ok', found: `${folder}, format ${text}, ${used}`, todo: null };
}

export async function checkPorts(project: Project): Promise<Finding> {
  const { collector, portal, site } = project.ports;
  const ports = [collector, portal, ...(project.config.site === null ? [] : [site])];
  if ((await readLiveOwner(project.dataFolder)) !== undefined) {
    return { check: 'ports', state: 'ok', found: `${ports.join(', ')} are used by this platform`, todo: null };
  }
  const taken: number[] = [];
  for (const port of ports) if (!(await isFree(port, project.config.collector.host))) taken.push(port);
  if (taken.length === 0) return { check: 'ports', state: 'ok', found: `${ports.join(', ')} are free`, todo: null };
  const todo = 'Choose others: CRYPT_PORT=<port> crypt up, or collector.port in crypt.yml.';
  return { check: 'ports', state: 'fail', found: `${taken.join(', ')} are taken by another program`, todo };
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (systemCode(error) === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Which warehouse dbt's commands use, and why. */
export async function checkModels(project: Project, files: Files): Promise<Finding> {
  const isDbt = (await files.stat(join(project.folder, 'dbt_project.yml'))) !== undefined;
  const own = `this platform's (models.main), since crypt.yml lies beside dbt_project.yml; profiles.yml is not read`;
  const found = isDbt ? own : 'none: there is no dbt_project.yml beside crypt.yml';
  return { check: 'models', state: 'ok', found, todo: null };
}

export async function checkDisk(project: Project, files: Files): Promise<Finding> {
  const at = (await files.stat(project.dataFolder)) === undefined ? project.folder : project.dataFolder;
  const free = await files.freeBytes(at);
  const floor = project.config.disk.floorGigabytes * 1e9;
  const found = `${bytes(free)} free; the collector answers 503 below ${bytes(floor)}`;
  if (free < floor)
    return { check: 'disk', state: 'fail', found, todo: 'Free some space, or lower disk.floorGigabytes.' };
  if (free < floor * 5) return { check: 'disk', state: 'warn', found, todo: 'Free some space soon.' };
  return { check: 'disk', state: 'ok', found, todo: null };
}

/** How long a durable write takes here: each answer of the collector waits for one. */
export async function checkSync(project: Project, files: Files, clock: Clock): Promise<Finding> {
  const folder = (await files.stat(project.dataFolder)) === undefined ? project.folder : project.dataFolder;
  const path = join(folder, `.doctor-${process.pid}`);
  const times: number[] = [];
  try {
    const handle = await files.open(path, 'w+');
    try {
      const block = new Uint8Array(1024);
      for (let round = 0; round < SYNC_ROUNDS; round++) {
        const startedMs = clock.monotonicMs();
        await handle.write(block, 0, block.length, round * block.length);
        await handle.datasync();
        times.push(clock.monotonicMs() - startedMs);
      }
    } finally {
      await handle.close();
      await files.unlink(path);
    }
  } catch (error) {
    return {
      check: 'sync',
      state: 'fail',
      found: `${folder}: ${errorText(error)}`,
      todo: 'Make the data folder writable.',
    };
  }
  const median = times.toSorted((left, right) => left - right)[SYNC_ROUNDS / 2] ?? 0;
  const found = `a durable write takes ${median.toFixed(2)} ms (median of ${SYNC_ROUNDS})`;
  if (median < SYNC_MS_SLOW) return { check: 'sync', state: 'ok', found, todo: null };
  return { check: 'sync', state: 'warn', found, todo: 'Use a faster disk; network file systems are not suited.' };
}

export async function checkEngine(): Promise<Finding> {
  try {
    const { openInstance } = await import('../adapters/duckdb/open-instance.ts');
    const options = { memoryBytesMax: 64e6, threads: 1, temporaryFolder: '' };
    const { connection, instance } = await openInstance([], options);
    const version = (await connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0];
    connection.closeSync();
    instance.closeSync();
    return {
      check: 'engine',
      state: 'ok',
      found: `DuckDB ${typeof version === 'string' ? version : 'of an unknown version'}`,
      todo: null,
    };
  } catch (error) {
    return { check: 'engine', state: 'fail', found: errorText(error), todo: 'Install the packages again: npm ci' };
  }
}
