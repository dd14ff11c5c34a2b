// Kinds of nodes and settings whose macros are elsewhere, run as a project would have them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTransformRig } from '../../../support/transform-rig.ts';

test('snapshots keep the versions of rows', async (t) => {
  const rig = await openTransformRig(t, {
    'snapshots/s.sql':
      "{% snapshot s %}{{ config(unique_key='id', strategy='check', check_cols=['name'], hard_deletes='invalidate') }}select * from db.main.people{% endsnapshot %}",
  });
  await rig.rows("create table db.main.people as select 1 as id, 'a' as name union all select 2, 'b'");
  assert.equal((await rig.run())['s']?.status, 'success');
  await rig.rows("create or replace table db.main.people as select 1 as id, 'A' as name union all select 3, 'c'");
  const { s } = await rig.run();
  assert.equal(s?.message, 'OK');
  const rows = await rig.rows(
    'select id, name, dbt_valid_to is null from db.main.s order by id, dbt_valid_from, name desc',
  );
  assert.deepEqual(rows, [
    [1, 'a', false],
    [1, 'A', true],
    [2, 'b', false],
    [3, 'c', true],
  ]);
});

test('contracts refuse other columns before anything is built, and their constraints hold', async (t) => {
  const rig = await openTransformRig(t, {
    'models/kept.sql': "{{ config(materialized='table') }}select 1 as id, 'a' as name",
    'models/broken.sql': "{{ config(materialized='table') }}select 'x' as id",
    'models/null_key.sql': "{{ config(materialized='table') }}select null::integer as id",
    'models/schema.yml': `models:
  - name: kept
    config: {contract: {enforced: true}}
    columns: [{name: id, data_type: integer, constraints: [{type: not_null}]}, {name: name, data_type: varchar}]
  - name: broken
    config: {contract: {enforced: true}}
    columns: [{name: id, data_type: integer}]
  - name: null_key
    config: {contract: {enforced: true}}
    columns: [{name: id, data_type: integer, constraints: [{type: not_null}]}]
`,
  });
  const { kept, broken, null_key: nullKey } = await rig.run();
  assert.equal(kept?.status, 'success', kept?.message ?? '');
  assert.match(broken?.message ?? '', /\| id +\| VARCHAR +\| INTEGER +\| data type mismatch \|/);
  assert.match(nullKey?.message ?? '', /NOT NULL constraint failed/);
  assert.deepEqual(
    await rig.rows("select table_name from system.information_schema.tables where table_catalog = 'db'"),
    [['kept']],
  );
});

test('descriptions become comments', async (t) => {
  const rig = await openTransformRig(t, {
    'models/a.sql':
      "{{ config(materialized='table', persist_docs={'relation': true, 'columns': true}) }}select 1 as id",
    'models/schema.yml':
      "models:\n  - name: a\n    description: It's all\n    columns: [{name: id, description: the key}]\n",
  });
  assert.equal((await rig.run())['a']?.status, 'success');
  assert.deepEqual(
    await rig.rows("select comment from duckdb_tables() where table_name = 'a' and database_name = 'db'"),
    [["It's all"]],
  );
  assert.deepEqual(
    await rig.rows("select comment from duckdb_columns() where table_name = 'a' and database_name = 'db'"),
    [['the key']],
  );
});

test('with EMPTY models read no rows; sources, sql_header, indexes and custom schemas', async (t) => {
  const rig = await openTransformRig(t, {
    'models/a.sql':
      "{{ config(materialized='table', schema='mart', indexes=[{'columns': ['id'], 'unique': true}]) }}{% call set_sql_header(config) %}set threads = 1;{% endcall %}select id from {{ source('raw', 'things') }}",
    'models/schema.yml':
      'sources:\n  - name: raw\n    schema: main\n    tables: [{name: things, identifier: things_v1}]\n',
  });
  await rig.rows('create table db.main.things_v1 as select 7 as id');
  const { a } = await rig.run();
  assert.equal(a?.status, 'success', a?.message ?? '');
  assert.match(a?.built_code ?? '', /set threads = 1;/);
  assert.deepEqual(await rig.rows('select * from db.main_mart.a'), [[7]]);
  assert.deepEqual(await rig.rows("select count(*) from duckdb_indexes() where table_name = 'a'"), [[1]]);
  assert.equal((await rig.run(undefined, { EMPTY: true }))['a']?.status, 'success');
  assert.deepEqual(await rig.rows('select * from db.main_mart.a'), []);
});

test('external models are files that a view reads', async (t) => {
  const rig = await openTransformRig(t, {});
  await rig.write({
    'models/a.sql': `{{ config(materialized='external', location='${join(rig.folder, 'a.parquet')}') }}select 1 as id`,
  });
  await rig.run();
  const { a } = await rig.run();
  assert.equal(a?.status, 'success', a?.message ?? '');
  assert.deepEqual(await rig.rows('select * from db.main.a'), [[1]]);
  assert.deepEqual(await rig.rows(`select * from '${join(rig.folder, 'a.parquet')}'`), [[1]]);
  assert.deepEqual(
    await rig.rows("select table_name from system.information_schema.tables where table_catalog = 'db'"),
    [['a']],
  );
});

test('a source may be a file, and a model may refer to a version', async (t) => {
  const rig = await openTransformRig(t, {
    'data/things.csv': 'id\n4\n',
    'models/m_v1.sql': 'select 1 as v',
    'models/m_v2.sql': "select 2 as v, id from {{ source('raw', 'things') }}",
    'models/latest.sql': "select (select v from {{ ref('m', v=1) }}) as one, v from {{ ref('m') }}",
    'models/schema.yml':
      'models:\n  - name: m\n    latest_version: 2\n    versions: [{v: 1}, {v: 2}]\nsources:\n  - name: raw\n    meta: {external_location: "FOLDER/data/{name}.csv"}\n    tables: [{name: things}]\n',
  });
  await rig.write({
    'models/schema.yml': `models:\n  - name: m\n    latest_version: 2\n    versions: [{v: 1}, {v: 2}]\nsources:\n  - name: raw\n    meta: {external_location: "${rig.folder}/data/{name}.csv"}\n    tables: [{name: things}]\n`,
  });
  const { latest } = await rig.run();
  assert.equal(latest?.status, 'success', latest?.message ?? '');
  assert.match(latest?.compiled_code ?? '', /from "db"\."main"\."m_v1"\) as one, v from "db"\."main"\."m_v2"/);
  assert.deepEqual(await rig.rows('select one, v from db.main.latest'), [[1, 2]]);
});

test('an external model that a plugin should register is refused by the name of the plugin', async (t) => {
  const rig = await openTransformRig(t, {});
  await rig.write({
    'models/a.sql': `{{ config(materialized='external', location='${join(rig.folder, 'a.parquet')}', plugin='sheets') }}select 1 as id`,
    'models/b.sql': `{{ config(materialized='external', location='${join(rig.folder, 'b.parquet')}', glue_register=true) }}select 1 as id`,
  });
  const { a, b } = await rig.run();
  assert.match(a?.message ?? '', /the plugin 'sheets' is one of dbt-duckdb, which are Python and are not run/);
  assert.match(b?.message ?? '', /the plugin 'glue\|default' is one of dbt-duckdb/);
  assert.deepEqual(await rig.rows('select view_name from duckdb_views() where not internal'), []);
});
