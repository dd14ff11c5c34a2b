{# New rows go into the table that is there. The first time, with --full-refresh, and over a view it is made as a table is. #}
{%- materialization incremental, default -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set temp_relation = make_temp_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(target_relation, 'table' if existing_relation is none else existing_relation.type) -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set is_rebuilt = existing_relation is none or existing_relation.is_view or should_full_refresh() -%}
  {%- set grant_config = config.get('grants') -%}
  {# A strategy that is not valid is refused the first time too. #}
  {%- set make_sql = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}

  {%- do drop_leftovers(intermediate_relation, backup_relation) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- if existing_relation is none -%}
    {%- set build_sql = get_create_table_as_sql(False, target_relation, sql) -%}
  {%- elif is_rebuilt -%}
    {%- set build_sql = get_create_table_as_sql(False, intermediate_relation, sql) -%}
  {%- else -%}
    {# Changes of the table's columns belong to the transaction: a run that fails leaves them as they were. #}
    {%- do adapter.begin() -%}
    {%- do run_query(get_create_table_as_sql(True, temp_relation, sql)) -%}
    {%- if not config.get('contract') or not config.get('contract').enforced -%}
      {%- do adapter.expand_target_column_types(from_relation=temp_relation, to_relation=target_relation) -%}
    {%- endif -%}
    {%- set new_columns = process_schema_changes(on_schema_change, temp_relation, existing_relation) -%}
    {%- set build_sql = make_sql({
      'target_relation': target_relation,
      'temp_relation': temp_relation,
      'unique_key': config.get('unique_key'),
      'dest_columns': new_columns or adapter.get_columns_in_relation(existing_relation),
      'incremental_predicates': config.get('predicates', none) or config.get('incremental_predicates', none),
    }) -%}
  {%- endif -%}

  {%- call statement('main') -%}
    {{- build_sql -}}
  {%- endcall -%}

  {%- if existing_relation is not none and is_rebuilt -%}
    {%- do swap_relations(existing_relation, intermediate_relation, target_relation, backup_relation) -%}
  {%- endif -%}
  {%- if is_rebuilt -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}

  {%- do apply_grants(target_relation, grant_config, should_revoke=should_revoke(existing_relation, full_refresh_mode=is_rebuilt)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization %}
