import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { connectEngine } from '../../../../src/adapters/local-socket/engine-client.ts';
import { decodeValue, encodeValue } from '../../../../src/adapters/local-socket/engine-value-json.ts';
import { connectLineClient, type LineClient } from '../../../../src/adapters/local-socket/line-client.ts';
import type { EngineValue, SqlSession } from '../../../../src/contracts/sql-engine.ts';
import { parseJson } from '../../../../src/kernel/parse-json.ts';
import { refusal } from '../../../support/refusal.ts';
import { serveEngine } from '../../../support/served-engine.ts';

/** As a client that is killed leaves it: no close, no rollback, the socket gone. */
async function abandoned(path: string, statements: readonly string[]): Promise<void> {
  const socket = connect(path);
  const lines = (async function* () {
    let rest = '';
    for await (const chunk of socket) {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  })();
  socket.write('{"id":1,"op":"engine.session"}\n');
  const { value } = (await lines.next()) as { value: string };
  const { session } = (JSON.parse(value) as { progress: { session: string } }).progress;
  for (const [i, sql] of statements.entries()) {
    socket.write(
      `${JSON.stringify({ id: i + 2, op: 'engine.call', params: { session, method: 'run', arguments: [sql] } })}\n`,
    );
    if (i + 1 < statements.length) await lines.next();
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
}

async function eventually(session: SqlSession, sql: string, expected: number): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const { rows } = await session.run(sql, { fetches: true });
    if (rows[0]?.[0] === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${sql} never was ${expected}`);
}

const value: fc.Arbitrary<EngineValue> = fc.letrec<{ value: EngineValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 127n }),
    fc.string({ unit: 'binary' }),
    fc.double().map((number): EngineValue => ({ kind: 'float', value: number })),
    fc.constantFrom('12.340', '-0.1').map((text): EngineValue => ({ kind: 'decimal', text })),
    fc.constant<EngineValue>({ kind: 'date', text: '2026-01-31' }),
    fc.record(
      {
        kind: fc.constant('timestamp' as const),
        micros: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
        hasZone: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
    fc.bigInt({ min: 0n, max: 2n ** 40n }).map((micros): EngineValue => ({ kind: 'time', micros })),
    fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map((micros): EngineValue => ({ kind: 'interval', micros })),
    fc.uint8Array().map((bytes): EngineValue => ({ kind: 'bytes', value: bytes })),
    fc.array(tie('value'), { maxLength: 4 }).map((items): EngineValue => ({ kind: 'list', items })),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value')), { maxLength: 4 })
      .map((fields): EngineValue => ({ kind: 'struct', fields })),
  ),
})).value;

test('every value comes back from its JSON as it was', () => {
  fc.assert(
    fc.property(value, (given) =>
      assert.deepEqual(decodeValue(parseJson(JSON.stringify(encodeValue(given)), 200)), given),
    ),
  );
});

test('what is no value is refused', async () => {
  for (const json of [
    {},
    { int: '1e9' },
    { int: 7 },
    { decimal: null },
    { list: {} },
    { struct: [7] },
    { other: 1 },
    { timestamp: 'x' },
    [],
  ])
    await refusal('SOCKET_REQUEST', () => decodeValue(json));
});

test('a client that dies takes its transaction and its statement along', async (t) => {
  const { path, engine } = await serveEngine(t);
  const session = await engine.session();
  await session.run('CREATE TABLE t AS SELECT 1 AS a');
  await abandoned(path, ['BEGIN', 'DROP TABLE t']);
  await abandoned(path, ['BEGIN', 'INSERT INTO t VALUES (2)', 'SELECT count(*) FROM range(1000000000000)']);
  await eventually(session, 'SELECT count(*) FROM t', 1);
  // The abandoned ones hold nothing: the table can be replaced.
  await session.run('CREATE OR REPLACE TABLE t AS SELECT 3 AS a');
  await session.close();
});

test('sessions are told apart, and requests that are none are refused', async (t) => {
  const { path, engine } = await serveEngine(t);
  const [one, two] = [await engine.session(), await engine.session()];
  await one.run('CREATE TEMP TABLE own AS SELECT 1 AS a');
  await refusal('SQL_FAILED', () => two.run('FROM own'));
  const client = (await connectLineClient(path, 'x')) as LineClient;
  for (const params of [{}, { session: 'x', method: 'run' }, { session: '__proto__' }])
    await refusal('SOCKET_REQUEST', () => client.ask('engine.call', params));
  await refusal('SOCKET_REQUEST', () => client.ask('engine.cancel', { session: 'x' }));
  client.close();
  await one.close();
  await one.close();
  await refusal('SOCKET_CLOSED', () => one.run('SELECT 1'));
  await two.close();
});

test('a method that there is not, and arguments of another kind, are refused', async (t) => {
  const { path } = await serveEngine(t);
  const client = (await connectLineClient(path, 'x')) as LineClient;
  const session = await new Promise<string>((resolve, reject) => {
    client.ask('engine.session', {}, undefined, (told) => resolve((told as { session: string }).session)).catch(reject);
  });
  for (const [method, values] of [
    ['constructor', []],
    ['close', []],
    ['run', [7]],
    ['run', 'x'],
    ['append', ['t', ['a'], ['INTEGER'], [[7]]]],
  ] as const) {
    const answer = client.ask('engine.call', { session, method, arguments: values });
    const told = await answer.then(
      (reply) => (reply as { error?: { code: string } }).error?.code,
      (error: { code: string }) => error.code,
    );
    assert.equal(told, 'SOCKET_REQUEST', method);
  }
  await client.ask('engine.close', { session });
  client.close();
});

test('the warehouse that goes is said to have gone', async (t) => {
  const { server, engine, path } = await serveEngine(t);
  const session = await engine.session();
  const long = refusal('SOCKET_CLOSED', () => session.run('SELECT count(*) FROM range(1000000000000)'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await server.close();
  await long;
  await session.close();
  await refusal('SOCKET_CLOSED', () => engine.session());
  assert.equal(await connectEngine(path), undefined);
});

test('the loader commits while a long model runs', async (t) => {
  const { engine, warehouse } = await serveEngine(t);
  await warehouse.ensureTable('events', [{ name: 'event_id', type: 'string' }] as never);
  const session = await engine.session();
  await session.begin();
  const long = refusal('SQL_CANCELLED', () =>
    session.run(
      'CREATE TABLE m AS SELECT count(*) AS n FROM range(1000000000000) WHERE range >= (SELECT count(*) FROM landing.events)',
    ),
  );
  for (let from = 0; from < 3; from++) {
    const counts = { stored: 0, duplicate: 0, redelivered: 0, damaged: 0 };
    const batch = {
      id: `b${from}`,
      topic: 'enriched',
      partition: 0,
      from,
      to: from + 1,
      sealedMs: 0,
      tables: [],
      storedHash: '0',
      counts,
    };
    assert.equal(await warehouse.commit(batch as never), 'committed');
  }
  session.cancel();
  await long;
  await session.close();
});
