{{ config(alias='customers_clean', schema='clean', meta={'level': 9, 'in_file': true}) }}
select * from {{ source('app', 'customers') }}
