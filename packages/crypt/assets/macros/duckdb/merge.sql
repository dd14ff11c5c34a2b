{# MERGE as dbt-duckdb's configuration describes it: conditions, expressions, or clauses written out. Without any of it,
   columns go by their names. #}
{%- macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- do validate_merge_config(config, target) -%}
  {%- set clauses = config.get('merge_clauses', none) or {} -%}
  {%- set own = _merge_clauses_without_any() -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set returned = normalize_string_or_list(config.get('merge_returning_columns', none), 'merge_returning_columns') -%}
  {{ header if header is not none }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  {{ _merge_join(unique_key, incremental_predicates) }}
  {%- for clause in clauses.get('when_matched') or own['when_matched'] %}
  when matched {{ _merge_condition(clause) }} then {{ _merge_action(clause, dest_columns) }}
  {%- endfor %}
  {%- for clause in clauses.get('when_not_matched') or own['when_not_matched'] %}
  when not matched {{ 'by ' ~ clause.get('by') if clause.get('by') }} {{ _merge_condition(clause) }} then {{ _merge_action(clause, dest_columns) }}
  {%- endfor %}
  {{ 'returning ' ~ (returned | join(', ')) if returned }}
{%- endmacro %}

{%- macro _merge_join(unique_key, predicates) -%}
  {%- set filters = normalize_incremental_predicates(predicates) -%}
  {%- set shared = normalize_string_or_list(config.get('merge_on_using_columns', none), 'merge_on_using_columns') -%}
  {%- if shared and not filters -%}
    {%- do return('using (' ~ (shared | join(', ')) ~ ')') -%}
  {%- endif -%}
  {%- set conditions = [] -%}
  {%- for key in shared or normalize_string_or_list(unique_key, 'unique_key') -%}
    {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
  {%- endfor -%}
  {%- if not conditions -%}
    {%- do conditions.append('false') -%}
  {%- endif -%}
  {%- do return('on (' ~ ((conditions + filters) | join(') and (')) ~ ')') -%}
{%- endmacro %}

{# The clauses of a node that writes none out. #}
{%- macro _merge_clauses_without_any() -%}
  {%- set only = config.get('merge_update_columns') or [] -%}
  {%- set without = config.get('merge_exclude_columns') or [] -%}
  {%- set expressions = config.get('merge_update_set_expressions') or {} -%}
  {%- set clauses = merge_clause_defaults(
    config.get('merge_update_condition'), config.get('merge_insert_condition'), only, without, expressions
  ) -%}
  {%- set update = 'when_matched_update_explicit' if only or without or expressions else 'when_matched_update_by_name' -%}
  {%- do return({'when_matched': [clauses[update]], 'when_not_matched': [clauses['when_not_matched_insert_by_name']]}) -%}
{%- endmacro %}

{%- macro merge_clause_defaults(merge_update_condition, merge_insert_condition, merge_update_columns=[], merge_exclude_columns=[], merge_update_set_expressions={}) -%}
  {%- set update = {'action': 'update', 'condition': merge_update_condition} -%}
  {%- set columns = {
    'include': merge_update_columns, 'exclude': merge_exclude_columns, 'set_expressions': merge_update_set_expressions
  } -%}
  {%- do return({
    'when_matched_update_by_name': dict(update, mode='by_name'),
    'when_not_matched_insert_by_name': {'action': 'insert', 'condition': merge_insert_condition, 'mode': 'by_name'},
    'when_matched_update_explicit': dict(update, mode='explicit', update=columns),
  }) -%}
{%- endmacro %}

{%- macro _merge_condition(clause) -%}
  {%- set conditions = normalize_string_or_list(clause.get('condition'), 'condition') -%}
  {%- do return('and (' ~ (conditions | join(') and (')) ~ ')' if conditions else '') -%}
{%- endmacro %}

{%- macro _merge_action(clause, dest_columns) -%}
  {%- set action = clause.get('action') -%}
  {%- set mode = clause.get('mode') or ('explicit' if clause.get('update') or clause.get('set_expressions') or clause.get('insert') else 'by_name') -%}
  {%- if action == 'delete' -%}
    {%- do return('delete') -%}
  {%- elif action == 'do_nothing' -%}
    {%- do return('do nothing') -%}
  {%- elif action == 'error' -%}
    {%- set text = clause.get('error_message') -%}
    {%- do return("error '" ~ text.replace("'", "''") ~ "'" if text else 'error') -%}
  {%- elif action not in ['update', 'insert'] -%}
    {%- do exceptions.raise_compiler_error("a clause of merge_clauses has the action '" ~ action ~ "', and not update, insert, delete, do_nothing or error") -%}
  {%- elif mode == 'by_name' -%}
    {%- do return(action ~ ' by name') -%}
  {%- elif mode == 'by_position' -%}
    {%- do return(action ~ ' by position') -%}
  {%- elif mode == 'star' -%}
    {%- do return('update set *' if action == 'update' else 'insert *') -%}
  {%- elif action == 'insert' -%}
    {%- set parts = clause.get('insert') or {} -%}
    {%- do return('insert (' ~ (parts.get('columns', []) | join(', ')) ~ ') values (' ~ (parts.get('values', []) | join(', ')) ~ ')') -%}
  {%- endif -%}
  {%- set parts = clause.get('update') or {} -%}
  {%- set expressions = parts.get('set_expressions') or clause.get('set_expressions') or {} -%}
  {%- set changes = [] -%}
  {%- for name, expression in expressions.items() -%}
    {%- do changes.append(name ~ ' = ' ~ expression) -%}
  {%- endfor -%}
  {%- if clause.get('update') is not none -%}
    {%- for name in get_merge_update_columns(parts.get('include'), parts.get('exclude'), dest_columns) if name.replace('"', '') not in expressions -%}
      {%- do changes.append(name ~ ' = DBT_INTERNAL_SOURCE.' ~ name) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do return('update set ' ~ (changes | join(', '))) -%}
{%- endmacro %}
