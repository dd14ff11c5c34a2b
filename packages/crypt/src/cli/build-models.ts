// `crypt up` builds the project's models by itself: when there are events, and again when more came. The build is a process
// of its own that uses the warehouse's socket like anybody's; one that fails is a notice, and is tried again with new rows.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from '../config/read-config.ts';
import type { PlatformStatus } from '../contracts/status.ts';
import type { Clock, Files, Logger } from '../kernel/effects.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/crypt.js', import.meta.url));
const LOOK_EVERY_MS = 2_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const TOLD_MAX = 300;

export interface BuildOptions {
  readonly project: Project;
  readonly environment: NodeJS.ProcessEnv;
  readonly files: Files;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly status: () => PlatformStatus;
  /** An empty text withdraws the notice. */
  readonly notice: (text: string) => void;
}

export interface BuildOutcome {
  readonly code: number;
  /** What it said, standard output and error. */
  readonly said: string;
}

/** Returns at once when models.everyMinutes is null; ends with `signal`, and so does a build that runs. */
export async function buildForEver(options: BuildOptions, signal: AbortSignal, run = runBuild): Promise<void> {
  const { project, files, clock, logger, status, notice } = options;
  const { everyMinutes } = project.config.models;
  if (everyMinutes === null) return;
  if ((await files.stat(join(project.folder, 'dbt_project.yml'))) === undefined)
    return notice('models.everyMinutes is set, and there is no dbt_project.yml beside crypt.yml: no model is built.');
  let built = 0;
  while (!signal.aborted) {
    const rows = loadedRows(status());
    if (rows <= built) {
      await clock.sleep(LOOK_EVERY_MS, signal);
      continue;
    }
    const startedMs = clock.monotonicMs();
    const { code, said } = await run(options, signal);
    if (signal.aborted) return;
    built = rows;
    logger.info('models built', { code, ms: Math.round(clock.monotonicMs() - startedMs) });
    notice(code === 0 ? '' : failureNotice(said));
    await clock.sleep(Math.max(0, everyMinutes * 60_000 - (clock.monotonicMs() - startedMs)), signal);
  }
}

/** As the loader counts them: 0 before the first batch. */
function loadedRows({ hops }: PlatformStatus): number {
  const { terms } = hops.find(({ hop, counter }) => hop === 'load' && counter !== 'audit') ?? {};
  return terms?.['stored']?.count ?? 0;
}

/** Names of models and the engine's reasons; lines of a failed build hold no rows. */
function failureNotice(said: string): string {
  const lines = said.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d\s*/, '').trim());
  const telling = lines.filter((line) => /\bERROR\b|error|failure/i.test(line) && !line.startsWith('Done.'));
  const told = (telling[0] ?? lines.findLast((line) => line !== '') ?? 'it said nothing').slice(0, TOLD_MAX);
  return `The models could not all be built: ${told} See all of it: crypt build`;
}

function runBuild({ project, environment }: BuildOptions, signal: AbortSignal): Promise<BuildOutcome> {
  // CRYPT_DATA is relative to where `crypt up` was called.
  const env = { ...environment, CRYPT_DATA: project.dataFolder };
  const options = { cwd: project.folder, env, signal, killSignal: 'SIGTERM', maxBuffer: OUTPUT_BYTES_MAX } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, 'build'], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, said: `${stdout}\n${stderr}` });
    });
  });
}
