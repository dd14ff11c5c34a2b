{#- The columns that a snapshot adds to its query's; the config snapshot_table_column_names gives them other names. -#}
{% macro get_snapshot_table_column_names() -%}
  {{ return({
    'dbt_valid_to': 'dbt_valid_to',
    'dbt_valid_from': 'dbt_valid_from',
    'dbt_scd_id': 'dbt_scd_id',
    'dbt_updated_at': 'dbt_updated_at',
    'dbt_is_deleted': 'dbt_is_deleted',
  }) }}
{%- endmacro %}

{% macro _snapshot_names() -%}
  {{ return(config.get('snapshot_table_column_names') or get_snapshot_table_column_names()) }}
{%- endmacro %}

{#- True of a version that has not ended. -#}
{% macro _snapshot_is_current(valid_to) -%}
  {%- set mark = config.get('dbt_valid_to_current') -%}
  {%- if mark -%}
    ({{ valid_to }} is null or {{ valid_to }} = {{ mark | trim }})
  {%- else -%}
    {{ valid_to }} is null
  {%- endif -%}
{%- endmacro %}

{#- The end of a version that has not ended: null, or what dbt_valid_to_current says, in the type of the times. -#}
{% macro get_dbt_valid_to_current(strategy, columns) -%}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get('dbt_valid_to_current') or 'null' }})
  as {{ columns.dbt_valid_to }}
{%- endmacro %}

{% macro get_true_sql() -%}
  {{ return(adapter.dispatch('get_true_sql', 'dbt')()) }}
{%- endmacro %}

{% macro default__get_true_sql() -%}
  {{ return('TRUE') }}
{%- endmacro %}
