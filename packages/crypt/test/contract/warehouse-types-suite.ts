// Every value that is stored comes back as it was: digit for digit, byte for byte.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Column, ScalarType } from '../../src/contracts/column.ts';
import type { Value, Warehouse } from '../../src/contracts/warehouse.ts';
import { column, sealedBatch } from '../support/batch-builder.ts';
import { openFor, rowsOf, type WarehouseUnderTest } from './warehouse-under-test.ts';

const HOSTILE_STRINGS: readonly string[] = [
  '',
  ' ',
  "O'Brien",
  '"double" \'single\' `tick`',
  "'; DROP TABLE events; --",
  '\\n is not \n, and \t, \r\n',
  '\\',
  '\\\\"',
  '{"json": ["in", "text"]}',
  'null',
  'NULL',
  '\\N',
  'été ß İ ı',
  'e\u0301 is not \u00e9',
  '日本語 العربية \u202eright to left',
  '😀 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\u0000 between \u0000',
  '\u0001\u001b[31m\u007f\u0085\u2028\u2029\ufeff',
  '\uffff \u{10ffff}',
  'x'.repeat(100_000),
  '$1 ${x} %s {{ x }}',
];

const INTEGERS = ['0', '-1', '9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808'];

const DECIMALS = [
  '0.000000000',
  '0.000000001',
  '-0.000000001',
  '19.990000000',
  '12345678901234567890123456789.123456789',
  '99999999999999999999999999999.999999999',
  '-99999999999999999999999999999.999999999',
];

const JSON_TEXTS = [
  '{"price":1.10,"big":12345678901234567890.0000000001}',
  '{ "spaces" :  [ 1 , 2 ] }',
  '{"a":1,"a":2}',
  '{"b":1,"a":2}',
  '"text"',
  'null',
  '[]',
  '{"emoji":"😀","escaped":"\\u00e9\\n"}',
  '1e400',
];

/** Text stored, text returned. */
const TIMESTAMPS: readonly (readonly [string, string])[] = [
  ['1970-01-01 00:00:00.000', '1970-01-01T00:00:00.000Z'],
  ['2026-02-28 23:59:59.999', '2026-02-28T23:59:59.999Z'],
  ['2024-02-29 12:00:00.001', '2024-02-29T12:00:00.001Z'],
  ['1969-12-31 23:59:59.999', '1969-12-31T23:59:59.999Z'],
  ['2026-03-29 02:30:00.000', '2026-03-29T02:30:00.000Z'],
  ['0001-01-01 00:00:00.000', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31 23:59:59.999', '9999-12-31T23:59:59.999Z'],
  ['2026-01-01 00:00:00.123456', '2026-01-01T00:00:00.123456Z'],
  ['1969-12-31 23:59:59.999999', '1969-12-31T23:59:59.999999Z'],
];

export function warehouseTypesSuite(adapter: WarehouseUnderTest): void {
  /** Stores each text as a JSON value of column `v`, and returns `v` in the same order. */
  const roundTrip = async (
    warehouse: Warehouse,
    folder: string,
    type: ScalarType,
    literals: readonly string[],
  ): Promise<readonly (Value | undefined)[]> => {
    const columns: readonly Column[] = [column('n', 'integer'), column('v', type)];
    await warehouse.ensureTable('kept', columns);
    const lines = literals.map((literal, index) => `{"n":${index},"v":${literal}}`);
    await warehouse.commit(await sealedBatch(folder, 0, lines.length, { table: 'kept', columns, lines }));
    const rows = await rowsOf(warehouse, `SELECT n, v FROM ${adapter.tableName('kept')} ORDER BY n`);
    assert.equal(rows.length, literals.length);
    return rows.map((row) => row[1]);
  };

  describe(`warehouse ${adapter.name}: values`, () => {
    test('strings of every kind come back as they were', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const literals = HOSTILE_STRINGS.map((text) => JSON.stringify(text));
      assert.deepEqual(await roundTrip(warehouse, folder, 'string', literals), HOSTILE_STRINGS);
    });

    test('64-bit integers past 2^53 come back as text, exact', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      assert.deepEqual(await roundTrip(warehouse, folder, 'integer', INTEGERS), INTEGERS);
    });

    test('decimals of 38 digits come back as text, exact, when they travel as text', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const literals = DECIMALS.map((text) => JSON.stringify(text));
      assert.deepEqual(await roundTrip(warehouse, folder, 'decimal(38,9)', literals), DECIMALS);
    });

    test('JSON is kept digit for digit, as the text it was', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const literals = JSON_TEXTS.map((text) => JSON.stringify(text));
      assert.deepEqual(await roundTrip(warehouse, folder, 'json', literals), JSON_TEXTS);
    });

    test('timestamps come back as ISO 8601 in UTC, whatever the zone of the machine', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const literals = TIMESTAMPS.map(([stored]) => JSON.stringify(stored));
      const expected = TIMESTAMPS.map(([, returned]) => returned);
      assert.deepEqual(await roundTrip(warehouse, folder, 'timestamp', literals), expected);
    });

    test('the year 0 is kept', { skip: !adapter.capabilities.has('timestampsBC') }, async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const stored = ['"0001-01-01 (BC) 00:00:00.001"'];
      assert.deepEqual(await roundTrip(warehouse, folder, 'timestamp', stored), ['0000-01-01T00:00:00.001Z']);
    });

    test('dates, booleans and doubles come back as they were', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const doubles = [0, -0, 0.1, 1e300, 5e-324, -1.7976931348623157e308, 123456.789];
      const columns = [column('d', 'date'), column('b', 'boolean'), column('x', 'double')];
      await warehouse.ensureTable('mixed', columns);
      const lines = doubles.map((x, index) =>
        JSON.stringify({ d: `2024-02-${String(index + 23).padStart(2, '0')}`, b: index % 2 === 0, x }),
      );
      await warehouse.commit(await sealedBatch(folder, 0, lines.length, { table: 'mixed', columns, lines }));
      const rows = await rowsOf(warehouse, `SELECT d, b, x FROM ${adapter.tableName('mixed')} ORDER BY d`);
      assert.deepEqual(
        rows,
        // JSON has no -0.
        doubles.map((x, index) => [`2024-02-${index + 23}`, index % 2 === 0, x === 0 ? 0 : x]),
      );
    });

    test('null and absent are null in every type', async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const types = ['string', 'boolean', 'integer', 'double', 'json', 'timestamp', 'date', 'decimal(38,9)'] as const;
      const columns = types.map((type, index) => column(`c${index}`, type));
      await warehouse.ensureTable('empty', columns);
      const nulls = JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, null])));
      const lines = ['{"c0":null}', nulls];
      await warehouse.commit(await sealedBatch(folder, 0, 2, { table: 'empty', columns, lines }));
      const row = types.map(() => null);
      const names = columns.map(({ name }) => name).join(', ');
      assert.deepEqual(await rowsOf(warehouse, `SELECT ${names} FROM ${adapter.tableName('empty')}`), [row, row]);
    });

    test('tables and columns may have any name', { skip: !adapter.capabilities.has('hostileNames') }, async (t) => {
      const { warehouse, folder } = await openFor(t, adapter);
      const names = ['select', 'a"b', "a'b", 'a b', 'a.b', '"; DROP TABLE x; --', 'é😀', 'a\\b', '1st', "}', '"];
      for (const [index, table] of names.entries()) {
        const columns = names.map((name) => column(name));
        await warehouse.ensureTable(table, columns.slice(0, 3));
        await warehouse.ensureTable(table, columns);
        const lines = [JSON.stringify(Object.fromEntries(names.map((name, at) => [name, `value ${at}`])))];
        const parts = { table, columns, lines };
        const batch = await sealedBatch(folder, 0, 1, { ...parts, topic: `t${index}` });
        assert.equal(await warehouse.commit(batch), 'committed', table);
        const found = await warehouse.lookup(table, table, [`value ${index}`], names);
        assert.deepEqual(found, [names.map((_, at) => `value ${at}`)], table);
      }
    });
  });
}
