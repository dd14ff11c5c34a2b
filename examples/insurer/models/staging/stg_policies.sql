with events as (

    select
        event_id,
        coalesce(derived_tstamp, collector_tstamp) as issued_at,
        {{ event_column(
            'unstruct_event_com_harbour_life_policy_issued_1',
            'struct(monthly_premium decimal(9,2), policy_number varchar, starts_on date)'
        ) }} as policy,
        {{ event_entity(
            'contexts_com_harbour_life_application_1',
            'struct(id varchar, product_code varchar, status varchar)'
        ) }} as application
    from {{ source('landing', 'events') }}
    where event_name = 'policy_issued'

)

select
    policy.policy_number,
    application.id as application_id,
    application.product_code,
    issued_at,
    policy.starts_on,
    policy.monthly_premium as monthly_premium_euros
from events
