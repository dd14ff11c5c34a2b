{%- macro duckdb__list_schemas(database) -%}
  {%- do return(run_query(
    "select schema_name from system.information_schema.schemata" ~ (" where lower(catalog_name) = lower('" ~ database ~ "')" if database is not none)
  )) -%}
{%- endmacro %}

{%- macro duckdb__check_schema_exists(information_schema, schema) -%}
  {%- do return(run_query(
    "select count(*) from system.information_schema.schemata where lower(schema_name) = lower('" ~ schema
    ~ "') and lower(catalog_name) = lower('" ~ information_schema.database ~ "')"
  )) -%}
{%- endmacro %}

{%- macro duckdb__list_relations_without_caching(schema_relation) -%}
  {%- call statement('list_relations_without_caching', fetch_result=True, auto_begin=False) -%}
    select
      table_catalog as database,
      table_name as name,
      table_schema as schema,
      case table_type when 'VIEW' then 'view' else 'table' end as type
    from system.information_schema.tables
    where lower(table_schema) = lower('{{ schema_relation.schema }}') and lower(table_catalog) = lower('{{ schema_relation.database }}')
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{%- endmacro %}

{%- macro duckdb__get_columns_in_relation(relation) -%}
  {%- do return(adapter.engine_columns(relation)) -%}
{%- endmacro %}

{%- macro duckdb__drop_relation(relation) -%}
  {%- call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type }} if exists {{ relation.render() }} cascade
  {%- endcall -%}
{%- endmacro %}

{%- macro duckdb__rename_relation(from_relation, to_relation) -%}
  {%- call statement('rename_relation') -%}
    alter {{ to_relation.type or from_relation.type or 'table' }} {{ from_relation.render() }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall -%}
{%- endmacro %}

{# Only what has no index can be renamed; those of the new table are made after the swap. #}
{%- macro duckdb__prepare_to_rename(relation) -%}
  {%- if relation.is_table -%}
    {%- do drop_indexes_on_relation(relation) -%}
  {%- endif -%}
{%- endmacro %}

{# A temporary table of the session: it goes away with it, whatever happens. #}
{%- macro duckdb__make_temp_relation(base_relation, suffix) -%}
  {%- do return(base_relation.incorporate(path={
    'identifier': base_relation.identifier ~ suffix ~ py_current_timestring(), 'schema': none, 'database': none
  })) -%}
{%- endmacro %}
