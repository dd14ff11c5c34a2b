{#-
  A row of a fixture as SQL: each value cast to the type of its column, by the column's name in small letters.

  A length in the type of a text is dropped, as the cast would cut the value without a word.
-#}
{% macro format_row(row, column_name_to_data_types) -%}
  {%- set formatted = {} -%}
  {%- for name, value in row.items() -%}
    {%- set name = name | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {{ exceptions.raise_compiler_error(
        "Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture ~ ".\n"
        ~ "Accepted columns for " ~ fixture ~ " are: " ~ (column_name_to_data_types.keys() | list)
      ) }}
    {%- endif -%}
    {%- set type = column_name_to_data_types[name] -%}
    {%- if value is string -%}
      {%- set type = type.split('(')[0] if 'varying' in type | lower else type -%}
      {%- set value = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    {%- endif -%}
    {%- do formatted.update({name: dbt.safe_cast('null' if value is none else value, type) | trim}) -%}
  {%- endfor -%}
  {{ return(formatted) }}
{%- endmacro %}

{#- For engines that refuse some fixtures; most take all. -#}
{% macro validate_fixture_rows(rows, row_number) -%}
  {{ return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) }}
{%- endmacro %}

{% macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro %}
