import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const TESTED = {
  'models/rows.sql': 'select 1 as id union all select 1 union all select null',
  'models/rows.yml':
    'models: [{name: rows, columns: [{name: id, data_tests: [unique, {not_null: {config: {severity: warn}}}]}]}]\n',
};

test('--store-failures keeps the rows that fail', async (t) => {
  const rig = await openCommandRig(t, TESTED);
  const { code } = await rig.run('build --store-failures');
  assert.equal(code, 1);
  const tables = await rig.sql(
    "select table_name from information_schema.tables where table_schema = 'main_dbt_test__audit' order by 1",
  );
  assert.deepEqual(tables, [['not_null_rows_id'], ['unique_rows_id']]);
  assert.deepEqual(await rig.sql('select unique_field::int from main_dbt_test__audit.unique_rows_id'), [[1]]);
});

test('--warn-error makes warnings of tests fail; options say which', async (t) => {
  const rig = await openCommandRig(t, TESTED);
  const statusOf = async (...line: readonly string[]): Promise<string | undefined> => {
    await rig.run(['build', ...line]);
    return Object.entries(await rig.statuses()).find(([id]) => id.startsWith('not_null'))?.[1];
  };
  assert.equal(await statusOf(), 'warn');
  assert.equal(await statusOf('--warn-error'), 'fail');
  assert.equal(await statusOf('--warn-error-options', '{include: all}'), 'fail');
  assert.equal(await statusOf('--warn-error-options', '{error: [LogTestResult]}'), 'fail');
  assert.equal(await statusOf('--warn-error-options', '{include: all, exclude: [LogTestResult]}'), 'warn');
});

test('--warn-error makes an empty selection and a warning of a macro errors', async (t) => {
  const rig = await openCommandRig(t, {
    'models/rows.sql': "{% if execute %}{{ exceptions.warn('odd') }}{% endif %}select 1 as id",
  });
  assert.equal((await rig.run('run')).code, 0);
  assert.equal((await rig.run('run --warn-error')).code, 1);
  assert.equal((await rig.run('seed')).code, 0);
  assert.equal((await rig.run('seed --warn-error')).code, 2);
  assert.match((await rig.run('run --warn-error-options all')).out, /--warn-error-options is a mapping/);
});

test('--fail-fast stops at the first failure', async (t) => {
  const rig = await openCommandRig(t, { 'models/a.sql': 'select nope', 'models/b.sql': 'select 1 as id' });
  assert.equal((await rig.run('run --fail-fast')).code, 1);
  assert.deepEqual(await rig.statuses(), { a: 'error', b: 'skipped' });
});

test('--full-refresh makes an incremental model anew', async (t) => {
  const rig = await openCommandRig(t, {
    'models/a.sql': "{{ config(materialized='incremental') }} select {{ is_incremental() }} as again",
  });
  for (const line of ['run', 'run', 'run']) await rig.run(line);
  assert.deepEqual(await rig.sql('select again, count(*)::int from a group by 1 order by 1'), [
    [false, 1],
    [true, 2],
  ]);
  await rig.run('run --full-refresh');
  assert.deepEqual(await rig.sql('select again, count(*)::int from a group by 1'), [[false, 1]]);
});

test('snapshots of both strategies keep what was', async (t) => {
  const rig = await openCommandRig(t, {
    'seeds/people.csv': 'id,town,changed\n1,Ulm,2026-01-01\n2,Bonn,2026-01-01\n',
    'snapshots/people.yml': `snapshots:
  - {name: by_time, relation: "ref('people')", config: {strategy: timestamp, unique_key: id, updated_at: changed}}
  - {name: by_value, relation: "ref('people')", config: {strategy: check, unique_key: id, check_cols: [town], hard_deletes: invalidate}}
`,
  });
  const { code, out } = await rig.run('build');
  assert.equal(code, 0, out);
  await rig.write({ 'seeds/people.csv': 'id,town,changed\n1,Jena,2026-02-01\n' });
  await rig.run('seed');
  assert.equal((await rig.run('snapshot')).code, 0);
  const rows = (name: string): Promise<unknown> =>
    rig.sql(`select id::int, town, dbt_valid_to is null from main.${name} order by id, dbt_valid_from`);
  assert.deepEqual(await rows('by_time'), [
    [1, 'Ulm', false],
    [1, 'Jena', true],
    [2, 'Bonn', true],
  ]);
  assert.deepEqual(await rows('by_value'), [
    [1, 'Ulm', false],
    [1, 'Jena', true],
    [2, 'Bonn', false],
  ]);
});

test('retry has the options of the former run, and those of its own line win', async (t) => {
  const rig = await openCommandRig(t, {
    'models/a.sql':
      "{{ config(materialized='incremental') }} select '{{ var('word') }}' as word, {{ is_incremental() }} as again",
    'models/b.sql': "select * from {{ ref('a') }} {% if var('word') == 'bad' %} where nope {% endif %}",
    'models/c.sql': 'select nope',
  });
  const first = [
    'build',
    '--select',
    'a+',
    '--vars',
    '{word: bad}',
    '--full-refresh',
    '--target',
    'prod',
    '--threads',
    '2',
  ];
  assert.equal((await rig.run(first)).code, 1);
  const argsOf = async (): Promise<unknown> => {
    const { args } = await rig.artifact('run_results.json');
    return args;
  };
  const given = { select: ['a+'], vars: '{word: bad}', full_refresh: true, target: 'prod', threads: 2, which: 'build' };
  assert.deepEqual(await argsOf(), given);
  // What failed fails again: its variables, its target and its threads are as they were.
  assert.equal((await rig.run('retry')).code, 1);
  assert.deepEqual([await rig.statuses(), await argsOf()], [{ b: 'error' }, given]);
  assert.equal((await rig.run(['retry', '--vars', '{word: good}', '--threads', '1'])).code, 0);
  assert.deepEqual(
    [await rig.statuses(), await argsOf()],
    [{ b: 'success' }, { ...given, vars: '{word: good}', threads: 1 }],
  );
  assert.deepEqual(await rig.sql('select word from prod.b'), [['bad']]);
  assert.match((await rig.run('retry')).out, /Nothing to do/);
});

test('retry reads run_results.json of dbt, whose args say everything', async (t) => {
  const rig = await openCommandRig(t, { 'models/a.sql': "select '{{ var('word') }}' as word" });
  const args = {
    which: 'run',
    vars: { word: 'kept' },
    select: ['a'],
    exclude: [],
    log_level: 'none',
    quiet: true,
    warn_error_options: { error: [], warn: [], silence: [] },
    project_dir: '/nowhere',
    full_refresh: false,
    threads: null,
  };
  const results = [
    { status: 'error', unique_id: 'model.shop.a' },
    { status: 'success', unique_id: 'model.shop.b' },
  ];
  await rig.write({ 'old/run_results.json': JSON.stringify({ args, results }) });
  const { code, out } = await rig.run('retry --state old');
  assert.deepEqual([code, await rig.statuses()], [0, { a: 'success' }], out);
  assert.deepEqual(await rig.sql('select word from a'), [['kept']]);
});

test('retry of compile, docs generate and run-operation', async (t) => {
  const rig = await openCommandRig(t, {
    'models/a.sql': 'select 1 as x',
    'models/b.sql': "select {{ exceptions.raise_compiler_error('bad') if execute and var('bad', true) }} 1 as x",
    'macros/m.sql':
      "{% macro note(n) %}{{ exceptions.raise_compiler_error('bad') if var('bad', true) }}{% do log('noted ' ~ n, info=true) %}{% endmacro %}",
  });
  const good = ['retry', '--vars', '{bad: false}'];
  for (const command of ['compile', 'docs generate']) {
    assert.equal((await rig.run(command)).code, 1);
    assert.deepEqual(await rig.statuses(), { a: 'success', b: 'error' });
    const { code, out } = await rig.run(good);
    assert.deepEqual([code, await rig.statuses()], [0, { b: 'success' }], out);
    assert.equal((await rig.artifact('run_results.json')).args.which, command.replace('docs ', ''));
  }
  assert.deepEqual(Object.keys((await rig.artifact('catalog.json')).nodes), []);
  const failed = await rig.run(['run-operation', 'note', '--args', '{n: 5}']);
  assert.equal(failed.code, 1);
  assert.match(failed.out, /Encountered an error while running operation:.*macros\/m\.sql:1:\d+: bad/s);
  assert.equal((await rig.run('run-operation nite')).code, 2);
  assert.match((await rig.run('retry')).out, /bad/);
  assert.deepEqual(
    (await rig.artifact('run_results.json')).results.map(
      ({ unique_id: id, status }: { unique_id: string; status: string }) => [id, status],
    ),
    [['macro.shop.note', 'error']],
  );
  const { code, out } = await rig.run(good);
  assert.equal(code, 0);
  assert.match(out, /noted 5/);
  assert.doesNotMatch((await rig.run(good)).out, /noted/);
});

test('what cannot be retried is named', async (t) => {
  const rig = await openCommandRig(t, {});
  const write = (args: object): Promise<void> =>
    rig.write({ 'target/run_results.json': JSON.stringify({ args, results: [] }) });
  await write({ which: 'show' });
  assert.match((await rig.run('retry')).out, /The last command was show, which cannot be retried\./);
  await write({ which: 'run', vars: '{key: "*****"}' });
  const { code, out } = await rig.run('retry');
  assert.equal(code, 2);
  assert.match(out, /The former run was given --vars with a secret, which was not kept\. Give it again\./);
  assert.equal((await rig.run(['retry', '--vars', '{key: x}'])).code, 0);
});
