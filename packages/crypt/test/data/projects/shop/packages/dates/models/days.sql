{{ config(materialized='incremental', tags='own', meta={'kept': true}) }}
select {{ dates.first_day(var('first_year')) }} as day
