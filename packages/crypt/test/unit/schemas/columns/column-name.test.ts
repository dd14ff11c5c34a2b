import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { columnName, fieldName, legacyColumnName, recoveryName } from '../../../../src/schemas/columns/column-name.ts';

test('a column is named by kind, vendor, name and model', () => {
  const cases = [
    ['com.acme', 'product', 1, 'contexts_com_acme_product_1'],
    ['com.snowplowanalytics.snowplow', 'link_click', 12, 'contexts_com_snowplowanalytics_snowplow_link_click_12'],
    ['com.Acme-Corp.web-site', 'AdClick', 2, 'contexts_com_acme_corp_web_site_ad_click_2'],
    ['org.w3', 'PerformanceNavigationTiming', 1, 'contexts_org_w3_performance_navigation_timing_1'],
    // The rule for names of schemas takes capitals that stand together for one word, that for fields does not.
    ['com.acme', 'URLThing', 1, 'contexts_com_acme_urlthing_1'],
    ['com.acme', 'my-URL_Thing2Do', 1, 'contexts_com_acme_my_url_thing2_do_1'],
    ['com.acme', 'CUSTOM', 1, 'contexts_com_acme_custom_1'],
  ] as const;
  for (const [vendor, name, model, expected] of cases) {
    assert.equal(columnName('contexts', { vendor, name }, model), expected);
  }
  assert.equal(columnName('unstruct_event', { vendor: 'com.acme', name: 'buy' }, 1), 'unstruct_event_com_acme_buy_1');
});

test('loaders 1.x put the whole version into the name', () => {
  const key = { vendor: 'com.acme', name: 'buttonPress', version: '1-0-12' };
  assert.equal(legacyColumnName('contexts', key), 'contexts_com_acme_button_press_1_0_12');
  assert.equal(legacyColumnName('unstruct_event', key), 'unstruct_event_com_acme_button_press_1_0_12');
});

test('a recovery column names the version and the schema', () => {
  assert.equal(
    recoveryName('contexts_com_acme_product_1', '1-0-2', '1f2e3d4c'),
    'contexts_com_acme_product_1_recovered_1_0_2_1f2e3d4c',
  );
});

test('fields are named as schema-ddl names them', () => {
  const cases: Readonly<Record<string, string>> = {
    test1: 'test1',
    test1Test2Test3: 'test1_test2_test3',
    Test1Test2TEST3: 'test1_test2_test3',
    'test1,test2.test3;test4': 'test1_test2_test3_test4',
    '1test1,test2.test3;test4': '_1test1_test2_test3_test4',
    '_50test1,test2.test3;test4': '_50test1_test2_test3_test4',
    '_.test1,test2.test3;test4': '__test1_test2_test3_test4',
    ',.;:': '____',
    '1test1,Test2Test3Test4.test5;test6': '_1test1_test2_test3_test4_test5_test6',
    HTTPServer: 'http_server',
    userID: 'user_id',
    'user-id': 'user_id',
    aBCDef: 'a_bc_def',
    __proto__: '__proto__',
    constructor: 'constructor',
    select: 'select',
    '"; drop table x --': '___drop_table_x___',
    größe: 'gr__e',
    '😀': '_',
    日本: '__',
    // A dotted capital I becomes two characters in lower case.
    İd: 'i_d',
    '\u0000': '_',
    '': '_',
    _schemaVersion: '__schema_version',
    _schema_version: '__schema_version',
    schemaVersion: 'schema_version',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(cases).map((property) => [property, fieldName(property)])), cases);
});

test('any property gives a name that both engines take without quotes, and the name of a name is itself', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string().map((text) => text.padEnd(301, 'xY')),
      ),
      (property) => {
        const name = fieldName(property);
        assert.match(name, /^[a-z_][a-z0-9_]{0,299}$/);
        assert.notEqual(name, '_schema_version');
        assert.equal(fieldName(name), name);
      },
    ),
  );
});

test('a name beyond 300 characters keeps its start, and differs where the whole differs', () => {
  const vendor = `com.${'a'.repeat(400)}`;
  const one = columnName('contexts', { vendor, name: 'one' }, 1);
  const two = columnName('contexts', { vendor, name: 'two' }, 1);
  assert.equal(one.length, 300);
  assert.ok(one.startsWith('contexts_com_aaa'));
  assert.notEqual(one, two);
  assert.equal(columnName('contexts', { vendor, name: 'one' }, 1), one);
  assert.equal(recoveryName(one, '1-0-1', '00000000').length, 300);
  assert.notEqual(recoveryName(one, '1-0-1', '00000000'), recoveryName(one, '1-0-2', '00000000'));
  assert.equal(fieldName('b'.repeat(300)), 'b'.repeat(300));
  assert.match(fieldName('b'.repeat(301)), /^b{291}_[0-9a-f]{8}$/);
});

test('a long hostile name takes linear time', () => {
  const started = process.hrtime.bigint();
  for (const unit of ['A', 'Aa', 'a', 'aA', '_', '1A', '😀']) fieldName(unit.repeat(200_000));
  assert.ok(process.hrtime.bigint() - started < 5_000_000_000n);
});
