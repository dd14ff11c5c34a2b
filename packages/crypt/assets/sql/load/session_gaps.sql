with
-- Sessions number their events; a number that no row has was never received, or failed.
numbered as (
  select app_id, collector_tstamp, contexts_com_snowplowanalytics_snowplow_client_session_1[1] as session
  from landing.events
  where
    collector_tstamp >= now() - interval '24 hours'
    and contexts_com_snowplowanalytics_snowplow_client_session_1 is not null
),

sessions as (
  select
    app_id,
    session.session_id as session_id,
    min(collector_tstamp) as first_tstamp,
    max(collector_tstamp) as last_tstamp,
    -- Of a session that began before this day, what came before is not looked for.
    case
      when min(session.first_event_timestamp) >= now() - interval '24 hours' then 1
      else min(session.event_index)
    end as first_index,
    max(session.event_index) as last_index,
    count(distinct session.event_index) as stored
  from numbered
  where session.event_index >= 1 and session.session_id is not null
  group by app_id, session.session_id
),

failures as (
  select domain_sessionid as session_id, count(*) as failed
  from landing.failed_events
  where outcome <> 'repaired' and domain_sessionid is not null and collector_tstamp >= now() - interval '24 hours'
  group by domain_sessionid
)

select
  app_id,
  session_id,
  first_tstamp,
  last_tstamp,
  last_tstamp > now() - interval '30 minutes' as is_open,
  last_index - first_index + 1 as sent,
  stored,
  least(coalesce(failed, 0), last_index - first_index + 1 - stored) as failed,
  greatest(last_index - first_index + 1 - stored - coalesce(failed, 0), 0) as missing
from sessions
left join failures using (session_id)
