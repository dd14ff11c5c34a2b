import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilesOf, told, type ProjectFiles } from '../../../../support/project-folder.ts';

type Case = readonly [what: string, files: ProjectFiles, message: string];

const MODEL = { 'models/a.sql': 'select 1 as id' };
const yaml = (text: string): ProjectFiles => ({ ...MODEL, 'models/a.yml': text });

const REFUSED: readonly Case[] = [
  [
    'a contract without columns',
    yaml('models: [{name: a, config: {contract: {enforced: true}}}]\n'),
    "models/a.yml:1:29: the contract of 'a' is enforced, and it has no columns; write them below 'columns:' of the model, each with its data_type",
  ],
  [
    'a constraint of an unknown type',
    yaml(
      'models: [{name: a, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int, constraints: [{type: not_nul}]}]}]\n',
    ),
    "models/a.yml:1:109: 'not_nul' is no type of constraint; did you mean 'not_null'?",
  ],
  [
    'a contract of what is no relation',
    {
      'models/a.sql': "{{ config(materialized='ephemeral') }} select 1 as id",
      'models/a.yml':
        'models: [{name: a, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int}]}]\n',
    },
    "models/a.yml:1:29: 'a' is ephemeral, and has no contract",
  ],
  [
    'an access that there is not',
    { 'models/a.sql': "{{ config(access='privat') }}" },
    "models/a.sql:1:11: 'access' of 'a' is one of private, protected, public, not 'privat'; did you mean 'private'?",
  ],
  [
    'a group that there is not',
    yaml('groups: [{name: sales, owner: {name: n}}]\nmodels:\n  - name: a\n    group: sale\n'),
    "models/a.yml:4:5: 'a' belongs to the group 'sale', which does not exist; did you mean 'sales'?",
  ],
  [
    'a snapshot without what it needs',
    {
      ...MODEL,
      'snapshots/s.yml':
        "snapshots:\n  - name: s\n    relation: ref('a')\n    config: {strategy: check, unique_key: id}\n",
    },
    "snapshots/s.yml:4:5: the snapshot 's' has no check_cols; add it below 'config:' of the snapshot",
  ],
  [
    'a name with a blank',
    { 'models/a b.sql': 'select 1' },
    "models/a b.sql:1:1: the name 'a b' has a blank; call it 'a_b'",
  ],
  [
    'a configuration of another type',
    { 'models/a.sql': "select 1 {{ config(enabled='maybe') }}" },
    "models/a.sql:1:20: 'enabled' of 'a' is true or false, not 'maybe'",
  ],
  [
    'a latest version that there is not',
    yaml('models:\n  - name: a\n    latest_version: 3\n    versions: [{v: 1, defined_in: a}]\n'),
    "models/a.yml:3:5: the latest_version of 'a' is 3, and its versions are 1",
  ],
  [
    'an exposure of an unknown type',
    yaml('exposures: [{name: e, type: dashbord, owner: {name: n}}]\n'),
    "models/a.yml:1:23: 'type' of the exposure 'e' is one of dashboard, notebook, analysis, ml, application; did you mean 'dashboard'?",
  ],
  [
    'a group without an owner',
    yaml('groups: [{name: g}]\n'),
    "models/a.yml:1:10: the group 'g' has no owner with a name or an email",
  ],
  [
    'a unit test without rows to expect',
    yaml('unit_tests: [{name: u, model: a, given: []}]\n'),
    "models/a.yml:1:14: the unit test 'u' has no 'expect'",
  ],
  [
    'a fixture that there is not',
    yaml('unit_tests: [{name: u, model: a, given: [], expect: {format: csv, fixture: f}}]\n'),
    "models/a.yml:1:1: the unit test 'u' names the fixture 'f', and there is no such file in tests/fixtures",
  ],
  [
    'a severity that there is not',
    yaml('models: [{name: a, columns: [{name: id, tests: [{unique: {config: {severity: wran}}}]}]}]\n'),
    "models/a.yml:1:49: 'severity' of the test 'unique_a_id' is warn or error, not 'wran'; did you mean 'warn'?",
  ],
  [
    'a period of freshness that there is not',
    yaml('sources: [{name: s, tables: [{name: t, config: {freshness: {warn_after: {count: 1, period: dya}}}}]}]\n'),
    "models/a.yml:1:30: 'warn_after' of the table 's.t' has a count, and a period that is one of minute, hour, day; did you mean 'day'?",
  ],
  [
    'an exposure without an owner',
    yaml('exposures: [{name: e, type: ml, owner: {}}]\n'),
    "models/a.yml:1:33: the exposure 'e' has no owner with a name or an email",
  ],
  [
    'a unit test of a model that there is not',
    yaml('unit_tests: [{name: u, model: orders, given: [], expect: {rows: []}}]\n'),
    "models/a.yml:1:14: the unit test 'u' refers to model, seed or snapshot 'orders', which does not exist",
  ],
  [
    'two docs blocks of one name',
    { ...MODEL, 'models/a.md': '{% docs x %}1{% enddocs %}', 'models/b.md': '{% docs x %}2{% enddocs %}' },
    "models/b.md:1:1: two docs blocks are named 'x', the other in models/a.md",
  ],
];

for (const [what, files, message] of REFUSED)
  test(`refused: ${what}`, async (t) => {
    const { errors } = await parseFilesOf(t, files);
    assert.deepEqual(
      told(errors).map((text) => text.replace(/^\w+ /, '')),
      [message],
    );
  });

test('a version that is there twice', async (t) => {
  const { errors } = await parseFilesOf(
    t,
    yaml('models:\n  - name: a\n    versions: [{v: 1, defined_in: a}, {v: 1, defined_in: a}]\n'),
  );
  assert.equal(told(errors)[0], "PROJECT_PROPERTY models/a.yml:3:39: the model 'a' has the version 1 twice");
});

const DATED = {
  'models/old.sql': 'select 1',
  'models/late.sql': 'select 1',
  'models/user.sql': "select * from {{ ref('old') }}, {{ ref('late') }}",
  'models/a.yml':
    'models: [{name: old, deprecation_date: 2020-01-01}, {name: late, deprecation_date: 2040-06-01 10:00:00}]\n',
};

test('deprecated models and who refers to them; what is to come is told to those who refer alone', async (t) => {
  const { warnings } = await parseFilesOf(t, DATED, { startedMs: Date.UTC(2026, 0, 1) });
  assert.deepEqual(
    warnings.map(({ message, params }) => [params['event'], message]),
    [
      [
        'DeprecatedModel',
        "models/a.yml:1:22: the model 'old' is past its deprecation date, 2020-01-01; disable it, or take it out",
      ],
      ['DeprecatedReference', "models/user.sql:1:22: 'user' refers to 'old', which is deprecated since 2020-01-01"],
      [
        'UpcomingReferenceDeprecation',
        "models/user.sql:1:40: 'user' refers to 'late', which will be deprecated on 2040-06-01",
      ],
    ],
  );
});

test('a column of a contract without a type is told before the model fails', async (t) => {
  const { errors, warnings } = await parseFilesOf(
    t,
    yaml('models:\n  - name: a\n    config: {contract: {enforced: true}}\n    columns:\n      - name: id\n'),
  );
  assert.deepEqual(
    [told(errors), told(warnings)],
    [[], ["PROJECT_PROPERTY models/a.yml:5:9: the contract of 'a' needs the data_type of 'id'; the model will fail"]],
  );
});

test('arguments and configuration of tests where dbt 1.11 does not want them: one warning for all', async (t) => {
  const { warnings } = await parseFilesOf(
    t,
    yaml(
      'models:\n  - name: a\n    columns:\n      - name: id\n        tests:\n          - accepted_values: {values: [1], severity: warn}\n          - accepted_values: {values: [2], name: other}\n          - accepted_values: {arguments: {values: [3]}}\n',
    ),
  );
  assert.deepEqual(told(warnings), [
    "PROJECT_TEST models/a.yml:6:13: 2 tests have arguments that do not stand below 'arguments:', the first is 'accepted_values'; write 'arguments:' below the name of the test, and below it what belongs there",
    "PROJECT_TEST models/a.yml:6:13: a test has configuration that does not stand below 'config:', the first is 'accepted_values'; write 'config:' below the name of the test, and below it what belongs there",
  ]);
});
