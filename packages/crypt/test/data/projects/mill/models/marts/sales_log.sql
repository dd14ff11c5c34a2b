{{ config(materialized='incremental', unique_key='sale_id', on_schema_change='append_new_columns') }}
select sale_id, grain_id, kilos, sold_at from {{ ref('stg_sales') }}
{% if is_incremental() %}where sold_at > (select max(sold_at) from {{ this }}){% endif %}
