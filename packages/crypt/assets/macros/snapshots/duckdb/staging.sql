{#- Staging tables of DuckDB live as long as their connection, which other nodes use too. -#}
{% macro duckdb__post_snapshot(temporary_relation) -%}
  {%- do drop_relation(temporary_relation) -%}
{%- endmacro %}
