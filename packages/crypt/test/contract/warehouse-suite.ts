// What every warehouse does with tables and batches (contracts/warehouse.ts, contracts/batch.ts).
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { Consumed } from '../../src/contracts/batch.ts';
import { batchFile, column, hashOf, sealedBatch, TALLIED, talliedLine } from '../support/batch-builder.ts';
import { refusal } from '../support/refusal.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openFor, rowsOf, type WarehouseUnderTest } from './warehouse-under-test.ts';

function consumed(fields: Partial<Consumed>): Consumed {
  const zero = { stored: 0, duplicate: 0, redelivered: 0, damaged: 0, expired: 0, presentHash: '0' };
  return { topic: 'enriched', partition: 0, nextOffset: 0, ...zero, ...fields };
}

export function warehouseSuite(adapter: WarehouseUnderTest): void {
  describe(`warehouse ${adapter.name}: tables`, () => {
    test('a table is made, gets its missing columns, and keeps what it has', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const lines = [talliedLine('a', 1n)];
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines }));
      await warehouse.ensureTable('events', [column('id'), column('added', 'decimal(38,9)'), column('note', 'json')]);
      const columns = 'id, content_hash, added, note';
      const sql = `SELECT ${columns} FROM ${adapter.tableName('events')}`;
      assert.deepEqual(await rowsOf(warehouse, sql), [['a', '1', null, null]]);
    });

    test('names that differ by case only are one column', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      await warehouse.ensureTable('events', [column('Id')]);
      await warehouse.ensureTable('events', [column('ID')]);
      await warehouse.ensureTable('events', [column('id')]);
      assert.deepEqual(await rowsOf(warehouse, `SELECT * FROM ${adapter.tableName('events')}`), []);
    });

    test('every logical type has a name', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      const types = ['string', 'boolean', 'integer', 'double', 'json', 'timestamp', 'date', 'decimal(38,9)'] as const;
      await warehouse.ensureTable(
        'typed',
        types.map((type, index) => column(`c${index}`, type)),
      );
      for (const type of types) assert.match(warehouse.typeName(type), /^[A-Z][A-Z0-9 (),]*$/);
      assert.match(warehouse.engine, /^\w+ \S+$/);
    });
  });

  describe(`warehouse ${adapter.name}: batches`, () => {
    test('a batch is committed with its position, and survives closing', async (t) => {
      const folder = await tempFolder(t);
      const first = await adapter.open(folder);
      await first.ensureTable('events', TALLIED);
      assert.equal(await first.consumed('enriched', 0), undefined);
      const lines = [talliedLine('a', 2n ** 63n), talliedLine('b', 2n ** 64n - 1n)];
      const counts = { duplicate: 3, redelivered: 2, damaged: 1 };
      assert.equal(await first.commit(await sealedBatch(folder, 5, 13, { lines, counts })), 'committed');
      const expected = consumed({ nextOffset: 13, stored: 2, ...counts, presentHash: (2n ** 63n - 1n).toString() });
      assert.deepEqual(await first.consumed('enriched', 0), expected);
      assert.equal(await first.consumed('enriched', 1), undefined);
      await first.close();
      const second = await adapter.open(folder);
      t.after(() => second.close());
      assert.deepEqual(await second.consumed('enriched', 0), expected);
      const sql = `SELECT id FROM ${adapter.tableName('events')} ORDER BY id`;
      assert.deepEqual(await rowsOf(second, sql), [['a'], ['b']]);
    });

    test('batches add up, each partition for itself', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const one = [talliedLine('a', 7n)];
      const two = [talliedLine('b', 2n ** 64n - 3n)];
      const other = [talliedLine('c', 1n)];
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines: one, counts: { duplicate: 1 } }));
      await warehouse.commit(await sealedBatch(folder, 1, 4, { lines: two, counts: { duplicate: 1, damaged: 1 } }));
      await warehouse.commit(await sealedBatch(folder, 0, 9, { lines: other, partition: 1 }));
      assert.deepEqual(
        [await warehouse.consumed('enriched', 0), await warehouse.consumed('enriched', 1)],
        [
          consumed({ nextOffset: 4, stored: 2, duplicate: 2, damaged: 1, presentHash: '4' }),
          consumed({ partition: 1, nextOffset: 9, stored: 1, presentHash: '1' }),
        ],
      );
    });

    test('a batch that is stored, or before one that is, is already there and changes nothing', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const first = await sealedBatch(folder, 0, 1, { lines: [talliedLine('a', 1n)] });
      const second = await sealedBatch(folder, 1, 2, { lines: [talliedLine('b', 2n)] });
      const answers = [];
      for (const batch of [first, first, second, first, second]) answers.push(await warehouse.commit(batch));
      assert.deepEqual(answers, ['committed', 'already', 'committed', 'already', 'already']);
      assert.deepEqual(
        await warehouse.consumed('enriched', 0),
        consumed({ nextOffset: 2, stored: 2, presentHash: '3' }),
      );
      assert.deepEqual(await rowsOf(warehouse, `SELECT count(*) FROM ${adapter.tableName('events')}`), [['2']]);
    });

    test('a batch is told to be already there even when its files are gone', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const batch = await sealedBatch(folder, 0, 1, { lines: [talliedLine('a', 1n)] });
      await warehouse.commit(batch);
      for (const table of batch.tables) for (const file of table.files) await rm(file.path);
      assert.equal(await warehouse.commit(batch), 'already');
    });

    test('a batch that leaves a gap or overlaps is refused with BATCH_GAP and leaves nothing', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      await warehouse.commit(await sealedBatch(folder, 0, 5, { lines: [talliedLine('a', 1n)] }));
      for (const from of [6, 4]) {
        const batch = await sealedBatch(folder, from, 8, { lines: [talliedLine('b', 2n)] });
        const error = await refusal('BATCH_GAP', () => warehouse.commit(batch));
        assert.deepEqual({ ...error.params }, { id: `enriched-0-${from}-8`, from, expected: 5 });
      }
      assert.deepEqual(
        await warehouse.consumed('enriched', 0),
        consumed({ nextOffset: 5, stored: 1, presentHash: '1' }),
      );
      assert.deepEqual(await rowsOf(warehouse, `SELECT id FROM ${adapter.tableName('events')}`), [['a']]);
    });

    test('a file with other rows than announced is refused with BATCH_ROWS and leaves nothing', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const lines = [talliedLine('a', 1n), talliedLine('b', 2n)];
      const whole = await batchFile(folder, 'whole.ndjson', lines);
      for (const rowCount of [1, 3]) {
        const batch = await sealedBatch(folder, 0, 2, { lines, files: [whole, { ...whole, rowCount }] });
        const error = await refusal('BATCH_ROWS', () => warehouse.commit(batch));
        assert.deepEqual({ ...error.params }, { id: 'enriched-0-0-2', table: 'events', expected: rowCount, read: 2 });
      }
      assert.equal(await warehouse.consumed('enriched', 0), undefined);
      assert.deepEqual(await rowsOf(warehouse, `SELECT count(*) FROM ${adapter.tableName('events')}`), [['0']]);
      assert.equal(await warehouse.commit(await sealedBatch(folder, 0, 2, { lines })), 'committed');
    });

    test('a file that fails leaves neither rows nor position, and the batch can be repeated', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const lines = [talliedLine('a', 1n), talliedLine('b', 2n)];
      const good = await batchFile(folder, 'good.ndjson', lines);
      const failing = {
        absent: { ...good, path: `${folder}/absent.ndjson` },
        torn: await batchFile(folder, 'torn.ndjson', [lines[0] ?? '', '{"id":"b","content_hash":2,"at":"2026-']),
        untyped: await batchFile(folder, 'untyped.ndjson', ['{"id":"c","content_hash":"many"}', '{"id":"d"}']),
      };
      for (const [name, bad] of Object.entries(failing)) {
        const batch = await sealedBatch(folder, 0, 4, { lines, files: [good, bad] });
        await refusal('SQL_FAILED', () => warehouse.commit(batch));
        assert.equal(await warehouse.consumed('enriched', 0), undefined, name);
        const count = await rowsOf(warehouse, `SELECT count(*) FROM ${adapter.tableName('events')}`);
        assert.deepEqual(count, [['0']], name);
      }
      assert.equal(await warehouse.commit(await sealedBatch(folder, 0, 4, { lines })), 'committed');
    });

    test('all tables of a batch are stored together, or none', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      await warehouse.ensureTable('others', [column('name')]);
      const lines = [talliedLine('a', 1n)];
      const events = await batchFile(folder, 'events.ndjson', lines);
      const others = await batchFile(folder, 'others.ndjson', ['{"name":"x"}', '{"name":"y"}']);
      const whole = await sealedBatch(folder, 0, 3, { lines, files: [events] });
      const second = { table: 'others', columns: [column('name')], files: [others] };
      const torn = { ...second, files: [{ ...others, rowCount: 3 }] };
      await refusal('BATCH_ROWS', () => warehouse.commit({ ...whole, tables: [...whole.tables, torn] }));
      const counts = `SELECT (SELECT count(*) FROM ${adapter.tableName('events')}),
        (SELECT count(*) FROM ${adapter.tableName('others')})`;
      assert.deepEqual(await rowsOf(warehouse, counts), [['0', '0']]);
      await warehouse.commit({ ...whole, tables: [...whole.tables, second] });
      assert.deepEqual(await rowsOf(warehouse, counts), [['1', '2']]);
      const cut = await warehouse.cut('enriched', 0, 'events');
      assert.deepEqual(cut?.present, { count: 1, hash: hashOf(lines) });
    });

    test('a batch without rows moves the position', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const batch = await sealedBatch(folder, 0, 7, { counts: { redelivered: 7 } });
      assert.equal(await warehouse.commit(batch), 'committed');
      assert.deepEqual(await warehouse.consumed('enriched', 0), consumed({ nextOffset: 7, redelivered: 7 }));
    });

    test('commits that are asked for together are stored one after another', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', TALLIED);
      const batches = [];
      for (let at = 0; at < 10; at++) {
        batches.push(await sealedBatch(folder, at, at + 1, { lines: [talliedLine(`e${at}`, BigInt(at))] }));
      }
      const answers = await Promise.all([...batches, ...batches].map((batch) => warehouse.commit(batch)));
      assert.deepEqual(answers, [...batches.map(() => 'committed'), ...batches.map(() => 'already')]);
      const position = await warehouse.consumed('enriched', 0);
      assert.deepEqual(position, consumed({ nextOffset: 10, stored: 10, presentHash: '45' }));
    });
  });
}
