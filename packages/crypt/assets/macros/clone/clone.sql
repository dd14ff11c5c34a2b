{#- Makes a model a clone of the relation that it is deferred to: a copy without copying where the engine can, else a view. -#}
{% macro can_clone_table() -%}
  {{ return(adapter.dispatch('can_clone_table', 'dbt')()) }}
{%- endmacro %}

{% macro default__can_clone_table() -%}
  {{ return(false) }}
{%- endmacro %}

{% macro create_or_replace_clone(this_relation, defer_relation) -%}
  {{ return(adapter.dispatch('create_or_replace_clone', 'dbt')(this_relation, defer_relation)) }}
{%- endmacro %}

{% macro default__create_or_replace_clone(this_relation, defer_relation) -%}
  create or replace table {{ this_relation.render() }} clone {{ defer_relation.render() }}
{%- endmacro %}

{% materialization clone, default %}
  {%- set existing = load_cached_relation(this) -%}
  {%- if not defer_relation -%}
    {{ log('No relation found in state manifest for ' ~ model.unique_id, info=true) }}
    {{ return({'relations': []}) }}
  {%- elif existing and not flags.FULL_REFRESH -%}
    {{ log('Relation ' ~ existing ~ ' already exists', info=true) }}
    {{ return({'relations': []}) }}
  {%- endif -%}

  {%- set other = load_cached_relation(defer_relation) -%}
  {%- if not (other and other.type == 'table' and can_clone_table()) -%}
    {%- set name = 'materialization_view_' ~ adapter.type() -%}
    {{ return(context[name if name in context else 'materialization_view_default']()) }}
  {%- endif -%}

  {%- set target = this.incorporate(type='table') -%}
  {%- if existing and not existing.is_table -%}
    {{ log('Dropping relation ' ~ existing.render() ~ ' because it is of type ' ~ existing.type) }}
    {%- do drop_relation_if_exists(existing) -%}
  {%- endif -%}
  {%- if target.render() == defer_relation.render() -%}
    {{ log('Target relation and defer relation are the same, skipping clone for relation: ' ~ target.render()) }}
  {%- else -%}
    {% call statement('main') -%}
      {{ create_or_replace_clone(target, defer_relation) }}
    {%- endcall %}
  {%- endif -%}
  {%- do apply_grants(target, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode=true)) -%}
  {%- do persist_docs(target, model) -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
