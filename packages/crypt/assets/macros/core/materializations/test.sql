{# Rows that a test finds are counted; with store_failures they are kept as a relation first. #}
{%- materialization test, default -%}
  {%- set found_sql = get_limit_subquery_sql(sql, config.get('limit')) -%}
  {%- set relations = [] -%}

  {%- if should_store_failures() -%}
    {%- set kind = config.get('store_failures_as') or 'table' -%}
    {%- if kind not in ['table', 'view'] -%}
      {%- do exceptions.raise_compiler_error("store_failures_as is '" ~ kind ~ "', and not table, view or ephemeral") -%}
    {%- endif -%}
    {%- set stored = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type=kind) -%}
    {%- set old_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
    {%- do adapter.begin() -%}
    {%- if old_relation is not none -%}
      {%- do adapter.drop_relation(old_relation) -%}
    {%- endif -%}
    {%- call statement(auto_begin=True) -%}
      {{- get_create_sql(stored, found_sql) -}}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {%- do relations.append(stored) -%}
    {%- set found_sql = 'select * from ' ~ stored -%}
  {%- endif -%}

  {%- call statement('main', fetch_result=True) -%}
    {{- get_test_sql(found_sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) -}}
  {%- endcall -%}

  {{- return({'relations': relations}) -}}
{%- endmaterialization %}
