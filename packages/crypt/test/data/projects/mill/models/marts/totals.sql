select *, {{ dbt.datediff("cast('2026-01-01' as date)", 'last_day', 'day') }} as days from {{ ref('sold') }}
