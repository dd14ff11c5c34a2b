// Tables with nested columns (contracts/nested-column.ts): what is read is what was written, to the last digit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ColumnType } from '../../src/contracts/column.ts';
import { SHARD_COLUMNS, shardOf, type NestedColumn } from '../../src/contracts/nested-column.ts';
import { column, sealedBatch, TALLIED, talliedLine } from '../support/batch-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openFor, rowsOf, type WarehouseUnderTest } from './warehouse-under-test.ts';

const STORED = [...TALLIED, ...SHARD_COLUMNS];

function nested(name: string, type: ColumnType): NestedColumn {
  return { name, type, origin: 'test', description: '' };
}

/** Row `id` with these nested values, given as JSON text. */
function line(id: string, values: Readonly<Record<string, string>>): string {
  const shards = new Map<number, string[]>();
  for (const [name, json] of Object.entries(values)) {
    const shard = shardOf(name);
    shards.set(shard, [...(shards.get(shard) ?? []), `${JSON.stringify(name)}:${json}`]);
  }
  const cells = [...shards].map(([shard, members]) => `,"sd_${shard}":{${members.join(',')}}`);
  return `${talliedLine(id, 1n).slice(0, -1)}${cells.join('')}}`;
}

const field = (name: string, type: ColumnType) => ({ name, type, nullable: true });

const EVERY = nested('contexts_com_acme_every_1', {
  array: {
    struct: [
      field('_schema_version', 'string'),
      field('big', 'integer'),
      field('small', 'integer'),
      field('money', 'decimal(38,9)'),
      field('rate', 'decimal(9,2)'),
      field('at', 'timestamp'),
      field('day', 'date'),
      field('text', 'string'),
      field('double', 'double'),
      field('flag', 'boolean'),
      field('any', 'json'),
      field('select', { struct: [field('list', { array: { struct: [field('x', 'integer')] } })] }),
    ],
  },
});

const VALUE = `[{"_schema_version":"1-0-0","big":9223372036854775807,"small":-9223372036854775808,
  "money":"12345678901234567890123456789.123456789","rate":"-0.10","at":"2026-01-02 03:04:05.123456",
  "day":"2024-02-29","text":"a \\"q\\" \\\\ é 🙂 \\u2028","double":1e300,"flag":true,"any":{"a":[1,null,"b"]},
  "select":{"list":[{"x":9007199254740993}]}},{"_schema_version":"1-0-1"}]`.replaceAll('\n', '');

export function warehouseNestedSuite(adapter: WarehouseUnderTest): void {
  const table = adapter.tableName('events');

  describe(`warehouse ${adapter.name}: nested columns`, () => {
    test('every type is read back to the last digit, by dotted access', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', STORED, [EVERY]);
      const lines = [line('a', { [EVERY.name]: VALUE }), line('b', {})];
      assert.equal(await warehouse.commit(await sealedBatch(folder, 0, 2, { lines, columns: STORED })), 'committed');
      const e = adapter.element(EVERY.name, 0);
      const sql = `SELECT ${e}.big, ${e}.small, ${e}.money, ${e}.rate, ${e}.at, ${e}.day, ${e}.text, ${e}.double,
        ${e}.flag, ${e}.any, ${adapter.element(`${e}."select".list`, 0)}.x, ${adapter.element(EVERY.name, 1)}._schema_version
        FROM ${table} WHERE id = 'a'`;
      assert.deepEqual(await rowsOf(warehouse, sql), [
        [
          '9223372036854775807',
          '-9223372036854775808',
          '12345678901234567890123456789.123456789',
          '-0.10',
          '2026-01-02T03:04:05.123456Z',
          '2024-02-29',
          'a "q" \\ é 🙂 \u2028',
          1e300,
          true,
          '{"a":[1,null,"b"]}',
          '9007199254740993',
          '1-0-1',
        ],
      ]);
      assert.deepEqual(await rowsOf(warehouse, `SELECT ${EVERY.name} IS NULL FROM ${table} ORDER BY id`), [
        [false],
        [true],
      ]);
    });

    test('a column may grow, and come later; rows from before are null there, and nobody sees the shards', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const first = nested('unstruct_event_com_acme_a_1', { struct: [field('x', 'integer')] });
      const grown = { ...first, type: { struct: [field('x', 'integer'), field('y', 'string')] } };
      const later = nested('contexts_com_acme_a_1', { array: { struct: [field('_schema_version', 'string')] } });
      await warehouse.ensureTable('events', STORED, [first]);
      const commit = async (from: number, text: string): Promise<unknown> =>
        warehouse.commit(await sealedBatch(folder, from, from + 1, { lines: [text], columns: STORED }));
      await commit(0, line('a', { [first.name]: '{"x":1}' }));
      await warehouse.ensureTable('events', STORED, [later, grown]);
      await commit(1, line('b', { [first.name]: '{"x":2,"y":"z"}', [later.name]: '[{"_schema_version":"1-0-0"}]' }));
      const columns = `${first.name}.x, ${first.name}.y, ${adapter.element(later.name, 0)}._schema_version`;
      assert.deepEqual(await rowsOf(warehouse, `SELECT id, ${columns} FROM ${table} ORDER BY id`), [
        ['a', '1', null, null],
        ['b', '2', 'z', '1-0-0'],
      ]);
      const session = await warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: true });
      const { columns: shown } = await session.query(`SELECT * FROM ${table}`, [], { rowsMax: 9, deadlineMs: 9_000 });
      await session.close();
      assert.deepEqual(
        shown.map(({ name }) => name),
        ['id', 'content_hash', 'at', later.name, first.name],
      );
    });

    test('counts, look-ups and expiry see the rows of a nested table, also after it is opened again', async (t) => {
      const folder = await tempFolder(t);
      const before = await adapter.open(folder);
      await before.ensureTable('events', STORED, [EVERY]);
      const lines = [line('a', { [EVERY.name]: VALUE }), line('b', {})];
      await before.commit(await sealedBatch(folder, 0, 2, { lines, columns: STORED }));
      await before.close();
      const warehouse = await adapter.open(folder);
      t.after(() => warehouse.close());
      assert.deepEqual((await warehouse.cut('enriched', 0, 'events'))?.present, { count: 2, hash: '2' });
      assert.deepEqual(await warehouse.lookup('events', 'id', ['b', 'c'], ['id']), [['b']]);
      const ids: string[] = [];
      for await (const chunk of warehouse.scanColumn('events', 'id')) ids.push(...chunk);
      assert.deepEqual(ids.toSorted(), ['a', 'b']);
      const rule = { topic: 'enriched', partition: 0, table: 'events', column: 'at', beforeMs: Date.UTC(2027, 0, 1) };
      assert.equal(await warehouse.expire(rule), 2);
      assert.deepEqual((await warehouse.cut('enriched', 0, 'events'))?.present, { count: 0, hash: '0' });
    });

    test('a file may lack columns, and a table without nested columns is as it was', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      await warehouse.ensureTable('events', STORED, []);
      const columns = STORED.filter(({ name }) => name !== 'at');
      const lines = ['{"id":"a","content_hash":1}'];
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines, columns }));
      assert.deepEqual(await rowsOf(warehouse, `SELECT * FROM ${table}`), [['a', '1', null]]);
      await warehouse.ensureTable('other', [column('id')]);
      assert.deepEqual(await rowsOf(warehouse, `SELECT * FROM ${adapter.tableName('other')}`), []);
    });

    test('a view shows what its statement selects, and may be replaced', async (t) => {
      const { warehouse } = await openFor(t, adapter);
      await warehouse.ensureView('numbers', 'SELECT 1 AS a');
      await warehouse.ensureView('numbers', 'SELECT 2 AS a, 3 AS b');
      assert.deepEqual(await rowsOf(warehouse, `SELECT a + b FROM ${adapter.tableName('numbers')}`), [[5]]);
    });

    test('700 columns are shown, and one of them is read', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const many = Array.from({ length: 700 }, (_, index) =>
        nested(`contexts_com_acme_type_${index}_1`, { array: { struct: [field('value', 'integer')] } }),
      );
      await warehouse.ensureTable('events', STORED, many);
      const lines = [line('a', { contexts_com_acme_type_7_1: '[{"value":7}]', contexts_com_acme_type_77_1: '[]' })];
      await warehouse.commit(await sealedBatch(folder, 0, 1, { lines, columns: STORED }));
      const seven = adapter.element('contexts_com_acme_type_7_1', 0);
      assert.deepEqual(await rowsOf(warehouse, `SELECT ${seven}.value FROM ${table}`), [['7']]);
    });
  });
}
