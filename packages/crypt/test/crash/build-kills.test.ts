// SIGKILL of `crypt build` at random moments: each relation is as it was before or as it is after, never between, and the
// next build goes on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDuckdbEngine } from '../../src/adapters/duckdb/transform/duckdb-engine.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/crypt.js', import.meta.url));
const ROUNDS = Number(process.env['CRYPT_BUILD_ROUNDS'] ?? 8);
const SEED = Number(process.env['CRYPT_SEED'] ?? 1);

/** So many that writing them takes most of a build. */
const COUNT = 100_000;
const ROWS = `select i as id, {{ var('round') }} as round from range(${COUNT}) as t(i)`;
const FILES: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: kills\nversion: "1"\nprofile: kills\n',
  'profiles.yml': 'kills: {target: dev, outputs: {dev: {type: duckdb, path: db.duckdb, threads: 3}}}\n',
  'models/whole.sql': `{{ config(materialized='table') }} ${ROWS}`,
  'models/merged.sql': `{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id') }} ${ROWS}`,
  'models/replaced.sql': `{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }} ${ROWS}`,
  'models/appended.sql': `{{ config(materialized='incremental', incremental_strategy='append') }} ${ROWS}`,
  'models/seen.sql': "{{ config(materialized='view') }} select * from {{ ref('whole') }}",
  'snapshots/history.sql':
    "{% snapshot history %}{{ config(unique_key='id', strategy='check', check_cols=['round']) }} select * from {{ ref('whole') }}{% endsnapshot %}",
};

test(`a build that is killed ${ROUNDS} times leaves no relation half made`, { timeout: 900_000 }, async (context) => {
  const random = new SeededRandom(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'crypt-build-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  assert.equal((await build(folder, 0)).code, 0);
  // The first one parses everything, and takes longer than those that are killed.
  let { code, ms } = await timeOf(build(folder, 1));
  assert.equal(code, 0);
  let [round, killed] = [1, 0];
  const states = new Set<string>();
  while (killed < ROUNDS) {
    round++;
    assert.ok(round < ROUNDS * 10, `${killed} of ${round} builds could be killed`);
    // The last two thirds: before them nothing has begun.
    const ended = await timeOf(build(folder, round, Math.ceil(ms / 3) + random.below(Math.ceil((ms * 2) / 3))));
    if (ended.code === null) killed++;
    // A machine that became faster or slower.
    else ms = ended.ms;
    states.add(await checkRelations(folder));
  }
  round++;
  ({ code } = await build(folder, round));
  assert.equal(code, 0, 'the build after the kills is good');
  await checkRelations(folder, round);
  context.diagnostic(`seed ${SEED}: ${killed} of ${round} builds killed; ${states.size} states of relations seen`);
  rmSync(folder, { recursive: true });
});

/** Killed after `killMs`; the code is null then. */
function build(folder: string, round: number, killMs?: number): Promise<{ readonly code: number | null }> {
  const args = [PROGRAM, 'build', '--quiet', '--vars', `{round: ${round}}`];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  const timer = killMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killMs);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve({ code });
    });
  });
}

async function timeOf<T extends object>(work: Promise<T>): Promise<T & { readonly ms: number }> {
  const startedMs = performance.now();
  const result = await work;
  return { ...result, ms: performance.now() - startedMs };
}

/** Returns the rounds that the relations stand at. */
async function checkRelations(folder: string, expected?: number): Promise<string> {
  const engine = await openDuckdbEngine({ path: join(folder, 'db.duckdb'), database: 'db' });
  const session = await engine.session();
  const rows = async (sql: string): Promise<readonly (readonly unknown[])[]> =>
    (await session.run(sql, { fetches: true })).rows.map((row) => row.map(String));
  try {
    const at: string[] = [];
    for (const name of ['whole', 'merged', 'replaced', 'seen']) {
      const found = await rows(`select count(*), count(distinct id), count(distinct round), max(round) from ${name}`);
      const [row = []] = found;
      assert.deepEqual(row.slice(0, 3), [`${COUNT}`, `${COUNT}`, '1'], `${name} is of one round`);
      at.push(String(row[3]));
    }
    const odd = await rows(
      `select round, count(*), count(distinct id) from appended group by round having count(*) <> ${COUNT} or count(distinct id) <> ${COUNT}`,
    );
    assert.deepEqual(odd, [], 'a round is appended once and whole, or not at all');
    const history = await rows(
      'select count(*), count(distinct id), count(distinct round) from history where dbt_valid_to is null',
    );
    assert.deepEqual(history, [[`${COUNT}`, `${COUNT}`, '1']], 'each id has one current row, all of one round');
    const overlaps = await rows(
      'select a.id from history a join history b on a.id = b.id and a.dbt_scd_id < b.dbt_scd_id and a.dbt_valid_from < coalesce(b.dbt_valid_to, now()::timestamp) and b.dbt_valid_from < coalesce(a.dbt_valid_to, now()::timestamp) limit 1',
    );
    assert.deepEqual(overlaps, [], 'the rows of an id do not overlap in time');
    const left = await rows("select table_name from information_schema.tables where table_name like '%__dbt_%'");
    if (expected !== undefined) {
      assert.deepEqual(
        at,
        Array.from({ length: 4 }, () => String(expected)),
      );
      assert.deepEqual(left, [], 'nothing is left over');
    }
    return at.join(',');
  } finally {
    await session.close();
    await engine.close();
  }
}
