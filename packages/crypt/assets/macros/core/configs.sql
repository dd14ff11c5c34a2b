{# `call set_sql_header(config)`: what stands before the statement that makes the relation. #}
{%- macro set_sql_header(config) -%}
  {{- config.set('sql_header', caller()) -}}
{%- endmacro %}

{# What the node says counts, then the command line. #}
{%- macro should_full_refresh() -%}
  {%- set given = config.get('full_refresh') -%}
  {%- do return(flags.FULL_REFRESH if given is none else given) -%}
{%- endmacro %}

{# Whether a model adds to what is there. While a project is parsed nothing is. #}
{%- macro is_incremental() -%}
  {%- if not execute -%}
    {%- do return(False) -%}
  {%- endif -%}
  {%- set found = adapter.get_relation(this.database, this.schema, this.table) -%}
  {%- do return(
    found is not none and found.type == 'table' and model.config.materialized == 'incremental' and not should_full_refresh()
  ) -%}
{%- endmacro %}

{# Whether dbt's second major version runs the project: macros that have to serve both ask. #}
{%- macro is_core_v2() -%}
  {%- do return(dbt_version.split('.')[0] | int == 2) -%}
{%- endmacro %}
