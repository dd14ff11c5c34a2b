// How rows are found, counted and removed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { column, hashOf, sealedBatch, TALLIED, talliedLine } from '../support/batch-builder.ts';
import { refusal } from '../support/refusal.ts';
import { ask, openFor, rowsOf, type WarehouseUnderTest } from './warehouse-under-test.ts';

const RULE = { topic: 'enriched', partition: 0, table: 'events', column: 'at' };

export function warehouseCountSuite(adapter: WarehouseUnderTest): void {
  const events = adapter.tableName('events');

  describe(`warehouse ${adapter.name}: finding rows`, () => {
    test('lookup returns the named columns of the rows that have a key, each once', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const ids = ['a', "b'", 'c"\\', '😀', '\u0000', ''];
      const lines = ids.map((id, index) => talliedLine(id, 2n ** 53n + BigInt(index)));
      await warehouse.commit(await sealedBatch(folder, 0, 6, { lines }));
      const found = await warehouse.lookup('events', 'id', [...ids, 'a', 'absent'], ['content_hash', 'id']);
      const byHash = new Map(found.map(([hash, id]) => [hash, id]));
      assert.deepEqual(byHash, new Map(ids.map((id, index) => [String(2n ** 53n + BigInt(index)), id])));
      assert.equal(found.length, ids.length);
      assert.deepEqual(await warehouse.lookup('events', 'id', [], ['id']), []);
      assert.deepEqual(await warehouse.lookup('events', 'id', ['absent'], ['id']), []);
    });

    test('scanColumn gives every value once, and may be left early', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const ids = Array.from({ length: 5_000 }, (_, index) => `id ${index}`);
      const lines = ids.map((id) => talliedLine(id, 1n));
      await warehouse.commit(await sealedBatch(folder, 0, ids.length, { lines }));
      const seen: string[] = [];
      for await (const chunk of warehouse.scanColumn('events', 'id')) seen.push(...chunk);
      assert.deepEqual(seen.toSorted(), ids.toSorted());
      for await (const chunk of warehouse.scanColumn('events', 'id')) {
        assert.ok(chunk.length > 0);
        break;
      }
      assert.deepEqual(await rowsOf(warehouse, `SELECT count(*) FROM ${events}`), [['5000']]);
    });

    test('a table or column that is not there is refused by name', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const scan = async (table: string, name: string): Promise<void> => {
        for await (const chunk of warehouse.scanColumn(table, name)) assert.ok(chunk);
      };
      const errors = [
        await refusal('SQL_FAILED', () => warehouse.lookup('nowhere', 'id', ['a'], ['id'])),
        await refusal('SQL_FAILED', () => scan('nowhere', 'id')),
        await refusal('SQL_FAILED', () => scan('events', 'nowhere')),
      ];
      for (const error of errors) assert.match(error.message, /nowhere/);
    });
  });

  describe(`warehouse ${adapter.name}: counting rows`, () => {
    test('the cut shows the position and a fresh tally that equals it', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      assert.equal(await warehouse.cut('enriched', 0, 'events'), undefined);
      const hashes = fc.sample(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { numRuns: 300, seed: 7 });
      const lines = hashes.map((hash, index) => talliedLine(`e${index}`, hash));
      await warehouse.commit(await sealedBatch(folder, 0, 100, { lines: lines.slice(0, 100) }));
      await warehouse.commit(await sealedBatch(folder, 100, 300, { lines: lines.slice(100) }));
      const cut = await warehouse.cut('enriched', 0, 'events');
      assert.deepEqual(cut?.present, { count: 300, hash: hashOf(lines) });
      assert.equal(cut?.consumed.presentHash, hashOf(lines));
      assert.equal(cut?.consumed.nextOffset, 300);
    });

    test('a row that is deleted, added or exchanged behind its back shows', writes(adapter), async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const lines = [talliedLine('a', 5n), talliedLine('b', 2n ** 64n - 5n), talliedLine('c', 9n)];
      await warehouse.commit(await sealedBatch(folder, 0, 3, { lines }));
      const present = async (): Promise<unknown> => (await warehouse.cut('enriched', 0, 'events'))?.present;
      assert.deepEqual(await present(), { count: 3, hash: '9' });
      await ask(warehouse, `DELETE FROM ${events} WHERE id = 'c'`, [], false);
      assert.deepEqual(await present(), { count: 2, hash: '0' });
      await ask(warehouse, `INSERT INTO ${events} (id, content_hash) VALUES ('d', 8)`, [], false);
      assert.deepEqual(await present(), { count: 3, hash: '8' }, 'a loss and an addition do not cancel');
      await ask(warehouse, `INSERT INTO ${events} (id, content_hash) VALUES ('e', 1)`, [], false);
      assert.deepEqual(await present(), { count: 4, hash: '9' });
      assert.equal((await warehouse.consumed('enriched', 0))?.presentHash, '9', 'the ledger is not touched');
    });

    test('expire removes what is older, counts it, and the cut still agrees', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const at = ['2026-01-01 00:00:00.000', '2026-01-01 00:00:00.001', '2026-01-01 00:00:00.002'];
      const lines = at.map((time, index) => talliedLine(`e${index}`, 2n ** 64n - 1n - BigInt(index), time));
      await warehouse.commit(await sealedBatch(folder, 0, 3, { lines }));
      const beforeMs = Date.UTC(2026, 0, 1, 0, 0, 0, 2);
      assert.equal(await warehouse.expire({ ...RULE, beforeMs: beforeMs - 2 }), 0, 'the bound itself is kept');
      assert.equal(await warehouse.expire({ ...RULE, beforeMs }), 2);
      assert.equal(await warehouse.expire({ ...RULE, beforeMs }), 0);
      assert.deepEqual(await rowsOf(warehouse, `SELECT id FROM ${events}`), [['e2']]);
      const cut = await warehouse.cut('enriched', 0, 'events');
      const left = hashOf(lines.slice(2));
      assert.deepEqual(cut?.present, { count: 1, hash: left });
      const { stored, expired, presentHash, nextOffset } = cut?.consumed ?? {};
      assert.deepEqual(
        { stored, expired, presentHash, nextOffset },
        {
          stored: 3,
          expired: 2,
          presentHash: left,
          nextOffset: 3,
        },
      );
    });

    test('expire of a partition that never was loaded, or of rows without a time, removes nothing', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      assert.equal(await warehouse.expire({ ...RULE, beforeMs: 0 }), 0);
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines: ['{"id":"a","content_hash":1}'] }));
      assert.equal(await warehouse.expire({ ...RULE, beforeMs: Date.UTC(2100, 0, 1) }), 0);
    });

    test('expire that fails leaves rows and counts', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      await warehouse.ensureTable('untallied', [column('at', 'timestamp')]);
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines: [talliedLine('a', 1n)] }));
      const before = await warehouse.cut('enriched', 0, 'events');
      const rule = { ...RULE, table: 'untallied', beforeMs: Date.UTC(2100, 0, 1) };
      await refusal('SQL_FAILED', () => warehouse.expire(rule));
      assert.deepEqual(await warehouse.cut('enriched', 0, 'events'), before);
    });
  });
}

function writes(adapter: WarehouseUnderTest): { skip: boolean } {
  return { skip: !adapter.capabilities.has('writes') };
}
