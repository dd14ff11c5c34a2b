with views as (

    select
        session_id,
        any_value(visitor_id) as visitor_id,
        min(viewed_at) as started_at,
        max(viewed_at) as last_view_at,
        count(*) as page_views,
        min_by(page_path, viewed_at) as landing_path,
        min_by(referrer_medium, viewed_at) as referrer_medium,
        min_by(campaign, viewed_at) as campaign
    from {{ ref('stg_page_views') }}
    where session_id is not null
    group by session_id

),

quotes as (

    select session_id, count(*) as quotes
    from {{ ref('stg_quotes') }}
    group by session_id

),

applications as (

    select session_id, count(*) as applications
    from {{ ref('stg_applications') }}
    where started_at is not null
    group by session_id

)

select
    views.*,
    coalesce(quotes.quotes, 0) as quotes,
    coalesce(applications.applications, 0) as applications
from views
left join quotes using (session_id)
left join applications using (session_id)
