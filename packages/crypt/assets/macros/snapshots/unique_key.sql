{#- A snapshot's key, one expression or a list, as columns of fixed names; and what is asked of them. -#}
{% macro unique_key_fields(unique_key) -%}
  {%- if unique_key | is_list -%}
    {%- for part in unique_key -%}
      {{ part }} as dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ unique_key }} as dbt_unique_key
  {%- endif -%}
{%- endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) -%}
  {%- for name in _unique_key_names(unique_key) -%}
    {{ dbt.equals(identifier ~ '.' ~ name, from_identifier ~ '.' ~ name) }}{{ ' and ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- After an outer join: nothing was found. -#}
{% macro unique_key_is_null(unique_key, identifier) -%}
  {{ identifier }}.{{ _unique_key_names(unique_key)[0] }} is null
{%- endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) -%}
  {{ identifier }}.{{ _unique_key_names(unique_key)[0] }} is not null
{%- endmacro %}

{% macro _unique_key_names(unique_key) -%}
  {%- set names = [] -%}
  {%- if unique_key | is_list -%}
    {%- for part in unique_key -%}
      {%- do names.append('dbt_unique_key_' ~ loop.index) -%}
    {%- endfor -%}
  {%- else -%}
    {%- do names.append('dbt_unique_key') -%}
  {%- endif -%}
  {{ return(names) }}
{%- endmacro %}
