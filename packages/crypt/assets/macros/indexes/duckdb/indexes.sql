{% macro duckdb__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  create {{ 'unique' if index.unique }} index {{ adapter.quote(index.render(relation)) }}
  on {{ relation }} ({{ index.columns | join(', ') }});
{%- endmacro %}

{% macro duckdb__get_drop_index_sql(relation, index_name) -%}
  drop index if exists {{ adapter.quote(relation.database) }}.{{ adapter.quote(relation.schema) }}.{{ adapter.quote(index_name) }}
{%- endmacro %}

{% macro duckdb__get_show_indexes_sql(relation) -%}
  select index_name, is_unique, expressions
  from duckdb_indexes()
  where database_name = '{{ dbt.escape_single_quotes(relation.database) }}'
    and schema_name = '{{ dbt.escape_single_quotes(relation.schema) }}'
    and table_name = '{{ dbt.escape_single_quotes(relation.identifier) }}'
  order by index_name
{%- endmacro %}

{#- A table with an index cannot be renamed. -#}
{% macro drop_indexes_on_relation(relation) -%}
  {%- call statement('get_indexes_on_relation', fetch_result=true, auto_begin=false) -%}
    {{ get_show_indexes_sql(relation) }}
  {%- endcall -%}
  {%- for row in load_result('get_indexes_on_relation').table.rows -%}
    {%- call statement('drop_index_' ~ loop.index, auto_begin=false) -%}
      {{ get_drop_index_sql(relation, row[0]) }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro %}
