import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderList, type ListOutput } from '../../../../src/transform/graph/render-list.ts';
import { listed, makeNode, openWorld, SHOP, table } from '../../../support/selectable-shop.ts';

const { members } = openWorld(SHOP);
const IDS = [
  'exposure.shop.board',
  'metric.shop.income',
  'model.shop.customers.v2',
  'model.shop.orders',
  'saved_query.shop.monthly',
  'semantic_model.shop.money',
  'source.shop.app.orders',
  'test.shop.no_refunds',
  'unit_test.shop.orders.sums',
  'function.shop.cents',
];
const lines = (output: ListOutput, ids = IDS, keys: readonly string[] = []) => renderList(ids, members, output, keys);

describe('ls', () => {
  it('writes criteria, which select the node they stand for', () => {
    const criteria = [
      'exposure:shop.board',
      'metric:shop.income',
      'shop.marts.customers.v2',
      'shop.marts.orders',
      'saved_query:shop.monthly',
      'semantic_model:shop.money',
      'source:shop.app.orders',
      'shop.no_refunds',
      'unit_test:shop.sums',
      'shop.cents',
    ];
    assert.deepEqual(lines('selector'), criteria);
    for (const criterion of criteria) assert.ok(listed(criterion).length > 0, criterion);
  });

  it('writes names and paths', () => {
    assert.deepEqual(lines('name'), [
      'board',
      'income',
      'customers.v2',
      'orders',
      'monthly',
      'money',
      'app.orders',
      'no_refunds',
      'sums',
      'cents',
    ]);
    assert.deepEqual(lines('path', ['model.shop.orders', 'source.shop.app.orders']), [
      'models/marts/orders.sql',
      'models/staging/staging.yml',
    ]);
  });

  it('writes JSON as Python does, with the usual fields in the order of the manifest or with chosen ones', () => {
    const node = {
      ...makeNode('model.p.é', ['b'], {
        tags: ['a"b'],
        config: { materialized: 'view', meta: null, n: 1.5, on: true },
      }),
      alias: '😀',
    };
    const world = openWorld({ nodes: table(node) });
    const json = (keys: readonly string[]) => renderList(['model.p.é'], world.members, 'json', keys);
    assert.deepEqual(json([]), [
      '{"unique_id": "model.p.\\u00e9", "resource_type": "model", "package_name": "p", "name": "\\u00e9", ' +
        '"original_file_path": "models/\\u00e9.sql", "depends_on": {"nodes": ["b"], "macros": []}, "tags": ["a\\"b"], ' +
        '"config": {"materialized": "view", "meta": null, "n": 1.5, "on": true}, "alias": "\\ud83d\\ude00"}',
    ]);
    assert.deepEqual(
      json(['name', 'config.materialized', 'config.meta', 'config.none', 'none', '__proto__', 'raw_code']),
      ['{"name": "\\u00e9", "config.materialized": "view", "raw_code": "select 1"}'],
    );
  });

  it('leaves out what the project does not have', () => assert.deepEqual(lines('name', ['model.shop.none']), []));
});
