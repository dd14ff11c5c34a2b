// Contracts, comments, grants.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { openMacroRig, type MacroRig } from '../../../support/macros/macro-rig.ts';
import type { HostData } from '../../../../src/transform/jinja/values/host.ts';

let rig: MacroRig = await openMacroRig();
beforeEach(async () => {
  rig.close();
  rig = await openMacroRig();
  await rig.run('create table orders (id integer, "Name" varchar)');
});
after(() => rig.close());

async function flat(source: string, options?: Parameters<MacroRig['render']>[1]): Promise<string> {
  return (await rig.render(source, options)).replaceAll(/\s+/g, ' ').trim();
}

test('an empty query has the columns of a query, whatever ends it, and no rows', async () => {
  assert.deepEqual(await rig.rows(await rig.render("{{ get_empty_subquery_sql('select 1 as a -- so') }}")), []);
  assert.equal(
    await flat("{{ get_empty_subquery_sql('select 1', 'set x = 1;') }}"),
    'set x = 1; select * from ( select 1 ) as __dbt_sbq where false limit 0',
  );
});

test('the columns of a query, with names and types', async () => {
  const source =
    "{% for c in get_column_schema_from_query('select 1 as id, date \\'2024-01-01\\' as \"D\"') %}{{ c.name }} {{ c.dtype }};{% endfor %}";
  assert.equal(await rig.render(source), 'id INTEGER;D DATE;');
});

test('a contract as a query: each column null in its type; a missing type is refused, a bare numeric warned of', async () => {
  const columns =
    "{'id': {'name': 'id', 'data_type': 'bigint'}, 'N': {'name': 'N', 'data_type': ' Numeric ', 'quote': true}}";
  const sql = await rig.render(`{{ get_empty_schema_sql(${columns}) }}`);
  assert.deepEqual(await rig.rows(`describe ${sql}`), [
    ['id', 'BIGINT', 'YES', null, null, null],
    ['N', 'DECIMAL(18,3)', 'YES', null, null, null],
  ]);
  assert.deepEqual(rig.told.warnings, [
    "Detected columns with numeric type and unspecified precision/scale, this can lead to unintended rounding: ['N']",
  ]);
  await assert.rejects(
    rig.render("{{ get_empty_schema_sql({'a': {'name': 'a'}, 'b': {'name': 'b', 'data_type': 'int'}}) }}"),
    {
      message: "column_type_missing: ['a']",
    },
  );
});

test('a contract holds for the same names and types in any order; all else is refused with both sides', async () => {
  const check = (columns: HostData, sql: string): Promise<string> =>
    flat(`{{ get_assert_columns_equivalent("${sql}") }}`, { model: { name: 'orders', columns } });
  const columns = { id: { name: 'id', data_type: 'integer' }, Name: { name: 'Name', data_type: 'text' } };
  assert.equal(await check(columns, "select 'x' as NAME, 1 as id"), '');
  const sides = (given: string): RegExp =>
    new RegExp(`^raise_contract_error: \\[\\{'name': 'id'.*'name VARCHAR'\\}\\] / \\[.*${given}.*\\]$`);
  const refuses = async (sql: string, given: string): Promise<void> => {
    await assert.rejects(check(columns, sql), (error: Error) => sides(given).test(error.message));
  };
  await refuses('select 1 as id', "'id INTEGER'");
  await refuses("select 1 as id, 'x' as name, 2 as more", "'more INTEGER'");
  await refuses("select 1 as id, 'x' as nmae", "'nmae VARCHAR'");
  await refuses("select 1::bigint as id, 'x' as name", "'id BIGINT'");
  await assert.rejects(check({}, 'select 1 as id'), { message: 'raise_contract_error: [] / []' });
});

test('columns with constraints, and constraints of the table', async () => {
  const sql = (constraints: readonly string[]): Promise<string> =>
    flat('{{ get_table_columns_and_constraints() }}', { model: { name: 'm', columns: { a: {}, b: {} }, constraints } });
  assert.equal(await sql([]), '( a rendered, b rendered )');
  assert.equal(
    await sql(['primary key (a)', 'check (b > 0)']),
    '( a rendered, b rendered, primary key (a), check (b > 0) )',
  );
});

const COMMENTS = `select 'table', comment from duckdb_tables() where database_name = 'db'
  union all select column_name, comment from duckdb_columns() where database_name = 'db'`;

async function persist(
  columns: HostData,
  description = 'it\'s\n"so" $$ ü',
  docs: HostData = { relation: true, columns: true },
): Promise<void> {
  const model = { name: 'orders', description, columns };
  assert.equal(await flat("{{ persist_docs(this, model) or '' }}", { model, config: { persist_docs: docs } }), '');
}

test('descriptions become comments, with quotes and line ends; columns that are not there are warned of', async () => {
  await persist({
    ID: { name: 'ID', description: "the 'key'" },
    Name: { name: 'Name', description: '', quote: true },
    name: { name: 'name', description: 'x', quote: true },
    gone: { name: 'gone', description: 'x' },
  });
  assert.deepEqual(await rig.rows(COMMENTS), [
    ['table', 'it\'s\n"so" $$ ü'],
    ['id', "the 'key'"],
    ['Name', ''],
  ]);
  assert.deepEqual(rig.told.warnings, [
    'In relation "db"."main"."orders": The following columns are specified in the schema but are not present in the database: name, gone',
  ]);
});

test('comments of views; nothing is said where nothing is configured or described', async () => {
  await persist({ id: { name: 'id', description: 'x' } }, 'x', { relation: false, columns: false });
  await persist({}, '');
  assert.deepEqual(rig.told.statements, []);
  await rig.run('create view seen as select 1 as one');
  await rig.run(
    await rig.render(
      "{{ alter_relation_comment(api.Relation.create(identifier='seen').incorporate(type='view'), 'v') }}",
    ),
  );
  assert.deepEqual(await rig.rows("select comment from duckdb_views() where view_name = 'seen'"), [['v']]);
  await assert.rejects(rig.render('{{ duckdb_escape_comment(1) }}'), {
    message: 'raise_compiler_error: cannot escape a non-string: 1',
  });
  for (const macro of ['alter_relation_comment(this, 1)', 'alter_column_comment(this, {})'])
    await assert.rejects(
      rig.render(`{{ ${macro} }}`, { adapter: 'another' }),
      /raise_not_implemented: alter_\w+ macro not implemented for adapter another/,
    );
});

test('grants: on DuckDB a warning and nothing else', async () => {
  assert.equal(
    await flat(
      "{{ apply_grants(this, {'select': ['a']}, should_revoke=true) }}{{ apply_grants(this, {}, true) }}{{ apply_grants(this, none, true) }}",
    ),
    '',
  );
  assert.deepEqual(rig.told.warnings, ['Grants for relations are not supported by DuckDB']);
  assert.deepEqual(rig.told.statements, []);
});

test('grants elsewhere: a statement a privilege, or one for each who has it', async () => {
  const adapter = 'another';
  assert.equal(await flat("{{ apply_grants(this, {'select': ['a', 'b'], 'insert': []}, false) }}", { adapter }), '');
  assert.deepEqual(rig.told.statements, ['grant select on "db"."main"."orders" to a, b;']);
  const project = '{% macro another__support_multiple_grantees_per_dcl_statement() %}{{ return(false) }}{% endmacro %}';
  await rig.render("{{ apply_grants(this, {'select': ['a', 'b']}, false) }}", { adapter, project });
  assert.equal(
    rig.told.statements.at(-1),
    'grant select on "db"."main"."orders" to a; grant select on "db"."main"."orders" to b;',
  );
  assert.equal(
    await flat("{{ get_revoke_sql(this, 'select', ['a', 'b']) }}"),
    'revoke select on "db"."main"."orders" from "a", "b"',
  );
  assert.equal(await flat('{{ get_show_grant_sql(this) }}'), 'show grants on "db"."main"."orders"');
});

test('earlier grants are taken back when a relation was there, and is kept or keeps them', async () => {
  const source =
    '{{ should_revoke(none) }} {{ should_revoke(this) }} {{ should_revoke(this, full_refresh_mode=false) }} {{ should_revoke(true) }}';
  assert.equal(await rig.render(source), 'False True True True');
  const project = '{% macro default__copy_grants() %}{{ return(false) }}{% endmacro %}';
  assert.equal(await rig.render(source, { project }), 'False False True False');
});
