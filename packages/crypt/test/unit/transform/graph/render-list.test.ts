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

  it("writes JSON as Python does, with the usual fields in dbt's order or with chosen ones", () => {
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
      '{"name": "\\u00e9", "resource_type": "model", "package_name": "p", "original_file_path": "models/\\u00e9.sql", ' +
        '"unique_id": "model.p.\\u00e9", "alias": "\\ud83d\\ude00", ' +
        '"config": {"materialized": "view", "meta": null, "n": 1.5, "on": true}, "tags": ["a\\"b"], ' +
        '"depends_on": {"nodes": ["b"], "macros": []}}',
    ]);
    assert.deepEqual(
      json(['name', 'config.materialized', 'config.meta', 'config.none', 'none', '__proto__', 'raw_code']),
      ['{"name": "\\u00e9", "config.materialized": "view", "raw_code": "select 1"}'],
    );
  });

  it('has the usual fields of each kind in the order of dbt', () => {
    const order = (id: string): readonly string[] =>
      Object.keys(JSON.parse(lines('json', [id])[0] ?? '') as object).slice(5);
    assert.deepEqual(
      IDS.map((id) => [id, order(id).join(' ')]),
      [
        ['exposure.shop.board', 'tags config depends_on'],
        ['metric.shop.income', 'tags config depends_on'],
        ['model.shop.customers.v2', 'config tags depends_on'],
        ['model.shop.orders', 'config tags depends_on'],
        ['saved_query.shop.monthly', 'config depends_on tags'],
        ['semantic_model.shop.money', 'depends_on config'],
        ['source.shop.app.orders', 'source_name tags config'],
        ['test.shop.no_refunds', 'config tags depends_on'],
        ['unit_test.shop.orders.sums', 'depends_on config'],
        ['function.shop.cents', 'config tags depends_on'],
      ],
    );
  });

  it('leaves out what the project does not have', () => assert.deepEqual(lines('name', ['model.shop.none']), []));
});
