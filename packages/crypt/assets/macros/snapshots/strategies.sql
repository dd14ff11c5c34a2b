{#-
  How a snapshot sees that a row changed. A strategy is a macro snapshot_<name>_strategy of the project or a package; it
  returns: unique_key; updated_at (SQL over the query's columns); row_changed (SQL over both relations); scd_id (SQL over
  the query's columns); hard_deletes, and invalidate_hard_deletes for strategies' older readers.
-#}
{% macro strategy_dispatch(name) -%}
  {%- set package, plain = name.split('.', 1) if '.' in name else (none, name) -%}
  {%- if package is not none and package not in context -%}
    {{ exceptions.raise_compiler_error("Could not find package '" ~ package ~ "', called with '" ~ name ~ "'") }}
  {%- endif -%}
  {%- set macros = context if package is none else context[package] -%}
  {%- set search_name = 'snapshot_' ~ plain ~ '_strategy' -%}
  {%- if search_name not in macros -%}
    {{ exceptions.raise_compiler_error(
      "The specified strategy macro '" ~ plain ~ "' was not found in package '" ~ package ~ "'"
    ) }}
  {%- endif -%}
  {{ return(macros[search_name]) }}
{%- endmacro %}

{#-
  A row changed when its `updated_at` is later than the start of its version. That start, and not the column of the same
  name, is compared: the snapshot may have been built by another strategy.
-#}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) -%}
  {%- set updated_at = config.get('updated_at') -%}
  {%- set changed = snapshotted_rel ~ '.' ~ _snapshot_names().dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at -%}
  {{ return(_snapshot_strategy(updated_at, '(' ~ changed ~ ')')) }}
{%- endmacro %}

{#- A row changed when one of `check_cols` did; and every row did when the snapshot lacks one of them. -#}
{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) -%}
  {%- set is_new, columns = snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}
  {%- set parts = [get_true_sql()] if is_new else [] -%}
  {%- for column in columns if not is_new -%}
    {%- do parts.append(snapshotted_rel ~ '.' ~ column ~ ' is distinct from ' ~ current_rel ~ '.' ~ column) -%}
  {%- endfor -%}
  {%- set updated_at = config.get('updated_at') or snapshot_get_time() -%}
  {{ return(_snapshot_strategy(updated_at, '(' ~ (parts or ['1 = 0']) | join(' or ') ~ ')')) }}
{%- endmacro %}

{#-
  Whether the query has columns to check that the snapshot lacks, and the quoted names of those that both have.

  Names are compared without regard to case, as engines do that keep the case a query was written in.
-#}
{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {{ return((false, [])) }}
  {%- endif -%}
  {%- if check_cols_config == 'all' -%}
    {%- set checked = get_columns_in_query(node['compiled_code']) -%}
  {%- elif check_cols_config is iterable and check_cols_config is not string and check_cols_config | length > 0 -%}
    {%- set checked = get_columns_in_query(
      'select ' ~ check_cols_config | join(', ') ~ ' from (\n' ~ node['compiled_code'] ~ '\n) subq'
    ) -%}
  {%- else -%}
    {{ exceptions.raise_compiler_error("Invalid value for 'check_cols': " ~ check_cols_config) }}
  {%- endif -%}

  {%- set target = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set there = adapter.get_columns_in_relation(target) | map(attribute='name') | map('lower') | list -%}
  {%- set shared = [] -%}
  {%- for column in checked if column | lower in there -%}
    {%- do shared.append(adapter.quote(column)) -%}
  {%- endfor -%}
  {{ return((shared | length < checked | length, shared)) }}
{%- endmacro %}

{% macro _snapshot_strategy(updated_at, row_changed) -%}
  {%- set unique_key = config.get('unique_key') -%}
  {%- set key_parts = unique_key if unique_key | is_list else [unique_key] -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior({
    'hard_deletes': config.get('hard_deletes'),
    'invalidate_hard_deletes': config.get('invalidate_hard_deletes'),
  }) -%}
  {{ return({
    'unique_key': unique_key,
    'updated_at': updated_at,
    'row_changed': row_changed,
    'scd_id': snapshot_hash_arguments(key_parts + [updated_at]),
    'invalidate_hard_deletes': hard_deletes == 'invalidate',
    'hard_deletes': hard_deletes,
  }) }}
{%- endmacro %}
