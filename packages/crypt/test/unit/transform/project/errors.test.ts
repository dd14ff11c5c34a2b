import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectErrors } from '../../../../src/transform/project/errors.ts';
import {
  parseFilesOf,
  parseFolder,
  told,
  type ParseChoices,
  type ProjectFiles,
} from '../../../support/project-folder.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

type Case = readonly [code: string, files: ProjectFiles, message: string, choices?: ParseChoices];

const SETTINGS = 'name: p\nprofile: p\n';
const MODEL = { 'models/a.sql': 'select 1' };

const ERRORS: readonly Case[] = [
  [
    'PROJECT_SETTING',
    { 'dbt_project.yml': `${SETTINGS}modle-paths: [x]\n` },
    "dbt_project.yml:3:1: 'modle-paths' is no setting of a project; did you mean 'model-paths'?",
  ],
  [
    'PROJECT_YAML',
    { 'models/a.yml': 'a: b: c\n' },
    'models/a.yml:1:4: Nested mappings are not allowed in compact mappings',
  ],
  [
    'PROJECT_SETTING',
    { 'dbt_project.yml': `${SETTINGS}model-paths: {a: 1}\n` },
    "dbt_project.yml:3:1: 'model-paths' is not a list of texts",
  ],
  [
    'PROJECT_SETTING',
    { 'dbt_project.yml': `${SETTINGS}seed-paths: [../x]\n` },
    "dbt_project.yml:3:1: '../x' in 'seed-paths' is outside the project",
  ],
  [
    'PROJECT_PACKAGE',
    { 'packages.yml': 'packages: [{package: a/dates, version: 1.0.0}]' },
    "the package 'a/dates' is not installed",
  ],
  [
    'PROJECT_PACKAGE',
    { 'packages.yml': 'packages: [{pakage: a}]' },
    'packages.yml:1:12: an element of packages has none of package, git, tarball, local and private',
  ],
  [
    'PROJECT_ENV_VAR',
    { 'models/a.sql': "select {{ env_var('NOPE') }}" },
    "models/a.sql:1:18: the environment variable 'NOPE' is not set",
  ],
  [
    'PROJECT_ENV_VAR',
    { 'models/a.sql': "{{ env_var('DBT_ENV_SECRET_X', 'y') }}" },
    "models/a.sql:1:11: the secret 'DBT_ENV_SECRET_X' is read where it could be printed; secrets may be read in profiles.yml and packages.yml",
  ],
  [
    'PROJECT_VAR',
    { ...MODEL, 'models/a.yml': 'models:\n  - name: a\n    config:\n      alias: "{{ var(\'none\') }}"\n' },
    "models/a.yml:4:7: the variable 'none' has no value",
  ],
  ['PROJECT_BLOCK', { 'models/a.md': 'x\n{% docs a %}' }, "models/a.md:2:1: the docs block 'a' has no enddocs"],
  [
    'PROJECT_PROPERTY',
    { 'models/a.yml': 'models:\n  - nam: a\n' },
    "models/a.yml:2:5: an element of 'models' has no name",
  ],
  ['PROJECT_PROPERTY', { 'models/a.yml': 'models: {name: a}\n' }, "models/a.yml:1:1: 'models' is not a list"],
  [
    'PROJECT_TEST',
    { ...MODEL, 'models/a.yml': 'models:\n  - name: a\n    tests:\n      - unique: 3\n' },
    "models/a.yml:4:9: the arguments of the test 'unique' are no mapping",
  ],
  [
    'PROJECT_TEST',
    { ...MODEL, 'models/a.yml': 'models:\n  - name: a\n    tests:\n      - unique:\n        tags: x\n' },
    'models/a.yml:4:9: a test is one name with a mapping below it, not 2 keys; are its arguments indented?',
  ],
  [
    'PROJECT_CALL',
    { 'models/a.sql': 'select 1\n  {{ ref(1) }}' },
    'models/a.sql:2:6: ref() takes the name of a model, with that of its package before it, as texts',
  ],
  [
    'PROJECT_RAISED',
    { 'models/a.sql': "\n{{ 1 }}\n {% if true %}{{ exceptions.raise_compiler_error('no') }}{% endif %}" },
    'models/a.sql:3:49: no',
  ],
  [
    'PROJECT_DISPATCH',
    { 'models/a.sql': "{{ adapter.dispatch('q.star')() }}" },
    "models/a.sql:1:20: 'q.star' has a dot, which no name of a macro has; did you mean adapter.dispatch('star', macro_namespace='q')?",
  ],
  [
    'PROJECT_DUPLICATE',
    { ...MODEL, 'models/b/a.sql': 'select 2' },
    "models/b/a.sql:1:1: two models of the package 'p' are named 'a': models/a.sql and models/b/a.sql",
  ],
  [
    'PROJECT_DUPLICATE',
    { ...MODEL, 'models/b.sql': "{{ config(alias='a') }}" },
    `models/b.sql:1:1: 'model.p.a' and 'model.p.b' are both the relation "db"."main"."a"; give one of them another alias or schema`,
  ],
  [
    'PROJECT_DUPLICATE',
    { 'macros/a.sql': '{% macro x() %}{% endmacro %}\n{% macro x() %}{% endmacro %}' },
    "macros/a.sql:2:1: the package 'p' has two macros named 'x'; the other is at macros/a.sql:1:1",
  ],
  [
    'PROJECT_REF',
    { 'models/orders.sql': 'select 1', 'models/a.sql': "select 1\n from {{ ref('oders') }}" },
    "models/a.sql:2:14: 'a' refers to model, seed or snapshot 'oders', which does not exist; did you mean 'orders'?",
  ],
  [
    'PROJECT_SOURCE',
    { 'models/a.sql': "{{ source('x', 'y') }}" },
    "models/a.sql:1:16: 'a' refers to source 'x.y', which does not exist",
  ],
  [
    'PROJECT_DISABLED',
    { 'models/b.sql': '{{ config(enabled=false) }}', 'models/a.sql': "{{ ref('b') }}" },
    "models/a.sql:1:8: 'a' refers to model, seed or snapshot 'b', which is disabled",
  ],
  [
    'PROJECT_ACCESS',
    {
      'models/b.sql': "{{ config(group='g', access='private') }}",
      'models/a.sql': "{{ ref('b') }}",
      'models/g.yml': 'groups: [{name: g, owner: {name: n}}]\n',
    },
    "models/a.sql:1:8: 'a' refers to 'b', which is private to the group 'g'",
  ],
  [
    'PROJECT_CYCLE',
    { 'models/a.sql': "{{ ref('b') }}", 'models/b.sql': "{{ ref('a') }}" },
    'models/a.sql:1:8: these need one another: a → b → a',
  ],
  [
    'PROJECT_DOC',
    { ...MODEL, 'models/a.yml': 'models:\n  - name: a\n    description: "{{ doc(\'b\') }}"\n' },
    "models/a.yml:3:5: there is no docs block 'b'",
  ],
];

for (const [code, files, message, choices] of ERRORS)
  test(`${code}: ${message}`, async (t) => {
    const { errors } = await parseFilesOf(t, files, choices);
    assert.deepEqual(told(errors), [`${code} ${message}`]);
  });

const WARNINGS: readonly Case[] = [
  [
    'PROJECT_CONFIG',
    { 'models/a.sql': "\n{{ config(materialised='table') }}" },
    "models/a.sql:2:11: 'materialised' is no configuration of a model, and no macro asks for it; did you mean 'materialized'?",
  ],
  [
    'PROJECT_DEPRECATED',
    { ...MODEL, 'models/a.yml': 'models: [{name: a, deprecation_date: 1969-01-01}]\n' },
    "models/a.yml:1:20: the model 'a' is past its deprecation date, 1969-01-01; disable it, or take it out",
  ],
  [
    'PROJECT_UNUSED',
    { 'models/a.yml': 'models: [{name: a}]\n' },
    "models/a.yml:1:10: there is no model 'a' for these properties",
  ],
  ['PROJECT_WARNED', { 'models/a.sql': "{{ exceptions.warn('old') }}" }, 'models/a.sql:1:19: old'],
  [
    'PROJECT_TEST',
    { ...MODEL, 'models/a.yml': 'models: [{name: a, tests: [uniqe]}]\n' },
    "models/a.yml:1:28: there is no test 'uniqe'; did you mean 'unique'?",
  ],
];

for (const [code, files, message] of WARNINGS)
  test(`${code} is a warning: ${message}`, async (t) => {
    const { errors, warnings } = await parseFilesOf(t, files);
    assert.deepEqual([told(errors), told(warnings)], [[], [`${code} ${message}`]]);
  });

test('all errors of a project are told at once', async (t) => {
  const { errors } = await parseFilesOf(t, {
    'models/a.sql': '{{ ref( }}',
    'models/b.sql': "{{ ref('x') }}",
    'models/c.yml': 'models: 3',
  });
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['JINJA_SYNTAX', 'PROJECT_PROPERTY', 'PROJECT_REF'],
  );
});

test('PROJECT_FILE: a folder without a project', async (t) => {
  const folder = await tempFolder(t);
  await assert.rejects(parseFolder(folder), {
    code: 'PROJECT_FILE',
    message: `there is no dbt_project.yml in '${folder}'`,
  });
});

test('PROJECT_PROFILE: what is missing is named', async (t) => {
  const ask = async (files: ProjectFiles, target?: string): Promise<unknown> =>
    told((await parseFilesOf(t, files, { question: { target } })).errors);
  assert.deepEqual(await ask({}, 'deve'), [
    "PROJECT_PROFILE profiles.yml:3:3: the profile 'p' has no target 'deve'; did you mean 'dev'?",
  ]);
  assert.deepEqual(await ask({ 'dbt_project.yml': 'name: p\nprofile: q\n', 'models/a.sql': "{{ ref('bcd') }}" }), [
    "PROJECT_PROFILE profiles.yml:1:1: there is no profile 'q'; did you mean 'p'?",
    "PROJECT_REF models/a.sql:1:8: 'a' refers to model, seed or snapshot 'bcd', which does not exist",
  ]);
});

test('PROJECT_LIMIT: a file that is too large is not read', async (t) => {
  const { errors } = await parseFilesOf(t, { 'models/a.sql': 'x'.repeat(17_000_000) });
  assert.deepEqual(told(errors), [
    'PROJECT_LIMIT models/a.sql:1:1: the file has 17000000 bytes; at most 16777216 are read',
  ]);
});

test('every code has a test', () => {
  const tested = new Set([...ERRORS, ...WARNINGS].map(([code]) => code));
  // The last two in ../command/check-dbt-version.test.ts and checks/check-shadows.test.ts.
  for (const code of ['PROJECT_FILE', 'PROJECT_PROFILE', 'PROJECT_LIMIT', 'PROJECT_VERSION', 'PROJECT_SHADOW'])
    tested.add(code);
  assert.deepEqual([...tested].toSorted(), Object.keys(projectErrors).toSorted());
});
