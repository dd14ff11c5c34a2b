{# A column that has constraints cannot be made by a query, so such a table is made first and filled then. #}
{%- macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- set contract = config.get('contract') -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set named = relation.include(database=(not temporary), schema=(not temporary)) -%}
  {%- if contract and contract.enforced -%}
    {{- get_assert_columns_equivalent(compiled_code) -}}
  {%- endif -%}
  {{ header if header is not none }}
  {%- if contract and contract.enforced and not temporary %}
  create table {{ named }}
  {{ get_table_columns_and_constraints() }};
  insert into {{ named }} {{ get_column_names() }} (
    {{ get_select_subquery(compiled_code) }}
  );
  {%- else %}
  create {{ 'temporary ' if temporary }}table {{ named }} as (
    {{ compiled_code }}
  );
  {%- endif %}
{%- endmacro %}

{# The columns of the model's properties, for INSERT. #}
{%- macro get_column_names() -%}
  ({{ adapter.dispatch('get_column_names', 'dbt')() }})
{%- endmacro %}

{%- macro duckdb__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- for column in add_columns or [] -%}
    {%- do run_query('alter ' ~ relation.type ~ ' ' ~ relation.render() ~ ' add column ' ~ column.quoted ~ ' ' ~ column.data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do run_query('alter ' ~ relation.type ~ ' ' ~ relation.render() ~ ' drop column ' ~ column.quoted) -%}
  {%- endfor -%}
{%- endmacro %}

{%- macro duckdb__alter_column_type(relation, column_name, new_column_type) -%}
  {%- do run_query('alter table ' ~ relation.render() ~ ' alter column ' ~ adapter.quote(column_name) ~ ' type ' ~ new_column_type) -%}
{%- endmacro %}
