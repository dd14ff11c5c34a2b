// Catalog, freshness, indexes, clones, microbatches, and what is refused.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { openMacroRig, type MacroRig, type RigOptions } from '../../../support/macros/macro-rig.ts';
import { macroFiles } from '../../../support/macros/macro-files.ts';
import { tableNamed } from '../../../support/macros/relation.ts';
import { hostFunction } from '../../../../src/transform/jinja/values/host.ts';
import type { Value } from '../../../../src/transform/jinja/values/value.ts';

let rig: MacroRig = await openMacroRig();
beforeEach(async () => {
  rig.close();
  rig = await openMacroRig();
});
after(() => rig.close());

async function flat(source: string, options?: RigOptions): Promise<string> {
  return (await rig.render(source, options)).replaceAll(/\s+/g, ' ').trim();
}

const ROWS = "{% for row in table.rows %}{{ row | join(' ') }};{% endfor %}";

test('the catalog: tables and views of schemas or relations, their columns in order, without regard to case', async () => {
  await rig.run(`
    create table orders (id integer, "Na me" varchar);
    comment on table orders is 'all of them'; comment on column orders.id is 'key';
    create view seen as select 1 as one;
    create schema other; create table other.orders (x date); create table other."it's" (y date);
  `);
  const columns = (call: string): Promise<string> => flat(`{% set table = ${call} %}${ROWS}`);
  const main = [
    'db main orders BASE TABLE all of them id 1 INTEGER key None;',
    'db main orders BASE TABLE all of them Na me 2 VARCHAR None None;',
    'db main seen VIEW None one 1 INTEGER None None;',
  ];
  assert.equal(await columns("get_catalog({'database': 'DB'}, ['MAIN'])"), main.join(''));
  assert.equal(await columns("get_catalog({'database': 'db'}, [])"), '');
  assert.equal(await columns("get_catalog({'database': 'no'}, ['main'])"), '');
  const relations = "[{'schema': 'main', 'identifier': 'SEEN'}, {'schema': 'other', 'identifier': \"it's\"}]";
  assert.equal(
    await columns(`get_catalog_relations({'database': 'db'}, ${relations})`),
    `${main[2]}db other it's BASE TABLE None y 1 DATE None None;`,
  );
  assert.equal(await columns("get_catalog_relations({'database': 'db'}, [{'schema': 'main'}])"), main.join(''));
  assert.equal(await columns("get_catalog_for_single_relation(api.Relation.create(identifier='seen'))"), main[2]);
  await assert.rejects(
    columns("get_catalog_relations({'database': 'db'}, [{'identifier': 'x'}])"),
    /requires a list of relations, each with a schema/,
  );
  for (const call of ['get_catalog({}, [])', 'get_catalog_relations({}, [])', 'get_catalog_for_single_relation(this)'])
    await assert.rejects(rig.render(`{{ ${call} }}`, { adapter: 'another' }), /not implemented for (adapter )?another/);
});

test('freshness: the newest row, of all or of those that a filter leaves, and the time it was asked', async () => {
  await rig.run(
    "create table orders as from (values (timestamp '2024-01-01', 'a'), (timestamp '2024-03-01', 'b'), (null, 'a')) t(moment, kind)",
  );
  const newest = (call: string): Promise<string> =>
    flat(`{% set row = ${call}['data'][0] %}{{ row[0] }} {{ row | length }} {{ row[1] is none }}`);
  assert.equal(await newest("collect_freshness(this, 'moment', none)"), '2024-03-01 00:00:00 2 False');
  assert.equal(await newest("collect_freshness(this, 'moment', \"kind = 'a'\")"), '2024-01-01 00:00:00 2 False');
  assert.equal(await newest("collect_freshness(this, 'moment', 'false')"), 'None 2 False');
  assert.equal(
    await newest("collect_freshness_custom_sql(this, 'select min(moment) from orders')"),
    '2024-01-01 00:00:00 2 False',
  );
  await assert.rejects(rig.render('{{ get_relation_last_modified({}, []) }}'), {
    message:
      'raise_not_implemented: get_relation_last_modified macro not implemented for adapter duckdb;' +
      ' give the source a loaded_at_field or a loaded_at_query',
  });
});

const INDEX: Value = {
  kind: 'namespace',
  attributes: new Map<string, Value>([
    ['columns', ['id', 'name']],
    ['unique', true],
    ['render', hostFunction('render', ['relation'], () => 'by"id')],
  ]),
};

test('indexes are made as the config says, shown, and dropped', async () => {
  await rig.run('create table orders (id integer, name varchar)');
  const adapterIndex = { values: { index: INDEX } };
  await rig.run(await rig.render('{{ get_create_index_sql(this, index) }}', adapterIndex));
  assert.deepEqual(await rig.rows(await rig.render('{{ get_show_indexes_sql(this) }}')), [
    ['by"id', true, `[id, '"name"']`],
  ]);
  await assert.rejects(rig.run('alter table orders rename to others'), /depend/);
  assert.equal(await flat('{{ drop_indexes_on_relation(this) }}'), '');
  assert.deepEqual(await rig.rows('select count(*) from duckdb_indexes()'), [['0']]);
  await rig.run('alter table orders rename to others');
  assert.equal(await flat('{{ create_indexes(this) }}'), '');
});

test('indexes elsewhere: none is made, and asking for them is refused', async () => {
  const adapter = 'another';
  assert.equal(await flat('{{ create_indexes(this) }}', { adapter, config: { indexes: [{ columns: ['a'] }] } }), '');
  assert.deepEqual(rig.told.statements, []);
  for (const call of ["get_drop_index_sql(this, 'a')", 'get_show_indexes_sql(this)'])
    await assert.rejects(
      rig.render(`{{ ${call} }}`, { adapter }),
      /raise_compiler_error: get_\w+ has not been implemented for adapter another/,
    );
});

test('clone: nothing without a relation to clone or over one that is there; a view where tables are not cloned', async () => {
  await rig.run('create table orders as select 1 as id; create table theirs as select 2 as id');
  const view = hostFunction('view', [], () => 'as a view');
  const clone = (
    values: Readonly<Record<string, Value>>,
    flags = {},
    adapter = 'duckdb',
    project = '',
  ): Promise<string> =>
    flat('{{ materialization_clone_default() }}', {
      values: { ...values, materialization_view_default: view },
      flags,
      adapter,
      project,
    });
  assert.equal(await clone({}), "{'relations': []}");
  assert.equal(await clone({ defer_relation: tableNamed('theirs') }), "{'relations': []}");
  assert.deepEqual(rig.told.logged, [
    'No relation found in state manifest for ',
    'Relation "db"."main"."orders" already exists',
  ]);
  assert.equal(await clone({ defer_relation: tableNamed('theirs') }, { FULL_REFRESH: true }), 'as a view');
  const project = '{% macro another__can_clone_table() %}{{ return(true) }}{% endmacro %}';
  await clone({ defer_relation: tableNamed('theirs') }, { FULL_REFRESH: true }, 'another', project);
  assert.deepEqual(rig.told.statements, ['create or replace table "db"."main"."orders" clone "db"."main"."theirs"']);
  await clone({ defer_relation: tableNamed('orders') }, { FULL_REFRESH: true }, 'another', project);
  assert.equal(rig.told.statements.length, 1);
  assert.match(rig.told.logged.at(-1) ?? '', /are the same, skipping clone/);
});

const BATCH = {
  name: 'm',
  batch: { event_time_start: '2024-01-02 00:00:00+00:00', event_time_end: '2024-01-03 00:00:00+00:00' },
};

for (const type of ['timestamp', 'timestamptz', 'date'])
  test(`microbatch replaces what lies in the batch, of ${type}: its start, not its end`, async () => {
    const days = (table: string, ...list: readonly (readonly [string, string])[]): string =>
      `create table ${table} as select * from (values ${list.map(([at, kind]) => `('${at}'::${type}, '${kind}')`).join(', ')}) t(moment, kind)`;
    await rig.run(
      days('orders', ['2024-01-01', 'old'], ['2024-01-02', 'old'], ['2024-01-02', 'kept'], ['2024-01-03', 'old']),
    );
    await rig.run(days('fresh', ['2024-01-01', 'new'], ['2024-01-02', 'new'], ['2024-01-03', 'new']));
    await rig.run("insert into orders values (null, 'old'); insert into fresh values (null, 'new')");
    const args =
      "{'target_relation': this, 'temp_relation': fresh, 'dest_columns': adapter.get_columns_in_relation(this), 'incremental_predicates': \"kind != 'kept'\"}";
    const sql = await rig.render(`{{ get_incremental_microbatch_sql(${args}) }}`, {
      config: { event_time: 'moment' },
      model: BATCH,
      values: { fresh: tableNamed('fresh') },
    });
    await rig.run(sql);
    assert.deepEqual(await rig.rows('select day(moment), kind from orders order by moment nulls last, kind'), [
      ['1', 'old'],
      ['2', 'kept'],
      ['2', 'new'],
      ['3', 'old'],
      [null, 'old'],
    ]);
  });

test('microbatch refuses what it cannot do', async () => {
  const render = (options: RigOptions): Promise<string> =>
    rig.render('{{ get_incremental_microbatch_sql({}) }}', options);
  await assert.rejects(render({ model: BATCH }), /requires an 'event_time' model config/);
  await assert.rejects(
    render({ model: BATCH, config: { event_time: 'moment', unique_key: 'id' } }),
    /does not support 'unique_key'/,
  );
  await assert.rejects(
    render({ config: { event_time: 'moment' } }),
    /requires 'batch.event_time_start' and 'batch.event_time_end'/,
  );
  await assert.rejects(
    render({ adapter: 'another' }),
    /microbatch materialization strategy not implemented for adapter another/,
  );
});

for (const [folder, hint] of [
  ['python/', 'Write it in SQL'],
  ['functions/', 'Write it as a macro of Jinja'],
] as const)
  test(`every macro of ${folder} refuses by its name, and says what to do`, async () => {
    const macros = macroFiles()
      .filter(({ path }) => path.startsWith(folder))
      .flatMap((file) => file.macros);
    const names = macros.filter(({ block, name }) => block === 'macro' && !/^_|__/.test(name)).map(({ name }) => name);
    assert.ok(names.length > 5);
    for (const name of names)
      await assert.rejects(
        rig.render(`{{ ${name}() }}`, { model: { name: 'orders' } }),
        ({ message }: Error) =>
          message.startsWith(`raise_compiler_error: ${name}: `) &&
          message.includes('orders was not') &&
          message.includes(hint),
      );
  });

test('a function as a node is refused', async () => {
  await assert.rejects(
    rig.render('{{ materialization_function_default() }}'),
    /raise_compiler_error: materialization function: functions are not built here/,
  );
});
