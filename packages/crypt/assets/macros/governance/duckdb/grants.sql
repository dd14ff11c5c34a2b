{#- DuckDB has no users to grant anything to. -#}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=true) -%}
  {%- if grant_config -%}
    {{- adapter.warn_once('Grants for relations are not supported by DuckDB') or '' -}}
  {%- endif -%}
{%- endmacro %}
