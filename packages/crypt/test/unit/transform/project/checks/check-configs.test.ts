import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilesOf, told } from '../../../../support/project-folder.ts';

test('an unknown configuration is told once, wherever it stands, with what was meant', async (t) => {
  const { warnings } = await parseFilesOf(t, {
    'dbt_project.yml': 'name: p\nprofile: p\nmodels:\n  p:\n    +materialised: view\n    enabld: true\n',
    'models/a.sql': "\n\n{{ config(schemaa='x', own_thing=1) }} select 1",
    'models/b.sql': "{{ config({'schemaa': 'x'}) }} select 1",
    'models/c.yml': 'models: [{name: b, config: {own_other: 1, tags: [x]}}]\n',
  });
  assert.deepEqual(told(warnings), [
    "PROJECT_CONFIG dbt_project.yml:5:5: 'materialised' is no configuration of a model, and no macro asks for it; did you mean 'materialized'?",
    "PROJECT_CONFIG dbt_project.yml:6:5: 'enabld' is no configuration of a model, and no macro asks for it; did you mean 'enabled'?",
    "PROJECT_CONFIG models/a.sql:3:11: 'schemaa' is no configuration of a model, and no macro asks for it; did you mean 'schema'?",
    "PROJECT_CONFIG models/a.sql:3:24: 'own_thing' is no configuration of a model, and no macro asks for it; what is your own stands below 'meta:'",
    "PROJECT_CONFIG models/c.yml:1:29: 'own_other' is no configuration of a model, and no macro asks for it; what is your own stands below 'meta:'",
  ]);
});

test('sections with a dash are read as those without', async (t) => {
  const { errors, warnings } = await parseFilesOf(t, {
    'dbt_project.yml': 'name: p\nprofile: p\nsaved-queries: {p: {+enabled: true}}\nsemantic-models: {+enabled: true}\n',
    'models/a.sql': 'select 1',
  });
  assert.deepEqual(
    [told(errors), told(warnings)],
    [
      [],
      [
        "PROJECT_UNUSED dbt_project.yml:3:17: no saved query is in 'p': this configuration means nothing; correct the name of the package or folder, or remove it",
      ],
    ],
  );
});

test("a key that a macro asks for is the macro's matter", async (t) => {
  const { warnings } = await parseFilesOf(t, {
    'macros/m.sql': "{% macro m() %}{{ config.get('own_thing') }}{% endmacro %}",
    'models/a.sql': '{{ config(own_thing=1) }} select 1',
  });
  assert.deepEqual(told(warnings), []);
});

test('a folder or package of dbt_project.yml that no node is in, the nearest that there is named', async (t) => {
  const { warnings } = await parseFilesOf(t, {
    'dbt_project.yml': `name: p
profile: p
models:
  p:
    staging: {+tags: s, deep: {+tags: d}}
    stagign: {+tags: s}
    off: {+enabled: false}
  q: {+tags: x}
seeds: {p: {+tags: x}}
sources: {p: {raw: {+tags: x}, rwa: {+tags: y}}}
tests: {p: {+tags: x, gone: {+tags: y}}}
snapshots: {p: {meta: {a: 1}}}
`,
    'models/staging/a.sql': 'select 1',
    'models/off/b.sql': 'select 1',
    'models/s.yml': 'sources: [{name: raw, tables: [{name: t, columns: [{name: id, tests: [unique]}]}]}]\n',
  });
  assert.deepEqual(told(warnings), [
    "PROJECT_UNUSED dbt_project.yml:5:25: no model is in 'p.staging.deep': this configuration means nothing; correct the name of the package or folder, or remove it",
    "PROJECT_UNUSED dbt_project.yml:6:5: no model is in 'p.stagign': this configuration means nothing; did you mean 'staging'?",
    "PROJECT_UNUSED dbt_project.yml:8:3: no model is in 'q': this configuration means nothing; did you mean 'p'?",
    "PROJECT_UNUSED dbt_project.yml:9:9: no seed is in 'p': this configuration means nothing; correct the name of the package or folder, or remove it",
    "PROJECT_UNUSED dbt_project.yml:12:13: no snapshot is in 'p': this configuration means nothing; correct the name of the package or folder, or remove it",
    "PROJECT_UNUSED dbt_project.yml:10:32: no source is in 'p.rwa': this configuration means nothing; did you mean 'raw'?",
    "PROJECT_UNUSED dbt_project.yml:11:23: no test is in 'p.gone': this configuration means nothing; correct the name of the package or folder, or remove it",
  ]);
});
