{#-
  Runs a unit test. The model's SQL, over fixtures already, is built once as an empty table, whose columns say the types
  that the expected rows are cast to.
-#}
{% materialization unit, default %}
  {%- set expected_rows = config.get('expected_rows') or [] -%}
  {%- set expected_sql = config.get('expected_sql') -%}
  {%- set header = config.get('sql_header') if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS else none -%}

  {%- set empty = make_temp_relation(this.incorporate(type='table')) -%}
  {%- do run_query(get_create_table_as_sql(true, empty, get_empty_subquery_sql(sql))) -%}
  {%- set types = {} -%}
  {%- set quoted = {} -%}
  {%- for column in get_columns_for_unit_tests(empty) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- do quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}

  {#- What is compared: the columns that the expected rows name, or all. -#}
  {%- set names = [] -%}
  {%- for row in expected_rows -%}
    {%- for name in row if name | lower not in names -%}
      {%- do names.append(name | lower) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set compared = [] -%}
  {%- for name in names or types -%}
    {%- do compared.append(quoted.get(name, adapter.quote(name))) -%}
  {%- endfor -%}
  {%- set expected = expected_sql or get_expected_sql(expected_rows, types, quoted) -%}

  {% call statement('main', fetch_result=true) -%}
    {{ header if header }}
    {{ get_unit_test_sql(sql, expected, compared) }}
  {%- endcall %}

  {%- do adapter.drop_relation(empty) -%}
  {{ return({'relations': []}) }}
{% endmaterialization %}
