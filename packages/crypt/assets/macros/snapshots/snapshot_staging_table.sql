{#-
  A later run: what has to be done to a snapshot, a row a change, which snapshot_merge_sql does.

    insert   a version begins                     update   the version dbt_scd_id ends, as its row changed
                                                  delete   it ends, as its row is gone

  Versions of a key never overlap, whatever the times in the query are: a version that would begin before its predecessor
  began or ended begins there. Such a version gets an id of its own, since what ids are made of may be what the
  predecessor's was made of. dbt has no such rule: a row that was deleted and comes back as it was would overlap itself.
-#}
{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ return(adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation)) }}
{%- endmacro %}

{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
{%- set names = _snapshot_names() -%}
{%- set key = strategy.unique_key -%}
{%- set key_names = _unique_key_names(key) -%}
{%- set columns = get_columns_in_query(source_sql) -%}
{%- set keeps_deleted = strategy.hard_deletes == 'new_record' -%}
with snapshot_query as (
  {{ source_sql }}
),

snapshotted_data as (
  select *, {{ unique_key_fields(key) }}
  from {{ target_relation }}
  where {{ _snapshot_is_current(names.dbt_valid_to) }}
),

ended as (
  select {{ key_names | join(', ') }}, max(dbt_ended_at) as dbt_ended_at
  from (
    select {{ unique_key_fields(key) }}, {{ names.dbt_valid_to }} as dbt_ended_at
    from {{ target_relation }}
    where not ({{ _snapshot_is_current(names.dbt_valid_to) }})
  ) ended_versions
  group by {{ key_names | join(', ') }}
),

source_data as (
  select *, {{ unique_key_fields(key) }}
  from snapshot_query
),

changed as (
  select
    {{ _prefixed('source_data', columns) }},
    {{ _prefixed('source_data', key_names, false) }},
    snapshotted_data.{{ names.dbt_scd_id }} as dbt_current_scd_id,
    coalesce(snapshotted_data.{{ names.dbt_valid_from }}, ended.dbt_ended_at) as dbt_earliest
  from source_data
  left join snapshotted_data on {{ unique_key_join_on(key, 'snapshotted_data', 'source_data') }}
  left join ended on {{ unique_key_join_on(key, 'ended', 'source_data') }}
  where {{ unique_key_is_null(key, 'snapshotted_data') }}
    or {{ strategy.row_changed }}
    {{ 'or snapshotted_data.' ~ names.dbt_is_deleted ~ " = 'True'" if keeps_deleted }}
),

timed as (
  select *,
    {{ strategy.updated_at }} as dbt_source_time,
    {{ get_dbt_valid_to_current(strategy, {'dbt_valid_to': 'dbt_source_end'}) }},
    {{ strategy.scd_id }} as dbt_source_scd_id
  from changed
),

placed as (
  select *,
    case when dbt_earliest > dbt_source_time then dbt_earliest else dbt_source_time end as dbt_begin,
    case when dbt_earliest >= dbt_source_time then {{ snapshot_hash_arguments(['dbt_source_scd_id', snapshot_get_time()]) }}
      else dbt_source_scd_id end as dbt_begin_scd_id
  from timed
)
{%- if strategy.hard_deletes in ['invalidate', 'new_record'] -%}
,

{{ _snapshot_gone(strategy, names, columns, target_relation) }}
{%- endif %}

{{ _snapshot_change('insert', 'placed', columns, key_names, names, ['dbt_source_time', 'dbt_begin', 'dbt_source_end', 'dbt_begin_scd_id'], "'False'" if keeps_deleted) }}
union all
{{ _snapshot_change('update', 'placed', columns, key_names, names, ['dbt_source_time', 'dbt_begin', 'dbt_begin', 'dbt_current_scd_id'], "'False'" if keeps_deleted) }}
where dbt_current_scd_id is not null
{%- if strategy.hard_deletes in ['invalidate', 'new_record'] %}
union all
{{ _snapshot_change('delete', 'gone', columns, key_names, names, ['dbt_now', 'dbt_end', 'dbt_end', 'dbt_current_scd_id'], "'False'" if keeps_deleted) }}
{%- endif %}
{%- if keeps_deleted %}
union all
{{ _snapshot_change('insert', 'gone', columns, key_names, names, ['dbt_now', 'dbt_end', 'dbt_open', 'dbt_gone_scd_id'], "'True'") }}
{%- endif %}
{%- endmacro %}

{#- The versions whose rows are gone, with the values they had; columns that the snapshot does not have yet are null. -#}
{% macro _snapshot_gone(strategy, names, columns, target_relation) -%}
{%- set key = strategy.unique_key -%}
{%- set now = snapshot_get_time() -%}
{%- set there = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | map('lower') | list -%}
gone as (
  select
    {% for column in columns -%}
      {{ 'snapshotted_data' if column | lower in there else 'source_data' }}.{{ adapter.quote(column) }},
    {% endfor -%}
    {{ _prefixed('snapshotted_data', _unique_key_names(key), false) }},
    {{ now }} as dbt_now,
    case when snapshotted_data.{{ names.dbt_valid_from }} > {{ now }} then snapshotted_data.{{ names.dbt_valid_from }}
      else {{ now }} end as dbt_end,
    snapshotted_data.{{ names.dbt_valid_to }} as dbt_open,
    snapshotted_data.{{ names.dbt_scd_id }} as dbt_current_scd_id,
    {{ snapshot_hash_arguments(['snapshotted_data.' ~ names.dbt_scd_id, now]) }} as dbt_gone_scd_id
  from snapshotted_data
  left join source_data on {{ unique_key_join_on(key, 'snapshotted_data', 'source_data') }}
  where {{ unique_key_is_null(key, 'source_data') }}
    {{ 'and snapshotted_data.' ~ names.dbt_is_deleted ~ " is distinct from 'True'" if strategy.hard_deletes == 'new_record' }}
)
{%- endmacro %}

{#- Changes of one kind. `values` are those of dbt_updated_at, dbt_valid_from, dbt_valid_to and dbt_scd_id. -#}
{% macro _snapshot_change(kind, relation, columns, key_names, names, values, is_deleted) -%}
select
  '{{ kind }}' as dbt_change_type,
  {{ _prefixed(relation, columns) }},
  {{ _prefixed(relation, key_names, false) }},
  {{ values[0] }} as {{ names.dbt_updated_at }},
  {{ values[1] }} as {{ names.dbt_valid_from }},
  {{ values[2] }} as {{ names.dbt_valid_to }},
  {{ values[3] }} as {{ names.dbt_scd_id }}
  {{- ', ' ~ is_deleted ~ ' as ' ~ names.dbt_is_deleted if is_deleted }}
from {{ relation }}
{%- endmacro %}

{% macro _prefixed(relation, columns, is_quoted=true) -%}
  {%- for column in columns -%}
    {{ relation }}.{{ adapter.quote(column) if is_quoted else column }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
