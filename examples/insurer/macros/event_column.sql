{#- A column of landing.events, or NULL of its type before the first event that has it came. -#}
{% macro event_column(name, type) -%}
  {%- set there = namespace(found=not execute) -%}
  {%- if execute -%}
    {%- for column in adapter.get_columns_in_relation(source('landing', 'events')) if column.name == name -%}
      {%- set there.found = true -%}
    {%- endfor -%}
  {%- endif -%}
  {{ name if there.found else 'cast(null as ' ~ type ~ ')' }}
{%- endmacro %}
