{#- Whether the rows that a test finds are kept: the test's own config decides before the flag. -#}
{% macro should_store_failures() -%}
  {%- set own = config.get('store_failures') -%}
  {{ return(flags.STORE_FAILURES if own is none else own) }}
{%- endmacro %}
