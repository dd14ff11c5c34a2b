// A project with every fault at once: all of them are told in one run, each with its place and what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const FAULTS = {
  'dbt_project.yml': `name: shop
version: "1.0"
profile: shpo
modle-paths: [m]
require-dbt-version: ">=2.0.0"
models:
  shop:
    stagign: {+materialized: view}
`,
  'packages.yml': 'packages:\n  - package: a/dates\n    version: 1.0.0\n',
  'models/orders.sql': 'select 1 as id',
  'models/x/orders.sql': 'select 2 as id',
  'models/missing.sql': "select * from {{ ref('ordrs') }} join {{ source('raw', 'pymts') }} on true",
  'models/off.sql': '{{ config(enabled=false) }} select 1',
  'models/uses.sql': "select * from {{ ref('off') }}",
  'models/a.sql': "select * from {{ ref('b') }}",
  'models/b.sql': "select * from {{ ref('a') }}",
  'models/c.sql': "select * from {{ ref('d') }}",
  'models/d.sql': "select * from {{ ref('c') }}",
  'models/jinja.sql': 'select 1\n{% if true %}',
  'models/tag.sql': 'select {% fi %}',
  'models/filter.sql': "select {{ 'a' | uper }}",
  'models/variable.sql': "select '{{ env_var('NOPE') }}'",
  'models/secret.sql': "select '{{ env_var('DBT_ENV_SECRET_KEY') }}'",
  'models/tabs.yml': 'models:\n\t- name: orders\n',
  'models/indent.yml': 'models:\n  - name: a\n   description: x\n',
  'models/list.yml': 'models: {name: orders}\n',
  'models/raw.yml': 'sources:\n  - name: raw\n    tables: [{name: payments}, {name: payments}]\n',
  'models/contract.yml':
    'models:\n  - name: uses\n    config: {contract: {enforced: true}, access: secret, group: nobody}\n',
  'macros/m.sql': '{% macro x() %}{% endmacro %}\n{% macro x() %}{% endmacro %}',
  'seeds/one.csv': 'id\n1\n',
  'seeds/y/one.csv': 'id\n1\n',
  'tests/one_test.sql': 'select 1 where false',
  'tests/y/one_test.sql': 'select 1 where false',
};

const TOLD = [
  "profiles.yml:1:1: there is no profile 'shpo'; did you mean 'shop'?",
  "dbt_project.yml:4:1: 'modle-paths' is no setting of a project; did you mean 'model-paths'?",
  "the package 'a/dates' is not installed",
  "dbt_project.yml:5:1: 'shop' requires dbt >=2.0.0, and what runs here stands for dbt 1.11.14",
  "macros/m.sql:2:1: the package 'shop' has two macros named 'x'; the other is at macros/m.sql:1:1",
  "models/filter.sql:1:17: there is no filter 'uper'; did you mean 'upper'?",
  'models/jinja.sql:2:1: the {% if %} of line 2 has no {% elif %} or {% else %} or {% endif %}',
  "models/secret.sql:1:19: the secret 'DBT_ENV_SECRET_KEY' is read where it could be printed; secrets may be read in profiles.yml and packages.yml",
  "models/tag.sql:1:11: there is no tag 'fi'; did you mean 'if'?",
  "models/variable.sql:1:19: the environment variable 'NOPE' is not set",
  'models/indent.yml:3:1: Sequence item without - indicator',
  "models/list.yml:1:1: 'models' is not a list",
  'models/tabs.yml:2:1: Tabs are not allowed as indentation',
  "models/contract.yml:3:42: 'access' of 'uses' is one of private, protected, public, not 'secret'",
  "models/contract.yml:3:58: 'uses' belongs to the group 'nobody', which does not exist; no group is defined; define it below 'groups:' with a name and an owner",
  "models/contract.yml:3:14: the contract of 'uses' is enforced, and it has no columns; write them below 'columns:' of the model, each with its data_type",
  "models/x/orders.sql:1:1: two models of the package 'shop' are named 'orders': models/orders.sql and models/x/orders.sql",
  "seeds/y/one.csv:1:1: two seeds of the package 'shop' are named 'one': seeds/one.csv and seeds/y/one.csv",
  "tests/y/one_test.sql:1:1: two tests of the package 'shop' are named 'one_test': tests/one_test.sql and tests/y/one_test.sql",
  "models/missing.sql:1:22: 'missing' refers to model, seed or snapshot 'ordrs', which does not exist; did you mean 'orders'?",
  "models/missing.sql:1:56: 'missing' refers to source 'raw.pymts', which does not exist; did you mean 'raw.payments'?",
  "models/uses.sql:1:22: 'uses' refers to model, seed or snapshot 'off', which is disabled",
  "models/raw.yml:3:32: the table 'raw.payments' is defined twice, first at models/raw.yml:3:14",
  'models/a.sql:1:22: these need one another: a → b → a',
  'models/c.sql:1:22: these need one another: c → d → c',
];

test('COMMAND_PROJECT: all faults of a project are told in one run, each with what to do; nothing runs', async (t) => {
  const rig = await openCommandRig(t, FAULTS);
  const { code, out } = await rig.run('build', { environment: { DBT_ENV_SECRET_KEY: 'hunter2' } });
  assert.equal(code, 2);
  const lines = out.trimEnd().split('\n');
  assert.equal(lines[0], 'Encountered an error:');
  const hints = lines.filter((line) => line.startsWith('    → '));
  assert.deepEqual(
    lines
      .slice(1)
      .filter((line) => !line.startsWith('    → '))
      .toSorted(),
    TOLD.toSorted(),
  );
  assert.equal(hints.length, TOLD.length);
  await assert.rejects(rig.artifact('run_results.json'));
});

test('--json tells the same, with code, place and what to do as data', async (t) => {
  const rig = await openCommandRig(t, FAULTS);
  for (const option of ['--json', '--log-format=json']) {
    const { code, out } = await rig.run(`build ${option}`, { environment: { DBT_ENV_SECRET_KEY: 'hunter2' } });
    assert.equal(code, 2);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)) as readonly {
      readonly info: { readonly level: string; readonly name: string; readonly msg: string };
      readonly data: Readonly<Record<string, unknown>>;
    }[];
    assert.deepEqual(events.map(({ info }) => info.msg).toSorted(), ['Encountered an error:', ...TOLD].toSorted());
    const missing = events.find(({ info }) => info.msg.includes("'ordrs'"));
    assert.deepEqual(
      [missing?.info.level, missing?.info.name, missing?.data],
      [
        'error',
        'NodeNotFoundOrDisabled',
        {
          file: 'models/missing.sql',
          line: 1,
          column: 22,
          code: 'PROJECT_REF',
          hint: 'Correct the name, or add what is missing.',
          msg: missing?.info.msg,
        },
      ],
    );
  }
});

test('what is let pass: a warning each, and --strict or --warn-error-options make it an error', async (t) => {
  const rig = await openCommandRig(t, {
    'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nmodels: {shop: {stagign: {+materialized: view}}}\n',
    'models/a.sql': "{{ config(materialised='table') }} select 1 as id",
    'models/a.yml':
      'models:\n  - name: a\n    description: x\n    description: y\n    tests: [uniqe]\n  - name: orders\n',
  });
  const warnings = [
    "dbt_project.yml:4:17: no model is in 'shop.stagign'",
    "models/a.sql:1:11: 'materialised' is no configuration of a model",
    "models/a.yml:4:5: the key 'description' stands here again",
    "models/a.yml:5:13: there is no test 'uniqe'",
    "models/a.yml:6:5: there is no model 'orders' for these properties",
  ];
  const told = async (line: string | readonly string[]): Promise<readonly [number, readonly string[]]> => {
    const { code, out } = await rig.run(line);
    const found = [...out.matchAll(/^(?:\[WARNING\]: )?(\w[\w/]*\.(?:yml|sql):.*?)(?:;|,|$)/gm)].map(
      ([, text = '']) => text,
    );
    return [
      code,
      found.map((text) => warnings.find((each) => text.startsWith(each) || each.startsWith(text)) ?? text).toSorted(),
    ];
  };
  assert.deepEqual(await told('parse'), [0, warnings]);
  assert.deepEqual(await told('parse --strict'), [2, warnings]);
  // dbt says nothing of the unknown configuration and the unknown test, so that --warn-error lets them be.
  const inDbt = warnings.filter((text) => !/materialised|uniqe/.test(text));
  assert.deepEqual(await told('parse --warn-error'), [2, inDbt]);
  const named = ['--warn-error-options', '{error: [CustomKeyInConfigDeprecation], silence: [NoNodeForYamlKey]}'];
  assert.deepEqual(await told(['parse', ...named]), [2, [warnings[1]]]);
  assert.deepEqual(await told('parse --quiet'), [0, []]);
  assert.deepEqual(await told('parse --log-level error'), [0, []]);
});

test('options of `flags:` of dbt_project.yml count', async (t) => {
  const rig = await openCommandRig(t, {
    'dbt_project.yml':
      'name: shop\nversion: "1.0"\nprofile: shop\nflags: {warn_error_options: {error: [NoNodeForYamlKey]}}\n',
    'models/a.yml': 'models: [{name: orders}]\n',
  });
  assert.equal((await rig.run('parse')).code, 2);
  assert.equal((await rig.run(['parse', '--warn-error-options', '{}'])).code, 0);
  await rig.write({ 'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nflags: {strict: true}\n' });
  assert.equal((await rig.run('parse')).code, 2);
});

test('a flag of dbt_project.yml that looks like another, and a line that cannot be read, as JSON', async (t) => {
  const rig = await openCommandRig(t, {
    'dbt_project.yml':
      'name: shop\nversion: "1.0"\nprofile: shop\nflags: {fail_fst: true, state_modified_compare_vars: true, own: 1}\n',
  });
  const { code, out } = await rig.run('parse');
  assert.equal(code, 0);
  assert.match(out, /^\[WARNING\]: dbt_project\.yml:4:9: 'fail_fst' is no flag; did you mean 'fail_fast'\?\nRunning/);
  const refused = await rig.run('run --selct a --json');
  assert.equal(refused.code, 2);
  assert.equal(
    (JSON.parse(refused.out) as { readonly info: { readonly msg: string } }).info.msg,
    'There is no option --selct; did you mean --select.',
  );
});

test('ls prints names alone; what is wrong with the selection goes to standard error, with what was meant', async (t) => {
  const rig = await openCommandRig(t, { 'models/orders.sql': 'select 1 as id' });
  const { code, out, note } = await rig.run('ls -s ordrs');
  assert.deepEqual(
    [code, out, note],
    [
      0,
      '',
      "[WARNING]: The selection criterion 'ordrs' does not match any enabled nodes. Did you mean orders? `crypt ls` shows what there is.\n[WARNING]: No nodes selected: ls has nothing to do.\n",
    ],
  );
  assert.deepEqual((await rig.run('ls -s ordrs --strict')).code, 2);
});
