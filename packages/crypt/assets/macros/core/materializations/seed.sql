{# The rows of a file. A table that is there is emptied and filled again in one transaction. #}
{%- materialization seed, default -%}
  {%- set is_full_refresh = should_full_refresh() -%}
  {%- set old_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set grant_config = config.get('grants') -%}
  {%- set agate_table = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=agate_table) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do adapter.begin() -%}

  {%- if old_relation is none -%}
    {%- set create_sql = create_csv_table(model, agate_table) -%}
  {%- elif old_relation.is_view -%}
    {%- do exceptions.raise_compiler_error('the seed cannot be loaded: ' ~ old_relation.render() ~ ' is a view') -%}
  {%- else -%}
    {%- set create_sql = reset_csv_table(model, is_full_refresh, old_relation, agate_table) -%}
  {%- endif -%}

  {%- set count = agate_table.rows | length -%}
  {%- set insert_sql = load_csv_rows(model, agate_table) if count > 0 else '' -%}
  {%- set verb = 'CREATE' if is_full_refresh else 'INSERT' -%}
  {%- call noop_statement('main', verb ~ ' ' ~ count, verb, count) -%}
    {{- get_csv_sql(create_sql, insert_sql) -}}
  {%- endcall -%}

  {%- do apply_grants(target_relation, grant_config, should_revoke=should_revoke(old_relation, is_full_refresh)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- if is_full_refresh or old_relation is none -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization %}
