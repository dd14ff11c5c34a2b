{{ config(materialized='ephemeral') }}
select g.grain_id, g.name, sum(s.kilos) as kilos, {{ dbt.date_trunc('day', 'max(s.sold_at)') }} as last_day
from {{ ref('stg_sales') }} s
join {{ ref('stg_grains') }} g on g.grain_id = s.grain_id
group by 1, 2
