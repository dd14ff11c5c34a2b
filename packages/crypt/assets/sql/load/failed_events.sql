select
  f.origin,
  coalesce(r.outcome, 'failed') as outcome,
  case when r.outcome in ('repaired', 'dropped') then r.repaired_tstamp end as repaired_tstamp,
  coalesce(r.judged.failure_type, f.failure_type) as failure_type,
  coalesce(r.judged.cause, f.cause) as cause,
  coalesce(r.judged.group_id, f.group_id) as group_id,
  case when r.judged is null then f.schema else r.judged.schema end as schema,
  coalesce(r.judged.messages, f.messages) as messages,
  f.* exclude (origin, failure_type, cause, group_id, schema, messages)
from landing.failed_event_rows as f
left join (
  select
    origin,
    arg_max(outcome, repaired_tstamp) as outcome,
    arg_max(
      struct_pack(
        failure_type := failure_type,
        cause := cause,
        group_id := group_id,
        schema := schema,
        messages := messages
      ),
      repaired_tstamp
    ) filter (where outcome = 'still_failing') as judged,
    max(repaired_tstamp) as repaired_tstamp
  from landing.failed_event_repairs
  group by origin
) as r on r.origin = f.origin
