with
limits as materialized (
  select
    time_bucket(interval '10 minutes', now()) as until,
    -- Buckets of a day.
    144 as day,
    -- Fewer expected events than this are no silence: by chance alone 10 stay away once in 22,000 times.
    10 as silent_from,
    -- Days with fewer events say little about half or twice as many.
    20 as volume_from
),

-- age: how many buckets ago; 0 is the one that is not over. A total counts all events of an app.
aged as materialized (
  select
    coalesce(app_id, '') as app_id,
    case when is_total then '' else coalesce(event_name, '') end as event_name,
    is_total,
    (epoch_us(until) - epoch_us(bucket)) // 600_000_000 as age,
    sum(events) as events,
    max(last_tstamp) as last_tstamp
  from landing.event_volumes
  cross join limits
  cross join (select unnest([true, false]) as is_total)
  group by all
),

series as materialized (
  select app_id, event_name, is_total, max(last_tstamp) as last_tstamp, min(age) as silent_for, max(age) as known_for
  from aged
  group by app_id, event_name, is_total
),

-- Of each series the days before now; 0 is the last 24 hours.
days as (
  select app_id, event_name, is_total, (age - 1) // day as k, sum(events) as events
  from aged
  cross join limits
  where age >= 1
  group by app_id, event_name, is_total, k
),

-- What came k days before the time since the last event.
stretches as (
  select app_id, event_name, is_total, k, sum(events) as events
  from (
    select
      app_id,
      event_name,
      is_total,
      events,
      unnest(range(cast(floor((age - silent_for) / cast(day as double)) as bigint) + 1, (age - 1) // day + 1)) as k
    from aged
    join series using (app_id, event_name, is_total)
    cross join limits
    where age > silent_for
  )
  group by app_id, event_name, is_total, k
),

-- The same times on earlier days, as far as the series was known and had not yet fallen silent.
compared as (
  select
    app_id,
    event_name,
    is_total,
    k >= 7 as is_week,
    coalesce(days.events, 0) as day_events,
    case when silent_for <= k * day then coalesce(stretches.events, 0) end as stretch_events
  from series
  cross join limits
  cross join (select unnest([1, 2, 3, 4, 5, 6, 7, 14, 21, 28]) as k)
  left join days using (app_id, event_name, is_total, k)
  left join stretches using (app_id, event_name, is_total, k)
  where known_for >= (k + 1) * day
),

-- Two weeks tell more than three days, because few firms are as busy on Sundays.
usual as (
  select
    app_id,
    event_name,
    is_total,
    is_week,
    count(*) as compared,
    min(day_events) as least,
    median(day_events) as usual,
    max(day_events) as most,
    median(stretch_events) as expected
  from compared
  group by app_id, event_name, is_total, is_week
  having count(*) >= case when is_week then 2 else 3 end
  qualify is_week or not bool_or(is_week) over (partition by app_id, event_name, is_total)
)

select
  nullif(app_id, '') as app_id,
  nullif(event_name, '') as event_name,
  is_total,
  case
    when usual.is_week is null then 'learning'
    when silent_for > 7 * day and coalesce(expected >= silent_from, true) then 'gone'
    when expected >= silent_from then 'silent'
    when coalesce(days.events, 0) * 2 < least and least >= volume_from then 'low'
    when days.events > most * 2 and days.events >= most + volume_from then 'high'
    else 'normal'
  end as state,
  last_tstamp,
  cast(expected as bigint) as expected_since,
  cast(coalesce(days.events, 0) as bigint) as events_24h,
  cast(least as bigint) as least_24h,
  cast(usual as bigint) as usual_24h,
  cast(most as bigint) as most_24h,
  case when is_week then 'weeks' when not is_week then 'days' end as compared_with,
  compared
from series
cross join limits
left join usual using (app_id, event_name, is_total)
left join (select * exclude (k) from days where k = 0) as days using (app_id, event_name, is_total)
