{#-
  The batch is deleted and inserted again, from its start up to before its end; `model.batch` has both, in UTC.

  Rows whose event_time is null belong to no batch. `incremental_predicates` narrow what is deleted, as they do in the
  strategy delete+insert.
-#}
{% macro duckdb__get_incremental_microbatch_sql(arg_dict) -%}
  {%- set event_time = config.get('event_time') -%}
  {%- set batch = model.get('batch') or {} -%}
  {%- if not event_time -%}
    {{ exceptions.raise_compiler_error("microbatch incremental strategy requires an 'event_time' model config") }}
  {%- elif config.get('unique_key') -%}
    {{ exceptions.raise_compiler_error(
      "microbatch incremental strategy does not support 'unique_key', as it replaces whole batches:"
      ~ " remove 'unique_key', or use incremental_strategy='merge'"
    ) }}
  {%- elif not (batch.get('event_time_start') and batch.get('event_time_end')) -%}
    {{ exceptions.raise_compiler_error(
      "microbatch incremental strategy requires 'batch.event_time_start' and 'batch.event_time_end' to be set in the context"
    ) }}
  {%- endif -%}

  {%- set in_batch = event_time ~ " >= '" ~ batch['event_time_start'] ~ "' and " ~ event_time ~ " < '" ~ batch['event_time_end'] ~ "'" -%}
  {%- set predicates = arg_dict.get('incremental_predicates') or [] -%}
  {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
  delete from {{ arg_dict['target_relation'] }}
  where {{ in_batch }}
  {%- for predicate in ([predicates] if predicates is string else predicates) %}
    and ({{ predicate }})
  {%- endfor %};

  insert into {{ arg_dict['target_relation'] }} ({{ columns }})
  select {{ columns }}
  from {{ arg_dict['temp_relation'] }}
  where {{ in_batch }};
{%- endmacro %}
