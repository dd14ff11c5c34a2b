// Fields of metrics, semantic models and saved queries that a file may write in short, or leave out: as the manifest has them.
import type { Json } from '../../../kernel/parse-json.ts';
import type { JsonObject } from '../manifest.ts';

/** `type` and `type_params` of a metric, and its filter. Its input measures are found when all metrics are known. */
export function metricFields(own: JsonObject): JsonObject {
  const given = objectOf(own['type_params']);
  const type = lower(own['type']);
  const cumulative = objectOf(given['cumulative_type_params']);
  const conversion = objectOf(given['conversion_type_params']);
  return {
    type,
    filter: whereFilter(own['filter']),
    metadata: null,
    type_params: {
      measure: inputMeasure(given['measure']),
      input_measures: [],
      numerator: inputMetric(given['numerator']),
      denominator: inputMetric(given['denominator']),
      expr: exprText(given['expr']),
      window: timeWindow(given['window']),
      grain_to_date: lower(given['grain_to_date']),
      metrics: listOf(given['metrics']).map(inputMetric),
      conversion_type_params: isObject(given['conversion_type_params'])
        ? {
            base_measure: inputMeasure(conversion['base_measure']),
            conversion_measure: inputMeasure(conversion['conversion_measure']),
            entity: conversion['entity'] ?? null,
            calculation: lower(conversion['calculation'] ?? 'conversion_rate'),
            window: timeWindow(conversion['window']),
            constant_properties: conversion['constant_properties'] ?? null,
          }
        : null,
      cumulative_type_params:
        type === 'cumulative'
          ? {
              window: timeWindow(cumulative['window'] ?? given['window']),
              grain_to_date: cumulative['grain_to_date'] ?? given['grain_to_date'] ?? null,
              period_agg: lower(cumulative['period_agg'] ?? 'first'),
              metric: null,
            }
          : null,
      metric_aggregation_params: null,
    },
  };
}

/** Entities, measures and dimensions of a semantic model; their meta is its own and theirs. */
export function semanticModelFields(own: JsonObject, meta: JsonObject): JsonObject {
  const configOf = (item: JsonObject): JsonObject => ({
    meta: { ...meta, ...objectOf(objectOf(item['config'])['meta']) },
  });
  return {
    metadata: null,
    entities: objectsOf(own['entities']).map((item) => ({
      ...described(item),
      role: item['role'] ?? null,
      expr: exprText(item['expr']),
      config: configOf(item),
    })),
    measures: objectsOf(own['measures']).map((item) => ({
      name: item['name'] ?? null,
      agg: lower(item['agg']),
      description: item['description'] ?? null,
      label: item['label'] ?? null,
      create_metric: false,
      expr: exprText(item['expr']),
      agg_params: aggregation(item['agg_params']),
      non_additive_dimension: nonAdditive(item['non_additive_dimension']),
      agg_time_dimension: item['agg_time_dimension'] ?? null,
      config: configOf(item),
    })),
    dimensions: objectsOf(own['dimensions']).map((item) => ({
      ...described(item),
      is_partition: item['is_partition'] ?? false,
      type_params: dimensionParams(item['type_params']),
      expr: exprText(item['expr']),
      metadata: null,
      config: configOf(item),
    })),
  };
}

/** What a saved query asks for, and what it is written to. */
export function savedQueryFields(own: JsonObject, config: JsonObject, names: ExportNames): JsonObject {
  const asked = objectOf(own['query_params']);
  return {
    metadata: null,
    query_params: {
      metrics: asked['metrics'] ?? [],
      group_by: asked['group_by'] ?? [],
      where: whereFilter(asked['where']),
      order_by: asked['order_by'] ?? [],
      limit: asked['limit'] ?? null,
    },
    exports: objectsOf(own['exports']).map((item) => {
      const given = objectOf(item['config']);
      return {
        name: item['name'] ?? null,
        config: {
          export_as: given['export_as'] ?? config['export_as'] ?? null,
          schema_name: given['schema_name'] ?? given['schema'] ?? config['schema'] ?? names.schema,
          alias: given['alias'] ?? item['name'] ?? null,
          database: given['database'] ?? names.database,
        },
        unrendered_config: given,
      };
    }),
  };
}

export interface ExportNames {
  readonly schema: string;
  readonly database: string;
}

function described(item: JsonObject): JsonObject {
  const { name = null, type = null, description = null, label = null } = item;
  return { name, type: lower(type), description, label };
}

function inputMeasure(value: Json | undefined): JsonObject | null {
  const given = named(value);
  if (given === undefined) return null;
  return {
    name: given['name'] ?? null,
    filter: whereFilter(given['filter']),
    alias: given['alias'] ?? null,
    join_to_timespine: given['join_to_timespine'] ?? false,
    fill_nulls_with: given['fill_nulls_with'] ?? null,
  };
}

function inputMetric(value: Json | undefined): JsonObject | null {
  const given = named(value);
  if (given === undefined) return null;
  return {
    name: given['name'] ?? null,
    filter: whereFilter(given['filter']),
    alias: given['alias'] ?? null,
    offset_window: timeWindow(given['offset_window']),
    offset_to_grain: given['offset_to_grain'] ?? null,
  };
}

/** A name alone stands for an element of that name. */
function named(value: Json | undefined): JsonObject | undefined {
  if (typeof value === 'string') return { name: value };
  return isObject(value) ? value : undefined;
}

function whereFilter(value: Json | undefined): JsonObject | null {
  if (value === undefined || value === null) return null;
  return { where_filters: (Array.isArray(value) ? value : [value]).map((text) => ({ where_sql_template: text })) };
}

const GRAINS: ReadonlySet<string> = new Set(
  'nanosecond microsecond millisecond second minute hour day week month quarter year'.split(' '),
);

/** `28 days` as a count and a grain; a grain of the project's own keeps its `s`. What is none stays as it is. */
function timeWindow(value: Json | undefined): Json {
  if (typeof value !== 'string') return value ?? null;
  const [count = '', grain = '', ...more] = value.toLowerCase().split(' ');
  if (!/^\d+$/.test(count) || grain === '' || more.length > 0) return value;
  const single = grain.replace(/s$/, '');
  return { count: Number(count), granularity: GRAINS.has(single) ? single : grain };
}

/** An expression may be written as a number or a boolean, which is Python's text of it. */
function exprText(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function aggregation(value: Json | undefined): JsonObject | null {
  if (!isObject(value)) return null;
  const { percentile = null, use_discrete_percentile = false, use_approximate_percentile = false } = value;
  return { percentile, use_discrete_percentile, use_approximate_percentile };
}

function nonAdditive(value: Json | undefined): JsonObject | null {
  if (!isObject(value)) return null;
  const { name = null, window_choice = null, window_groupings = [] } = value;
  return { name, window_choice: lower(window_choice), window_groupings };
}

function dimensionParams(value: Json | undefined): JsonObject | null {
  if (!isObject(value)) return null;
  const validity = value['validity_params'];
  return {
    time_granularity: lower(value['time_granularity']),
    validity_params: isObject(validity)
      ? { is_start: validity['is_start'] ?? false, is_end: validity['is_end'] ?? false }
      : null,
  };
}

/** Words of a fixed list may be written large. */
function lower(value: Json | undefined): Json {
  return typeof value === 'string' ? value.toLowerCase() : (value ?? null);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}
