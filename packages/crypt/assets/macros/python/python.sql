{#- Python models are not run: nothing here needs Python. Each macro that would help to run one says so. -#}
{% macro resolve_model_name(input_model_name) -%}
  {{ return(adapter.dispatch('resolve_model_name', 'dbt')(input_model_name)) }}
{%- endmacro %}

{% macro default__resolve_model_name(input_model_name) -%}
  {{ _refuse_python('resolve_model_name') }}
{%- endmacro %}

{% macro build_ref_function(model) -%}
  {{ _refuse_python('build_ref_function') }}
{%- endmacro %}

{% macro build_source_function(model) -%}
  {{ _refuse_python('build_source_function') }}
{%- endmacro %}

{% macro build_config_dict(model) -%}
  {{ _refuse_python('build_config_dict') }}
{%- endmacro %}

{% macro py_script_postfix(model) -%}
  {{ _refuse_python('py_script_postfix') }}
{%- endmacro %}

{% macro py_script_comment() -%}
  {{ _refuse_python('py_script_comment') }}
{%- endmacro %}

{% macro py_write_table(temporary, relation, compiled_code, partitioned_by=none, sorted_by=none) -%}
  {{ _refuse_python('py_write_table') }}
{%- endmacro %}

{% macro _refuse_python(macro) -%}
  {{ exceptions.raise_compiler_error(
    macro ~ ': Python models are not run here, and ' ~ model.name ~ ' was not built. Write it in SQL,'
    ~ ' or disable it with `enabled: false` and load what it gives as a source.'
  ) }}
{%- endmacro %}
