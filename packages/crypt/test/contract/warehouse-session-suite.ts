// What a session answers, and what it refuses.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sealedBatch, TALLIED, talliedLine } from '../support/batch-builder.ts';
import { refusal } from '../support/refusal.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ask, LIMITS, openFor, reader, rowsOf, type WarehouseUnderTest } from './warehouse-under-test.ts';

export function warehouseSessionSuite(adapter: WarehouseUnderTest): void {
  const interrupts = { skip: !adapter.capabilities.has('interrupts') };
  const events = adapter.tableName('events');

  describe(`warehouse ${adapter.name}: sessions`, () => {
    test('a statement with parameters returns columns and rows', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const text = "'; DROP TABLE x; --";
      const result = await ask(warehouse, 'SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d', [text, 1.5, true, null]);
      assert.deepEqual(
        result.columns.map(({ name }) => name),
        ['a', 'b', 'c', 'd'],
      );
      assert.deepEqual(result.rows, [[text, 1.5, true, null]]);
      assert.equal(result.truncated, false);
    });

    test('columns of one name are told apart', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const { columns, rows } = await ask(warehouse, 'SELECT 1 AS a, 2 AS a');
      assert.equal(new Set(columns.map(({ name }) => name)).size, 2);
      assert.deepEqual(rows, [[1, 2]]);
    });

    test('rows beyond the limit are left out, and told', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const session = await reader(warehouse);
      t.after(() => session.close());
      for (const [count, rowsMax] of [
        [10, 10],
        [10, 9],
        [10_000, 5_000],
        [0, 1],
      ] as const) {
        const { rows, truncated } = await session.query(adapter.numbers(count), [], { ...LIMITS, rowsMax });
        assert.deepEqual([rows.length, truncated], [Math.min(count, rowsMax), count > rowsMax]);
      }
    });

    test('a refused statement says what the engine says, and the session goes on', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const session = await reader(warehouse);
      t.after(() => session.close());
      for (const sql of ['SELEC 1', 'SELECT nope', 'SELECT * FROM nowhere', '', ' ;', '-- nothing']) {
        const error = await refusal('SQL_FAILED', () => session.query(sql, [], LIMITS));
        assert.equal(error.kind, 'user');
      }
      const error = await refusal('SQL_FAILED', () => session.query('SELECT nope', [], LIMITS));
      assert.match(error.message, /nope/);
      assert.deepEqual((await session.query('SELECT 1 AS one', [], LIMITS)).rows, [[1]]);
    });

    test('a text within a statement is never taken for the state of the engine', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      for (const text of ['database has been invalidated', 'FATAL Error', 'INTERNAL Error', 'read-only', 'INTERRUPT']) {
        await refusal('SQL_FAILED', () => ask(warehouse, `SELECT CAST('${text}' AS INTEGER)`));
      }
      assert.deepEqual(await rowsOf(warehouse, 'SELECT 1 AS one'), [[1]]);
    });

    test('a read-only session refuses every statement that changes or acts outside', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const outside = await tempFolder(t);
      await warehouse.ensureTable('events', TALLIED);
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines: [talliedLine('a', 1n)] }));
      const before = await warehouse.cut('enriched', 0, 'events');
      const session = await reader(warehouse);
      t.after(() => session.close());
      for (const sql of adapter.changes(events, join(outside, 'written'))) {
        const error = await refusal('SQL_READ_ONLY', () => session.query(sql, [], LIMITS));
        assert.equal(error.kind, 'user', sql);
        assert.deepEqual((await session.query('SELECT 1 AS one', [], LIMITS)).rows, [[1]], sql);
      }
      assert.deepEqual(await readdir(outside), []);
      assert.deepEqual(await warehouse.cut('enriched', 0, 'events'), before);
    });

    test('a statement is stopped at its deadline, and the session goes on', interrupts, async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const session = await reader(warehouse);
      t.after(() => session.close());
      for (const deadlineMs of [1, 30]) {
        const error = await refusal('SQL_DEADLINE', () =>
          session.query(adapter.endless, [], { rowsMax: 10, deadlineMs }),
        );
        assert.deepEqual({ ...error.params }, { deadlineMs });
        assert.deepEqual((await session.query('SELECT 1 AS one', [], LIMITS)).rows, [[1]]);
      }
    });

    test('a statement is stopped when it is cancelled: before, at once, and later', interrupts, async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const session = await reader(warehouse);
      t.after(() => session.close());
      const cancelled = async (abort: (controller: AbortController) => void, early = false): Promise<void> => {
        const controller = new AbortController();
        if (early) controller.abort();
        const limits = { ...LIMITS, signal: controller.signal };
        const asked = refusal('SQL_CANCELLED', () => session.query(adapter.endless, [], limits));
        abort(controller);
        await asked;
        assert.deepEqual((await session.query('SELECT 1 AS one', [], LIMITS)).rows, [[1]]);
      };
      await cancelled(() => undefined, true);
      await cancelled((controller) => controller.abort());
      await cancelled((controller) => setImmediate(() => controller.abort()));
      await cancelled((controller) => setTimeout(() => controller.abort(), 20));
    });

    test('statements of one session run in turn, and a cancelled one does not stop the next', interrupts, async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const session = await reader(warehouse);
      t.after(() => session.close());
      const controller = new AbortController();
      const first = refusal('SQL_CANCELLED', () =>
        session.query(adapter.endless, [], { ...LIMITS, signal: controller.signal }),
      );
      const second = session.query('SELECT 2 AS two', [], LIMITS);
      const third = refusal('SQL_FAILED', () => session.query('SELECT nope', [], LIMITS));
      const fourth = session.query('SELECT 4 AS four', [], LIMITS);
      controller.abort();
      await Promise.all([first, third]);
      assert.deepEqual([(await second).rows, (await fourth).rows], [[[2]], [[4]]]);
    });

    test('sessions do not wait for one another, nor does a commit for a session', interrupts, async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const busy = await reader(warehouse);
      t.after(() => busy.close());
      const controller = new AbortController();
      const long = refusal('SQL_CANCELLED', () =>
        busy.query(adapter.endless, [], { ...LIMITS, signal: controller.signal }),
      );
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines: [talliedLine('a', 1n)] }));
      assert.deepEqual(await rowsOf(warehouse, `SELECT id FROM ${events}`), [['a']]);
      controller.abort();
      await long;
    });

    test('a session sees what is committed, and nothing of a batch that failed', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const session = await reader(warehouse);
      t.after(() => session.close());
      const ids = async (): Promise<unknown> =>
        (await session.query(`SELECT id FROM ${events} ORDER BY id`, [], LIMITS)).rows;
      assert.deepEqual(await ids(), []);
      const lines = [talliedLine('a', 1n)];
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines }));
      assert.deepEqual(await ids(), [['a']]);
      const wrong = await sealedBatch(folder, 1, 2, { lines });
      const files = wrong.tables.flatMap((table) => table.files).map((file) => ({ ...file, rowCount: 2 }));
      const failing = await sealedBatch(folder, 1, 2, { lines, files });
      await refusal('BATCH_ROWS', () => warehouse.commit(failing));
      assert.deepEqual(await ids(), [['a']]);
    });
  });
}
