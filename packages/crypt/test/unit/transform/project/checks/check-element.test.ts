import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilesOf, told } from '../../../../support/project-folder.ts';

const MODEL = { 'models/a.sql': 'select 1 as id' };

async function warningsOf(t: Parameters<typeof parseFilesOf>[0], yaml: string): Promise<readonly string[]> {
  const { warnings } = await parseFilesOf(t, { ...MODEL, 'models/a.yml': yaml });
  return told(warnings).map((text) => text.replace(/^\w+ models\/a\.yml:/, ''));
}

test('a configuration beside config, a misspelt key, and the older word for tests', async (t) => {
  const yaml = `models:
  - name: a
    materialized: table
    descriptoin: x
    owner_team: sales
    test: [unique]
    columns:
      - name: id
        data_test: [unique]
        descripton: x
        owner_team: kept
`;
  assert.deepEqual(await warningsOf(t, yaml), [
    "3:5: 'materialized' is a configuration, and beside 'config:' it means nothing; it was ignored; move it below 'config:'",
    "4:5: 'descriptoin' is no key of a model and was ignored; did you mean 'description'?",
    "5:5: 'owner_team' is no key of a model and was ignored; known are name, description, config, constraints, deprecation_date, latest_version, versions, time_spine, …",
    "6:5: 'test' is no key of a model and was ignored; did you mean 'data_tests'?",
    "9:9: 'data_test' is no key of a column and was ignored; did you mean 'data_tests'?",
    "10:9: 'descripton' is no key of a column and was ignored; did you mean 'description'?",
  ]);
});

test('columns of versions and of tables of sources are looked at too', async (t) => {
  const yaml = `models:
  - name: a
    versions: [{v: 1, defined_in: a, columns: [{name: id, datatype: int}]}]
sources:
  - name: raw
    tables: [{name: t, tabel: x, columns: [{name: id, test: [unique]}]}]
`;
  assert.deepEqual(await warningsOf(t, yaml), [
    "3:59: 'datatype' is no key of a column and was ignored; did you mean 'data_type'?",
    "6:24: 'tabel' is no key of a table of a source and was ignored; known are name, description, config, meta, tags, enabled, identifier, loader, …",
    "6:55: 'test' is no key of a column and was ignored; did you mean 'data_tests'?",
  ]);
});

test('a key that a source has not is refused, as in dbt', async (t) => {
  const { errors } = await parseFilesOf(t, { 'models/a.yml': 'sources: [{name: raw, tabels: [{name: t}]}]\n' });
  assert.deepEqual(told(errors), [
    "PROJECT_PROPERTY models/a.yml:1:23: 'tabels' is no key of a source; did you mean 'tables'?",
  ]);
});

test('names of prototypes are keys like others', async (t) => {
  const warnings = await warningsOf(t, 'models: [{name: a, __proto__: {x: 1}, constructor: 1}]\n');
  assert.deepEqual(
    warnings.map((text) => text.slice(0, 40)),
    ["1:20: '__proto__' is no key of a model a", "1:39: 'constructor' is no key of a model"],
  );
});

test('files of packages are not looked at: nobody mends them here', async (t) => {
  const { warnings } = await parseFilesOf(t, {
    ...MODEL,
    'dbt_packages/q/dbt_project.yml': 'name: q\n',
    'dbt_packages/q/models/b.sql': "{{ config(materialised='view') }}select 1",
    'dbt_packages/q/models/b.yml': 'models: [{name: b, descriptoin: x}]\n',
  });
  assert.deepEqual(told(warnings), []);
});
