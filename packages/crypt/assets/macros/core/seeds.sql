{%- macro create_csv_table(model, agate_table) -%}
  {{- return(adapter.dispatch('create_csv_table', 'dbt')(model, agate_table)) -}}
{%- endmacro %}

{%- macro default__create_csv_table(model, agate_table) -%}
  {%- set types = get_seed_column_types(model, agate_table) -%}
  {%- set lines = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- do lines.append(adapter.quote_seed_column(name | string, model['config'].get('quote_columns', none)) ~ ' ' ~ types[loop.index0]) -%}
  {%- endfor -%}
  {%- set code = 'create table ' ~ this.render() ~ ' (' ~ (lines | join(', ')) ~ ')' -%}
  {%- call statement('_') -%}
    {{- code -}}
  {%- endcall -%}
  {%- do return(code) -%}
{%- endmacro %}

{# What the project says counts, then what the file holds. #}
{%- macro get_seed_column_types(model, agate_table) -%}
  {%- set given = model['config'].get('column_types', {}) or {} -%}
  {%- set types = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- do types.append(given.get(name) or adapter.convert_type(agate_table, loop.index0)) -%}
  {%- endfor -%}
  {%- do return(types) -%}
{%- endmacro %}


{%- macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {{- return(adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table)) -}}
{%- endmacro %}

{%- macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {%- if full_refresh -%}
    {%- do adapter.drop_relation(old_relation) -%}
    {%- do return(create_csv_table(model, agate_table)) -%}
  {%- endif -%}
  {%- do adapter.truncate_relation(old_relation) -%}
  {%- do return('truncate table ' ~ old_relation.render()) -%}
{%- endmacro %}


{%- macro get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{- return(adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql)) -}}
{%- endmacro %}

{%- macro default__get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ create_or_truncate_sql }};
  -- dbt seed --
  {{ insert_sql }}
{%- endmacro %}


{%- macro get_binding_char() -%}
  {{- return(adapter.dispatch('get_binding_char', 'dbt')()) -}}
{%- endmacro %}

{%- macro default__get_binding_char() -%}
  {{- return(adapter.get_binding_char()) -}}
{%- endmacro %}

{%- macro get_batch_size() -%}
  {{- return(adapter.dispatch('get_batch_size', 'dbt')()) -}}
{%- endmacro %}

{%- macro default__get_batch_size() -%}
  {{- return(10000) -}}
{%- endmacro %}

{%- macro get_seed_column_quoted_csv(model, column_names) -%}
  {%- set names = [] -%}
  {%- for name in column_names -%}
    {%- do names.append(adapter.quote_seed_column(name, model['config'].get('quote_columns', none))) -%}
  {%- endfor -%}
  {%- do return(names | join(', ')) -%}
{%- endmacro %}


{%- macro load_csv_rows(model, agate_table) -%}
  {{- return(adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table)) -}}
{%- endmacro %}

{# Rows as values of statements. #}
{%- macro default__load_csv_rows(model, agate_table) -%}
  {%- set row_of_marks = '(' ~ ([get_binding_char()] * (agate_table.column_names | length)) | join(', ') ~ ')' -%}
  {%- set head = 'insert into ' ~ this.render() ~ ' (' ~ get_seed_column_quoted_csv(model, agate_table.column_names) ~ ') values ' -%}
  {%- set first = namespace(code='') -%}
  {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
    {%- set values = [] -%}
    {%- for row in rows -%}
      {%- do values.extend(row) -%}
    {%- endfor -%}
    {%- set code = head ~ ([row_of_marks] * (rows | length)) | join(', ') -%}
    {%- do adapter.add_query(code, bindings=values, abridge_sql_log=True) -%}
    {%- if loop.first -%}
      {%- set first.code = code -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(first.code) -%}
{%- endmacro %}
