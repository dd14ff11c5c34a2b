// Keys of properties files and configurations that dbt gives a meaning to. Source: dbt-core 1.11 and its adapters' documentation.
import type { PropertyKey } from '../properties/property-file.ts';

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

const TESTED = 'columns tests data_tests';
/** Understood beside `config:` too. */
const BESIDE = 'meta docs group access contract tags enabled';

/** Keys of an element, by the list that it stands in. */
export const ELEMENT_KEYS: Readonly<Record<PropertyKey, ReadonlySet<string>>> = {
  models: new Set(
    words(
      `name description config constraints deprecation_date latest_version versions time_spine quote_columns identifier version data_type meta docs group access contract semantic_model metrics agg_time_dimension primary_entity derived_semantics static_analysis_off_reason ${TESTED}`,
    ),
  ),
  seeds: new Set(
    words(`name description config quote_columns meta docs group access static_analysis_off_reason ${TESTED}`),
  ),
  snapshots: new Set(
    words(`name description config relation quote_columns meta docs group access static_analysis_off_reason ${TESTED}`),
  ),
  sources: new Set(
    words(
      'name description config meta tags enabled database schema catalog project dataset loader quoting freshness loaded_at_field loaded_at_query event_time tables overrides',
    ),
  ),
  macros: new Set(words('name description config docs meta arguments')),
  analyses: new Set(words(`name description config columns docs meta tags group access static_analysis_off_reason`)),
  exposures: new Set(words(`name description label type url maturity owner depends_on config ${BESIDE}`)),
  groups: new Set(words('name description owner config meta')),
  unit_tests: new Set(
    words('name description model given expect overrides versions config tags meta enabled static_analysis_off_reason'),
  ),
  semantic_models: new Set(
    words(
      'name description label model defaults entities measures dimensions primary_entity config meta group enabled',
    ),
  ),
  metrics: new Set(
    words(
      'name description label type type_params filter time_granularity config meta tags group enabled agg expr window hidden numerator denominator input_metrics input_metric fill_nulls_with join_to_timespine non_additive_dimension percentile percentile_type period_agg grain_to_date conversion_metric base_metric calculation constant_properties entity agg_time_dimension offset_window offset_to_grain',
    ),
  ),
  saved_queries: new Set(words('name description label query_params exports config meta tags group enabled')),
  data_tests: new Set(words('name description config static_analysis_off_reason')),
};

export const TABLE_KEYS: ReadonlySet<string> = new Set(
  words(
    `name description config meta tags enabled identifier loader quoting freshness loaded_at_field loaded_at_query event_time external ${TESTED}`,
  ),
);

export const COLUMN_KEYS: ReadonlySet<string> = new Set(
  words(
    'name description meta data_type constraints quote config tags granularity tests data_tests dimension entity policy_tags',
  ),
);

/** Configuration of nodes, of any kind and any adapter. */
export const CONFIG_NAMES: ReadonlySet<string> = new Set(
  words(`
    access additional_libs adapter_properties alias as_columnstore auto_liquid_cluster auto_refresh automatic_clustering backup base_location_root
    base_location_subpath batch_id batch_size begin bind buckets cache catalog catalog_name category check_cols cluster_by
    cluster_id clustered_by column_types compression concurrent_batches contract copy_grants copy_partitions create_notebook
    custom_checks database databricks_compute databricks_tags dataproc_cluster_name dataset dbt_valid_to_current delimiter
    description dist docs enable_list_inference enable_refresh enabled entry_point error_if event_time export_as
    external_access_integrations external_volume fail_calc file_format format freshness full_refresh grant_access_to
    grants group hard_deletes hours_to_expiration http_path imports include_full_name_in_path incremental_predicates
    incremental_strategy index_url indexes initialize intermediate_format invalidate_hard_deletes jar_file_uri
    job_cluster_config kms_key_name labels labels_from_meta limit liquid_clustered_by loaded_at_field loaded_at_query location
    location_root lookback matched_condition materialized max_staleness merge_exclude_columns merge_update_columns
    merge_with_schema_evolution meta not_matched_by_source_action not_matched_by_source_condition not_matched_condition
    notebook_template_id on_configuration_change on_error on_schema_change options packages partition_by
    partition_expiration_days partitions persist_docs post-hook post_hook pre-hook pre_hook predicates primary_key project
    python_job_config python_version query_tag quote_columns quoting refresh_interval_minutes refresh_mode
    require_partition_filter resource_tags row_access_policy runtime_version schedule schema schema_origin secrets secure
    severity skip_matched_step skip_not_matched_step snapshot_meta_column_names snowflake_warehouse sort sort_type
    source_alias sql_header state static_analysis store_failures store_failures_as strategy strictness submission_method
    sync table_format table_tag table_type tags target_alias target_database target_lag target_schema tblproperties
    timeout tmp_relation_type transient type unique_key unlogged updated_at use_anonymous_sproc user_folder_for_python
    volatility warn_if where latest_version_pointer merge_returning_columns external_location plugin
  `),
);
