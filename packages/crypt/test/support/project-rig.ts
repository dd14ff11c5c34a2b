// A project with code of its own in a folder that is gone when the test ends, and its real process.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { startProjectCode, type ProjectCodeOptions } from '../../src/adapters/project-code/start-project-code.ts';
import type { ProjectCode, ProjectEvent, ProjectVerdict, WebhookRequest } from '../../src/contracts/project-code.ts';
import { recordingLogger, type RecordingLogger } from './recording-logger.ts';
import { tempFolder } from './temp-folder.ts';

export type SourceFiles = Readonly<Record<string, string>>;

export interface ProjectRig {
  readonly code: ProjectCode;
  readonly folder: string;
  readonly logger: RecordingLogger;
}

/** Each file of `enrichments/` is one, in the order of their names. */
export function projectOptions(folder: string, files: SourceFiles, logger: RecordingLogger): ProjectCodeOptions {
  return {
    projectFolder: folder,
    runFolder: join(folder, '.crypt', 'run'),
    enrichments: Object.keys(files)
      .filter((name) => name.startsWith('enrichments/'))
      .toSorted(),
    webhooks: [],
    timeMsMax: 1_000,
    memoryMegabytesMax: 64,
    environment: [],
    variables: process.env,
    clock: nodeClock,
    files: nodeFiles,
    logger,
  };
}

export async function writeProject(t: TestContext, files: SourceFiles): Promise<string> {
  const folder = await tempFolder(t);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

export async function startProject(
  t: TestContext,
  files: SourceFiles,
  changes: Partial<ProjectCodeOptions> = {},
): Promise<ProjectRig> {
  const folder = await writeProject(t, files);
  const logger = recordingLogger();
  const code = await startProjectCode({ ...projectOptions(folder, files, logger), ...changes });
  t.after(() => code.close());
  return { code, folder, logger };
}

export const SCHEMA = 'iglu:com.acme/score/jsonschema/1-0-0';

/** An event whose user says what the code is to do. */
export function eventOf(user: string, changes: Partial<ProjectEvent> = {}): ProjectEvent {
  return { columns: { user_id: user }, event: null, entities: [], ...changes };
}

export function requestOf(path: string, body: string, changes: Partial<WebhookRequest> = {}): WebhookRequest {
  return { method: 'POST', path, headers: {}, query: {}, body, ...changes };
}

/** `ok`, or the cause and the detail. */
export function saidOf(verdict: ProjectVerdict): string {
  if (verdict.ok) return 'ok';
  return verdict.detail === '' ? verdict.cause : `${verdict.cause} (${verdict.detail})`;
}
