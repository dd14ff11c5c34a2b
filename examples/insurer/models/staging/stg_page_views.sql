{{ config(materialized='incremental', unique_key='event_id') }}

select
    event_id,
    coalesce(derived_tstamp, collector_tstamp) as viewed_at,
    domain_sessionid as session_id,
    domain_userid as visitor_id,
    page_urlpath as page_path,
    page_title,
    refr_medium as referrer_medium,
    mkt_campaign as campaign,
    load_tstamp as loaded_at
from {{ source('landing', 'events') }}
where event_name = 'page_view'
{% if is_incremental() %}
  -- The newest batch is read again: what it holds replaces itself.
  and load_tstamp >= (select coalesce(max(loaded_at), timestamptz '1970-01-01') from {{ this }})
{% endif %}
