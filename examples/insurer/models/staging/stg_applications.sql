{#- One row for each application: what the site and the back end said about it. -#}
with events as (

    select
        event_name,
        coalesce(derived_tstamp, collector_tstamp) as happened_at,
        domain_sessionid as session_id,
        domain_userid as visitor_id,
        {{ event_entity(
            'contexts_com_harbour_life_application_1',
            'struct(id varchar, product_code varchar, status varchar)'
        ) }} as application,
        {{ event_column(
            'unstruct_event_com_harbour_life_application_received_1',
            'struct(decided_in_ms bigint, outcome varchar)'
        ) }} as received
    from {{ source('landing', 'events') }}
    where event_name in ('application_started', 'application_step_completed', 'application_received', 'policy_bought', 'policy_issued')

)

select
    application.id as application_id,
    max(application.product_code) as product_code,
    min(happened_at) filter (where event_name = 'application_started') as started_at,
    max(session_id) filter (where event_name = 'application_started') as session_id,
    max(visitor_id) filter (where event_name = 'application_started') as visitor_id,
    count(*) filter (where event_name = 'application_step_completed') as steps_completed,
    min(happened_at) filter (where event_name = 'application_received') as received_at,
    max(received.outcome) as outcome
from events
where application.id is not null
group by application.id
