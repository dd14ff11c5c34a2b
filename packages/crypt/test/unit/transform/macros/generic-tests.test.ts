import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openMacroRig, type MacroRig, type RigOptions } from '../../../support/macros/macro-rig.ts';
import { tableNamed } from '../../../support/macros/relation.ts';

let rig: MacroRig;
before(async () => {
  rig = await openMacroRig();
});
after(() => rig.close());

/**
 * What dbt 1.11.14 with dbt-duckdb 1.10.1 compiles for the tests of jaffle_shop_duckdb (9b13827): the sha256 of the SQL
 * after every run of white space became one space, without those at its ends.
 */
const REFERENCE: readonly (readonly [string, string])[] = [
  [
    "test_accepted_values(orders, 'status', ['placed', 'shipped', 'completed', 'return_pending', 'returned'])",
    '8c30d5f060954ceaf3338d3c42525d7331bfd8c55f12c7ff22f4331e18f4ef50',
  ],
  [
    "test_accepted_values(stg_orders, 'status', ['placed', 'shipped', 'completed', 'return_pending', 'returned'])",
    '9319a0977cedb97718e3e1416bd988a3e21cd5d2a5e57a0888d4f98a197e0157',
  ],
  [
    "test_accepted_values(stg_payments, 'payment_method', ['credit_card', 'coupon', 'bank_transfer', 'gift_card'])",
    'f398fbd6eeda24c21cb756abc93e901b7063b3859b781af525c4be1cf820320b',
  ],
  ["test_not_null(customers, 'customer_id')", '0b156a3d4b8f449fa5a54a41144756cf3cc4cd002eaa3306ba9d00e306350335'],
  ["test_not_null(orders, 'amount')", '74b589b8a197c18ccc302205feb158b3ce35239cebbebd9f43ae52bd73c46c9f'],
  ["test_not_null(orders, 'bank_transfer_amount')", '857ef2376bb016f37083875300f37ac9d663e93ee3246937042991e9cd676c9a'],
  ["test_not_null(orders, 'coupon_amount')", 'bf046b6726fb99de278ad4a96a22f9481a77d05f7f001350ddf78fbceccc7486'],
  ["test_not_null(orders, 'credit_card_amount')", '0b664d6609b4b8d66d6d52696b56e69780ac0ab76a4c5041d467aa62ff68c4ed'],
  ["test_not_null(orders, 'customer_id')", '1e9af1df9a6c2e68a6968026f28037d40aca016226997743ef1828d664793183'],
  ["test_not_null(orders, 'gift_card_amount')", '5476d7391c42dd5b6b735e2ace96284b00196ae14d8333a398513f4856a97f23'],
  ["test_not_null(orders, 'order_id')", '90786b136f55f914d84848ba4295cd8e0f7468f599bcf469bc90f0d16cb8889f'],
  ["test_not_null(stg_customers, 'customer_id')", '99060d306588072ccce86e497d8742ed86e21383ef92cc855901d74ee2896ee4'],
  ["test_not_null(stg_orders, 'order_id')", '224c6019f6b91d0180bcb16614cbaf723005f8c07ede95af4adaba4ccee89344'],
  ["test_not_null(stg_payments, 'payment_id')", '2f93bc5c89ae0fd54ee8854a0bded773dcd639301119c57d24942967ac566aab'],
  [
    "test_relationships(orders, 'customer_id', customers, 'customer_id')",
    '82cc6e8f6e9813ac32a9e89af7a02a9b98b3d47a02243c82fc84965267353847',
  ],
  ["test_unique(customers, 'customer_id')", 'd7ed0905db420f8402097978c0a336e718e4c9630456ea9fe9a4d25b15014daf'],
  ["test_unique(orders, 'order_id')", '277435a1fc39b398ddb2dcc8ccaff880d9cf2826b784639398b4066c0695cdf5'],
  ["test_unique(stg_customers, 'customer_id')", '0bb8be9fe270be41ee2caf3725f6314c169c5d70001d69f0a21616f1fc1da18f'],
  ["test_unique(stg_orders, 'order_id')", '804a18a3814f0dabb2d4c19b8eae565c6ffc52b0cfa331973df53c7cdb1083d9'],
  ["test_unique(stg_payments, 'payment_id')", '1670124a264a0a35b23b102ae13e541bdb0f745256a1e0735732e9101f5513dd'],
];

test('the SQL of the four generic tests is that of the reference', async () => {
  const names = ['customers', 'orders', 'stg_customers', 'stg_orders', 'stg_payments'];
  const values = Object.fromEntries(names.map((name) => [name, tableNamed(name)]));
  const hashes: [string, string][] = [];
  for (const [call] of REFERENCE) {
    const sql = (await rig.render(`{{ ${call} }}`, { values })).replaceAll(/\s+/g, ' ').trim();
    hashes.push([call, createHash('sha256').update(sql).digest('hex')]);
  }
  assert.deepEqual(hashes, REFERENCE);
});

async function rowsOf(source: string, options: RigOptions = {}): Promise<readonly (readonly unknown[])[]> {
  return rig.rows(await rig.render(source, options));
}

test('unique: repeated values with their number; nulls may repeat', async () => {
  await rig.run(
    "create or replace table orders as from (values (1, 'ü'), (1, ''), (2, ''), (null, 'a'), (null, 'b')) t(id, name)",
  );
  assert.deepEqual(await rowsOf("{{ test_unique(this, 'id') }}"), [[1, '2']]);
  assert.deepEqual(await rowsOf("{{ test_unique(this, 'name') }}"), [['', '2']]);
  assert.deepEqual(await rowsOf("{{ test_unique(this, 'coalesce(id, 0) || name') }}"), []);
});

test('not_null: the column, or the whole rows when they are kept', async () => {
  assert.deepEqual(await rowsOf("{{ test_not_null(this, 'id') }}"), [[null], [null]]);
  assert.deepEqual(await rowsOf("{{ test_not_null(this, 'name') }}"), []);
  const kept = [
    [null, 'a'],
    [null, 'b'],
  ];
  assert.deepEqual(await rowsOf("{{ test_not_null(this, 'id') }}", { config: { store_failures: true } }), kept);
  assert.deepEqual(await rowsOf("{{ test_not_null(this, 'id') }}", { flags: { STORE_FAILURES: true } }), kept);
  const off = { config: { store_failures: false }, flags: { STORE_FAILURES: true } };
  assert.deepEqual(await rowsOf("{{ test_not_null(this, 'id') }}", off), [[null], [null]]);
});

test('accepted_values: others with their number; null passes; numbers without quotes', async () => {
  assert.deepEqual(await rowsOf("{{ test_accepted_values(this, 'name', ['a', 'b', 'ü']) }}"), [['', '2']]);
  assert.deepEqual(await rowsOf("{{ test_accepted_values(this, 'id', [2], quote=false) }}"), [[1, '2']]);
  assert.deepEqual(await rowsOf("{{ test_accepted_values(this, 'id', [1, 2], false) }}"), []);
});

test('relationships: values without a parent; null has none to have', async () => {
  await rig.run('create or replace table parents as from (values (2), (null)) t(key)');
  const values = { parents: tableNamed('parents') };
  assert.deepEqual(await rowsOf("{{ test_relationships(this, 'id', parents, 'key') }}", { values }), [[1], [1]]);
});

test('get_test_sql: failures and what follows from them, of all rows or the first', async () => {
  const failing = 'select unnest([1, 2, 3]) as n';
  const sql = (limit: string): string => `{{ get_test_sql('${failing}', 'count(*)', '> 2', '> 5', ${limit}) }}`;
  assert.deepEqual(await rowsOf(sql('none')), [['3', true, false]]);
  assert.deepEqual(await rowsOf(sql('2')), [['2', false, false]]);
  assert.deepEqual(await rowsOf(sql('0')), [['0', false, false]]);
  assert.deepEqual(await rowsOf(`{{ get_test_sql('${failing}', 'max(n)', '!= 3', '!= 0', none) }}`), [
    [3, false, true],
  ]);
});

test('get_where_subquery: the relation itself, or the rows that the config leaves', async () => {
  assert.equal(await rig.render('{{ get_where_subquery(this) }}'), '"db"."main"."orders"');
  assert.equal(await rig.render('{{ get_where_subquery(this).identifier }}'), 'orders');
  const config = { where: "name = 'ü'" };
  assert.deepEqual(await rowsOf("{{ test_unique(get_where_subquery(this), 'id') }}", { config }), []);
  assert.deepEqual(await rowsOf('select name from {{ get_where_subquery(this) }}', { config }), [['ü']]);
});

test('a project replaces the SQL of a generic test', async () => {
  const project = "{% macro default__test_unique(model, column_name) %}select 'mine'{% endmacro %}";
  assert.deepEqual(await rowsOf("{{ test_unique(this, 'id') }}", { project }), [['mine']]);
});

test('get_show_sql: header, query, limit', async () => {
  const flat = async (source: string): Promise<string> => (await rig.render(source)).replaceAll(/\s+/g, ' ').trim();
  assert.equal(await flat("{{ get_show_sql('select 1', none, none) }}"), 'select 1');
  assert.equal(await flat("{{ get_show_sql('select 1', 'set x = 1;', 0) }}"), 'set x = 1; select 1 limit 0');
  assert.equal(await flat("{{ get_limit_subquery_sql('select 1', 5) }}"), 'select 1 limit 5');
});
