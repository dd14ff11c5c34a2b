{# What dbt-duckdb asks of a merge's configuration. All that is wrong is told at once; `errors` is the list it goes to. #}
{%- macro validate_merge_config(config, target_relation=none) -%}
  {%- set errors = [] -%}
  {%- set fields = {
    'merge_update_condition': 'string',
    'merge_insert_condition': 'string',
    'merge_on_using_columns': 'sequence',
    'merge_update_columns': 'sequence',
    'merge_exclude_columns': 'sequence',
    'merge_update_set_expressions': 'mapping',
    'merge_returning_columns': 'sequence',
  } -%}
  {%- set checks = {'string': validate_string_field, 'sequence': validate_string_list_field, 'mapping': validate_dict_field} -%}
  {%- for name, kind in fields.items() -%}
    {%- do checks[kind](config.get(name), name, errors) -%}
  {%- endfor -%}
  {%- do validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- do validate_merge_clauses(config, fields, errors) -%}
  {%- if errors -%}
    {%- do exceptions.raise_compiler_error('the configuration of the merge is wrong:\n' ~ (errors | join('\n'))) -%}
  {%- endif -%}
{%- endmacro %}

{%- macro validate_string_field(field_value, field_name, errors) -%}
  {%- if field_value is not none and field_value is not string -%}
    {%- do errors.append(field_name ~ ' is a text, not ' ~ field_value) -%}
  {%- endif -%}
{%- endmacro %}

{%- macro validate_string_list_field(field_value, field_name, errors) -%}
  {%- if field_value is none -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if field_value is string or field_value is mapping or field_value is not sequence -%}
    {%- do errors.append(field_name ~ ' is a list of texts, not ' ~ field_value) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- for item in field_value if item is not string -%}
    {%- do errors.append(field_name ~ ' has texts in its list, not ' ~ item) -%}
  {%- endfor -%}
{%- endmacro %}

{%- macro validate_dict_field(field_value, field_name, errors) -%}
  {%- if field_value is not none and field_value is not mapping -%}
    {%- do errors.append(field_name ~ ' is a mapping, not ' ~ field_value) -%}
  {%- endif -%}
{%- endmacro %}

{# Clauses that are written out stand for themselves: what would have made them is a mistake beside them. #}
{%- macro validate_merge_clauses(config, base_configuration_fields, errors) -%}
  {%- set clauses = config.get('merge_clauses') -%}
  {%- if clauses is none -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if clauses is not mapping -%}
    {%- do errors.append('merge_clauses is a mapping, not ' ~ clauses) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if 'when_matched' not in clauses and 'when_not_matched' not in clauses -%}
    {%- do errors.append('merge_clauses has when_matched, when_not_matched or both') -%}
  {%- endif -%}
  {%- for kind in ['when_matched', 'when_not_matched'] if kind in clauses -%}
    {%- do validate_merge_clause_list(clauses, kind, errors) -%}
  {%- endfor -%}
  {%- set idle = [] -%}
  {%- for name, kind in base_configuration_fields.items() if name not in ['merge_on_using_columns', 'merge_returning_columns'] -%}
    {%- set given = config.get(name) -%}
    {%- if given is not none and (kind == 'string' or given) -%}
      {%- do idle.append(name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if idle -%}
    {%- do errors.append('beside merge_clauses nothing comes of ' ~ (idle | join(', ')) ~ ': say it in the clauses') -%}
  {%- endif -%}
{%- endmacro %}

{%- macro validate_merge_clause_list(merge_clauses, clause_type, errors) -%}
  {%- set given = merge_clauses.get(clause_type) -%}
  {%- if given is string or given is mapping or given is not sequence -%}
    {%- do errors.append('merge_clauses.' ~ clause_type ~ ' is a list') -%}
  {%- elif not given -%}
    {%- do errors.append('merge_clauses.' ~ clause_type ~ ' has one clause at least') -%}
  {%- else -%}
    {%- for clause in given if clause is not mapping -%}
      {%- do errors.append('merge_clauses.' ~ clause_type ~ ' has mappings in its list, not ' ~ clause) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{# DuckLake changes or deletes rows once in a merge. #}
{%- macro validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- if not target_relation or not adapter.is_ducklake(target_relation) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set clauses = config.get('merge_clauses') -%}
  {%- set changes = [] -%}
  {%- for clause in (clauses.get('when_matched') if clauses is mapping else none) or [] if clause is mapping -%}
    {%- if clause.get('action') in ['update', 'delete'] -%}
      {%- do changes.append(clause) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if changes | length > 1 -%}
    {%- do errors.append('a merge into DuckLake has one update or delete in when_matched, not ' ~ (changes | length)) -%}
  {%- endif -%}
{%- endmacro %}

{# A list of conditions, of one that stands alone too. #}
{%- macro normalize_incremental_predicates(incremental_predicates) -%}
  {%- do return(normalize_string_or_list(incremental_predicates, 'incremental_predicates')) -%}
{%- endmacro %}
