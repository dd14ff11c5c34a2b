{% snapshot prices %}
{{ config(unique_key='grain_id', strategy='check', check_cols=['price']) }}
select grain_id, price from {{ ref('stg_grains') }}
{% endsnapshot %}
