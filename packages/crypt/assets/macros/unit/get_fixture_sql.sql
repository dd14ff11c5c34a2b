{#-
  A query of the rows of a fixture, with every column of the relation it stands for: what a row does not name is null.

  `column_name_to_data_types` has the columns in small letters; without it they are read from the relation that is
  being rendered, or from the one it is deferred to when it was not built here.
-#}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
{%- set types = column_name_to_data_types or {} -%}
{%- set quoted = {} -%}
{%- if not types -%}
  {%- set relation = defer_relation if defer_relation and not load_relation(this) else this -%}
  {%- for column in get_columns_for_unit_tests(relation) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- do quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}
{%- endif -%}
{%- if not types -%}
  {{ exceptions.raise_compiler_error("Not able to get columns for unit test '" ~ model.name ~ "' from relation " ~ this ~ " because the relation doesn't exist") }}
{%- endif -%}
{{- validate_fixture_rows(rows, none) -}}
{%- set nulls = {} -%}
{%- for name, type in types.items() -%}
  {%- do nulls.update({name: dbt.safe_cast('null', type) | trim}) -%}
{%- endfor %}
-- Fixture for {{ model.name }}
{% for row in rows -%}
  {%- set values = nulls.copy() -%}
  {%- do values.update(format_row(row, types)) -%}
  {{ _select_values(values, quoted) }}
  {{- '\nunion all\n' if not loop.last }}
{%- else -%}
  {{ _select_values(nulls, quoted) }}
limit 0
{%- endfor %}
{% endmacro %}

{#- The rows that are expected, with the columns that any of them names. -#}
{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
{%- set nulls = {} -%}
{%- for row in rows -%}
  {%- for name in row -%}
    {%- set name = name | lower -%}
    {%- do nulls.update({name: dbt.safe_cast('null', column_name_to_data_types.get(name, 'varchar')) | trim}) -%}
  {%- endfor -%}
{%- endfor -%}
{% for row in rows -%}
  {%- set values = nulls.copy() -%}
  {%- do values.update(format_row(row, column_name_to_data_types)) -%}
  {{ _select_values(values, column_name_to_quoted) }}
  {{- '\nunion all\n' if not loop.last }}
{%- else -%}
select * from dbt_internal_unit_test_actual
limit 0
{%- endfor -%}
{% endmacro %}

{% macro _select_values(values, quoted) -%}
select {% for name, value in values.items() -%}
  {{ value }} as {{ quoted[name] if name in quoted else adapter.quote(name) }}{{ ', ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}
