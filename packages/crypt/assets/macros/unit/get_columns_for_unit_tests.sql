{#- The columns of a relation, and those that can be selected without being its own. -#}
{% macro get_columns_for_unit_tests(relation) -%}
  {{ return(adapter.dispatch('get_columns_for_unit_tests', 'dbt')(relation)) }}
{%- endmacro %}

{% macro default__get_columns_for_unit_tests(relation) -%}
  {{ return(adapter.get_columns_in_relation(relation) + adapter.get_pseudocolumns_for_relation(relation)) }}
{%- endmacro %}
