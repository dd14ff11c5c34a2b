import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTransformRig } from '../../../support/transform-rig.ts';

const ORDERS = 'id,customer,amount\n1,ann,10.50\n2,bob,3.25\n3,ann,1.00\n';

function statuses(results: Readonly<Record<string, { readonly status: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(results).map(([name, { status }]) => [name, status]));
}

test('seeds, views, tables and tests run in order, and each says what dbt says', async (t) => {
  const rig = await openTransformRig(t, {
    'seeds/orders.csv': ORDERS,
    'models/stg.sql': 'select * from {{ ref("orders") }}',
    'models/totals.sql':
      "{{ config(materialized='table') }}\nselect customer, sum(amount) as total from {{ ref('stg') }} group by 1",
    'models/schema.yml':
      'models:\n  - name: totals\n    columns:\n      - name: customer\n        data_tests: [unique, not_null]\n      - name: total\n        data_tests:\n          - accepted_values: {values: [1], quote: false, config: {severity: warn}}\n',
  });
  const results = await rig.run();
  assert.deepEqual(statuses(results), {
    orders: 'success',
    stg: 'success',
    totals: 'success',
    unique_totals_customer: 'pass',
    not_null_totals_customer: 'pass',
    accepted_values_totals_total__False__1: 'warn',
  });
  assert.deepEqual(await rig.rows('select * from db.main.totals order by 1'), [
    ['ann', 11.5],
    ['bob', 3.25],
  ]);
  const { orders, totals } = results;
  assert.deepEqual(
    [orders?.message, orders?.adapter_response],
    ['INSERT 3', { _message: 'INSERT 3', code: 'INSERT', rows_affected: 3 }],
  );
  assert.deepEqual(
    [totals?.message, totals?.adapter_response, totals?.relation_name],
    ['OK', { _message: 'OK' }, '"db"."main"."totals"'],
  );
  assert.equal(totals?.compiled_code, '\nselect customer, sum(amount) as total from "db"."main"."stg" group by 1');
  assert.deepEqual(
    totals?.timing.map(({ name }) => name),
    ['compile', 'execute'],
  );
  const warned = results['accepted_values_totals_total__False__1'];
  assert.deepEqual([warned?.failures, warned?.message], [2, 'Got 2 results, configured to warn if != 0']);
});

test('running again replaces tables and views, whatever was there before, and leaves nothing behind', async (t) => {
  const rig = await openTransformRig(t, {
    'models/a.sql': "{{ config(materialized='table') }} select 1 as x",
    'models/b.sql': 'select x from {{ ref("a") }}',
  });
  await rig.run();
  await rig.run();
  await rig.write({
    'models/a.sql': 'select 2 as x',
    'models/b.sql': "{{ config(materialized='table') }} select x from {{ ref('a') }}",
  });
  assert.deepEqual(statuses(await rig.run()), { a: 'success', b: 'success' });
  const relations = await rig.rows(
    "select table_name, table_type from system.information_schema.tables where table_catalog = 'db' order by 1",
  );
  assert.deepEqual(relations, [
    ['a', 'VIEW'],
    ['b', 'BASE TABLE'],
  ]);
  assert.deepEqual(await rig.rows('select * from db.main.b'), [[2]]);
});

test('what fails keeps the old table, and skips what needs it', async (t) => {
  const rig = await openTransformRig(t, {
    'models/a.sql':
      "{{ config(materialized='table', post_hook='select * from nowhere') if var('breaks', false) else config(materialized='table') }} select 1 as x",
    'models/b.sql': 'select x from {{ ref("a") }}',
  });
  await rig.run();
  await rig.write({
    'models/a.sql': "{{ config(materialized='table', post_hook='select * from nowhere') }} select 2 as x",
  });
  const results = await rig.run();
  assert.deepEqual(statuses(results), { a: 'error', b: 'skipped' });
  assert.match(results['a']?.message ?? '', /Catalog Error: Table with name nowhere does not exist/);
  assert.deepEqual(await rig.rows('select * from db.main.b'), [[1]]);
  assert.deepEqual(
    await rig.rows("select table_name from system.information_schema.tables where table_catalog = 'db' order by 1"),
    [['a'], ['b']],
  );
});

test('what a killed run left is dropped before it is in the way', async (t) => {
  const rig = await openTransformRig(t, { 'models/a.sql': "{{ config(materialized='table') }} select 1 as x" });
  await rig.rows('create table db.main.a__dbt_tmp as select 7 as y');
  await rig.rows('create view db.main.a__dbt_backup as select 7 as y');
  assert.deepEqual(statuses(await rig.run()), { a: 'success' });
  assert.deepEqual(
    await rig.rows("select table_name from system.information_schema.tables where table_catalog = 'db'"),
    [['a']],
  );
});

test('ephemeral models are put into what reads them, through each other and beside a WITH of its own', async (t) => {
  const rig = await openTransformRig(t, {
    'models/one.sql': "{{ config(materialized='ephemeral') }}select 1 as x",
    'models/two.sql': "{{ config(materialized='ephemeral') }}select x + 1 as x from {{ ref('one') }}",
    'models/three.sql':
      "with mine as (select * from {{ ref('two') }}) select x from mine union all select x from {{ ref('one') }}",
  });
  const results = await rig.run();
  assert.equal(
    results['three']?.compiled_code,
    'with __dbt__cte__one as (\nselect 1 as x\n),  __dbt__cte__two as (\nselect x + 1 as x from __dbt__cte__one\n),  mine as (select * from __dbt__cte__two) select x from mine union all select x from __dbt__cte__one',
  );
  assert.deepEqual(await rig.rows('select x from db.main.three order by 1'), [[1], [2]]);
});

test('hooks run before and after, inside the transaction and outside', async (t) => {
  const rig = await openTransformRig(t, {
    'dbt_project.yml':
      'name: shop\nversion: "1"\nprofile: shop\non-run-start: "create table if not exists {{ target.schema }}.notes (what varchar)"\non-run-end:\n  - "insert into notes values (\'end\')"\n',
    'models/a.sql':
      "{{ config(materialized='table', pre_hook=[\"insert into notes values ('pre')\", before_begin(\"insert into notes values ('before')\")], post_hook=[\"insert into notes select 'post ' || count(*) from {{ this }}\", after_commit(\"insert into notes values ('after')\")]) }} select 1 as x",
  });
  const results = await rig.run();
  assert.deepEqual(new Set(Object.values(results).map(({ status }) => status)), new Set(['success']));
  assert.deepEqual(await rig.rows('select what from db.main.notes order by rowid'), [
    ['before'],
    ['pre'],
    ['post 1'],
    ['after'],
    ['end'],
  ]);
});

test('a project replaces macros, materializations, and dbt functions', async (t) => {
  const rig = await openTransformRig(t, {
    'macros/mine.sql': `
{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or 'mart' }}{% endmacro %}
{% macro ref(name) %}{% do return(builtins.ref(name).include(database=false)) %}{% endmacro %}
{% macro duckdb__create_view_as(relation, sql) %}create view {{ relation }} as select *, 'ours' as maker from ({{ sql }}){% endmacro %}
{% macro cents(column) %}{{ return(adapter.dispatch('cents')(column)) }}{% endmacro %}
{% macro default__cents(column) %}{{ column }} * 100{% endmacro %}
{% macro duckdb__cents(column) %}({{ column }} * 100)::integer{% endmacro %}
{% materialization noted, default %}
  {% set target = this.incorporate(type='table') %}
  {% call statement('main') %}create or replace table {{ target }} as select * from ({{ sql }}), (select 'noted' as how){% endcall %}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
`,
    'models/a.sql': 'select 1.5 as x',
    'models/b.sql': "{{ config(materialized='noted') }}select {{ cents('x') }} as x, maker from {{ ref('a') }}",
  });
  const results = await rig.run();
  assert.deepEqual(statuses(results), { a: 'success', b: 'success' });
  assert.equal(results['b']?.compiled_code, 'select (x * 100)::integer as x, maker from "mart"."a"');
  assert.deepEqual(await rig.rows('select * from db.mart.b'), [[150, 'ours', 'noted']]);
});

test('an error of the database points at the line of the model, and at the macro that is called there', async (t) => {
  const rig = await openTransformRig(t, {
    'macros/wrong.sql': '{% macro wrong() %}\n  wrng(1)\n{% endmacro %}',
    'models/a.sql':
      "{% set columns = ['x'] %}\nselect\n  {% for column in columns %}\n  amonut as {{ column }}\n  {% endfor %}\nfrom (select 1 as amount)",
    'models/b.sql': 'select 1 as x,\n  {{ wrong() }} as y',
    'models/c.sql': "{{ config(materialized='ephemeral') }}\nselect nothing as x",
    'models/d.sql': "{{ config(materialized='table') }}\nselect * from {{ ref('c') }}",
  });
  const { a, b, d } = await rig.run();
  assert.match(a?.message ?? '', /^models\/a\.sql:4:3: Binder Error: Referenced column "amonut" not found/);
  assert.match(
    b?.message ?? '',
    /^macros\/wrong\.sql:2:3: Catalog Error: Scalar Function with name wrng does not exist/,
  );
  assert.match(b?.message ?? '', /\n {2}in wrong \(models\/b\.sql:2:\d+\)$/);
  assert.match(d?.message ?? '', /^models\/c\.sql:2:8: Binder Error: Referenced column "nothing"/);
});

test('errors of templates and of macros point at their place with the calls that led there', async (t) => {
  const rig = await openTransformRig(t, {
    'macros/refuse.sql':
      "{% macro refuse() %}{% if execute %}\n{{ exceptions.raise_compiler_error('no more') }}{% endif %}{% endmacro %}{% macro outer() %}{{ refuse() }}{% endmacro %}",
    'models/a.sql': 'select 1\n{{ outer() }}',
    'models/b.sql': '{% if execute %}select {{ 1 // 0 }}{% endif %}',
    'models/c.sql': "{% if execute %}{% set x = ref('a') %}{% endif %}select 1 as x",
    'models/d.sql': "{{ config(materialized='tables') }}select 1 as x",
    'models/e.sql': "{% if execute %}{{ adapter.dispatch('nothing')() }}{% endif %}",
    'models/f.sql': "{% if execute %}{% do run_query('select * from nowhere') %}{% endif %}select 1 as x",
  });
  const { a, b, c, d, e, f } = await rig.run();
  assert.equal(
    a?.message,
    'macros/refuse.sql:2:35: no more\n  in refuse (macros/refuse.sql:2:102)\n  in outer (models/a.sql:2:9)',
  );
  assert.match(b?.message ?? '', /^models\/b\.sql:1:\d+: integer division or modulo by zero$/);
  assert.match(
    c?.message ?? '',
    /^models\/c\.sql:1:\d+: 'c' reads ref\('a'\), which the project did not show .* write this where it is always read: -- depends_on: \{\{ ref\('a'\) \}\}$/,
  );
  assert.equal(d?.message, "there is no materialization 'tables' for duckdb; did you mean 'table'?");
  assert.match(
    e?.message ?? '',
    /^models\/e\.sql:1:\d+: no macro 'nothing' was found; looked for duckdb__nothing, default__nothing$/,
  );
  assert.match(f?.message ?? '', /^models\/f\.sql:1:\d+: Catalog Error: Table with name nowhere does not exist/);
});

test('tests store what they find, count by fail_calc, and warn or fail by their conditions', async (t) => {
  const rig = await openTransformRig(t, {
    'seeds/orders.csv': ORDERS,
    'tests/dear.sql':
      "{{ config(store_failures=true, alias='dear') }}select * from {{ ref('orders') }} where amount > 2",
    'tests/limited.sql': "{{ config(limit=1) }}select * from {{ ref('orders') }}",
    'tests/summed.sql':
      "{{ config(fail_calc='sum(amount)', warn_if='> 14', error_if='> 100') }}select * from {{ ref('orders') }}",
    'tests/odd.sql': "{{ config(fail_calc=\"max('no')\") }}select * from {{ ref('orders') }}",
    'tests/viewed.sql': "{{ config(store_failures_as='view') }}select * from {{ ref('orders') }} where amount > 100",
  });
  const results = await rig.run();
  const shown = Object.fromEntries(
    Object.entries(results).map(([name, { status, failures, message }]) => [name, [status, failures, message]]),
  );
  assert.deepEqual(shown['dear'], ['fail', 2, 'Got 2 results, configured to fail if != 0']);
  assert.deepEqual(shown['limited'], ['fail', 1, 'Got 1 result, configured to fail if != 0']);
  assert.deepEqual(shown['summed'], ['warn', 14.75, 'Got 14.75 results, configured to warn if > 14']);
  assert.equal(shown['odd']?.[0], 'error');
  assert.deepEqual(shown['viewed'], ['pass', 0, null]);
  assert.deepEqual(await rig.rows('select id from db.main_dbt_test__audit.dear order by 1'), [[1], [2]]);
  assert.deepEqual(await rig.run(['dear'], { WARN_ERROR: true }).then(statuses), { dear: 'fail' });
});

test('an error is placed in the macro whose text it is, at any depth, with the calls that lead there', async (t) => {
  const rig = await openTransformRig(t, {
    'dbt_packages/pk/dbt_project.yml': 'name: pk\n',
    'dbt_packages/pk/macros/p.sql': `{% macro outer() %}{{ return(adapter.dispatch('inner', 'pk')()) }}{% endmacro %}
{% macro default__inner() %}
  {% if true %}2 as b,{% endif %}
  nope_b as c
{% endmacro %}
{% macro hooked() %}{{ pk.deleted() }}{% endmacro %}
{% macro deleted() %}select
  nope_e from (select 1 as q)
{% endmacro %}`,
    'macros/own.sql': `{% macro one() %}{{ two('a') }}{% endmacro %}
{% macro two(name) %}

  {% for n in [1, 2] %}nope_{{ name }} as x{{ n }},{% endfor %}
{% endmacro %}
{% macro three() %}{{ pk.outer() }}{% endmacro %}
{% test odd(model) %}
  select * from {{ model }}
  where nope_d
{% endtest %}`,
    'models/a.sql': 'select 1 as z,\n  {{ one() }}\n  3 as y',
    'models/b.sql': 'select 1 as z,\n  {{ three() }}',
    'models/c.sql': "{{ config(materialized='ephemeral') }}select {{ one() }} 2 as b",
    'models/d.sql': "with own as (select 1 as q) select * from {{ ref('c') }}",
    'models/good.sql': "{{ config(post_hook='{{ pk.hooked() }}') }}select 1 as x",
    'models/plain.sql': 'select 1 as x',
    'models/s.yml': 'models: [{name: plain, data_tests: [odd]}]',
  });
  const results = await rig.run();
  const placed = Object.fromEntries(
    Object.entries(results).map(([name, { message }]) => {
      const lines = (message ?? '').split('\n');
      return [
        name,
        [lines[0]?.replace(/ (Binder|Catalog) Error.*/, ''), ...lines.filter((line) => line.startsWith('  in '))],
      ];
    }),
  );
  assert.deepEqual(placed, {
    a: ['macros/own.sql:4:24:', '  in two (macros/own.sql:1:21)', '  in one (models/a.sql:2:6)'],
    b: [
      'dbt_packages/pk/macros/p.sql:4:3:',
      '  in default__inner (dbt_packages/pk/macros/p.sql:1:29)',
      '  in outer (macros/own.sql:6:23)',
      '  in three (models/b.sql:2:6)',
    ],
    d: ['macros/own.sql:4:24:', '  in two (macros/own.sql:1:21)', '  in one (models/c.sql:1:49)'],
    good: [
      'dbt_packages/pk/macros/p.sql:8:3:',
      '  in deleted (dbt_packages/pk/macros/p.sql:6:24)',
      '  in hooked (models/good.sql:1:4)',
    ],
    odd_plain_: ['macros/own.sql:9:9:', '  in odd (models/s.yml:1:4)'],
    plain: ['OK'],
  });
});
