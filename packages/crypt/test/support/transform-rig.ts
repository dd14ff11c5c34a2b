// A project of dbt's kind in a folder that is gone when the test ends, and what a run of it makes of a DuckDB file.
import { writeFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { openDuckdbEngine } from '../../src/adapters/duckdb/transform/duckdb-engine.ts';
import type { EngineValue, SqlEngine } from '../../src/contracts/sql-engine.ts';
import { assetUrl } from '../../src/kernel/asset.ts';
import { dictOf } from '../../src/transform/jinja/values/dict.ts';
import type { Value } from '../../src/transform/jinja/values/value.ts';
import { openRunWorld, type RunWorld } from '../../src/transform/compile/run-world.ts';
import type { NodeResult } from '../../src/transform/execute/node-result.ts';
import { runInOrder } from '../../src/transform/execute/run-in-order.ts';
import { parseProject } from '../../src/transform/project/parse-project.ts';
import { readProject, type Project } from '../../src/transform/project/read-project.ts';
import { tempFolder } from './temp-folder.ts';

export interface Said {
  readonly log: string[];
  readonly print: string[];
  readonly warn: string[];
}

export interface TransformRig {
  readonly folder: string;
  readonly engine: SqlEngine;
  readonly said: Said;
  /** Adds or replaces files of the project. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly world: (
    flags?: Readonly<Record<string, Value>>,
    vars?: Readonly<Record<string, string | number>>,
  ) => Promise<RunWorld>;
  /** Parses the project as it is now, and runs all of it, or the nodes of these names. */
  readonly run: (
    names?: readonly string[],
    flags?: Readonly<Record<string, Value>>,
  ) => Promise<Readonly<Record<string, NodeResult>>>;
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
}

const PROFILE =
  'shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: db.duckdb, schema: main, threads: 1}\n';

export async function openTransformRig(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<TransformRig> {
  const folder = await tempFolder(t);
  const write = async (more: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(more)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  await write({ 'dbt_project.yml': 'name: shop\nversion: "1"\nprofile: shop\n', 'profiles.yml': PROFILE, ...files });
  const engine = await openDuckdbEngine({ path: join(folder, 'db.duckdb'), database: 'db' });
  t.after(() => engine.close());
  const said: Said = { log: [], print: [], warn: [] };
  const world = (flags = {}, vars = {}): Promise<RunWorld> => openRigWorld(folder, said, environment, flags, vars);
  return {
    folder,
    engine,
    said,
    write,
    world,
    run: async (names, flags) => {
      const opened = await world(flags);
      const ids =
        names === undefined
          ? undefined
          : Object.values(opened.manifest.nodes)
              .filter((node) => names.includes(node.name))
              .map((node) => node.unique_id);
      const results = await runInOrder(opened, engine, ids);
      return Object.fromEntries(results.map((result) => [nameOf(result), result]));
    },
    rows: (sql) => readRows(engine, sql),
  };
}

function nameOf({ unique_id }: NodeResult): string {
  return unique_id.split('.')[2] ?? unique_id;
}

export function readRigProject(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  vars: Readonly<Record<string, string | number>> = {},
): Promise<Project> {
  const assets = fileURLToPath(assetUrl('')).replace(/\/$/, '');
  return readProject({ folder, files: nodeFiles, environment, vars, internal: [{ name: 'dbt', folder: assets }] });
}

export async function openRigWorld(
  folder: string,
  said: Said,
  environment: Readonly<Record<string, string>>,
  flags: Readonly<Record<string, Value>>,
  vars: Readonly<Record<string, string | number>>,
): Promise<RunWorld> {
  const project = await readRigProject(folder, environment, vars);
  const options = { invocationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7', startedMs: nodeClock.nowMs() };
  const parsed = await parseProject(project, options);
  const [error] = parsed.errors;
  if (error !== undefined) throw error;
  return openRunWorld(project, parsed, {
    ...options,
    flags: dictOf(
      Object.entries({
        FULL_REFRESH: false,
        STORE_FAILURES: false,
        EMPTY: false,
        WHICH: 'build',
        WARN_ERROR: false,
        ...flags,
      }),
    ),
    selected: Object.keys(parsed.manifest.nodes),
    clock: nodeClock,
    files: nodeFiles,
    voice: {
      log: (text) => void said.log.push(text),
      print: (text) => void said.print.push(text),
      warn: (text) => void said.warn.push(text),
    },
  });
}

async function readRows(engine: SqlEngine, sql: string): Promise<readonly (readonly unknown[])[]> {
  const session = await engine.session();
  try {
    return (await session.run(sql, { fetches: true })).rows.map((row) => row.map(plain));
  } finally {
    await session.close();
  }
}

function plain(value: EngineValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('text' in value) return value.text;
  if (value.kind === 'timestamp') return new Date(Number(value.micros / 1000n)).toISOString();
  return value.kind === 'float' ? value.value : value;
}
