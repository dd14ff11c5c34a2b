import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openDuckdbEngine } from '../../../../../src/adapters/duckdb/transform/duckdb-engine.ts';
import { placeInStatement } from '../../../../../src/adapters/duckdb/transform/statement-place.ts';
import type { SqlEngine } from '../../../../../src/contracts/sql-engine.ts';
import { RESULT_ROWS_MAX } from '../../../../../src/kernel/limits.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

async function engineOf(
  t: TestContext,
  options: Partial<Parameters<typeof openDuckdbEngine>[0]> = {},
): Promise<SqlEngine> {
  const engine = await openDuckdbEngine({
    path: join(await tempFolder(t), 'shop.duckdb'),
    database: 'shop',
    ...options,
  });
  t.after(() => engine.close());
  return engine;
}

test('a profile names file, other databases and settings; unqualified names are the file of the profile', async (t) => {
  const folder = await tempFolder(t);
  const engine = await engineOf(t, {
    attach: [{ path: join(folder, 'other.duckdb'), alias: 'other' }],
    settings: { threads: 1, default_null_order: 'nulls_first', search_path: 'main' },
  });
  const session = await engine.session();
  await session.run('create table a as select 1 as x; create table other.b as select 2 as y');
  assert.deepEqual(
    (await session.listRelations('SHOP', 'Main')).map(({ name, type }) => [name, type]),
    [['a', 'table']],
  );
  assert.deepEqual(await session.findRelation('other', 'main', 'B'), {
    database: 'other',
    schema: 'main',
    name: 'b',
    type: 'table',
  });
  assert.equal(
    (await session.run("select current_setting('default_null_order')", { fetches: true })).rows[0]?.[0],
    'NULLS_FIRST',
  );
  await session.close();
});

test('all statements of a text run, and the result is that of the last', async (t) => {
  const session = await (await engineOf(t)).session();
  const { rows, columns, message } = await session.run(
    'create table a(x int); insert into a values (1), (2); select x from a',
    { fetches: true },
  );
  assert.deepEqual([rows, columns, message], [[[1], [2]], [{ name: 'x', type: 'INTEGER' }], 'OK']);
  assert.equal((await session.run('insert into a values (3)')).rowsAffected, 1);
  assert.deepEqual(
    (
      await session.run('select ? as a, ? as b', {
        fetches: true,
        parameters: ['x', { kind: 'decimal', text: '1.50' }],
      })
    ).rows,
    [['x', { kind: 'decimal', text: '1.50' }]],
  );
  await session.close();
});

test('whether a transaction is open is known, also when a statement began or ended it', async (t) => {
  const engine = await engineOf(t);
  const session = await engine.session();
  assert.equal(session.isInTransaction(), false);
  await session.run('begin; create table a(x int)');
  assert.equal(session.isInTransaction(), true);
  const other = await engine.session();
  assert.equal(await other.columnsOf('a'), undefined, 'nobody else sees it');
  await session.run('commit');
  assert.equal(session.isInTransaction(), false);
  assert.deepEqual(await other.columnsOf('a'), [{ name: 'x', type: 'INTEGER' }]);
  await session.begin();
  await session.run('drop table a');
  await session.close();
  assert.notEqual(await other.columnsOf('a'), undefined, 'closing rolls back');
  await other.close();
});

test('an error tells its place in the statement; a long line is found by its part', async (t) => {
  const session = await (await engineOf(t)).session();
  await assert.rejects(session.run('select 1;\nselect 2,\n  nope from (select 1 as x)'), {
    code: 'SQL_FAILED',
    params: {
      reason: 'Binder Error: Referenced column "nope" not found in FROM clause!\nCandidate bindings: "x"',
      at: { line: 3, column: 3 },
    },
  });
  const long = `select ${Array.from({ length: 60 }, (_, i) => `x as a${i}`).join(', ')}, nope from (select 1 as x)`;
  await assert.rejects(session.run(long), (error: { params?: { at?: unknown } }) => {
    assert.deepEqual(error.params?.at, { line: 1, column: long.indexOf('nope') + 1 });
    return true;
  });
  assert.equal(placeInStatement('Out of Memory Error: no', 'select 1'), undefined);
  await session.close();
});

test('rows of texts are added, each converted as its column is', async (t) => {
  const session = await (await engineOf(t)).session();
  await session.run('create table a(n integer, d date, w varchar)');
  const rows = Array.from({ length: 5_000 }, (_, i) => [String(i), '2026-01-31', i % 2 === 0 ? null : `w${i}`]);
  await session.append('a', ['n', 'd', 'w'], ['integer', 'date', 'varchar'], rows);
  assert.deepEqual((await session.run('select count(*), sum(n), count(w), min(d) from a', { fetches: true })).rows, [
    [5_000, 12_497_500, 2_500, { kind: 'date', text: '2026-01-31' }],
  ]);
  await assert.rejects(session.append('a', ['n'], ['integer'], [['x']]), { code: 'SQL_FAILED' });
  await session.close();
});

test('a result of too many rows is refused before it is read', async (t) => {
  const session = await (await engineOf(t)).session();
  await assert.rejects(session.run(`select * from range(${RESULT_ROWS_MAX + 1})`, { fetches: true }), {
    code: 'ENGINE_ROWS',
  });
  await session.run(`select * from range(${RESULT_ROWS_MAX + 1})`);
  await session.close();
});

test('what runs can be cancelled', async (t) => {
  const session = await (await engineOf(t)).session();
  const running = session.run('select count(*) from range(100000000) a, range(100000) b', { fetches: true });
  setTimeout(() => session.cancel(), 50);
  await assert.rejects(running, { code: 'SQL_CANCELLED' });
  await assert.rejects(session.run('select 1'), { code: 'SQL_CANCELLED' });
  await session.close();
});

test('a file that is no database is refused and named', async () => {
  await assert.rejects(openDuckdbEngine({ path: '/dev/null/shop.duckdb', database: 'shop' }), {
    code: 'DATABASE_UNREADABLE',
    message: /^\/dev\/null\/shop\.duckdb cannot be opened/,
  });
});

test('a file named memory is opened, and one of a name that DuckDB keeps for itself is refused: DATABASE_NAME', async (t) => {
  const folder = await tempFolder(t);
  const options = { path: join(folder, 'memory.duckdb'), database: 'memory' };
  const engine = await engineOf(t, options);
  const session = await engine.session();
  await session.run('create schema marts; create table memory.marts.a as select 1 as x; create view v as select 2');
  assert.deepEqual(
    [await session.findRelation('memory', 'marts', 'a'), await session.findRelation('memory', 'main', 'v')],
    [
      { database: 'memory', schema: 'marts', name: 'a', type: 'table' },
      { database: 'memory', schema: 'main', name: 'v', type: 'view' },
    ],
  );
  await session.close();
  await engine.close();
  const again = await (await engineOf(t, options)).session();
  assert.deepEqual((await again.run('select x from memory.marts.a', { fetches: true })).rows, [[1]]);
  await assert.rejects(openDuckdbEngine({ path: folder, database: 'memory' }), { code: 'DATABASE_UNREADABLE' });
  for (const database of ['main', 'temp', 'system'])
    await assert.rejects(openDuckdbEngine({ path: join(folder, `${database}.duckdb`), database }), {
      code: 'DATABASE_NAME',
      message: `${join(folder, database)}.duckdb cannot be opened: DuckDB keeps the name '${database}' for itself, and names a database after its file.`,
    });
});
