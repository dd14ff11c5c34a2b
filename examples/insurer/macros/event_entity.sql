{#- The first entity of a kind that an event carries: the columns of contexts_* are lists. -#}
{% macro event_entity(name, type) -%}
  ({{ event_column(name, type ~ '[]') }})[1]
{%- endmacro %}
