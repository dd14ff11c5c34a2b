{%- macro create_schema(relation) -%}
  {{- adapter.dispatch('create_schema', 'dbt')(relation) -}}
{%- endmacro %}

{%- macro default__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier() }}
  {%- endcall -%}
{%- endmacro %}


{%- macro drop_schema(relation) -%}
  {{- adapter.dispatch('drop_schema', 'dbt')(relation) -}}
{%- endmacro %}

{%- macro default__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{%- endmacro %}

{# By name, for operations. #}
{%- macro drop_schema_named(schema_name) -%}
  {{- adapter.dispatch('drop_schema_named', 'dbt')(schema_name) -}}
{%- endmacro %}

{%- macro default__drop_schema_named(schema_name) -%}
  {%- do adapter.drop_schema(api.Relation.create(database=target.database, schema=schema_name)) -%}
{%- endmacro %}


{%- macro information_schema_name(database) -%}
  {{- return(adapter.dispatch('information_schema_name', 'dbt')(database)) -}}
{%- endmacro %}

{%- macro default__information_schema_name(database) -%}
  {{- database ~ '.information_schema' if database else 'information_schema' -}}
{%- endmacro %}


{%- macro list_schemas(database) -%}
  {%- do return(adapter.dispatch('list_schemas', 'dbt')(database)) -%}
{%- endmacro %}

{%- macro default__list_schemas(database) -%}
  {%- do return(run_query(
    "select distinct schema_name from " ~ information_schema_name(database) ~ ".schemata where lower(catalog_name) = lower('" ~ database ~ "')"
  )) -%}
{%- endmacro %}


{%- macro check_schema_exists(information_schema, schema) -%}
  {%- do return(adapter.dispatch('check_schema_exists', 'dbt')(information_schema, schema)) -%}
{%- endmacro %}

{%- macro default__check_schema_exists(information_schema, schema) -%}
  {%- do return(run_query(
    "select count(*) from " ~ information_schema_name(information_schema.database) ~ ".schemata where lower(schema_name) = lower('" ~ schema ~ "')"
    ~ " and lower(catalog_name) = lower('" ~ information_schema.database ~ "')"
  )) -%}
{%- endmacro %}


{%- macro list_relations_without_caching(schema_relation) -%}
  {%- do return(adapter.dispatch('list_relations_without_caching', 'dbt')(schema_relation)) -%}
{%- endmacro %}

{%- macro default__list_relations_without_caching(schema_relation) -%}
  {%- do exceptions.raise_not_implemented('list_relations_without_caching is not written for ' ~ adapter.type()) -%}
{%- endmacro %}


{%- macro get_relations() -%}
  {%- do return(adapter.dispatch('get_relations', 'dbt')()) -%}
{%- endmacro %}

{%- macro default__get_relations() -%}
  {%- do exceptions.raise_not_implemented('get_relations is not written for ' ~ adapter.type()) -%}
{%- endmacro %}
