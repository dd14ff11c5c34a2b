{{ config(materialized='ephemeral', group='sales', access='private') }}
{%- set names = ['countries'] -%}
{%- for name in names %}
select * from {{ ref(name) }}
{%- endfor %}
union all select * from {{ ref('customers', v=1) }} union all select * from {{ ref('customers') }}
