{#- Keeps the versions of a query's rows: slowly changing dimensions of the second kind. -#}
{% materialization snapshot, default %}
  {%- set grant_config = config.get('grants') -%}
  {%- set exists, target = get_or_create_relation(
    database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table'
  ) -%}
  {%- if not target.is_table -%}
    {%- do exceptions.relation_wrong_type(target, 'table') -%}
  {%- endif -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {#- Strategies take the names of the two relations that they compare, which are those of the staging table. -#}
  {%- set make_strategy = strategy_dispatch(config.get('strategy')) -%}
  {%- set strategy = make_strategy(model, 'snapshotted_data', 'source_data', model['config'], exists) -%}
  {%- set sql = model['compiled_code'] -%}

  {%- if not exists -%}
    {%- set query = build_snapshot_table(strategy, sql) -%}
    {%- set final_sql = create_table_as(false, target, query) -%}
    {%- set staging = none -%}
  {%- else -%}
    {{ adapter.assert_valid_snapshot_target_given_strategy(target, _snapshot_names(), strategy) }}
    {%- set query = snapshot_staging_table(strategy, sql, target) -%}
    {%- set staging = build_snapshot_staging_table(strategy, sql, target) -%}
    {%- do adapter.expand_target_column_types(from_relation=staging, to_relation=target) -%}
    {%- set final_sql = _snapshot_merge_of(strategy, staging, target) -%}
  {%- endif -%}

  {{ check_time_data_types(query) }}

  {% call statement('main') -%}
    {{ final_sql }}
  {%- endcall %}

  {%- do apply_grants(target, grant_config, should_revoke=should_revoke(exists, full_refresh_mode=false)) -%}
  {%- do persist_docs(target, model) -%}
  {%- if not exists -%}
    {%- do create_indexes(target) -%}
  {%- endif -%}

  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {{ adapter.commit() }}
  {%- if staging is not none -%}
    {%- do post_snapshot(staging) -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}

  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro _snapshot_merge_of(strategy, staging, target) -%}
  {%- set own = ['dbt_change_type'] + _unique_key_names(strategy.unique_key) -%}
  {%- set kept = [] -%}
  {%- for column in adapter.get_missing_columns(staging, target) if column.name | lower not in own -%}
    {%- do kept.append(column) -%}
  {%- endfor -%}
  {%- do create_columns(target, kept) -%}
  {%- set inserted = [] -%}
  {%- for column in adapter.get_columns_in_relation(staging) if column.name | lower not in own -%}
    {%- do inserted.append(adapter.quote(column.name)) -%}
  {%- endfor -%}
  {{ return(snapshot_merge_sql(target=target, source=staging, insert_cols=inserted)) }}
{%- endmacro %}
