{# Rows are written to a file, and a view reads it. #}
{%- materialization external, adapter='duckdb' -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set rendered_options = render_write_options(config) -%}
  {%- set location = render(config.get('location', default=external_location(this, config))) -%}
  {%- set write_options = adapter.external_write_options(location, rendered_options) -%}
  {%- set read_location = adapter.external_read_location(location, rendered_options) -%}
  {%- set staged = make_intermediate_relation(this.incorporate(type='table'), '__dbt_ext') -%}
  {%- set grant_config = config.get('grants') -%}

  {%- set plugin = 'glue|' ~ config.get('glue_database', 'default') if config.get('glue_register') else config.get('plugin') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do drop_relation_if_exists(load_cached_relation(staged)) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- call statement('main') -%}
    {{- create_table_as(False, staged, sql) -}}
  {%- endcall -%}
  {%- do write_to_file(staged, location, write_options) -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation is not none -%}
    {%- do adapter.drop_relation(existing_relation) -%}
  {%- endif -%}
  {%- call statement('read_external') -%}
    create view {{ target_relation.render() }} as (select * from '{{ read_location }}')
  {%- endcall -%}
  {%- do adapter.drop_relation(staged) -%}
  {%- if plugin -%}
    {%- do store_relation(plugin, target_relation, location, rendered_options.get('format', 'parquet'), config) -%}
  {%- endif -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do apply_grants(target_relation, grant_config, should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization %}


{# A macro of DuckDB that gives a table: a view with parameters. #}
{%- materialization table_function, adapter='duckdb' -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set parameters = config.get('parameters') or [] -%}
  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- call statement('main') -%}
    create or replace function {{ target_relation.render() }}({{ parameters if parameters is string else parameters | join(', ') }}) as table (
      {{ sql }}
    );
  {%- endcall -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {{- return({'relations': [target_relation]}) -}}
{%- endmaterialization %}
