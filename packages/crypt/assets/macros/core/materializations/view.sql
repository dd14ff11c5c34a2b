{# The new view takes the place of what was there in one transaction: whoever reads sees the one or the other. #}
{%- materialization view, default -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(target_relation, 'view' if existing_relation is none else existing_relation.type) -%}
  {%- set grant_config = config.get('grants') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do drop_leftovers(intermediate_relation, backup_relation) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- call statement('main') -%}
    {{- get_create_view_as_sql(intermediate_relation, sql) -}}
  {%- endcall -%}
  {# A hook may have dropped it meanwhile. #}
  {%- do swap_relations(load_cached_relation(this), intermediate_relation, target_relation, backup_relation) -%}

  {%- do apply_grants(target_relation, grant_config, should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization %}


{# What a run that was killed left behind. #}
{%- macro drop_leftovers(intermediate_relation, backup_relation) -%}
  {%- do drop_relation_if_exists(load_cached_relation(intermediate_relation)) -%}
  {%- do drop_relation_if_exists(load_cached_relation(backup_relation)) -%}
{%- endmacro %}

{# Inside the transaction of the caller: the old relation goes only together with the new one's coming. #}
{%- macro swap_relations(existing_relation, intermediate_relation, target_relation, backup_relation) -%}
  {%- if existing_relation is not none -%}
    {%- do adapter.dispatch('prepare_to_rename', 'dbt')(existing_relation) -%}
    {%- do adapter.rename_relation(existing_relation, backup_relation) -%}
  {%- endif -%}
  {%- do adapter.rename_relation(intermediate_relation, target_relation) -%}
  {%- if existing_relation is not none -%}
    {%- do adapter.drop_relation(backup_relation) -%}
  {%- endif -%}
{%- endmacro %}

{%- macro default__prepare_to_rename(relation) -%}
{%- endmacro %}
