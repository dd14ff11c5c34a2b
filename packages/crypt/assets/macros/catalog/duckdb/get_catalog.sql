{#- Names are compared without regard to case. A relation without an identifier stands for its whole schema. -#}
{% macro duckdb__get_catalog(information_schema, schemas) -%}
  {%- set wanted = [] -%}
  {%- for schema in schemas -%}
    {%- do wanted.append({'schema': schema}) -%}
  {%- endfor -%}
  {{ return(run_query(_duckdb_catalog_sql(information_schema.database, wanted))) }}
{%- endmacro %}

{% macro duckdb__get_catalog_relations(information_schema, relations) -%}
  {%- for relation in relations if not relation.schema -%}
    {{ exceptions.raise_compiler_error('`get_catalog_relations` requires a list of relations, each with a schema') }}
  {%- endfor -%}
  {{ return(run_query(_duckdb_catalog_sql(information_schema.database, relations))) }}
{%- endmacro %}

{% macro duckdb__get_catalog_for_single_relation(relation) -%}
  {{ return(run_query(_duckdb_catalog_sql(relation.database, [relation]))) }}
{%- endmacro %}

{% macro _duckdb_catalog_sql(database, wanted) -%}
with relations as (
  select database_oid, schema_oid, table_oid as oid, table_name as name, 'BASE TABLE' as kind, comment
  from duckdb_tables()
  union all
  select database_oid, schema_oid, view_oid, view_name, 'VIEW', comment
  from duckdb_views()
)

select
  columns.database_name as table_database,
  columns.schema_name as table_schema,
  columns.table_name,
  relations.kind as table_type,
  relations.comment as table_comment,
  columns.column_name,
  columns.column_index,
  columns.data_type as column_type,
  columns.comment as column_comment,
  null as table_owner
from duckdb_columns() as columns
join relations
  on columns.database_oid = relations.database_oid
  and columns.schema_oid = relations.schema_oid
  and columns.table_oid = relations.oid
  and columns.table_name = relations.name
where lower(columns.database_name) = {{ _lower_literal(database) }}
  and (
    {% for relation in wanted -%}
    (
      lower(columns.schema_name) = {{ _lower_literal(relation.schema) }}
      {{ 'and lower(columns.table_name) = ' ~ _lower_literal(relation.identifier) if relation.identifier }}
    ) or
    {% endfor -%}
    false
  )
order by table_schema, columns.table_name, columns.column_index
{%- endmacro %}

{% macro _lower_literal(name) -%}
  '{{ dbt.escape_single_quotes(name | lower) }}'
{%- endmacro %}
