{# Texts of statements that make, move and drop relations. Each may be replaced for an adapter by dispatch. #}

{%- macro get_create_table_as_sql(temporary, relation, sql) -%}
  {{- return(adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_create_table_as_sql(temporary, relation, sql) -%}
  {{- return(create_table_as(temporary, relation, sql)) -}}
{%- endmacro %}

{%- macro create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language != 'sql' -%}
    {%- do exceptions.raise_compiler_error('tables are not made from ' ~ language) -%}
  {%- endif -%}
  {{- return(adapter.dispatch('create_table_as', 'dbt')(temporary, relation, compiled_code)) -}}
{%- endmacro %}

{%- macro default__create_table_as(temporary, relation, sql) -%}
  {%- set contract = config.get('contract') -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ header if header is not none }}
  create {{ 'temporary ' if temporary }}table {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  {%- if contract and contract.enforced and not temporary %}
    {{ get_assert_columns_equivalent(sql) }}
    {{ get_table_columns_and_constraints() }}
    {%- set sql = get_select_subquery(sql) -%}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}

{# The model's columns in the order of its contract. #}
{%- macro get_select_subquery(sql) -%}
  {{- return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) -}}
{%- endmacro %}

{%- macro default__get_select_subquery(sql) -%}
  select {{ adapter.dispatch('get_column_names', 'dbt')() }}
  from (
    {{ sql }}
  ) as model_subq
{%- endmacro %}

{%- macro default__get_column_names() -%}
  {%- set names = [] -%}
  {%- for column in model['columns'].values() -%}
    {%- do names.append(adapter.quote(column['name']) if column.get('quote') else column['name']) -%}
  {%- endfor -%}
  {{- names | join(', ') -}}
{%- endmacro %}


{%- macro get_create_view_as_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_create_view_as_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_create_view_as_sql(relation, sql) -%}
  {{- return(create_view_as(relation, sql)) -}}
{%- endmacro %}

{%- macro create_view_as(relation, sql) -%}
  {{- return(adapter.dispatch('create_view_as', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__create_view_as(relation, sql) -%}
  {%- set contract = config.get('contract') -%}
  {%- if contract and contract.enforced -%}
    {{- get_assert_columns_equivalent(sql) -}}
  {%- endif -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ header if header is not none }}
  create view {{ relation.render() }} as (
    {{ sql }}
  );
{%- endmacro %}


{%- macro get_create_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_create_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_create_sql(relation, sql) -%}
  {%- if relation.is_view -%}
    {{- get_create_view_as_sql(relation, sql) -}}
  {%- elif relation.is_table -%}
    {{- get_create_table_as_sql(False, relation, sql) -}}
  {%- elif relation.is_materialized_view -%}
    {{- get_create_materialized_view_as_sql(relation, sql) -}}
  {%- else -%}
    {%- do exceptions.raise_compiler_error('a relation of the type ' ~ relation.type ~ ' cannot be made') -%}
  {%- endif -%}
{%- endmacro %}

{%- macro get_create_intermediate_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_create_intermediate_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_create_intermediate_sql(relation, sql) -%}
  {%- set intermediate = make_intermediate_relation(relation) -%}
  {{ get_drop_sql(intermediate) }};
  {{ get_create_sql(intermediate, sql) }}
{%- endmacro %}

{%- macro get_create_backup_sql(relation) -%}
  {{- return(adapter.dispatch('get_create_backup_sql', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__get_create_backup_sql(relation) -%}
  {%- set backup = make_backup_relation(relation, relation.type) -%}
  {{ get_drop_sql(backup) }};
  {{ get_rename_sql(relation, backup.identifier) }}
{%- endmacro %}


{%- macro get_drop_sql(relation) -%}
  {{- return(adapter.dispatch('get_drop_sql', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__get_drop_sql(relation) -%}
  {%- if relation.is_view -%}
    {{- drop_view(relation) -}}
  {%- elif relation.is_table -%}
    {{- drop_table(relation) -}}
  {%- elif relation.is_materialized_view -%}
    {{- drop_materialized_view(relation) -}}
  {%- else -%}
    drop {{ relation.type }} if exists {{ relation.render() }} cascade
  {%- endif -%}
{%- endmacro %}

{%- macro drop_table(relation) -%}
  {{- return(adapter.dispatch('drop_table', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__drop_table(relation) -%}
  drop table if exists {{ relation.render() }} cascade
{%- endmacro %}

{%- macro drop_view(relation) -%}
  {{- return(adapter.dispatch('drop_view', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__drop_view(relation) -%}
  drop view if exists {{ relation.render() }} cascade
{%- endmacro %}

{%- macro get_drop_backup_sql(relation) -%}
  {{- return(adapter.dispatch('get_drop_backup_sql', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__get_drop_backup_sql(relation) -%}
  {{- get_drop_sql(make_backup_relation(relation, relation.type)) -}}
{%- endmacro %}


{%- macro get_rename_sql(relation, new_name) -%}
  {{- return(adapter.dispatch('get_rename_sql', 'dbt')(relation, new_name)) -}}
{%- endmacro %}

{%- macro default__get_rename_sql(relation, new_name) -%}
  {%- if relation.is_view -%}
    {{- get_rename_view_sql(relation, new_name) -}}
  {%- elif relation.is_table -%}
    {{- get_rename_table_sql(relation, new_name) -}}
  {%- elif relation.is_materialized_view -%}
    {{- get_rename_materialized_view_sql(relation, new_name) -}}
  {%- else -%}
    {%- do exceptions.raise_compiler_error('a relation of the type ' ~ relation.type ~ ' cannot be renamed') -%}
  {%- endif -%}
{%- endmacro %}

{%- macro get_rename_table_sql(relation, new_name) -%}
  {{- return(adapter.dispatch('get_rename_table_sql', 'dbt')(relation, new_name)) -}}
{%- endmacro %}

{%- macro default__get_rename_table_sql(relation, new_name) -%}
  alter table {{ relation.render() }} rename to {{ adapter.quote(new_name) }}
{%- endmacro %}

{%- macro get_rename_view_sql(relation, new_name) -%}
  {{- return(adapter.dispatch('get_rename_view_sql', 'dbt')(relation, new_name)) -}}
{%- endmacro %}

{%- macro default__get_rename_view_sql(relation, new_name) -%}
  alter view {{ relation.render() }} rename to {{ adapter.quote(new_name) }}
{%- endmacro %}

{%- macro get_rename_intermediate_sql(relation) -%}
  {{- return(adapter.dispatch('get_rename_intermediate_sql', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__get_rename_intermediate_sql(relation) -%}
  {{- get_rename_sql(make_intermediate_relation(relation), relation.identifier) -}}
{%- endmacro %}


{# What is there gives way to what is made; whoever reads sees the one or the other when all runs in one transaction. #}
{%- macro get_replace_sql(existing_relation, target_relation, sql) -%}
  {{- return(adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_replace_sql(existing_relation, target_relation, sql) -%}
  {%- set is_alike = existing_relation.type == target_relation.type and existing_relation.can_be_replaced -%}
  {%- if is_alike and existing_relation.is_view -%}
    {{- get_replace_view_sql(target_relation, sql) -}}
  {%- elif is_alike and existing_relation.is_table -%}
    {{- get_replace_table_sql(target_relation, sql) -}}
  {%- else -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {%- endif -%}
{%- endmacro %}

{%- macro get_replace_view_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_replace_view_sql(relation, sql) -%}
  create or replace view {{ relation.render() }} as (
    {{ sql }}
  )
{%- endmacro %}

{%- macro get_replace_table_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_replace_table_sql(relation, sql) -%}
  create or replace table {{ relation.render() }} as (
    {{ sql }}
  )
{%- endmacro %}


{# For engines whose views cannot be renamed. #}
{%- macro create_or_replace_view() -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- do run_hooks(pre_hooks) -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation is not none and not existing_relation.is_view -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{- get_replace_view_sql(target_relation, sql) -}}
  {%- endcall -%}
  {%- do run_hooks(post_hooks) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmacro %}

{%- macro handle_existing_table(full_refresh, old_relation) -%}
  {%- do adapter.dispatch('handle_existing_table', 'dbt')(full_refresh, old_relation) -%}
{%- endmacro %}

{%- macro default__handle_existing_table(full_refresh, old_relation) -%}
  {%- do adapter.drop_relation(old_relation) -%}
{%- endmacro %}
