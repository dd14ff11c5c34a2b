{#- How far people come, a row for each day in UTC. Each step is counted on the day it happened. -#}
{% set steps = [
    ('sessions', ref('sessions'), 'started_at'),
    ('quotes', ref('stg_quotes'), 'quoted_at'),
    ('applications_started', ref('stg_applications'), 'started_at'),
    ('applications_received', ref('stg_applications'), 'received_at'),
    ('policies_issued', ref('stg_policies'), 'issued_at'),
] %}
with steps as (
    {% for name, relation, moment in steps %}
    select cast({{ moment }} at time zone 'UTC' as date) as day, '{{ name }}' as step
    from {{ relation }}
    where {{ moment }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    day,
    {% for name, _, _ in steps %}
    count(*) filter (where step = '{{ name }}') as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from steps
group by day
