{# Rows with a key that comes again are replaced; without a key all are added. #}
{%- macro duckdb__get_incremental_default_sql(arg_dict) -%}
  {{- return(get_incremental_delete_insert_sql(arg_dict)) -}}
{%- endmacro %}

{%- macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- if unique_key -%}
    {%- set keys = [unique_key] if unique_key is string else unique_key -%}
    delete from {{ target }} as DBT_INCREMENTAL_TARGET
    using {{ source }} as DBT_INCREMENTAL_SOURCE
    where
    {%- for key in keys %}
      {{ 'and ' if not loop.first }}DBT_INCREMENTAL_SOURCE.{{ key }} = DBT_INCREMENTAL_TARGET.{{ key }}
    {%- endfor %}
    {%- for predicate in listed_predicates(incremental_predicates) %}
      and {{ predicate }}
    {%- endfor %};
  {%- endif %}
  {{ get_insert_into_sql(target, source, dest_columns) }}
{%- endmacro %}
