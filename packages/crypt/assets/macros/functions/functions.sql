{#- User-defined functions are not built as nodes of a project. Each macro that would help to build one says so. -#}
{% materialization function, default, supported_languages=['sql', 'python', 'javascript'] %}
  {{ _refuse_function('materialization function') }}
{% endmaterialization %}

{% macro get_aggregate_function_create_replace_signature(target_relation) -%}
  {{ return(adapter.dispatch('get_aggregate_function_create_replace_signature', 'dbt')(target_relation)) }}
{%- endmacro %}

{% macro default__get_aggregate_function_create_replace_signature(target_relation) -%}
  {{ _refuse_function('get_aggregate_function_create_replace_signature') }}
{%- endmacro %}

{% macro get_formatted_aggregate_function_args() -%}
  {{ return(adapter.dispatch('get_formatted_aggregate_function_args', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_formatted_aggregate_function_args() -%}
  {{ _refuse_function('get_formatted_aggregate_function_args') }}
{%- endmacro %}

{% macro get_function_language_specifier() -%}
  {{ return(adapter.dispatch('get_function_language_specifier', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_function_language_specifier() -%}
  {{ _refuse_function('get_function_language_specifier') }}
{%- endmacro %}

{% macro get_aggregate_function_volatility_specifier() -%}
  {{ return(adapter.dispatch('get_aggregate_function_volatility_specifier', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_aggregate_function_volatility_specifier() -%}
  {{ _refuse_function('get_aggregate_function_volatility_specifier') }}
{%- endmacro %}

{% macro get_function_python_options() -%}
  {{ return(adapter.dispatch('get_function_python_options', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_function_python_options() -%}
  {{ _refuse_function('get_function_python_options') }}
{%- endmacro %}

{% macro function_execute_build_sql(build_sql, existing_relation, target_relation) -%}
  {{ return(adapter.dispatch('function_execute_build_sql', 'dbt')(build_sql, existing_relation, target_relation)) }}
{%- endmacro %}

{% macro default__function_execute_build_sql(build_sql, existing_relation, target_relation) -%}
  {{ _refuse_function('function_execute_build_sql') }}
{%- endmacro %}

{% macro scalar_function_sql(target_relation) -%}
  {{ return(adapter.dispatch('scalar_function_sql', 'dbt')(target_relation)) }}
{%- endmacro %}

{% macro default__scalar_function_sql(target_relation) -%}
  {{ _refuse_function('scalar_function_sql') }}
{%- endmacro %}

{% macro scalar_function_create_replace_signature_sql(target_relation) -%}
  {{ return(adapter.dispatch('scalar_function_create_replace_signature_sql', 'dbt')(target_relation)) }}
{%- endmacro %}

{% macro default__scalar_function_create_replace_signature_sql(target_relation) -%}
  {{ _refuse_function('scalar_function_create_replace_signature_sql') }}
{%- endmacro %}

{% macro formatted_scalar_function_args_sql() -%}
  {{ return(adapter.dispatch('formatted_scalar_function_args_sql', 'dbt')()) }}
{%- endmacro %}

{% macro default__formatted_scalar_function_args_sql() -%}
  {{ _refuse_function('formatted_scalar_function_args_sql') }}
{%- endmacro %}

{% macro formatted_scalar_function_args_javascript() -%}
  {{ return(adapter.dispatch('formatted_scalar_function_args_javascript', 'dbt')()) }}
{%- endmacro %}

{% macro default__formatted_scalar_function_args_javascript() -%}
  {{ _refuse_function('formatted_scalar_function_args_javascript') }}
{%- endmacro %}

{% macro scalar_function_body_sql() -%}
  {{ return(adapter.dispatch('scalar_function_body_sql', 'dbt')()) }}
{%- endmacro %}

{% macro default__scalar_function_body_sql() -%}
  {{ _refuse_function('scalar_function_body_sql') }}
{%- endmacro %}

{% macro scalar_function_volatility_sql() -%}
  {{ return(adapter.dispatch('scalar_function_volatility_sql', 'dbt')()) }}
{%- endmacro %}

{% macro default__scalar_function_volatility_sql() -%}
  {{ _refuse_function('scalar_function_volatility_sql') }}
{%- endmacro %}

{% macro scalar_function_volatility_javascript() -%}
  {{ return(adapter.dispatch('scalar_function_volatility_javascript', 'dbt')()) }}
{%- endmacro %}

{% macro default__scalar_function_volatility_javascript() -%}
  {{ _refuse_function('scalar_function_volatility_javascript') }}
{%- endmacro %}

{% macro unsupported_volatility_warning(volatility) -%}
  {{ return(adapter.dispatch('unsupported_volatility_warning', 'dbt')(volatility)) }}
{%- endmacro %}

{% macro default__unsupported_volatility_warning(volatility) -%}
  {{ _refuse_function('unsupported_volatility_warning') }}
{%- endmacro %}

{% macro list_function_relations_without_caching(schema_relation) -%}
  {{ return(adapter.dispatch('list_function_relations_without_caching', 'dbt')(schema_relation)) }}
{%- endmacro %}

{% macro default__list_function_relations_without_caching(schema_relation) -%}
  {{ _refuse_function('list_function_relations_without_caching') }}
{%- endmacro %}

{% macro _refuse_function(macro) -%}
  {{ exceptions.raise_compiler_error(
    macro ~ ': functions are not built here, and ' ~ model.name ~ ' was not. Write it as a macro of Jinja,'
    ~ ' or create it with a statement under `on-run-start`.'
  ) }}
{%- endmacro %}
