select id, {{ cents('amount') }} as amount from {{ source('app', 'orders') }}
where created_at >= '{{ var("start_day") }}'
