{# All rows in one go, as texts that the engine converts. A table that the project changed is inserted row by row. #}
{%- macro duckdb__load_csv_rows(model, agate_table) -%}
  {%- set names = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- do names.append(adapter.quote_seed_column(name, model['config'].get('quote_columns', none))) -%}
  {%- endfor -%}
  {%- if adapter.load_seed_rows(agate_table, this, names, get_seed_column_types(model, agate_table)) -%}
    {%- do return('insert into ' ~ this.render() ~ ' (' ~ (names | join(', ')) ~ ')') -%}
  {%- endif -%}
  {%- do return(default__load_csv_rows(model, agate_table)) -%}
{%- endmacro %}
