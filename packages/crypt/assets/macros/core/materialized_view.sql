{# No engine here has materialized views yet: an adapter that has them brings its own. #}

{%- macro _refuse_materialized_view(what) -%}
  {%- do exceptions.raise_compiler_error(
    adapter.type() ~ ' has no materialized views, and no macro ' ~ adapter.type() ~ '__' ~ what ~
    ": build a table, or say materialized='incremental' to add what is new"
  ) -%}
{%- endmacro %}

{%- macro get_create_materialized_view_as_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_create_materialized_view_as_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_create_materialized_view_as_sql(relation, sql) -%}
  {{- _refuse_materialized_view('get_create_materialized_view_as_sql') -}}
{%- endmacro %}

{%- macro get_replace_materialized_view_sql(relation, sql) -%}
  {{- return(adapter.dispatch('get_replace_materialized_view_sql', 'dbt')(relation, sql)) -}}
{%- endmacro %}

{%- macro default__get_replace_materialized_view_sql(relation, sql) -%}
  {{- _refuse_materialized_view('get_replace_materialized_view_sql') -}}
{%- endmacro %}

{%- macro get_rename_materialized_view_sql(relation, new_name) -%}
  {{- return(adapter.dispatch('get_rename_materialized_view_sql', 'dbt')(relation, new_name)) -}}
{%- endmacro %}

{%- macro default__get_rename_materialized_view_sql(relation, new_name) -%}
  {{- _refuse_materialized_view('get_rename_materialized_view_sql') -}}
{%- endmacro %}

{%- macro drop_materialized_view(relation) -%}
  {{- return(adapter.dispatch('drop_materialized_view', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__drop_materialized_view(relation) -%}
  drop materialized view if exists {{ relation.render() }} cascade
{%- endmacro %}

{%- macro refresh_materialized_view(relation) -%}
  {{- return(adapter.dispatch('refresh_materialized_view', 'dbt')(relation)) -}}
{%- endmacro %}

{%- macro default__refresh_materialized_view(relation) -%}
  {{- _refuse_materialized_view('refresh_materialized_view') -}}
{%- endmacro %}

{%- macro get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
  {{- return(adapter.dispatch('get_alter_materialized_view_as_sql', 'dbt')(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation)) -}}
{%- endmacro %}

{%- macro default__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
  {{- _refuse_materialized_view('get_alter_materialized_view_as_sql') -}}
{%- endmacro %}

{%- macro get_materialized_view_configuration_changes(existing_relation, new_config) -%}
  {{- return(adapter.dispatch('get_materialized_view_configuration_changes', 'dbt')(existing_relation, new_config)) -}}
{%- endmacro %}

{%- macro default__get_materialized_view_configuration_changes(existing_relation, new_config) -%}
  {{- _refuse_materialized_view('get_materialized_view_configuration_changes') -}}
{%- endmacro %}
