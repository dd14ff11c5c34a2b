{#- In the time zone of the session, so sessions that build snapshots are set to UTC. -#}
{% macro duckdb__snapshot_get_time() -%}
  {{ current_timestamp() }}::timestamp
{%- endmacro %}
