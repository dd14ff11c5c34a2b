{%- set columns = adapter.get_columns_in_relation(ref('sales')) -%}
select
    {%- for column in columns %}
    {{ column.name }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('sales') }}
where sold_at >= cast('{{ var("first_day") }}' as timestamp)
