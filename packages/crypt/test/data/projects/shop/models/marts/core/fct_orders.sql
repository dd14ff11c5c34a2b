{{ config(materialized='incremental', unique_key='id', tags=['fact'], grants={'+select': ['writer']}, pre_hook="analyze", post_hook=["{{ cents('x') }}", {"sql": "vacuum", "transaction": false}], persist_docs={'relation': true}) }}
select * from {{ ref('stg_orders') }} join {{ ref('dates', 'days') }} on true
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
