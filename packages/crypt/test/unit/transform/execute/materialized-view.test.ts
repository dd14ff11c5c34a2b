// DuckDB has no materialized views: without macros of its own a project is refused, with them dbt's steps are taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTransformRig } from '../../../support/transform-rig.ts';

test('a materialized view is refused with what to do, and nothing is touched', async (t) => {
  const rig = await openTransformRig(t, {
    'models/kept.sql': "{{ config(materialized='materialized_view') }}select 1 as x",
    'macros/ask.sql': `{% macro refresh() %}{{ refresh_materialized_view(this) }}{% endmacro %}`,
  });
  await rig.rows('create table db.main.untouched as select 1 as x');
  const { kept } = await rig.run();
  assert.equal(kept?.status, 'error');
  assert.equal(
    kept.message?.split('\n')[0],
    'models/kept.sql:1:1: duckdb has no materialized views, and no macro duckdb__get_create_materialized_view_as_sql:' +
      " build a table, or say materialized='incremental' to add what is new",
  );
  assert.deepEqual(await rig.rows('select table_name from duckdb_tables()'), [['untouched']]);
});

const OWN = `
{% macro duckdb__get_create_materialized_view_as_sql(relation, sql) %}create table {{ relation }} as {{ sql }}{% endmacro %}
{% macro duckdb__get_replace_sql(existing_relation, target_relation, sql) %}create or replace table {{ target_relation }} as {{ sql }}{% endmacro %}
{% macro duckdb__refresh_materialized_view(relation) %}insert into {{ relation }} select 5{% endmacro %}
{% macro duckdb__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
insert into {{ relation }} select {{ configuration_changes }}
{%- endmacro %}
{% macro duckdb__get_materialized_view_configuration_changes(existing_relation, new_config) %}{{ return(new_config.get('changes')) }}{% endmacro %}
{# What is there is said to be a materialized view, as no catalogue of DuckDB says it. #}
{% materialization there, default %}
  {%- set there = this.incorporate(type='materialized_view') -%}
  {%- set build = materialized_view_get_build_sql(there, there, make_backup_relation(there, 'table'), make_intermediate_relation(there)) -%}
  {%- if build == '' -%}{%- do materialized_view_execute_no_op(there) -%}
  {%- else -%}{%- do materialized_view_execute_build_sql(build, there, there, post_hooks) -%}{%- endif -%}
  {{ return({'relations': [there]}) }}
{% endmaterialization %}`;

test('with macros of a project it is made, replaced, refreshed, altered, left or refused', async (t) => {
  const rig = await openTransformRig(t, { 'macros/own.sql': OWN });
  const step = async (config: string): Promise<unknown> => {
    await rig.write({
      'models/kept.sql': `{{ config(${config}, pre_hook='create table if not exists db.main.hooked (x int)') }}select 1 as x`,
    });
    const { kept } = await rig.run();
    return kept?.status === 'success' ? rig.rows('select * from db.main.kept order by all') : kept?.message;
  };
  assert.deepEqual(await step("materialized='materialized_view'"), [[1]]);
  assert.deepEqual(await rig.rows("select count(*) from duckdb_tables() where table_name = 'hooked'"), [[1]]);
  assert.deepEqual(await step("materialized='there'"), [[1], [5]]);
  assert.deepEqual(await step("materialized='there', changes='7'"), [[1], [5], [7]]);
  assert.deepEqual(await step("materialized='there', changes='7', on_configuration_change='continue'"), [
    [1],
    [5],
    [7],
  ]);
  assert.match(rig.said.warn.join('\n'), /has changed, and on_configuration_change is continue: it stays as it is/);
  assert.match(
    String(await step("materialized='there', changes='7', on_configuration_change='fail'")),
    /has changed, and on_configuration_change is fail: build it with --full-refresh, or say apply/,
  );
  assert.match(
    String(await step("materialized='there', changes='7', on_configuration_change='skip'")),
    /on_configuration_change is skip, and not apply, continue or fail/,
  );
  assert.deepEqual(await step("materialized='there', full_refresh=true"), [[1]]);
});

test('names of a latest version, and whether dbt is of its second major version', async (t) => {
  const rig = await openTransformRig(t, {
    'models/a.sql': `select '{{ generate_latest_version_pointer_alias(' own ', model) }}' as own,
      '{{ generate_latest_version_pointer_alias(node=model) }}' as standard, {{ is_core_v2() }} as second`,
  });
  const { a } = await rig.run();
  assert.equal(a?.status, 'success', a?.message ?? '');
  assert.deepEqual(await rig.rows('select * from db.main.a'), [['own', 'a', false]]);
});
