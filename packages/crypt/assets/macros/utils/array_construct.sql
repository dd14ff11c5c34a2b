{#- `data_type` is that of the elements, and only read when there are none. -#}
{% macro array_construct(inputs=[], data_type=api.Column.translate_type('integer')) -%}
  {{ return(adapter.dispatch('array_construct', 'dbt')(inputs, data_type)) }}
{%- endmacro %}

{% macro default__array_construct(inputs, data_type) %}
  {%- if inputs | length == 0 %}
  array[]::{{ data_type }}[]
  {% else %}
  array[ {{ inputs | join(' , ') }} ]
  {% endif -%}
{% endmacro %}
