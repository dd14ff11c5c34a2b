{#- string_agg knows no limit: the first values are cut out of a list. -#}
{% macro duckdb__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
  {%- if limit_num -%}
  list_aggr(
    (array_agg(
      {{ measure }}
      {{ order_by_clause or '' }}
    ))[1:{{ limit_num }}],
    'string_agg',
    {{ delimiter_text }}
  )
  {%- else %}
  string_agg(
    {{ measure }},
    {{ delimiter_text }}
    {{ order_by_clause or '' }}
  )
  {%- endif -%}
{% endmacro %}
