import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connectWarehouse } from '../../../../src/adapters/local-socket/warehouse-client.ts';
import { startWarehouseServer } from '../../../../src/adapters/local-socket/warehouse-server.ts';
import type { Warehouse, WarehouseSession } from '../../../../src/contracts/warehouse.ts';
import { openDuckdb } from '../../../support/duckdb-under-test.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const LIMITS = { rowsMax: 100, deadlineMs: 20_000 };
const WHO = { actor: 'operator:ada', purpose: 'test' };

async function served(t: TestContext): Promise<{ warehouse: Warehouse; session: WarehouseSession }> {
  const folder = await tempFolder(t);
  const warehouse = await openDuckdb(folder);
  const path = join(folder, 'w.sock');
  const server = await startWarehouseServer(path, warehouse);
  const session = await connectWarehouse(path, WHO);
  t.after(async () => {
    await session?.close();
    await server.close();
    await warehouse.close();
  });
  assert.ok(session !== undefined);
  return { warehouse, session };
}

test('a statement gives over the socket what it gives directly', async (t) => {
  const { warehouse, session } = await served(t);
  const direct = await warehouse.session({ ...WHO, readOnly: true });
  t.after(() => direct.close());
  const sql = `SELECT $1 AS text, 9007199254740993 AS big, 1.10::DECIMAL(38,9) AS exact, TIMESTAMPTZ '2026-01-02 03:04:05Z' AS at,
    'NaN'::DOUBLE AS nan, 'infinity'::DOUBLE AS inf, {'a': [1, NULL]} AS nested, NULL AS nothing, true AS yes
    FROM range(3)`;
  const params = ["O'Brien\n😀"];
  const limits = { ...LIMITS, rowsMax: 2 };
  const expected = await direct.query(sql, params, limits);
  assert.equal(expected.truncated, true);
  assert.deepEqual(await session.query(sql, params, limits), expected);
});

test('the session over the socket only reads, and refusals keep their codes', async (t) => {
  const { session } = await served(t);
  await refusal('SQL_READ_ONLY', () => session.query('CREATE TABLE landing.x AS SELECT 1', [], LIMITS));
  await refusal('SQL_READ_ONLY', () => session.query('SELECT 1; SELECT 2', [], LIMITS));
  const error = await refusal('SQL_FAILED', () => session.query('SELECT nope', [], LIMITS));
  assert.match(error.message, /nope/);
  assert.equal(error.kind, 'user');
  await refusal('SQL_DEADLINE', () =>
    session.query('SELECT count(*) FROM range(1000000000000)', [], { ...LIMITS, deadlineMs: 20 }),
  );
});

test('a statement is cancelled over the socket, and another of the same session is not', async (t) => {
  const { session } = await served(t);
  const controller = new AbortController();
  const limits = { ...LIMITS, signal: controller.signal };
  const long = refusal('SQL_CANCELLED', () => session.query('SELECT count(*) FROM range(1000000000000)', [], limits));
  assert.deepEqual((await session.query('SELECT 1 AS one', [], LIMITS)).rows, [[1]]);
  controller.abort();
  await long;
  await refusal('SQL_CANCELLED', () => session.query('SELECT 1', [], limits));
});

test('limits that are none are those of the platform', async (t) => {
  const { session } = await served(t);
  const limits = { rowsMax: -1, deadlineMs: Number.NaN };
  const { rows, truncated } = await session.query('SELECT * FROM range(10001)', [], limits);
  assert.deepEqual([rows.length, truncated], [10_000, true]);
});

test('nobody there is undefined', async (t) => {
  assert.equal(await connectWarehouse(join(await tempFolder(t), 'w.sock'), WHO), undefined);
});
