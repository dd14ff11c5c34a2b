// What a role receives of the world: its project, the supervisor, and effects.
import { nodeClock } from '../adapters/node/node-clock.ts';
import { nodeFiles } from '../adapters/node/node-files.ts';
import { nodeRandom } from '../adapters/node/node-random.ts';
import type { Project } from '../config/read-config.ts';
import type { RoleMessage, SupervisorMessage } from '../contracts/role-message.ts';
import type { PlatformStatus } from '../contracts/status.ts';
import type { Clock, Files, Logger, Random } from '../kernel/effects.ts';
import { parseJson } from '../kernel/parse-json.ts';
import { lineLogger } from './line-logger.ts';
import { PROJECT_VARIABLE } from './project-variable.ts';

export interface RoleWorld {
  readonly project: Project;
  readonly clock: Clock;
  readonly files: Files;
  readonly random: Random;
  readonly logger: Logger;
  /** The collector serves the testing API too: `crypt up --micro`. */
  readonly micro: boolean;
  /** Aborts when the supervisor says stop, or is gone. */
  readonly stop: AbortSignal;
  readonly tell: (message: RoleMessage) => void;
  readonly onStatus: (listener: (status: PlatformStatus) => void) => void;
  /** Ends the process at once: the engine is lost, and nothing more can be done here. */
  readonly die: (exitCode: number) => void;
}

export async function makeRoleWorld(projectFolder: string, micro: boolean): Promise<RoleWorld> {
  const stop = new AbortController();
  const listeners: ((status: PlatformStatus) => void)[] = [];
  process.on('message', (message: SupervisorMessage) => {
    if (message.type === 'stop') stop.abort();
    else for (const listener of listeners) listener(message.status);
  });
  process.on('disconnect', () => stop.abort());
  // Ctrl-C reaches every process of the terminal; the supervisor decides the order of the end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => stop.abort());
  // The reader of our lines may be gone before us; that must not end a role that is draining.
  process.stderr.on('error', () => undefined);
  return {
    project: await findProject(projectFolder),
    clock: nodeClock,
    files: nodeFiles,
    random: nodeRandom,
    logger: lineLogger((line) => process.stderr.write(line), nodeClock),
    micro,
    stop: stop.signal,
    tell: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    onStatus: (listener) => void listeners.push(listener),
    // oxlint-disable-next-line unicorn/no-process-exit
    die: (exitCode) => process.exit(exitCode),
  };
}

/**
 * The supervisor hands over the project as it read it: one reading for all, and no role spends a tenth of a second on
 * loading what reads YAML. A role that is started by hand reads it itself.
 */
async function findProject(folder: string): Promise<Project> {
  const given = process.env[PROJECT_VARIABLE];
  if (given !== undefined) return parseJson(given) as unknown as Project;
  const { readProject } = await import('../config/read-config.ts');
  return readProject(folder, nodeFiles, process.env);
}
