{#- A time given as text, as SQL of the type that snapshots write. -#}
{% macro snapshot_string_as_time(timestamp) -%}
  {{ return(adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp)) }}
{%- endmacro %}

{% macro default__snapshot_string_as_time(timestamp) -%}
  {{ exceptions.raise_not_implemented('snapshot_string_as_time macro not implemented for adapter ' ~ adapter.type()) }}
{%- endmacro %}

{#- The type of the column dbt_updated_at that a query gives; none when it has no such column. -#}
{% macro get_updated_at_column_data_type(snapshot_sql) -%}
  {%- for column in get_column_schema_from_query(snapshot_sql) if column.column | lower == 'dbt_updated_at' -%}
    {{ return(column.dtype) }}
  {%- endfor -%}
  {{ return(none) }}
{%- endmacro %}

{#- Warns when rows that are deleted would get times of another type than the rest. -#}
{% macro check_time_data_types(sql) -%}
  {%- set written = get_updated_at_column_data_type(sql) -%}
  {%- set clock = get_snapshot_get_time_data_type() -%}
  {%- if written is not none and clock is not none and written != clock -%}
    {{- exceptions.warn_snapshot_timestamp_data_types(clock, written) -}}
  {%- endif -%}
{%- endmacro %}
