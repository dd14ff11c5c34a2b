{#- Queries that give columns and no rows: what a query would give is asked without reading any data. -#}
{% macro get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {{ return(adapter.dispatch('get_empty_subquery_sql', 'dbt')(select_sql, select_sql_header)) }}
{%- endmacro %}

{% macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
  {{ select_sql_header if select_sql_header is not none }}
  select * from (
    {{ select_sql }}
  ) as __dbt_sbq
  where false
  limit 0
{% endmacro %}

{#- A query of the columns that a contract says, each null in its type. -#}
{% macro get_empty_schema_sql(columns) -%}
  {{ return(adapter.dispatch('get_empty_schema_sql', 'dbt')(columns)) }}
{%- endmacro %}

{% macro default__get_empty_schema_sql(columns) -%}
  {%- set untyped = [] -%}
  {%- set bare = [] -%}
  {%- set nulls = [] -%}
  {%- for column in columns.values() -%}
    {%- set type = column['data_type'] -%}
    {%- if not type -%}
      {%- do untyped.append(column['name']) -%}
    {%- else -%}
      {%- if type.strip().lower() in ['numeric', 'decimal', 'number'] -%}
        {%- do bare.append(column['name']) -%}
      {%- endif -%}
      {%- set name = adapter.quote(column['name']) if column.get('quote') else column['name'] -%}
      {%- do nulls.append((dbt.cast('null', type) | trim) ~ ' as ' ~ name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if untyped -%}
    {{- exceptions.column_type_missing(column_names=untyped) -}}
  {%- elif bare -%}
    {{- exceptions.warn(
      'Detected columns with numeric type and unspecified precision/scale, this can lead to unintended rounding: ' ~ bare
    ) or '' -}}
  {%- endif -%}
  select {{ nulls | join(', ') }}
{%- endmacro %}

{#- The columns of a query, with their types. -#}
{% macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
  {{ return(adapter.get_column_schema_from_query(get_empty_subquery_sql(select_sql, select_sql_header))) }}
{%- endmacro %}
