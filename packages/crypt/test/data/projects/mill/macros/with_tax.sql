{% macro with_tax(column) %}{{ return(adapter.dispatch('with_tax', 'mill')(column)) }}{% endmacro %}
{% macro default__with_tax(column) %}round({{ column }} * {{ var('tax') }}, 2){% endmacro %}

{% macro note_schemas(schemas) %}insert into audit values ('{{ schemas | unique | sort | join(",") }}'){% endmacro %}
