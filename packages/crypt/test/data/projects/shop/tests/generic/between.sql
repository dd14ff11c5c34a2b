{% test between(model, column_name, low, high=none, other=none) %}
  {{ config(fail_calc='sum(n)') }}
  select {{ column_name }}, 1 as n from {{ model }} where {{ column_name }} < {{ low }}
  {%- if other %} and {{ column_name }} in (select 1 from {{ ref('countries') }}){% endif %}
{% endtest %}
