with events as (

    select
        event_id,
        coalesce(derived_tstamp, collector_tstamp) as quoted_at,
        domain_sessionid as session_id,
        domain_userid as visitor_id,
        {{ event_column(
            'unstruct_event_com_harbour_life_quote_requested_1',
            'struct(cover bigint, term_years bigint, monthly_premium decimal(9,2))'
        ) }} as quote,
        {{ event_entity('contexts_com_harbour_life_product_1', 'struct(code varchar)') }} as product
    from {{ source('landing', 'events') }}
    where event_name = 'quote_requested'

)

select
    event_id as quote_id,
    quoted_at,
    session_id,
    visitor_id,
    product.code as product_code,
    quote.cover as cover_euros,
    quote.term_years,
    quote.monthly_premium as monthly_premium_euros
from events
