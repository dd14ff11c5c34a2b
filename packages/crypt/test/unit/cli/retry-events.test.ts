import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nodeClock } from '../../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { takeOwnerLock } from '../../../src/adapters/node/owner-lock.ts';
import type { CliContext } from '../../../src/cli/context.ts';
import { retryEvents } from '../../../src/cli/retry-events.ts';
import { readProject, type Project } from '../../../src/config/read-config.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const ALL = { groups: 'all', dryRun: false } as const;

async function open(t: TestContext): Promise<{ project: Project; context: CliContext }> {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'crypt.yml'), 'name: test\n');
  const project = await readProject(folder, nodeFiles, {});
  const context: CliContext = {
    folder,
    environment: {},
    files: nodeFiles,
    clock: nodeClock,
    out: () => undefined,
    note: () => undefined,
    readInput: async () => '',
    terminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    interrupted: new AbortController().signal,
  };
  return { project, context };
}

test('in a project that has seen nothing there is nothing to retry, and no group', async (t) => {
  const { project, context } = await open(t);
  const { matched, complete } = await retryEvents(project, context, ALL, () => undefined);
  assert.deepEqual([matched, complete], [0, true]);
  const request = { groups: ['00000000aa'], dryRun: true };
  const error = await refusal('RETRY_GROUP_UNKNOWN', () => retryEvents(project, context, request, () => undefined));
  assert.deepEqual(error.params, { group: '00000000aa', near: null, groups: [] });
});

test('while the platform is up and its enricher is not, nothing is opened', async (t) => {
  const { project, context } = await open(t);
  await mkdir(project.dataFolder, { recursive: true });
  const lock = await takeOwnerLock(project.dataFolder, nodeClock, 0);
  t.after(() => lock.release());
  const error = await refusal('CLI_ENRICHER_AWAY', () => retryEvents(project, context, ALL, () => undefined));
  assert.equal(error.kind, 'transient');
  assert.deepEqual(await nodeFiles.list(join(project.dataFolder, 'log')), []);
});
