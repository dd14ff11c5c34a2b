import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planSelection } from '../../../../src/transform/graph/plan-selection.ts';
import { listed, openWorld, selected, SHOP } from '../../../support/selectable-shop.ts';

const MARTS = ['customers.v1', 'customers.v2', 'orders', 'revenue'];
const TESTS = [
  'test:no_refunds',
  'test:not_null_app_orders',
  'test:relationships_orders_rates',
  'test:unique_orders_id',
];
const SOURCES = ['source.lib.calendar.days', 'source:app.orders', 'source:app.visits'];

/** Criterion and all it selects. */
const METHODS: readonly (readonly [criterion: string, ids: readonly string[]])[] = [
  ['orders', ['orders']],
  ['fqn:orders', ['orders']],
  ['shop.marts.orders', ['orders', 'unit_test:orders.sums']],
  ['marts.orders', ['orders', 'unit_test:orders.sums']],
  ['staging', ['stg_orders']],
  ['shop.staging', ['stg_orders']],
  ['lib', ['model.lib.dates']],
  ['lib.*', ['model.lib.dates']],
  ['shop.marts.re*', ['revenue', 'test:relationships_orders_rates']],
  ['*_orders', ['stg_orders']],
  ['shop.*.revenue', ['revenue']],
  ['shop.marts.[or]*', ['orders', 'revenue', 'test:relationships_orders_rates', 'unit_test:orders.sums']],
  ['customers', ['customers.v1', 'customers.v2']],
  ['customers.v2', ['customers.v2']],
  ['customers_v2', ['customers.v2']],
  ['anything.customers.v1', ['customers.v1']],
  ['board', ['exposure:board']],
  ['sums', ['unit_test:orders.sums']],
  ['off', []],
  ['shop.marts.orders.id', []],
  ['tag:nightly', ['orders', 'stg_orders']],
  ['tag:n*ly', ['orders', 'stg_orders']],
  ['tag:raw', ['source:app.orders']],
  ['tag:quick', ['unit_test:orders.sums']],
  ['source:app', ['source:app.orders', 'source:app.visits']],
  ['source:app.orders', ['source:app.orders']],
  ['source:lib.calendar.days', ['source.lib.calendar.days']],
  ['source:*', SOURCES],
  ['source:shop.*.vis?ts', ['source:app.visits']],
  ['path:models/staging', ['source:app.orders', 'source:app.visits', 'stg_orders']],
  ['models/staging/', ['source:app.orders', 'source:app.visits', 'stg_orders']],
  ['./models/staging', ['source:app.orders', 'source:app.visits', 'stg_orders']],
  ['models/staging/stg_orders.sql', ['stg_orders']],
  ['models/*/orders.sql', ['orders']],
  ['path:models/staging/*.yml', ['source:app.orders', 'source:app.visits', 'stg_orders']],
  ['models/**/revenue.sql', ['revenue']],
  ['**/rates.csv', ['seed:rates']],
  ['path:seeds', ['seed:rates']],
  ['path:tests', ['test:no_refunds']],
  ['path:snapshots/**', ['snapshot:orders_history']],
  // A package's file is compared with the root project's: models/marts is there, models/days.yml is not.
  ['path:models/marts/dates.sql', []],
  ['path:models/days.yml', []],
  ['file:orders.sql', ['orders']],
  ['orders.sql', ['orders']],
  ['file:orders', ['orders']],
  ['rates.csv', ['seed:rates']],
  ['RATES.CSV', []],
  ['file:customers_v?.sql', ['customers.v1', 'customers.v2']],
  ['package:lib', ['model.lib.dates', 'source.lib.calendar.days']],
  ['package:li*', ['model.lib.dates', 'source.lib.calendar.days']],
  ['config.materialized:table', ['customers.v1', 'customers.v2', 'model.lib.dates', 'revenue']],
  ['config.materialized:incremental', ['orders']],
  ['config.unique_key:day', ['orders']],
  ['config.meta.owner:ana', ['stg_orders']],
  ['config.meta.reviewed:true', ['stg_orders']],
  ['config.meta.reviewed:False', ['revenue']],
  ['config.meta.tier:1', []],
  ['config.meta.__proto__:x', []],
  ['config.severity:warn', ['test:not_null_app_orders', 'test:relationships_orders_rates']],
  ['config:view', []],
  ['resource_type:snapshot', ['snapshot:orders_history']],
  ['resource_type:source', SOURCES],
  ['resource_type:unit_test', ['unit_test:orders.sums']],
  ['test_type:generic', TESTS.slice(1)],
  ['test_type:schema', TESTS.slice(1)],
  ['test_type:singular', ['test:no_refunds']],
  ['test_type:data', TESTS],
  ['test_type:unit', ['unit_test:orders.sums']],
  ['test_name:unique', ['test:unique_orders_id']],
  ['test_name:*n*', ['test:not_null_app_orders', 'test:relationships_orders_rates', 'test:unique_orders_id']],
  ['test_name:sums', ['unit_test:orders.sums']],
  ['exposure:board', ['exposure:board']],
  ['exposure:shop.*', ['exposure:board']],
  ['metric:income', ['metric:income']],
  ['semantic_model:shop.money', ['semantic_model:money']],
  ['saved_query:month*', ['saved_query:monthly']],
  ['unit_test:shop.sums', ['unit_test:orders.sums']],
  ['group:core', ['orders', 'stg_orders']],
  ['group:fin*', ['metric:income']],
  ['access:public', ['orders']],
  ['access:pub*', []],
  ['version:latest', ['customers.v1']],
  ['version:prerelease', ['customers.v2']],
  ['version:old', []],
  ['version:none', ['model.lib.dates', 'orders', 'revenue', 'stg_orders']],
  // Operators.
  ['+orders', ['orders', 'seed:rates', 'source:app.orders', 'stg_orders']],
  ['1+orders', ['orders', 'seed:rates', 'stg_orders']],
  ['0+orders', ['orders']],
  ['revenue+1', ['exposure:board', 'revenue', 'semantic_model:money', 'test:no_refunds']],
  ['1+revenue+1', ['exposure:board', 'orders', 'revenue', 'semantic_model:money', 'test:no_refunds']],
  ['@exposure:board', ['exposure:board', 'orders', 'revenue', 'seed:rates', 'source:app.orders', 'stg_orders']],
  ['metric:income+', ['metric:income', 'saved_query:monthly']],
  ['tag:nightly,tag:finance', ['orders']],
  ['tag:nightly tag:finance', ['orders', 'revenue', 'stg_orders']],
  ['tag:nightly,tag:finance  model.lib.dates dates', ['model.lib.dates', 'orders']],
  ['tag:nightly,', []],
];

describe('selecting members', () => {
  for (const [criterion, ids] of METHODS)
    it(`finds ${ids.length} with ${criterion}`, () => assert.deepEqual(listed(criterion), ids.toSorted()));

  it('takes @ as all that comes after, and what those need', () => {
    const all = listed('fqn:* source:*');
    const without = [
      'function:cents',
      'model.lib.dates',
      'source.lib.calendar.days',
      'source:app.visits',
      'test:not_null_app_orders',
    ];
    assert.deepEqual(
      listed('@stg_orders'),
      all.filter((id) => !without.includes(id)),
    );
  });

  it('selects everything when nothing is said', () => {
    const all = selected('ls', {});
    assert.deepEqual(all, listed('fqn:* source:*').toSorted());
    assert.equal(all.length, 21);
  });

  it('takes the project by the name this', () => {
    assert.deepEqual(listed('package:this'), listed('package:shop'));
    assert.ok(listed('package:this').includes('orders'));
  });

  it('leaves out what is excluded, tests of it too', () => {
    assert.deepEqual(selected('run', { exclude: ['tag:finance'] }), [
      'customers.v1',
      'customers.v2',
      'model.lib.dates',
      'stg_orders',
    ]);
    assert.deepEqual(selected('test', { exclude: ['orders'] }), ['test:no_refunds', 'test:not_null_app_orders']);
    assert.deepEqual(selected('run', { select: ['marts'], exclude: ['customers', 'file:revenue.sql'] }), ['orders']);
  });

  it('brings tests along as the mode says', () => {
    const tests = (indirectSelection: 'eager' | 'cautious' | 'buildable' | 'empty', select: string) =>
      selected('test', { select: [select], indirectSelection });
    assert.deepEqual(tests('eager', 'orders'), [
      'test:relationships_orders_rates',
      'test:unique_orders_id',
      'unit_test:orders.sums',
    ]);
    assert.deepEqual(tests('cautious', 'orders'), ['test:unique_orders_id', 'unit_test:orders.sums']);
    assert.deepEqual(tests('buildable', 'orders'), [
      'test:relationships_orders_rates',
      'test:unique_orders_id',
      'unit_test:orders.sums',
    ]);
    assert.deepEqual(tests('empty', 'orders'), []);
    assert.deepEqual(tests('empty', 'orders test_name:unique'), ['test:unique_orders_id']);
    assert.deepEqual(tests('cautious', 'revenue'), []);
    // The other half turns up in another part of the union.
    assert.deepEqual(tests('cautious', 'revenue customers.v1'), ['test:no_refunds']);
    assert.deepEqual(tests('cautious', 'seed:rates orders').includes('test:relationships_orders_rates'), false);
    assert.deepEqual(tests('cautious', 'rates orders').includes('test:relationships_orders_rates'), true);
    assert.deepEqual(tests('buildable', 'customers.v1'), []);
    assert.deepEqual(tests('buildable', 'customers.v1 revenue'), ['test:no_refunds']);
  });

  it('walks through what the command may not work on', () => {
    assert.deepEqual(selected('run', { select: ['source:app+1'] }), ['stg_orders']);
    assert.deepEqual(selected('seed', { select: ['+orders'] }), ['seed:rates']);
    assert.deepEqual(selected('run', { select: ['1+test_name:unique'] }), ['orders']);
  });

  it('selects by results and fresh sources of an earlier run', () => {
    const previous = {
      runResults: {
        results: [
          { unique_id: 'model.shop.orders', status: 'error' },
          { unique_id: 'model.shop.revenue', status: 'skipped' },
        ],
      },
      sources: {
        results: [
          { unique_id: 'source.shop.app.orders', max_loaded_at: '2026-01-01T09:59:59.9Z' },
          { unique_id: 'source.shop.app.visits', max_loaded_at: '2026-01-01T10:00:00Z' },
        ],
      },
      currentSources: {
        results: [
          { unique_id: 'source.shop.app.orders', max_loaded_at: '2026-01-01T10:00:00Z' },
          { unique_id: 'source.shop.app.visits', max_loaded_at: '2026-01-01T10:00:00.000Z' },
          { unique_id: 'source.lib.calendar.days' },
        ],
      },
    };
    assert.deepEqual(listed('result:error', SHOP, { previous }), ['orders']);
    assert.deepEqual(listed('result:error+ result:skipped', SHOP, { previous }).includes('exposure:board'), true);
    assert.deepEqual(listed('source_status:fresher', SHOP, { previous }), ['source:app.orders']);
    assert.deepEqual(listed('source_status:older', SHOP, { previous }), []);
  });

  it('warns of every criterion that matches nothing, where it stands, with what is near', () => {
    const { ids, problems } = planSelection(
      'run',
      { select: ['orders ordes,tag:x'], exclude: ['tag:nigtly'] },
      openWorld(SHOP),
    );
    assert.deepEqual(ids, ['model.shop.orders']);
    assert.deepEqual(
      problems.map(({ code, severity, message, hint, at }) => [code, severity, message, hint, at?.start, at?.end]),
      [
        [
          'SELECT_NOTHING_MATCHED',
          'warning',
          "The selection criterion 'ordes,tag:x' does not match any enabled nodes.",
          'Did you mean orders? `crypt ls` shows what there is.',
          7,
          18,
        ],
        [
          'SELECT_NOTHING_MATCHED',
          'warning',
          "The selection criterion 'tag:nigtly' does not match any enabled nodes.",
          'Did you mean nightly? `crypt ls` shows what there is.',
          0,
          10,
        ],
      ],
    );
  });

  it('says when nothing is left to do', () => {
    const { ids, problems } = planSelection('snapshot', { select: ['orders'] }, openWorld(SHOP));
    assert.deepEqual([ids, problems.map(({ code }) => code)], [[], ['SELECT_NO_NODES']]);
  });

  it('has every model of a folder in it', () => assert.deepEqual(selected('run', { select: ['marts'] }), MARTS));
});
