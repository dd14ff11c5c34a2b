import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const FILES = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n',
  'models/orders.sql': "select 1 as id, 'a' as name",
  'models/totals.sql': "select count(*) as total from {{ ref('orders') }}",
  'models/schema.yml': '{version: 2, models: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]}',
  'macros/note.sql': '{% macro note(what, times=1) %}{{ log(what * times, info=true) }}{% endmacro %}',
};

test('compile prints what was asked for by its name, without its tests', async (t) => {
  const rig = await openCommandRig(t, FILES);
  const { code, out } = await rig.run('compile -s +totals');
  assert.equal(code, 0);
  assert.equal(out, 'Compiled node \'totals\' is:\nselect count(*) as total from "db"."main"."orders"\n');
  assert.equal((await rig.run('compile')).out, '');
  assert.ok(existsSync(join(rig.folder, 'target/compiled/shop/models/orders.sql')));
  const { code: broken, out: said } = await rig.run(['compile', '--inline', "select * from {{ ref('ordes') }}"]);
  assert.deepEqual([broken, /ordes/.test(said)], [2, true]);
});

test('show prints rows, run-operation calls a macro with arguments', async (t) => {
  const rig = await openCommandRig(t, FILES);
  await rig.run('build');
  const { out } = await rig.run('show -s orders --output json --quiet');
  assert.deepEqual(JSON.parse(out), { node: 'orders', show: [{ id: 1, name: 'a' }] });
  const called = await rig.run(['run-operation', 'note', '--args', '{what: ab, times: 2}']);
  assert.equal(called.code, 0);
  assert.match(called.out, /abab/);
  assert.equal((await rig.run('run-operation')).code, 2);
  assert.match((await rig.run('run-operation nite')).out, /there is no macro 'nite'.*note/s);
});

test('retry runs what failed and what was skipped because of it, and nothing when there was no run', async (t) => {
  const rig = await openCommandRig(t, { ...FILES, 'models/orders.sql': 'select no_such_column' });
  assert.match((await rig.run('retry')).out, /There is nothing to retry/);
  assert.equal((await rig.run('build')).code, 1);
  assert.deepEqual(await rig.statuses(), { orders: 'error', totals: 'skipped', ...(await skippedTest(rig)) });
  await rig.write({ 'models/orders.sql': 'select 1 as id' });
  assert.equal((await rig.run('retry')).code, 0);
  assert.deepEqual(await rig.sql('select total from main.totals'), [[1]]);
});

async function skippedTest(rig: Awaited<ReturnType<typeof openCommandRig>>): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(await rig.statuses()).filter(([name]) => name.startsWith('unique')));
}

test('clean removes target/ and refuses a folder outside the project; debug asks the warehouse', async (t) => {
  const rig = await openCommandRig(t, FILES);
  assert.match((await rig.run('debug')).out, /connection: OK, duckdb [\d.]+\nAll checks passed!/);
  await rig.run('parse');
  assert.ok(existsSync(join(rig.folder, 'target/manifest.json')));
  assert.equal((await rig.run('clean')).code, 0);
  assert.ok(!existsSync(join(rig.folder, 'target')));
  await rig.write({ 'dbt_project.yml': `${FILES['dbt_project.yml']}clean-targets: ['../elsewhere']\n` });
  const refused = await rig.run('clean');
  assert.deepEqual([refused.code, /clean removes nothing outside the project/.test(refused.out)], [2, true]);
});

test('a wrong line, a wrong selection and an unknown form of output run nothing and exit 2', async (t) => {
  const rig = await openCommandRig(t, FILES);
  for (const line of ['buld', 'build --selct a', 'ls --output yaml', 'build --selector nightly', 'build -s tagg:x']) {
    assert.equal((await rig.run(line)).code, 2, line);
  }
  assert.ok(!existsSync(join(rig.folder, 'db.duckdb')));
});

test('a build counts exposures and saved queries, and hooks see the schemas and the nodes of all results', async (t) => {
  const rig = await openCommandRig(t, {
    ...FILES,
    'dbt_project.yml': `${FILES['dbt_project.yml']}models: {+schema: own}
on-run-start: create table main_own.before as select 1 as id
on-run-end: "{% for r in results %}{{ log(r.node.resource_type ~ ' ' ~ r.node.name ~ ' ' ~ r.status, info=true) }}{% endfor %}"
`,
    'models/broken.sql': 'select no_such_column',
    'models/more.yml': `
exposures:
  - {name: board, type: dashboard, owner: {name: o}, depends_on: ["ref('totals')"]}
  - {name: page, type: dashboard, owner: {name: o}, depends_on: ["ref('broken')"]}
saved_queries: [{name: asked, query_params: {metrics: []}}]
unit_tests: [{name: one, model: orders, given: [], expect: {rows: [{id: 1, name: a}]}}]
`,
  });
  const { code, out } = await rig.run('build');
  assert.equal(code, 1);
  const found = await rig.statuses();
  assert.deepEqual([found['board'], found['page'], found['asked']], ['no-op', 'skipped', 'no-op']);
  assert.match(out, /^\d+ of 8 NO-OP exposure board \.+ \[NO-OP in/m);
  assert.match(out, /^\d+ of 8 NO-OP saved query asked \.+ \[NO-OP in/m);
  assert.doesNotMatch(out, /START exposure/);
  assert.match(out, /NO-OP=2 TOTAL=10/);
  for (const said of ['unit_test one pass', 'exposure board no-op', 'exposure page skipped', 'model orders success'])
    assert.ok(out.includes(`\n${said}\n`), said);
  assert.deepEqual(await rig.sql('select id from main_own.before'), [[1]]);
  const { results } = await rig.artifact('run_results.json');
  const board = results.find((result: { unique_id: string }) => result.unique_id === 'exposure.shop.board');
  const { message, failures, compiled, relation_name } = board;
  assert.deepEqual(
    { message, failures, compiled, relation_name },
    { message: 'NO-OP', failures: 0, compiled: null, relation_name: null },
  );
});

test('results are objects with to_dict(), vars too, and the macros of a package are a mapping', async (t) => {
  const rig = await openCommandRig(t, {
    ...FILES,
    'dbt_project.yml': `${FILES['dbt_project.yml']}vars: {a: 1}\non-run-end: "{{ tell(results) }}"\n`,
    'macros/tell.sql': `{% macro tell(results) %}
      {% for r in results if r.node.name == 'orders' %}
        {{ log([r.status, r.to_dict()['status'], r['status'], r.node.to_dict().name, r.node.config.get('materialized'),
                r.node.config.to_dict().enabled, r.timing[0].to_dict().name, 'nope' in r] | tojson, info=true) }}
      {% endfor %}
      {{ log([builtins.ref.config.vars.to_dict(), shop.get('tell') is none, shop.get('nope', 7), 'tell' in shop,
              context.get('shop', {}).get('nope')] | tojson, info=true) }}
    {% endmacro %}`,
  });
  const { out } = await rig.run('build');
  assert.ok(out.includes('["success", "success", "success", "orders", "view", true, "compile", false]'), out);
  assert.ok(out.includes('[{"a": 1}, false, 7, true, null]'), out);
});
