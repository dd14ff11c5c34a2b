select
  f.origin,
  coalesce(r.outcome, 'failed') as outcome,
  case when r.outcome in ('repaired', 'dropped') then r.repaired_tstamp end as repaired_tstamp,
  coalesce(r.failure_type, f.failure_type) as failure_type,
  coalesce(r.cause, f.cause) as cause,
  coalesce(r.group_id, f.group_id) as group_id,
  coalesce(r.messages, f.messages) as messages,
  f.* exclude (origin, failure_type, cause, group_id, messages)
from landing.failed_event_rows as f
left join (
  select
    origin,
    arg_max(outcome, repaired_tstamp) as outcome,
    arg_max(failure_type, repaired_tstamp) as failure_type,
    arg_max(cause, repaired_tstamp) as cause,
    arg_max(group_id, repaired_tstamp) as group_id,
    arg_max(messages, repaired_tstamp) as messages,
    max(repaired_tstamp) as repaired_tstamp
  from landing.failed_event_repairs
  group by origin
) as r on r.origin = f.origin
