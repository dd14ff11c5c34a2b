{#-
  Null instead of an error where the engine has such a cast. dbt uses a plain one on DuckDB, and so do we: unit tests
  cast their fixtures with this, and a fixture that is misspelt should fail.
-#}
{% macro safe_cast(field, type) -%}
  {{ return(adapter.dispatch('safe_cast', 'dbt')(field, type)) }}
{%- endmacro %}

{% macro default__safe_cast(field, type) %}
  cast({{ field }} as {{ type }})
{% endmacro %}
