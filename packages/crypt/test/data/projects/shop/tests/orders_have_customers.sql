{{ config(severity='error', tags=['slow']) }}
select * from {{ ref('fct_orders') }} o where not exists (select 1 from {{ ref('stg_customers') }})
