// What every SqlEngine does, however far away it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineValue, SqlSession } from '../../src/contracts/sql-engine.ts';
import { isCryptError } from '../../src/kernel/crypt-error.ts';
import { refusal } from '../support/refusal.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

const ENDLESS = 'SELECT count(*) FROM range(1000000000000)';

const VALUES: readonly (readonly [string, EngineValue])[] = [
  ['NULL', null],
  ['true', true],
  ['42', 42],
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['-170141183460469231731687303715884105727::HUGEINT', -170141183460469231731687303715884105727n],
  ["'it''s\n😀 \u2028'", "it's\n😀 \u2028"],
  ['1.5::DOUBLE', { kind: 'float', value: 1.5 }],
  ["'NaN'::DOUBLE", { kind: 'float', value: Number.NaN }],
  ["'-inf'::DOUBLE", { kind: 'float', value: Number.NEGATIVE_INFINITY }],
  ["'-0'::DOUBLE", { kind: 'float', value: -0 }],
  ['12.340::DECIMAL(38,3)', { kind: 'decimal', text: '12.340' }],
  ["DATE '2026-01-31'", { kind: 'date', text: '2026-01-31' }],
  ["TIMESTAMP '2026-01-02 03:04:05.000006'", { kind: 'timestamp', micros: 1_767_323_045_000_006n, hasZone: false }],
  ["TIMESTAMPTZ '2026-01-02 03:04:05Z'", { kind: 'timestamp', micros: 1_767_323_045_000_000n, hasZone: true }],
  ["TIME '00:00:01'", { kind: 'time', micros: 1_000_000n }],
  ["INTERVAL '1 day 1 second'", { kind: 'interval', micros: 86_401_000_000n }],
  ["'\\x00\\xFF'::BLOB", { kind: 'bytes', value: new Uint8Array([0, 255]) }],
  ['[1.0::DECIMAL(3,1), NULL]', { kind: 'list', items: [{ kind: 'decimal', text: '1.0' }, null] }],
  [
    "{'constructor': 1, 'b': [{'c': DATE '2026-01-31'}]}",
    {
      kind: 'struct',
      fields: [
        ['constructor', 1],
        ['b', { kind: 'list', items: [{ kind: 'struct', fields: [['c', { kind: 'date', text: '2026-01-31' }]] }] }],
      ],
    },
  ],
];

/** @param open a fresh engine whose database `models` is empty. */
export function engineSuite(name: string, open: EngineUnderTest): void {
  const onSession = (
    what: string,
    work: (session: SqlSession, other: () => Promise<SqlSession>) => Promise<void>,
  ): void => {
    test(`${name}: ${what}`, async (t) => {
      const engine = await open(t);
      const session = await engine.session();
      const opened = [session];
      try {
        await work(session, async () => {
          const other = await engine.session();
          opened.push(other);
          return other;
        });
      } finally {
        for (const each of opened) await each.close();
        await engine.close();
      }
    });
  };
  onSession('every kind of value comes whole', async (session) => {
    const result = await session.run(`SELECT ${VALUES.map(([sql], i) => `${sql} AS v${i}`).join(', ')}`, {
      fetches: true,
    });
    assert.deepEqual(result.rows, [VALUES.map(([, value]) => value)]);
    assert.deepEqual(result.columns[11], { name: 'v11', type: 'DECIMAL(38,3)' });
    assert.deepEqual([result.message, result.rowsAffected], ['OK', undefined]);
  });
  onSession('parameters go as they are', async (session) => {
    const parameters: readonly EngineValue[] = [
      'a',
      9_007_199_254_740_993n,
      { kind: 'decimal', text: '-1.20' },
      { kind: 'bytes', value: new Uint8Array([7]) },
      { kind: 'timestamp', micros: 1_767_323_045_000_006n, hasZone: true },
      null,
      true,
    ];
    const sql = `SELECT ?, ?::BIGINT, ?::DECIMAL(10,2), ?, ?::TIMESTAMPTZ, ?, ?`;
    assert.deepEqual((await session.run(sql, { parameters, fetches: true })).rows, [parameters]);
  });
  onSession('rows that change are counted, and rows are only read when asked for', async (session) => {
    await session.run('CREATE TABLE t (a INTEGER)');
    assert.deepEqual(await session.run('INSERT INTO t VALUES (1), (2)'), {
      columns: [{ name: 'Count', type: 'BIGINT' }],
      rows: [],
      message: 'OK',
      rowsAffected: 2,
    });
    assert.equal((await session.run('UPDATE t SET a = 3 WHERE a = 1')).rowsAffected, 1);
    assert.deepEqual((await session.run('SELECT 1; SELECT a FROM t ORDER BY a', { fetches: true })).rows, [[2], [3]]);
  });
  onSession('a transaction is seen by others when it is committed', async (session, another) => {
    const other = await another();
    await session.begin();
    await session.run('CREATE TABLE t AS SELECT 1 AS a');
    assert.equal(session.isInTransaction(), true);
    assert.equal(await other.findRelation('models', 'main', 't'), undefined);
    await session.commit();
    assert.equal(session.isInTransaction(), false);
    assert.deepEqual(await other.findRelation('MODELS', 'Main', 'T'), {
      database: 'models',
      schema: 'main',
      name: 't',
      type: 'table',
    });
    await session.run('BEGIN; DROP TABLE t');
    assert.equal(session.isInTransaction(), true);
    await session.rollback();
    assert.equal((await other.listRelations('models', 'main')).length, 1);
  });
  onSession('an error has its text and its place, and the transaction can be rolled back', async (session) => {
    await session.begin();
    await session.run('CREATE TABLE t AS SELECT 1 AS a');
    const error = await session.run('SELECT a,\n  nope\nFROM t').then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(isCryptError(error, 'SQL_FAILED'));
    assert.deepEqual(error.params['at'], { line: 2, column: 3 });
    await session.rollback();
    assert.equal(session.isInTransaction(), false);
    assert.deepEqual((await session.run('SELECT 1 AS a', { fetches: true })).rows, [[1]]);
    assert.equal(await session.findRelation('models', 'main', 't'), undefined);
    await refusal('SQL_FAILED', () => session.commit());
    for (const nothing of ['-- nothing', '; ;', ';-- nothing'])
      assert.deepEqual((await session.run(nothing, { fetches: true })).rows, []);
  });
  onSession('the catalogue answers', async (session) => {
    await session.run(
      'CREATE SCHEMA more; CREATE TABLE more.t (a INTEGER, "B c" DECIMAL(5,2)); CREATE VIEW more.v AS SELECT 1 AS x',
    );
    assert.ok((await session.listSchemas('Models')).includes('more'));
    assert.deepEqual(await session.listRelations('models', 'more'), [
      { database: 'models', schema: 'more', name: 't', type: 'table' },
      { database: 'models', schema: 'more', name: 'v', type: 'view' },
    ]);
    assert.deepEqual(await session.columnsOf('models.more.t'), [
      { name: 'a', type: 'INTEGER' },
      { name: 'B c', type: 'DECIMAL(5,2)' },
    ]);
    assert.equal(await session.columnsOf('models.more.nothing'), undefined);
    assert.deepEqual(await session.columnsOfQuery('SELECT x, now() AS n FROM more.v'), [
      { name: 'x', type: 'INTEGER' },
      { name: 'n', type: 'TIMESTAMP WITH TIME ZONE' },
    ]);
  });
  onSession('rows of texts are appended and converted, also within a transaction', async (session) => {
    await session.run('CREATE TABLE t (a INTEGER, b DATE)');
    await session.append(
      't',
      ['a', 'b'],
      ['INTEGER', 'DATE'],
      [
        ['1', '2026-01-31'],
        [null, null],
      ],
    );
    await session.begin();
    await session.append('t', ['a', 'b'], ['INTEGER', 'DATE'], [['2', null]]);
    await session.commit();
    const { rows } = await session.run('SELECT a, b FROM t ORDER BY a', { fetches: true });
    assert.deepEqual(rows, [
      [1, { kind: 'date', text: '2026-01-31' }],
      [2, null],
      [null, null],
    ]);
    await refusal('SQL_FAILED', () => session.append('t', ['a'], ['INTEGER'], [['x']]));
  });
  onSession('what runs can be cancelled, and its session is then good for nothing else', async (session, another) => {
    const long = refusal('SQL_CANCELLED', () => session.run(ENDLESS));
    await (await another()).run('SELECT 1');
    session.cancel();
    await long;
    await refusal('SQL_CANCELLED', () => session.run('SELECT 1'));
  });
  onSession('closing rolls back', async (session, another) => {
    const other = await another();
    await other.begin();
    await other.run('CREATE TABLE t AS SELECT 1 AS a');
    await other.close();
    assert.equal(await session.findRelation('models', 'main', 't'), undefined);
  });
  onSession('sessions write side by side', async (session, another) => {
    const others = await Promise.all([another(), another(), another()]);
    const write = async (one: SqlSession, i: number): Promise<void> => {
      await one.begin();
      await one.run(`CREATE TABLE side_${i} AS SELECT * FROM range(1000)`);
      await one.commit();
    };
    for (let round = 0; round < 3; round++)
      await Promise.all([session, ...others].map((one, i) => write(one, round * 10 + i)));
    assert.equal((await session.listRelations('models', 'main')).length, 12);
  });
}
