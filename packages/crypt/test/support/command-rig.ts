// dbt's commands on a project in a folder that is gone when the test ends: exit code, lines, artifacts, rows.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { openDuckdbEngine } from '../../src/adapters/duckdb/transform/duckdb-engine.ts';
import { openLog } from '../../src/cli/open-log.ts';
import { serveFolder } from '../../src/cli/serve-folder.ts';
import { packageEffects } from '../../src/cli/package-effects.ts';
import { openProfileEngine } from '../../src/cli/open-profile-engine.ts';
import { assetUrl } from '../../src/kernel/asset.ts';
import { runCommand } from '../../src/transform/command/commands.ts';
import type { TransformEffects } from '../../src/transform/command/transform-effects.ts';
import { tempFolder } from './temp-folder.ts';

export interface CommandRig {
  readonly folder: string;
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Words of the line, parted by single blanks; a list for words that hold blanks. Times at the start of lines are cut off. */
  readonly run: (
    line: string | readonly string[],
    effects?: Partial<TransformEffects>,
  ) => Promise<{ readonly code: number; readonly out: string; readonly note: string }>;
  readonly sql: (statement: string) => Promise<readonly (readonly unknown[])[]>;
  /** A file of target/. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what they assert
  readonly artifact: (name: string) => Promise<any>;
  /** unique_id, without its type and package, to status. */
  readonly statuses: () => Promise<Readonly<Record<string, string>>>;
}

const PROFILE =
  'shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: db.duckdb, schema: main, threads: 1}\n    prod: {type: duckdb, path: db.duckdb, schema: prod, threads: 1}\n';

export async function openCommandRig(t: TestContext, files: Readonly<Record<string, string>>): Promise<CommandRig> {
  const folder = await tempFolder(t);
  const write = async (more: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(more)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  await write({ 'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n', 'profiles.yml': PROFILE, ...files });
  const artifact = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, 'target', name), 'utf8'));
  return {
    folder,
    write,
    artifact,
    run: (line, effects) => runLine(folder, typeof line === 'string' ? line.split(' ') : line, effects ?? {}),
    sql: (statement) => ask(folder, statement),
    statuses: async () => {
      const { results } = (await artifact('run_results.json')) as {
        readonly results: readonly { readonly unique_id: string; readonly status: string }[];
      };
      return Object.fromEntries(results.map(({ unique_id: id, status }) => [id.split('.').slice(2).join('.'), status]));
    },
  };
}

async function runLine(
  folder: string,
  line: readonly string[],
  more: Partial<TransformEffects>,
): Promise<{ readonly code: number; readonly out: string; readonly note: string }> {
  const said: string[] = [];
  const noted: string[] = [];
  const code = await runCommand(line, {
    folder,
    home: folder,
    environment: {},
    files: nodeFiles,
    clock: nodeClock,
    uuid: () => '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    out: (text) => void said.push(text),
    note: (text) => void noted.push(text),
    openLog,
    colours: false,
    interrupted: new AbortController().signal,
    macros: fileURLToPath(assetUrl('')).replace(/\/$/, ''),
    version: '0.0.0',
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    packages: packageEffects,
    serveFolder,
    findOwnTarget: async () => undefined,
    openEngine: ({ profile, projectFolder }) => openProfileEngine(profile, projectFolder),
    ...more,
  });
  const plain = (lines: readonly string[]): string => lines.join('').replace(/^\d\d:\d\d:\d\d {2}/gm, '');
  return { code, out: plain(said), note: plain(noted) };
}

async function ask(folder: string, statement: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await openDuckdbEngine({ path: join(folder, 'db.duckdb'), database: 'db' });
  try {
    const session = await engine.session();
    const { rows } = await session.run(statement, { fetches: true });
    if (session.isInTransaction()) await session.commit();
    await session.close();
    return rows.map((row) =>
      row.map((value) => (typeof value === 'object' && value !== null && 'text' in value ? value.text : value)),
    );
  } finally {
    await engine.close();
  }
}
