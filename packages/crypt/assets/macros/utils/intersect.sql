{#- The set operator that leaves no duplicates. -#}
{% macro intersect() -%}
  {{ return(adapter.dispatch('intersect', 'dbt')()) }}
{%- endmacro %}

{% macro default__intersect() %}
  intersect
{% endmacro %}
