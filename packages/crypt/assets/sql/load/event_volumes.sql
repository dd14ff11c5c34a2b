select app_id, event_name, make_timestamptz(bucket * 600_000_000) as bucket, events, last_tstamp
from (
  -- Whole numbers, because the engine's arithmetic with time zones takes ten times as long.
  select
    app_id,
    event_name,
    epoch_us(collector_tstamp) // 600_000_000 as bucket,
    count(*) as events,
    max(collector_tstamp) as last_tstamp
  from landing.events
  where collector_tstamp >= now() - interval '36 days'
  group by all
)
