// Configuration that nodes have before anybody says anything (manifest v12), in the order it is written.
import { dictOf, emptyDict } from '../../jinja/values/dict.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { ResourceType } from '../manifest.ts';

type Entries = readonly (readonly [string, Value])[];

function docs(): Value {
  return dictOf([
    ['show', true],
    ['node_color', null],
  ]);
}

function noFreshness(): Value {
  const none = dictOf([
    ['count', null],
    ['period', null],
  ]);
  return dictOf([
    ['warn_after', none],
    ['error_after', none],
    ['filter', null],
  ]);
}

function contract(): Value {
  return dictOf([
    ['enforced', false],
    ['alias_types', true],
  ]);
}

function base(schema: Value = null): Entries {
  return [
    ['enabled', true],
    ['alias', null],
    ['schema', schema],
    ['database', null],
    ['tags', []],
    ['meta', emptyDict()],
    ['group', null],
    ['static_analysis', null],
  ];
}

function relational(materialized: string): Entries {
  return [
    ...base(),
    ['materialized', materialized],
    ['incremental_strategy', null],
    ['batch_size', null],
    ['lookback', 1],
    ['begin', null],
    ['persist_docs', emptyDict()],
    ['post-hook', []],
    ['pre-hook', []],
    ['quoting', emptyDict()],
    ['column_types', emptyDict()],
    ['full_refresh', null],
    ['unique_key', null],
    ['on_schema_change', 'ignore'],
    ['on_configuration_change', 'apply'],
    ['grants', emptyDict()],
    ['packages', []],
    ['docs', docs()],
    ['contract', contract()],
    ['event_time', null],
    ['concurrent_batches', null],
  ];
}

const SNAPSHOT_COLUMNS = ['dbt_valid_to', 'dbt_valid_from', 'dbt_scd_id', 'dbt_updated_at', 'dbt_is_deleted'];

const DEFAULTS: Readonly<Partial<Record<ResourceType, () => Entries>>> = {
  model: () => [...relational('view'), ['access', 'protected'], ['freshness', null]],
  analysis: () => relational('view'),
  operation: () => relational('view'),
  seed: () => [...relational('seed'), ['delimiter', ','], ['quote_columns', null]],
  snapshot: () => [
    ...relational('snapshot'),
    ['strategy', null],
    ['target_schema', null],
    ['target_database', null],
    ['updated_at', null],
    ['check_cols', null],
    ['snapshot_meta_column_names', dictOf(SNAPSHOT_COLUMNS.map((name) => [name, null]))],
    ['dbt_valid_to_current', null],
  ],
  test: () => [
    ...base('dbt_test__audit'),
    ['materialized', 'test'],
    ['severity', 'ERROR'],
    ['store_failures', null],
    ['store_failures_as', null],
    ['where', null],
    ['limit', null],
    ['fail_calc', 'count(*)'],
    ['warn_if', '!= 0'],
    ['error_if', '!= 0'],
  ],
  source: () => [
    ['enabled', true],
    ['event_time', null],
    ['freshness', noFreshness()],
    ['loaded_at_field', null],
    ['loaded_at_query', null],
    ['meta', emptyDict()],
    ['tags', []],
    ['static_analysis', null],
  ],
  exposure: () => [
    ['enabled', true],
    ['tags', []],
    ['meta', emptyDict()],
  ],
  metric: () => [
    ['enabled', true],
    ['group', null],
    ['meta', emptyDict()],
  ],
  semantic_model: () => [
    ['enabled', true],
    ['group', null],
    ['meta', emptyDict()],
  ],
  saved_query: () => [
    ['enabled', true],
    ['group', null],
    ['meta', emptyDict()],
    ['export_as', null],
    ['schema', null],
    ['cache', dictOf([['enabled', false]])],
  ],
  unit_test: () => [
    ['tags', []],
    ['meta', emptyDict()],
    ['enabled', true],
    ['static_analysis', null],
  ],
};

const made = new Map<ResourceType, Entries>();

/** The values are shared: merging makes new ones. */
export function defaultsOf(type: ResourceType): Entries {
  const known = made.get(type);
  if (known !== undefined) return known;
  const entries = DEFAULTS[type]?.() ?? [['enabled', true]];
  made.set(type, entries);
  return entries;
}
