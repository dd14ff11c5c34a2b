import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectCode } from '../../contracts/project-code.ts';
import type { Clock, Files, Logger } from '../../kernel/effects.ts';
import { bundleProject } from './bundle-project.ts';
import { hostEnvironment } from './host-environment.ts';
import { NO_MAP, ProjectRunner, UNCHANGED } from './project-runner.ts';

export interface ProjectCodeOptions {
  /** Absolute. */
  readonly projectFolder: string;
  /** `run` in the data folder; absolute. */
  readonly runFolder: string;
  /** Relative to the project, in the order in which they see an event. */
  readonly enrichments: readonly string[];
  readonly webhooks: readonly { readonly path: string; readonly map: string }[];
  /** For one event or request, all files together. */
  readonly timeMsMax: number;
  /** Heap of the process. */
  readonly memoryMegabytesMax: number;
  /** Names of variables that the code may see. */
  readonly environment: readonly string[];
  /** The environment they are taken from. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly files: Files;
  readonly logger: Logger;
}

/**
 * Compiles the project's code and starts its process; neither when there are no files.
 *
 * @throws PROJECT_CODE_MISSING, PROJECT_CODE_COMPILE, PROJECT_CODE_REFUSED, PROJECT_CODE_VARIABLE (user);
 *   PROJECT_CODE_START (transient).
 */
export async function startProjectCode(options: ProjectCodeOptions): Promise<ProjectCode> {
  const { enrichments, webhooks, files: disk } = options;
  const maps = [...new Set(webhooks.map(({ map }) => map))];
  const files = [...enrichments, ...maps];
  if (files.length === 0) return IDLE;
  const environment = hostEnvironment(options.variables, options.environment);
  await disk.makeFolder(join(options.runFolder, 'project-code'));
  const folder = await realpath(join(options.runFolder, 'project-code'));
  const projectFolder = await realpath(options.projectFolder);
  const bundle = await bundleProject({ projectFolder, files, folder }, disk);
  return ProjectRunner.start({
    settings: {
      bundlePath: bundle.path,
      files,
      enrichmentCount: enrichments.length,
      maps: Object.fromEntries(webhooks.map(({ path, map }) => [path, enrichments.length + maps.indexOf(map)])),
      sources: bundle.sources,
    },
    projectFolder,
    environment,
    memoryMegabytesMax: options.memoryMegabytesMax,
    timeMsMax: options.timeMsMax,
    clock: options.clock,
    logger: options.logger,
  });
}

/** Of a project without code. */
const IDLE: ProjectCode = {
  enrich: async (events) => events.map(() => UNCHANGED),
  map: async (requests) => requests.map(() => NO_MAP),
  close: async () => undefined,
};
