{#- Null when the first value is: `any_value` of DuckDB would pass nulls. -#}
{% macro duckdb__any_value(expression) -%}
  arbitrary({{ expression }})
{%- endmacro %}
