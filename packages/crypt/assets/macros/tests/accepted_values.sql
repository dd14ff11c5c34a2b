{#- Values that are none of `values`; null is none, and passes. Quotes in a value are the project's to double. -#}
{% macro default__test_accepted_values(model, column_name, values, quote=true) %}
{%- set mark = "'" if quote else '' %}
with all_values as (
  select
    {{ column_name }} as value_field,
    count(*) as n_records
  from {{ model }}
  group by {{ column_name }}
)

select *
from all_values
where value_field not in (
  {% for value in values %}{{ mark }}{{ value }}{{ mark }}{{ ',' if not loop.last }}{% endfor %}
)
{% endmacro %}
