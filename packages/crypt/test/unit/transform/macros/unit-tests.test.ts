import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openMacroRig, type MacroRig, type RigOptions } from '../../../support/macros/macro-rig.ts';
import type { HostData } from '../../../../src/transform/jinja/values/host.ts';

let rig: MacroRig;
before(async () => {
  rig = await openMacroRig();
  await rig.run(
    'create table orders (id integer, "Name" varchar, placed_at timestamp, amount decimal(10, 2), tags varchar[])',
  );
});
after(() => rig.close());

const UNIT = { name: 'counts', resource_type: 'unit_test' };

async function rowsOf(source: string, options: RigOptions = {}): Promise<readonly (readonly unknown[])[]> {
  return rig.rows(await rig.render(source, options));
}

test('a fixture has every column of its relation, typed; what a row does not name is null', async () => {
  const fixture =
    "{{ get_fixture_sql([{'ID': 1, 'name': \"it's ü\", 'amount': 1.5}, {'placed_at': '2024-02-29', 'tags': ['a']}], none) }}";
  assert.deepEqual(await rowsOf(`from (${fixture})`), [
    [1, "it's ü", null, '1.50', null],
    [null, null, '2024-02-29 00:00:00', null, ['a']],
  ]);
  assert.deepEqual(await rowsOf(`describe from (${fixture})`), [
    ['id', 'INTEGER', 'YES', null, null, null],
    ['Name', 'VARCHAR', 'YES', null, null, null],
    ['placed_at', 'TIMESTAMP', 'YES', null, null, null],
    ['amount', 'DECIMAL(10,2)', 'YES', null, null, null],
    ['tags', 'VARCHAR[]', 'YES', null, null, null],
  ]);
});

test('a fixture without rows has the columns, and no row', async () => {
  assert.deepEqual(await rowsOf('from ({{ get_fixture_sql([], none) }})'), []);
  assert.deepEqual((await rowsOf('describe from ({{ get_fixture_sql([], none) }})')).length, 5);
});

test('types that are given are not asked for; their names need no quotes of the caller', async () => {
  const fixture = "{{ get_fixture_sql([{'a b': none}, {'a b': ''}], {'a b': 'varchar', 'n': 'bigint'}) }}";
  assert.deepEqual(await rowsOf(`from (${fixture})`), [
    [null, null],
    ['', null],
  ]);
});

test('a column that is not there, a value that is none of its type, a relation that is not there are told', async () => {
  await assert.rejects(rig.render("{{ get_fixture_sql([{'nmae': 1}], none) }}"), {
    message:
      "raise_compiler_error: Invalid column name: 'nmae' in unit test fixture for 'orders'.\n" +
      "Accepted columns for 'orders' are: ['id', 'name', 'placed_at', 'amount', 'tags']",
  });
  await assert.rejects(rig.render("{{ format_row({'x': 1}, {'a': 'int'}) }}", { model: UNIT }), {
    message:
      "raise_compiler_error: Invalid column name: 'x' in unit test fixture for expected output.\n" +
      "Accepted columns for expected output are: ['a']",
  });
  await assert.rejects(
    rowsOf("from ({{ get_fixture_sql([{'id': 'x'}], none) }})"),
    /Could not convert string 'x' to INT32/,
  );
  const nothing = { project: '{% macro get_columns_for_unit_tests(relation) %}{{ return([]) }}{% endmacro %}' };
  await assert.rejects(
    rig.render('{{ get_fixture_sql([], none) }}', nothing),
    /Not able to get columns for unit test 'orders'/,
  );
});

test('texts are not cut at the length of their type', async () => {
  const types = "{'a': 'character varying(2)'}";
  assert.deepEqual(await rowsOf(`from ({{ get_fixture_sql([{'a': 'long'}], ${types}) }})`), [['long']]);
});

/** Runs the materialization; the rows of its main statement. */
async function runUnit(
  sql: string,
  config: Readonly<Record<string, HostData>>,
): Promise<readonly (readonly unknown[])[]> {
  await rig.render("{{ materialization_unit_default() and '' }}", { config, model: UNIT, values: { sql } });
  assert.deepEqual(await rig.rows("select count(*) from information_schema.tables where table_name like '%dbt_tmp'"), [
    ['0'],
  ]);
  return rig.rows(rig.told.statements.at(-1) ?? '');
}

test('the rows a model gives and those expected come as one, of the columns that are expected', async () => {
  const rows = await runUnit('select 1 as id, \'ü\' as "Name", 2 as other', {
    expected_rows: [{ id: 1 }, { name: 'x' }],
  });
  assert.deepEqual(rows, [
    [1, 'ü', 'actual'],
    [1, null, 'expected'],
    [null, 'x', 'expected'],
  ]);
});

test('no row expected: all columns, and the rows that the model gives', async () => {
  assert.deepEqual(await runUnit('select 1 as id, 2 as n', { expected_rows: [] }), [[1, 2, 'actual']]);
  assert.deepEqual(await runUnit('select 1 as id where false', { expected_rows: [] }), []);
});

test('expected rows may be SQL', async () => {
  const rows = await runUnit('select 1 as id', { expected_rows: [], expected_sql: 'select 2 as id' });
  assert.deepEqual(rows, [
    [1, 'actual'],
    [2, 'expected'],
  ]);
});
