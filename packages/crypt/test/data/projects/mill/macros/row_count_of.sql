{% test row_count_of(model, count) %}
    {{ config(fail_calc='coalesce(sum(difference), 0)') }}
    select abs(count(*) - {{ count }}) as difference from {{ model }}
{% endtest %}
