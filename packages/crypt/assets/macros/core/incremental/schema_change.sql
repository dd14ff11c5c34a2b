{# What happens to the table of an incremental model when its columns change. #}

{%- macro incremental_validate_on_schema_change(on_schema_change, default='ignore') -%}
  {%- if on_schema_change in ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'] -%}
    {%- do return(on_schema_change) -%}
  {%- endif -%}
  {%- do log("on_schema_change is '" ~ on_schema_change ~ "', which is no choice; '" ~ default ~ "' is taken") -%}
  {%- do return(default) -%}
{%- endmacro %}


{%- macro check_for_schema_changes(source_relation, target_relation) -%}
  {%- do return(adapter.dispatch('check_for_schema_changes', 'dbt')(source_relation, target_relation)) -%}
{%- endmacro %}

{%- macro default__check_for_schema_changes(source_relation, target_relation) -%}
  {%- set new = adapter.get_columns_in_relation(source_relation) -%}
  {%- set old = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(new, old) -%}
  {%- set gone = diff_columns(old, new) -%}
  {%- set retyped = diff_column_data_types(new, old) -%}
  {%- do log('columns of ' ~ target_relation ~ ': new ' ~ added ~ ', gone ' ~ gone ~ ', of another type ' ~ retyped) -%}
  {%- do return({
    'schema_changed': (added | length) + (gone | length) + (retyped | length) > 0,
    'source_not_in_target': added,
    'target_not_in_source': gone,
    'source_columns': new,
    'target_columns': old,
    'new_target_types': retyped,
  }) -%}
{%- endmacro %}


{%- macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {%- do return(adapter.dispatch('sync_column_schemas', 'dbt')(on_schema_change, target_relation, schema_changes_dict)) -%}
{%- endmacro %}

{%- macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {%- set added = schema_changes_dict['source_not_in_target'] -%}
  {%- set gone = schema_changes_dict['target_not_in_source'] if on_schema_change == 'sync_all_columns' else [] -%}
  {%- if added or gone -%}
    {%- do alter_relation_add_remove_columns(target_relation, added, gone or none) -%}
  {%- endif -%}
  {%- if on_schema_change == 'sync_all_columns' -%}
    {%- for change in schema_changes_dict['new_target_types'] -%}
      {%- do alter_column_type(target_relation, change['column_name'], change['new_type']) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}


{# The columns that new rows have; none when they are not looked at. #}
{%- macro process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {%- do return(adapter.dispatch('process_schema_changes', 'dbt')(on_schema_change, source_relation, target_relation)) -%}
{%- endmacro %}

{%- macro default__process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {%- if on_schema_change == 'ignore' -%}
    {%- do return({}) -%}
  {%- endif -%}
  {%- set changes = check_for_schema_changes(source_relation, target_relation) -%}
  {%- if not changes['source_columns'] -%}
    {# Dropping every column of the table would follow from this. #}
    {%- do exceptions.raise_compiler_error('the columns of ' ~ source_relation ~ ' cannot be read, so those of ' ~ target_relation ~ ' were left as they are') -%}
  {%- endif -%}
  {%- if changes['schema_changed'] and on_schema_change == 'fail' -%}
    {%- do exceptions.raise_compiler_error(
      'the columns of the model and of its table ' ~ target_relation ~ ' differ, and on_schema_change is fail: new ' ~ changes['source_not_in_target']
      ~ ', gone ' ~ changes['target_not_in_source'] ~ ', of another type ' ~ changes['new_target_types']
      ~ '. Run it with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.'
    ) -%}
  {%- endif -%}
  {%- if changes['schema_changed'] -%}
    {%- do sync_column_schemas(on_schema_change, target_relation, changes) -%}
  {%- endif -%}
  {%- do return(changes['source_columns']) -%}
{%- endmacro %}
