-- depends_on: {{ ref('sales') }}
{%- call statement('months', fetch_result=True) -%}
    select distinct month(sold_at) as month from {{ ref('sales') }} order by 1
{%- endcall -%}
{%- set months = load_result('months')['data'] | map(attribute=0) | list if execute else [] -%}
select grain_id{% for month in months %}, sum(case when month(sold_at) = {{ month }} then kilos end) as month_{{ month }}{% endfor %}
from {{ ref('stg_sales') }} group by 1
