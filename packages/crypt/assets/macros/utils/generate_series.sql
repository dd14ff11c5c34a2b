{#- The smallest n above 0 for which 2 ** n is not below `upper_bound`. -#}
{% macro get_powers_of_two(upper_bound) -%}
  {{ return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) }}
{%- endmacro %}

{% macro default__get_powers_of_two(upper_bound) -%}
  {%- if upper_bound <= 0 -%}
    {{ exceptions.raise_compiler_error('upper bound must be positive') }}
  {%- endif -%}
  {%- for power in range(1, 100) -%}
    {%- if 2 ** power >= upper_bound -%}
      {{ return(power) }}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}

{#- A query of the whole numbers from 1 to `upper_bound`, as the column generated_number. -#}
{% macro generate_series(upper_bound) -%}
  {{ return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) }}
{%- endmacro %}

{#- For engines without a function for it: one row for every number of as many bits as are needed. -#}
{% macro default__generate_series(upper_bound) %}
  {% set bits = range(dbt.get_powers_of_two(upper_bound)) %}

  with p as (
    select 0 as generated_number union all select 1
  ),

  unioned as (
    select
      {% for bit in bits %}
      p{{ bit }}.generated_number * power(2, {{ bit }})
      {% if not loop.last %} + {% endif %}
      {% endfor %}
      + 1
      as generated_number
    from
      {% for bit in bits %}
      p as p{{ bit }}
      {% if not loop.last %} cross join {% endif %}
      {% endfor %}
  )

  select *
  from unioned
  where generated_number <= {{ upper_bound }}
  order by generated_number
{% endmacro %}
