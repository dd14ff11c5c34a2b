{#- Comments may hold any text, quotes and line ends too. -#}
{% macro duckdb_escape_comment(comment) -%}
  {%- if comment is not string -%}
    {{ exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) }}
  {%- endif -%}
  '{{ dbt.escape_single_quotes(comment) }}'
{%- endmacro %}

{% macro duckdb__alter_relation_comment(relation, comment) -%}
  comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(comment) }};
{%- endmacro %}

{#- Columns that the relation lacks were told of by validate_doc_columns; called with them, this passes them. -#}
{% macro duckdb__alter_column_comment(relation, column_dict) -%}
  {%- set there = {} -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- do there.update({column.name | lower: column.name}) -%}
  {%- endfor -%}
  {%- for name, column in column_dict.items() if name | lower in there -%}
  comment on column {{ relation }}.{{ adapter.quote(there[name | lower]) }} is {{ duckdb_escape_comment(column['description'] or '') }};
  {% endfor -%}
{%- endmacro %}
