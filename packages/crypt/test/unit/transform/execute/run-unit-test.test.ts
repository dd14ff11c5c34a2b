import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const ORDERS = `select id, amount * {{ var('rate') }} as total, '{{ env_var("WHO", "me") }}' as who, {{ tax() }} as tax from {{ ref('raw_orders') }}`;
const LATE = `{{ config(materialized='incremental', unique_key='id') }}
select id, total from {{ ref('orders') }}{% if is_incremental() %} where id > (select max(id) from {{ this }}){% endif %}`;

const SHOP = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nvars: {rate: 2}\n',
  'seeds/raw_orders.csv': 'id,amount\n1,10\n2,20\n',
  'models/orders.sql': ORDERS,
  'models/late.sql': LATE,
  'macros/tax.sql': '{% macro tax() %}5{% endmacro %}',
};

const unit = (body: string): Record<string, string> => ({ 'models/units.yml': `unit_tests:\n${body}` });

test('rows as mappings, CSV, SQL and files; overrides of macros, vars, variables; this', async (t) => {
  const rig = await openCommandRig(t, {
    ...SHOP,
    'tests/fixtures/few.csv': 'id,amount\n7,\n',
    'tests/fixtures/sum.sql': "select 7 as id, null as total, 'me' as who, 5 as tax",
  });
  // The columns of `this` are read from the relation.
  assert.equal((await rig.run('build')).code, 0);
  await rig.write(
    unit(`
  - {name: mappings, model: orders, given: [{input: ref('raw_orders'), rows: [{id: 1, amount: 3}, {id: 2}]}],
     expect: {rows: [{id: 2, total: null}, {id: 1, total: 6}]}}
  - name: overridden
    model: orders
    overrides: {macros: {tax: 9}, vars: {rate: 10}, env_vars: {WHO: them}}
    given: [{input: ref('raw_orders'), format: csv, rows: "id,amount\\n1,3\\n"}]
    expect: {format: csv, rows: "id,total,who,tax\\n1,30,them,9\\n"}
  - {name: files, model: orders, given: [{input: ref('raw_orders'), format: csv, fixture: few}], expect: {format: sql, fixture: sum}}
  - {name: seed_rows, model: orders, given: [{input: ref('raw_orders')}], expect: {rows: [{total: 40}, {total: 20}]}}
  - name: later
    model: late
    overrides: {macros: {is_incremental: true}}
    given: [{input: ref('orders'), format: sql, rows: 'select 1 as id, 5 as total union all select 3, 6'}, {input: this, rows: [{id: 2}]}]
    expect: {rows: [{id: 3, total: 6}]}
`),
  );
  assert.equal((await rig.run('build')).code, 0);
  assert.deepEqual(await rig.statuses(), {
    raw_orders: 'success',
    'orders.files': 'pass',
    'orders.mappings': 'pass',
    'orders.overridden': 'pass',
    'orders.seed_rows': 'pass',
    orders: 'success',
    'late.later': 'pass',
    late: 'success',
  });
});

test('a unit test that fails says how, and build leaves its model alone', async (t) => {
  const rig = await openCommandRig(t, {
    ...SHOP,
    ...unit(`
  - {name: wrong, model: orders, given: [{input: ref('raw_orders'), rows: [{id: 1, amount: 1}, {id: 2, amount: 2}]}],
     expect: {rows: [{id: 1, total: 2}, {id: 2, total: 5}, {id: 3, total: null}]}}
`),
  });
  const { code, out } = await rig.run('build --exclude late');
  assert.equal(code, 1);
  assert.deepEqual(await rig.statuses(), { raw_orders: 'success', 'orders.wrong': 'fail', orders: 'skipped' });
  assert.match(out, /FAIL 1 orders::wrong \.+ \[FAIL 1 in/);
  const { results } = await rig.artifact('run_results.json');
  assert.deepEqual(
    [results[1].message, results[1].failures, results[1].unique_id],
    [
      '\nactual differs from expected:\n\n@@  , id , total\n    , 1  , 2\n→   , 2  , 5→4\n--- , 3  , null\n',
      1,
      'unit_test.shop.orders.wrong',
    ],
  );
});

test('each version of a model is tested, or those that are named', async (t) => {
  const versioned = 'models:\n  - {name: priced, latest_version: 2, versions: [{v: 1}, {v: 2}]}\n';
  const given = 'given: [], expect: {rows: [{id: 1}]}';
  const rig = await openCommandRig(t, {
    'models/priced_v1.sql': 'select 1 as id',
    'models/priced_v2.sql': 'select 2 as id',
    'models/m.yml': `${versioned}unit_tests:\n  - {name: all, model: priced, ${given}}\n  - {name: one, model: priced, versions: {include: [1]}, ${given}}\n  - {name: other, model: priced, versions: {exclude: [1]}, ${given}}\n`,
  });
  await rig.run('test');
  assert.deepEqual(await rig.statuses(), {
    'priced.all_v1': 'pass',
    'priced.all_v2': 'fail',
    'priced.one_v1': 'pass',
    'priced.other_v2': 'fail',
  });
});

test('what a unit test lacks is said', async (t) => {
  const cases = [
    ['{name: a, model: orders, given: [], expect: {rows: []}}', /gives no rows for ref\('raw_orders'\)/],
    [
      '{name: a, model: late, given: [], expect: {rows: []}}',
      /asks is_incremental\(\), and the unit test 'a' does not say/,
    ],
    [
      "{name: a, model: late, overrides: {macros: {is_incremental: true}}, given: [{input: ref('orders'), rows: []}], expect: {rows: []}}",
      /gives no rows for this/,
    ],
    [
      "{name: a, model: orders, given: [{input: ref('raw_orders'), rows: [{nope: 1}]}], expect: {rows: []}}",
      /Invalid column name: 'nope'/,
    ],
    [
      "{name: a, model: orders, given: [{input: ref('raw_orders'), format: csv, rows: []}], expect: {format: sql, rows: [{}]}}",
      /rows of the format 'sql' are a text/,
    ],
    [
      '{name: a, model: orders, given: [{input: raw_orders, rows: []}], expect: {rows: []}}',
      /is ref\('…'\), source\('…', '…'\) or this/,
    ],
  ] as const;
  const rig = await openCommandRig(t, SHOP);
  assert.equal((await rig.run('build')).code, 0);
  for (const [body, message] of cases) {
    await rig.write(unit(`  - ${body}\n`));
    const { code } = await rig.run('test');
    const { results } = await rig.artifact('run_results.json');
    assert.deepEqual([code, results[0].status], [1, 'error'], body);
    assert.match(results[0].message, message);
  }
});

test('a fixture file that is not there is an error of the project', async (t) => {
  const rig = await openCommandRig(t, {
    ...SHOP,
    ...unit(
      "  - {name: a, model: orders, given: [{input: ref('raw_orders'), format: csv, fixture: gone}], expect: {rows: []}}\n",
    ),
  });
  const { code, out } = await rig.run('test');
  assert.equal(code, 2);
  assert.match(out, /names the fixture 'gone', and there is no such file/);
});
