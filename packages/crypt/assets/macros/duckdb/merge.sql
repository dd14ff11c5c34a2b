{# MERGE as dbt-duckdb's configuration describes it: conditions, expressions, or clauses written out. Without any of it,
   columns go by their names. #}
{%- macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set clauses = config.get('merge_clauses', none) or {} -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set returned = normalize_string_or_list(config.get('merge_returning_columns', none), 'merge_returning_columns') -%}
  {{ header if header is not none }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  {{ _merge_join(unique_key, incremental_predicates) }}
  {%- for clause in clauses.get('when_matched') or [_merge_update()] %}
  when matched {{ _merge_condition(clause) }} then {{ _merge_action(clause, dest_columns) }}
  {%- endfor %}
  {%- for clause in clauses.get('when_not_matched') or [_merge_insert()] %}
  when not matched {{ 'by ' ~ clause.get('by') if clause.get('by') }} {{ _merge_condition(clause) }} then {{ _merge_action(clause, dest_columns) }}
  {%- endfor %}
  {{ 'returning ' ~ (returned | join(', ')) if returned }}
{%- endmacro %}

{%- macro _merge_join(unique_key, predicates) -%}
  {%- set filters = listed_predicates(predicates) -%}
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

{%- macro _merge_update() -%}
  {%- set only = config.get('merge_update_columns') or [] -%}
  {%- set without = config.get('merge_exclude_columns') or [] -%}
  {%- set expressions = config.get('merge_update_set_expressions') or {} -%}
  {%- do return({
    'action': 'update',
    'condition': config.get('merge_update_condition'),
    'mode': 'explicit' if only or without or expressions else 'by_name',
    'update': {'include': only, 'exclude': without, 'set_expressions': expressions},
  }) -%}
{%- endmacro %}

{%- macro _merge_insert() -%}
  {%- do return({'action': 'insert', 'condition': config.get('merge_insert_condition'), 'mode': 'by_name'}) -%}
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
