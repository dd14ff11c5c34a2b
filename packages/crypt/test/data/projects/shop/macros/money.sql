{% macro cents(column, digits=2) %}round({{ column }} / 100.0, {{ digits }}){% endmacro %}

{# {% macro not_there() %}{% endmacro %} #}
{%- macro default__first_day(year) -%}
  make_date({{ year }}, 1, 1)
{%- endmacro -%}

{% macro close_run() %}{% if execute %}{{ ref('stg_orders') }}{% endif %}select 1{% endmacro %}
