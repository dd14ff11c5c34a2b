select * from {{ ref('stg_sales') }} where kilos < 0
