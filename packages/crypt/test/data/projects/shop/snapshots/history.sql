{% snapshot orders_history %}
  {{ config(unique_key='id', strategy='check', check_cols='all') }}
  select * from {{ source('app', 'orders') }}
{% endsnapshot %}

{%- snapshot customers_history -%}
{{ config(target_schema='other', unique_key='id', strategy='timestamp', updated_at='at') }}
select * from {{ ref('stg_customers') }}
{%- endsnapshot -%}
