{% macro first_day(year) %}{{ return(adapter.dispatch('first_day', 'dates')(year)) }}{% endmacro %}
{% macro default__first_day(year) %}date '{{ year }}-01-01'{% endmacro %}
