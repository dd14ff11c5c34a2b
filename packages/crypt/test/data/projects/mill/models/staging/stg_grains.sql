select
    id as grain_id,
    {{ dbt.safe_cast("upper(name)", api.Column.translate_type("string")) }} as name,
    price,
    {{ with_tax('price') }} as price_with_tax,
    sold_on
from {{ ref('grains') }}
