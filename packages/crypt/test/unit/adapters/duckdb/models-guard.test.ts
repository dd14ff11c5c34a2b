// A session of transformation reads everything and changes the models alone, whatever is tried.
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { modelsEngine } from '../../../../src/adapters/duckdb/transform/models-engine.ts';
import type { SqlSession } from '../../../../src/contracts/sql-engine.ts';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

interface Bed {
  readonly session: SqlSession;
  readonly folder: string;
  /** Everything of the landing that could have changed, and the databases and settings beside it. */
  readonly state: () => Promise<unknown>;
}

async function bed(t: TestContext): Promise<Bed> {
  const root = await tempFolder(t);
  const folder = join(root, 'files');
  await mkdir(folder);
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' });
  const owner = await instance.connect();
  for (const name of ['landing', 'models']) await owner.run(`ATTACH '${join(root, name)}.duckdb' AS ${name}`);
  await owner.run(`CREATE TABLE landing.events AS SELECT 1 AS a; CREATE VIEW landing.shown AS FROM landing.events;
    CREATE SEQUENCE landing.numbers; CREATE TABLE models.kept AS SELECT 1 AS a`);
  await writeFile(join(folder, 'rows.csv'), 'a\n7\n');
  const session = await modelsEngine(instance, '1', () => undefined).session();
  t.after(async () => {
    await session.close();
    owner.closeSync();
    instance.closeSync();
  });
  return { session, folder, state: async () => [await stateOf(owner), await readdir(folder)] };
}

async function stateOf(owner: DuckDBConnection): Promise<unknown> {
  const rows = async (sql: string): Promise<unknown> => (await owner.runAndReadAll(sql)).getRowsJson();
  return [
    await rows('FROM landing.events ORDER BY a'),
    await rows('SELECT database_name, path FROM duckdb_databases() ORDER BY 1'),
    await rows(
      "SELECT database_name, schema_name, table_name, sql, comment FROM duckdb_tables() WHERE database_name <> 'temp' ORDER BY ALL",
    ),
    await rows(
      "SELECT database_name, view_name, sql FROM duckdb_views() WHERE NOT internal AND database_name <> 'temp' ORDER BY ALL",
    ),
    await rows("SELECT database_name, schema_name FROM duckdb_schemas() WHERE database_name <> 'temp' ORDER BY ALL"),
    await rows('SELECT sequence_name, start_value, last_value FROM duckdb_sequences()'),
    await rows('SELECT function_name FROM duckdb_functions() WHERE NOT internal'),
    await rows("SELECT value FROM duckdb_settings() WHERE name IN ('memory_limit', 'threads', 'checkpoint_threshold')"),
    await rows('SELECT index_name FROM duckdb_indexes()'),
  ];
}

/** `%` is the folder of files. */
const TRIES: readonly string[] = [
  'INSERT INTO landing.events VALUES (2)',
  'WITH two AS (SELECT 2 AS a) INSERT INTO landing.events SELECT a FROM two',
  'UPDATE landing.events SET a = 3',
  'DELETE FROM landing.events',
  'TRUNCATE landing.events',
  'MERGE INTO landing.events AS e USING (SELECT 1 AS a) AS s ON e.a = s.a WHEN MATCHED THEN DELETE',
  'DROP TABLE landing.events CASCADE',
  'DROP VIEW landing.shown',
  'DROP SCHEMA landing.main CASCADE',
  'ALTER TABLE landing.events ADD COLUMN b INTEGER',
  'ALTER TABLE landing.events RENAME TO other',
  'ALTER VIEW landing.shown RENAME TO other',
  "COMMENT ON TABLE landing.events IS 'x'",
  'CREATE TABLE landing.more AS SELECT 1',
  'CREATE OR REPLACE TABLE landing.events AS SELECT 9 AS a',
  'CREATE OR REPLACE VIEW landing.shown AS SELECT 1',
  'CREATE SCHEMA landing.more',
  'CREATE INDEX i ON landing.events (a)',
  'CREATE MACRO landing.f(x) AS x',
  "CREATE TYPE landing.mood AS ENUM ('good')",
  "SELECT nextval('landing.numbers')",
  'CREATE TABLE memory.main.more AS SELECT 1',
  "COPY landing.events FROM '%/rows.csv'",
  "COPY models.kept TO '%/out.csv'",
  "COPY (SELECT 1) TO '%/rows.csv'",
  'COPY FROM DATABASE models TO landing',
  "EXPORT DATABASE '%/exported'",
  "EXPORT /* a */ DATABASE '%/exported'",
  "IMPORT DATABASE '%/exported'",
  "ATTACH '%/other.duckdb' AS other",
  "ATTACH ':memory:' AS other",
  'DETACH landing',
  'CHECKPOINT landing',
  'FORCE CHECKPOINT landing',
  "SELECT * FROM force_checkpoint('landing')",
  'VACUUM landing.events',
  'ANALYZE',
  'PRAGMA threads = 1',
  'SET threads = 2',
  "SET GLOBAL memory_limit = '1GB'",
  'RESET checkpoint_threshold',
  'LOAD json',
  'INSTALL httpfs',
  'UPDATE EXTENSIONS',
  'PREPARE p AS DELETE FROM landing.events',
  'PREPARE p AS DELETE FROM landing.events; EXECUTE p',
  'EXPLAIN ANALYZE DELETE FROM landing.events',
  'EXPLAIN (ANALYZE) DELETE FROM landing.events',
  "EXPLAIN ANALYZE COPY (SELECT 1) TO '%/out.csv'",
  'CALL force_checkpoint()',
  '/* a */ DELETE FROM landing.events -- b',
  'SELECT 1; DELETE FROM landing.events',
  'COMMIT; DELETE FROM landing.events',
  'BEGIN; DELETE FROM landing.events; COMMIT',
  'BEGIN TRANSACTION; COMMIT; BEGIN; UPDATE landing.events SET a = 4; COMMIT',
  'ROLLBACK; BEGIN; DROP TABLE landing.events; COMMIT',
  'USE landing; DELETE FROM events; DROP TABLE landing.main.events',
  "SELECT * FROM query('DELETE FROM landing.events')",
];

test('nothing that is tried changes anything but the models', async (t) => {
  const { session, folder, state } = await bed(t);
  const before = await state();
  for (const wrapped of [false, true]) {
    for (const attempt of TRIES) {
      const sql = attempt.replaceAll('%', folder);
      if (wrapped) await session.begin();
      const outcome = await session.run(sql, { fetches: true }).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(isCryptError(outcome), `${attempt} was allowed`);
      // An aborted transaction would refuse anything.
      assert.doesNotMatch(outcome.message, /is aborted/, attempt);
      if (session.isInTransaction()) await session.rollback();
      assert.deepEqual(await state(), before, attempt);
    }
  }
});

test('the refusal says what would have been changed', async (t) => {
  const { session } = await bed(t);
  const write = await refusal('MODELS_ONLY', () => session.run('DELETE FROM landing.events'));
  assert.match(write.message, /it writes to the database landing/);
  const kind = await refusal('MODELS_ONLY', () => session.run("ATTACH 'x' AS x"));
  assert.match(kind.message, /statements of the kind ATTACH/);
});

test('other doors of a session are guarded too', async (t) => {
  const { session, state } = await bed(t);
  const before = await state();
  const doors: readonly (() => Promise<unknown>)[] = [
    () => session.columnsOf('landing.events; DELETE FROM landing.events'),
    () => session.columnsOfQuery('SELECT 1); DELETE FROM landing.events; SELECT (1'),
    () => session.append('landing.events', ['a'], ['INTEGER'], [['7']]),
    () => session.run('UPDATE landing.events SET a = ?', { parameters: [9] }),
  ];
  for (const door of doors) {
    const outcome = await door().then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(isCryptError(outcome), String(door));
  }
  assert.deepEqual(await state(), before);
});

test('a transaction that only reads, and a second BEGIN, leave the session sound', async (t) => {
  const { session, state } = await bed(t);
  const before = await state();
  await refusal('SQL_READ_ONLY', () => session.run('BEGIN TRANSACTION READ ONLY'));
  assert.equal(session.isInTransaction(), false);
  await session.begin();
  await refusal('SQL_FAILED', () => session.run('BEGIN'));
  await session.rollback();
  await session.begin();
  await refusal('MODELS_ONLY', () => session.run('DELETE FROM landing.events'));
  await session.rollback();
  assert.deepEqual(await state(), before);
});

test('what models need is allowed', async (t) => {
  const { session, folder } = await bed(t);
  const sqls: readonly string[] = [
    'CREATE SCHEMA IF NOT EXISTS models.clean',
    'CREATE OR REPLACE TABLE models.clean.t AS SELECT * FROM landing.events',
    'CREATE VIEW clean.v AS FROM landing.shown',
    'CREATE TEMP TABLE aside AS SELECT 1 AS a',
    'INSERT INTO clean.t SELECT a FROM temp.main.aside',
    'ALTER TABLE clean.t RENAME TO u',
    "COMMENT ON TABLE clean.u IS 'x'",
    'DROP VIEW clean.v',
    'EXPLAIN SELECT * FROM clean.u',
    'PIVOT landing.events ON a',
    `SELECT * FROM read_csv('${folder}/rows.csv')`,
    '/* {"app": "crypt"} */ USE models',
    'SET VARIABLE x = 1',
    "SET search_path = 'models.clean'",
    'DESCRIBE landing.events',
  ];
  for (const sql of sqls)
    await session.run(sql, { fetches: true }).catch((error: unknown) => assert.fail(`${sql}: ${String(error)}`));
  assert.deepEqual((await session.run('SELECT count(*) FROM models.clean.u', { fetches: true })).rows, [[2]]);
});
