{#-
  `interval (expression) day` is not read by every version: an interval of one is multiplied, which takes columns too.
  There is no interval of a quarter, so it is three months; and a week is seven days.
-#}
{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) %}
  {% set count = 'cast(' ~ interval ~ ' as bigint)' -%}
  {%- set unit = datepart | lower -%}
  {%- if unit == 'week' -%}
    {%- set count, unit = '(' ~ count ~ ' * 7)', 'day' -%}
  {%- elif unit == 'quarter' -%}
    {%- set count, unit = '(' ~ count ~ ' * 3)', 'month' -%}
  {%- endif -%}
  ({{ from_date_or_timestamp }} + {{ count }} * interval 1 {{ unit }})
{%- endmacro %}
