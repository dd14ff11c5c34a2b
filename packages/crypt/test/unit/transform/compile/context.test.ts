import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { textOf } from '../../../../src/transform/jinja/values/repr.ts';
import { runOperation } from '../../../../src/transform/execute/run-operation.ts';
import { openTransformRig, type TransformRig } from '../../../support/transform-rig.ts';

async function macroRig(
  t: TestContext,
  body: string,
  files: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<TransformRig> {
  return openTransformRig(
    t,
    { 'macros/ask.sql': `{% macro ask(given=none) %}${body}{% endmacro %}`, 'models/m.sql': 'select 1 as x', ...files },
    environment,
  );
}

/** What a macro of this body answers. */
async function answer(
  t: TestContext,
  body: string,
  files: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const rig = await macroRig(t, body, files, environment);
  return runOperation(await rig.world(), 'ask', new Map(), rig.engine);
}

test('values of results are exact: decimals, dates, 64 bits and more, lists, None', async (t) => {
  const body = `{% set table = run_query("select 9007199254740993 as big, 12.340::decimal(9,3) as money, 0.1::double as part, 2.0::double as two, date '2026-01-31' as day,
    timestamp '2026-01-31 10:00:00.5' as moment, timestamptz '2026-01-31 10:00:00+02' as zoned, time '01:02:03' as clock, interval 1 day as span, [1, 2] as list, {'a': 'x'} as object,
    null as nothing, true as truth, '' as empty, 170141183460469231731687303715884105727::hugeint as huge, 'null' as word, '\\x01a'::blob as bytes") %}
    {%- for column in table.columns %}{{ column.name }}={{ column.values()[0] }}|{% endfor %}`;
  assert.equal(
    String(await answer(t, body)).trim(),
    'big=9007199254740993|money=12.340|part=0.1|two=2.0|day=2026-01-31|moment=2026-01-31 10:00:00.500000|zoned=2026-01-31 08:00:00+00:00|clock=01:02:03|' +
      'span=1 day, 0:00:00|list=[1, 2]|object={"a": "x"}|nothing=None|truth=True|empty=|huge=170141183460469231731687303715884105727|word=null|' +
      "bytes=b'\\x01a'|",
  );
});

test('tables of results as agate has them', async (t) => {
  const body = `{% set t = run_query("select * from (values (2, 'b'), (1, 'a'), (1, 'a')) v(id, name)") -%}
    {{ t.column_names }} {{ t.rows | length }} {{ t | length }} {{ t.columns['id'].values() }} {{ t.columns[1].values_distinct() }} {{ t.rows[0]['name'] }} {{ t.rows[0].name }} {{ t.rows[-1][0] }}
    {%- for row in t %} {{ row.values() }}{% endfor %} {{ t.order_by('id').rows[0].dict() }} {{ t.distinct().rows | length }} {{ t.select(['name']).column_names }} {{ t.exclude('name').column_names }} {{ t.limit(1).rows | length }}
    {%- do t.print_table() %}`;
  const rig = await macroRig(t, body);
  const said = await runOperation(await rig.world(), 'ask', new Map(), rig.engine);
  assert.equal(
    textOf(said).replace(/\s+/g, ' '),
    "('id', 'name') 3 3 (2, 1, 1) ('b', 'a') b b 1 (2, 'b') (1, 'a') (1, 'a') {'id': 1, 'name': 'a'} 2 ('name',) ('id',) 1",
  );
  assert.deepEqual(rig.said.print, ['| id | name |\n| -- | ---- |\n|  2 | b    |\n|  1 | a    |\n|  1 | a    |']);
});

test('relations: what packages do with them', async (t) => {
  const body = `{% set r = api.Relation.create(database='db', schema='main', identifier='m', type='table') -%}
    {{ r }}|{{ r.include(database=false) }}|{{ r.quote(identifier=false) }}|{{ r.incorporate(path={'identifier': 'n'}, type='view').type }}|{{ r.without_identifier() }}|{{ r.is_table }}|{{ r.is_cte }}|{{ r.name }}|
    {{- r.matches(database='DB', identifier='M') }}|{{ r.matches(identifier='n') }}|{{ r is mapping }}|{{ r.get('metadata').type }}|{{ r == api.Relation.create(database='db', schema='main', identifier='m', type='table') }}|
    {{- r.information_schema('columns') }}|{{ {r: 1}[r] }}|{{ r.path.schema }}|{{ r.incorporate(limit=3) }}|{{ [r] }}|{{ api.Relation.View }}|{{ r.replace_path(schema='s') }}`;
  assert.equal(
    String(await answer(t, body)).trim(),
    '"db"."main"."m"|"main"."m"|"db"."main".m|view|"db"."main"|True|False|m|True|False|True|DuckDBRelation|True|' +
      '"db".information_schema.columns|1|main|(select * from "db"."main"."m" limit 3)|[<Relation "db"."main"."m">]|view|"db"."s"."m"',
  );
});

test('columns: what packages do with them', async (t) => {
  const body = `{% set c = api.Column.create('a', 'string') -%}
    {{ c.data_type }}|{{ c.dtype }}|{{ api.Column('n', 'numeric', none, 10, 2).data_type }}|{{ api.Column.translate_type('string') }}|{{ api.Column.numeric_type('decimal', 9, 3) }}|{{ c.is_string() }}|{{ c.quoted }}|
    {{- api.Column('i', 'BIGINT').is_integer() }}|{{ api.Column('f', 'DOUBLE').is_float() }}|{{ c }}|{{ api.Column.from_description('d', 'decimal(5,1)').data_type }}|{{ c.can_expand_to(c) }}|
    {%- for f in api.Column('s', 'STRUCT(a INTEGER, "b c" STRUCT(d DECIMAL(3,1)))').flatten() %}{{ f.name }}:{{ f.dtype }} {% endfor %}`;
  assert.equal(
    String(await answer(t, body)).trim(),
    'character varying(256)|TEXT|numeric(10,2)|TEXT|decimal(9,3)|True|"a"|True|True|<Column a (character varying(256))>|decimal(5,1)|False|s.a:INTEGER s.b c.d:DECIMAL(3,1)',
  );
});

test('the adapter tells what is there, and does what macros ask', async (t) => {
  const body = `{% set r = api.Relation.create(database='db', schema='other', identifier='m', type='table') -%}
    {% do adapter.create_schema(r) %}{{ adapter.check_schema_exists('db', 'OTHER') }}|
    {%- do run_query('create table ' ~ r ~ ' as select 1 as a, 2.5::decimal(4,2) as b') %}{{ adapter.get_relation('db', 'other', 'M').type }}|{{ adapter.get_relation('db', 'other', 'n') }}|
    {%- for c in adapter.get_columns_in_relation(r) %}{{ c.name }} {{ c.data_type }},{% endfor %}|{{ adapter.list_relations('db', 'other') }}|{{ adapter.get_columns_in_relation(api.Relation.create(identifier='none')) }}|
    {%- set n = r.incorporate(path={'identifier': 'n'}) %}{% do adapter.rename_relation(r, n) %}{{ adapter.get_relation('db', 'other', 'n').name }}|
    {%- do adapter.truncate_relation(n) %}{{ run_query('select count(*) from ' ~ n).rows[0][0] }}|{% do adapter.drop_relation(n) %}{{ adapter.list_relations('db', 'other') | length }}|
    {%- do adapter.drop_schema(r) %}{{ 'other' in adapter.list_schemas('db') }}|{{ adapter.quote('a') }}|{{ adapter.type() }}|
    {%- for c in adapter.get_column_schema_from_query('select 1 as q') %}{{ c.name }}{% endfor %}|{{ adapter.execute('select 7 as x', fetch=true)[1].rows[0].x }}|{{ adapter.execute('select 1')[0] }}`;
  assert.equal(
    String(await answer(t, body)).trim(),
    'True|table|None|a INTEGER,b DECIMAL(4,2),|[<Relation "db"."other"."m">]|[]|n|0|0|False|"a"|duckdb|q|7|OK',
  );
});

test('names of a run: target, graph, flags, vars, context, builtins, modules', async (t) => {
  const files = { 'dbt_project.yml': 'name: shop\nversion: "1"\nprofile: shop\nvars: {color: red}\n' };
  const body = `{{ target.schema }}|{{ target.name }}|{{ graph.nodes['model.shop.m'].name }}|{{ graph['nodes'].values() | list | length }}|{{ flags.WHICH }}|{{ flags.NOT_THERE }}|{{ var('color') }}|{{ var('none', 1) }}|
    {{- context['target'].name }}|{{ context.get('nothing', 'x') }}|{{ builtins.ref is callable }}|{{ execute }}|{{ invocation_id | length }}|{{ run_started_at.strftime('%Y') | length }}|{{ project_name }}|{{ thread_id }}|
    {{- tojson({'a': 1}) }}|{{ fromjson('[1]') }}|{{ fromyaml('a: yes') }}|{{ local_md5('a') }}|{{ zip([1], [2]) | list }}|{{ set([1, 1]) | length }}|{{ modules.datetime.date(2026, 1, 31) }}|{{ env_var('HERE') }}|
    {{- load_result('nothing') }}|{{ dbt.type_string() }}|{{ this }}`;
  assert.equal(
    String(await answer(t, body, files, { HERE: 'yes' })).trim(),
    'main|dev|m|1|build|None|red|1|dev|x|True|True|36|4|shop|Thread-1|{"a": 1}|[1]|{\'a\': True}|0cc175b9c0f1b6a831c399e269772661|[(1, 2)]|1|2026-01-31|yes|None|TEXT|None',
  );
});

test('secrets are refused to templates, and masked wherever text leaves', async (t) => {
  const environment = { DBT_ENV_SECRET_KEY: 'hush-hush', PLAIN: 'hush-hush' };
  const rig = await macroRig(
    t,
    "{{ log('the hush-hush key', info=true) }}{{ print('hush-hush') }}{{ exceptions.warn('hush-hush') }}",
    {
      'models/m.sql': "select '{{ env_var('PLAIN') }}' as x from nowhere",
    },
    environment,
  );
  await runOperation(await rig.world(), 'ask', new Map(), rig.engine);
  assert.deepEqual([rig.said.log.at(-1), rig.said.print, rig.said.warn], ['the ***** key', ['*****'], ['*****']]);
  const { m } = await rig.run();
  assert.equal(m?.compiled_code, "select '*****' as x from nowhere");
  assert.doesNotMatch(JSON.stringify(m), /hush/);
  assert.doesNotMatch(JSON.stringify(rig.said), /hush-hush/);
  await assert.rejects(answer(t, "{{ env_var('DBT_ENV_SECRET_KEY') }}", {}, environment), { code: 'PROJECT_ENV_VAR' });
});
