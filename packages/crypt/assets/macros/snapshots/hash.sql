{#- The id of a version: a hash of the texts of `args`, nulls as empty texts. Ids that dbt wrote stay the same. -#}
{% macro snapshot_hash_arguments(args) -%}
  {{ return(adapter.dispatch('snapshot_hash_arguments', 'dbt')(args)) }}
{%- endmacro %}

{% macro default__snapshot_hash_arguments(args) -%}
  md5(
    {%- for arg in args -%}
      coalesce(cast({{ arg }} as varchar ), ''){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
  )
{%- endmacro %}
