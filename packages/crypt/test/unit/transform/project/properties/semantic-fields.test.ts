import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilesOf, told } from '../../../../support/project-folder.ts';

const FILES = {
  'models/orders.sql': "{{ config(materialized='table') }}select 1 as id",
  'models/days.sql': 'select 1 as day',
  'models/days.yml':
    'models: [{name: days, time_spine: {standard_granularity_column: day}, columns: [{name: day, granularity: day}]}]',
  'models/semantic.yml': `
semantic_models:
  - name: orders
    model: ref('orders')
    defaults: {agg_time_dimension: at}
    config: {meta: {team: a}}
    entities: [{name: id, type: PRIMARY}]
    dimensions:
      - {name: at, type: time, type_params: {time_granularity: DAY, validity_params: {is_start: true}}}
      - {name: kind, type: categorical, expr: 1, config: {meta: {team: b}}}
    measures:
      - {name: amount, agg: SUM}
      - {name: count, agg: sum, expr: true, create_metric: true, agg_params: {percentile: 0.5}}
      - {name: last, agg: max, non_additive_dimension: {name: at, window_choice: MAX}}
metrics:
  - {name: revenue, label: R, type: simple, filter: "{{ Dimension('id__kind') }} = 1", type_params: {measure: amount}}
  - name: growth
    label: G
    type: derived
    type_params:
      expr: a - b
      metrics: [{name: revenue, alias: a}, {name: revenue, alias: b, offset_window: 2 Months}, share]
  - {name: share, label: S, type: ratio, type_params: {numerator: {name: revenue, filter: [x, y]}, denominator: count}}
  - name: running
    label: C
    type: cumulative
    type_params: {measure: {name: amount, fill_nulls_with: 0}, window: 3 fortnights}
  - name: bought
    label: B
    type: conversion
    type_params: {conversion_type_params: {base_measure: count, conversion_measure: amount, entity: id, window: 7 days}}
saved_queries:
  - name: q
    tags: [b, a]
    query_params: {metrics: [revenue, share], where: ["x = 1"]}
    exports: [{name: out, config: {export_as: table, schema: s}}, {name: other, config: {export_as: view, alias: o}}]
`,
};

type Fields = Readonly<Record<string, unknown>>;

/** Whatever fields a resource has. */
const fieldsOf = (resource: Fields | undefined): Fields => resource ?? {};

const measure = (name: string, more: object = {}): object => ({
  name,
  filter: null,
  alias: null,
  join_to_timespine: false,
  fill_nulls_with: null,
  ...more,
});
const metric = (name: string, more: object = {}): object => ({
  name,
  filter: null,
  alias: null,
  offset_window: null,
  offset_to_grain: null,
  ...more,
});
const PARAMS = {
  measure: null,
  numerator: null,
  denominator: null,
  expr: null,
  window: null,
  grain_to_date: null,
  metrics: [],
  conversion_type_params: null,
  cumulative_type_params: null,
  metric_aggregation_params: null,
};

test('metrics have all fields of their kind, the measures they rest on, and their parents', async (t) => {
  const { manifest, errors } = await parseFilesOf(t, FILES);
  assert.deepEqual(told(errors), []);
  const found = Object.fromEntries(
    Object.values(manifest.metrics).map(({ name, type_params, depends_on, filter }) => [
      name,
      { type_params, nodes: depends_on?.nodes, filter },
    ]),
  );
  const model = ['semantic_model.p.orders'];
  const plain = { filter: null };
  assert.deepEqual(found, {
    count: {
      ...plain,
      type_params: { ...PARAMS, measure: measure('count'), input_measures: [measure('count')], expr: 'True' },
      nodes: model,
    },
    revenue: {
      type_params: { ...PARAMS, measure: measure('amount'), input_measures: [measure('amount')] },
      nodes: model,
      filter: { where_filters: [{ where_sql_template: "{{ Dimension('id__kind') }} = 1" }] },
    },
    growth: {
      ...plain,
      type_params: {
        ...PARAMS,
        expr: 'a - b',
        input_measures: [measure('amount'), measure('count')],
        metrics: [
          metric('revenue', { alias: 'a' }),
          metric('revenue', { alias: 'b', offset_window: { count: 2, granularity: 'month' } }),
          metric('share'),
        ],
      },
      nodes: ['metric.p.revenue', 'metric.p.share'],
    },
    share: {
      ...plain,
      type_params: {
        ...PARAMS,
        numerator: metric('revenue', {
          filter: { where_filters: [{ where_sql_template: 'x' }, { where_sql_template: 'y' }] },
        }),
        denominator: metric('count'),
        input_measures: [measure('amount'), measure('count')],
      },
      nodes: ['metric.p.revenue', 'metric.p.count'],
    },
    running: {
      ...plain,
      type_params: {
        ...PARAMS,
        measure: measure('amount', { fill_nulls_with: 0 }),
        input_measures: [measure('amount', { fill_nulls_with: 0 })],
        window: { count: 3, granularity: 'fortnights' },
        cumulative_type_params: {
          window: { count: 3, granularity: 'fortnights' },
          grain_to_date: null,
          period_agg: 'first',
          metric: null,
        },
      },
      nodes: model,
    },
    bought: {
      ...plain,
      type_params: {
        ...PARAMS,
        input_measures: [measure('count'), measure('amount')],
        conversion_type_params: {
          base_measure: measure('count'),
          conversion_measure: measure('amount'),
          entity: 'id',
          calculation: 'conversion_rate',
          window: { count: 7, granularity: 'day' },
          constant_properties: null,
        },
      },
      nodes: model,
    },
  });
  const { label, description, config } = fieldsOf(manifest.metrics['metric.p.count']);
  assert.deepEqual(
    { label, description, config },
    {
      label: 'count',
      description: 'Metric created from measure count',
      config: { enabled: true, group: null, meta: { team: 'a' } },
    },
  );
});

test('a semantic model has all fields, and the relation of its model', async (t) => {
  const { manifest } = await parseFilesOf(t, FILES);
  const { entities, measures, dimensions, node_relation } = fieldsOf(
    manifest.semantic_models['semantic_model.p.orders'],
  );
  const plainText = { description: null, label: null };
  const config = { meta: { team: 'a' } };
  assert.deepEqual(entities, [{ name: 'id', type: 'primary', ...plainText, role: null, expr: null, config }]);
  const plain = { ...plainText, create_metric: false, expr: null, agg_params: null, config };
  const additive = { non_additive_dimension: null, agg_time_dimension: null };
  assert.deepEqual(measures, [
    { name: 'amount', agg: 'sum', ...plain, ...additive },
    {
      name: 'count',
      agg: 'sum',
      ...plain,
      ...additive,
      expr: 'True',
      agg_params: { percentile: 0.5, use_discrete_percentile: false, use_approximate_percentile: false },
    },
    {
      name: 'last',
      agg: 'max',
      ...plain,
      ...additive,
      non_additive_dimension: { name: 'at', window_choice: 'max', window_groupings: [] },
    },
  ]);
  assert.deepEqual(dimensions, [
    {
      name: 'at',
      type: 'time',
      ...plainText,
      is_partition: false,
      type_params: { time_granularity: 'day', validity_params: { is_start: true, is_end: false } },
      expr: null,
      metadata: null,
      config,
    },
    {
      name: 'kind',
      type: 'categorical',
      ...plainText,
      is_partition: false,
      type_params: null,
      expr: '1',
      metadata: null,
      config: { meta: { team: 'b' } },
    },
  ]);
  const { alias, schema, database, relation_name } = fieldsOf(manifest.nodes['model.p.orders'] as Fields | undefined);
  assert.deepEqual(node_relation, { alias, schema_name: schema, database, relation_name });
  assert.deepEqual(manifest.nodes['model.p.days']?.time_spine, {
    standard_granularity_column: 'day',
    custom_granularities: [],
  });
});

test('a saved query has its parameters, tags by name, and where its exports go', async (t) => {
  const { manifest } = await parseFilesOf(t, FILES);
  const { query_params, exports, tags, depends_on } = fieldsOf(manifest.saved_queries['saved_query.p.q']);
  const { schema, database } = fieldsOf(manifest.nodes['model.p.orders'] as Fields | undefined);
  assert.deepEqual(
    { query_params, exports, tags, depends_on },
    {
      query_params: {
        metrics: ['revenue', 'share'],
        group_by: [],
        where: { where_filters: [{ where_sql_template: 'x = 1' }] },
        order_by: [],
        limit: null,
      },
      exports: [
        {
          name: 'out',
          config: { export_as: 'table', schema_name: 's', alias: 'out', database },
          unrendered_config: { export_as: 'table', schema: 's' },
        },
        {
          name: 'other',
          config: { export_as: 'view', schema_name: schema, alias: 'o', database },
          unrendered_config: { export_as: 'view', alias: 'o' },
        },
      ],
      tags: ['a', 'b'],
      depends_on: { macros: [], nodes: ['metric.p.revenue', 'metric.p.share'] },
    },
  );
});

test('what is broken in a metric does no harm: no measure, a circle, a window of words', async (t) => {
  const { manifest } = await parseFilesOf(t, {
    'models/m.yml': `
metrics:
  - {name: a, label: A, type: simple, type_params: {measure: nowhere, window: soon}}
  - {name: b, label: B, type: derived, type_params: {metrics: [b, c, nowhere]}}
  - {name: c, label: C, type: Ratio, type_params: 7}
`,
  });
  assert.deepEqual(manifest.metrics['metric.p.a']?.depends_on, { macros: [], nodes: [] });
  assert.deepEqual(manifest.metrics['metric.p.b']?.depends_on, { macros: [], nodes: ['metric.p.c'] });
  assert.equal(manifest.metrics['metric.p.c']?.['type'], 'ratio');
});
