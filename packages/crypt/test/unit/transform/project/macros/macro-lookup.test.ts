import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseTemplate } from '../../../../../src/transform/jinja/syntax/parse-template.ts';
import { dispatchMacro } from '../../../../../src/transform/project/macros/dispatch.ts';
import {
  findGenerateMacro,
  findMaterialization,
  resolveMacro,
} from '../../../../../src/transform/project/macros/find-macro.ts';
import { macroDependencies } from '../../../../../src/transform/project/macros/macro-calls.ts';
import { indexMacros, type MacroIndex } from '../../../../../src/transform/project/macros/macro-index.ts';
import { openNamespace } from '../../../../../src/transform/project/macros/macro-namespace.ts';
import { macrosOfTemplate } from '../../../../../src/transform/project/macros/macro.ts';
import { parseFilesOf, parseFolder, projectFolder, told } from '../../../../support/project-folder.ts';

const WORLD = { settings: [], adapterTypes: ['duckdb'], mayOverride: false };

/** Packages with the texts of their macros; `root` is the root project, `dbt` and `dbt_duckdb` are internal. */
function index(packages: Readonly<Record<string, string>>): MacroIndex {
  const macros = Object.entries(packages).flatMap(([packageName, text]) =>
    macrosOfTemplate(parseTemplate(text, packageName), { packageName, path: 'm.sql', shownPath: packageName }),
  );
  return indexMacros(macros, 'root', ['dbt_duckdb', 'dbt'], () => assert.fail('no macro is there twice'));
}

function macros(...names: readonly string[]): string {
  return names.map((name) => `{% macro ${name}() %}{% endmacro %}`).join('\n');
}

test("a plain name is the package's own, then the root's, then an internal one; never another package's", () => {
  const found = index({
    root: macros('a', 'b'),
    q: macros('a', 'c'),
    r: macros('d'),
    dbt: macros('a', 'b', 'e'),
    dbt_duckdb: macros('e'),
  });
  const seen = (packageName: string): readonly (string | undefined)[] =>
    ['a', 'b', 'c', 'd', 'e'].map((name) => openNamespace(found, packageName).find(name)?.uniqueId);
  assert.deepEqual(seen('root'), ['macro.root.a', 'macro.root.b', undefined, undefined, 'macro.dbt_duckdb.e']);
  assert.deepEqual(seen('q'), ['macro.q.a', 'macro.root.b', 'macro.q.c', undefined, 'macro.dbt_duckdb.e']);
  assert.equal(openNamespace(found, 'q').packageOf('dbt')?.get('a')?.uniqueId, 'macro.dbt.a');
  assert.equal(openNamespace(found, 'q').packageOf('dbt_duckdb'), undefined);
});

test("dispatch asks the root project, then the package, the adapter's macro before the default", () => {
  const found = index({
    root: macros('default__x'),
    q: macros('duckdb__x', 'default__x', 'duckdb__y'),
    dbt: macros('default__z'),
  });
  const namespace = openNamespace(found, 'root');
  const dispatch = (name: string, of: string | undefined, settings = WORLD): string | undefined =>
    dispatchMacro(namespace, name, of, settings).macro?.uniqueId;
  assert.equal(dispatch('x', 'q'), 'macro.root.default__x');
  assert.equal(dispatch('y', 'q'), 'macro.q.duckdb__y');
  assert.equal(dispatch('z', 'dbt'), 'macro.dbt.default__z');
  assert.equal(dispatch('x', undefined), 'macro.root.default__x');
  const ordered = { ...WORLD, settings: [{ namespace: 'q', searchOrder: ['gone', 'q'] }] };
  assert.equal(dispatchMacro(namespace, 'x', 'q', ordered).macro?.uniqueId, 'macro.q.duckdb__x');
  assert.deepEqual(dispatchMacro(namespace, 'w', 'q', WORLD), {
    macro: undefined,
    attempts: ['root.duckdb__w', 'root.default__w', 'q.duckdb__w', 'q.default__w'],
  });
});

test('macros that the engine asks for', () => {
  const materialization = '{% materialization table, adapter="duckdb" %}{% endmaterialization %}';
  const own = '{% materialization view, default %}{% endmaterialization %}';
  const found = index({
    root: own,
    q: `${macros('generate_schema_name')}{% test t(model) %}{% endtest %}`,
    dbt: `${macros('generate_schema_name')}${materialization}`,
  });
  assert.equal(findGenerateMacro(found, 'generate_schema_name', 'root')?.uniqueId, 'macro.dbt.generate_schema_name');
  assert.equal(findGenerateMacro(found, 'generate_schema_name', 'q')?.uniqueId, 'macro.q.generate_schema_name');
  assert.equal(
    findMaterialization(found, 'table', ['duckdb'], false)?.uniqueId,
    'macro.dbt.materialization_table_duckdb',
  );
  assert.equal(
    findMaterialization(found, 'view', ['duckdb'], false)?.uniqueId,
    'macro.root.materialization_view_default',
  );
  assert.equal(findMaterialization(found, 'table', ['bigquery'], false), undefined);
  assert.equal(resolveMacro(found, 'root', 'test_t')?.uniqueId, 'macro.q.test_t');
});

test('a package does not stand in for what is built in, unless the root project lets it', () => {
  const view = '{% materialization view, default %}{% endmaterialization %}';
  const duckdb = "{% materialization table, adapter='duckdb' %}{% endmaterialization %}";
  const table = '{% materialization table, default %}{% endmaterialization %}';
  const odd = '{% materialization odd, default %}{% endmaterialization %}';
  const unique = '{% test unique(model) %}{% endtest %}';
  const found = index({ root: table, q: view + odd + unique, dbt: view + duckdb + unique });
  const idOf = (name: string, mayOverride: boolean): string | undefined =>
    findMaterialization(found, name, ['duckdb'], mayOverride)?.uniqueId;
  assert.deepEqual(
    [idOf('view', false), idOf('view', true), idOf('odd', false)],
    [
      'macro.dbt.materialization_view_default',
      'macro.q.materialization_view_default',
      'macro.q.materialization_odd_default',
    ],
  );
  // As in dbt, the adapter's own goes before a default of the root project.
  assert.equal(idOf('table', false), 'macro.dbt.materialization_table_duckdb');
  assert.equal(resolveMacro(found, 'root', 'test_unique')?.uniqueId, 'macro.dbt.test_unique');
  assert.equal(resolveMacro(found, 'q', 'test_unique')?.uniqueId, 'macro.q.test_unique');
});

test('what a macro calls is read from its tree', () => {
  const found = index({
    root: `{% macro a(x) %}{% if x %}{{ q.b(a(1)) }}{% endif %}{{ adapter.dispatch('c', 'q')(nope()) }}{% endmacro %}`,
    q: macros('b', 'default__c'),
  });
  const macro = found.all.get('macro.root.a');
  const none = (): void => assert.fail('all dispatches are answered');
  assert.deepEqual(macro === undefined ? [] : macroDependencies(macro, found, WORLD, none), [
    'macro.q.b',
    'macro.root.a',
    'macro.q.default__c',
  ]);
});

test('a dispatch that no macro answers is refused, once, also in a macro that nothing calls', async (t) => {
  const folder = await projectFolder(t, {
    'dbt_packages/q/dbt_project.yml': 'name: q\n',
    'dbt_packages/q/macros/m.sql': `{% macro default__there() %}{% endmacro %}`,
    'macros/m.sql': `
{% macro idle() %}{{ adapter.dispatch('none', 'q')() }}{% endmacro %}
{% macro called() %}{{ return(adapter.dispatch('none')()) }}{% endmacro %}
{% macro dotted() %}{{ adapter.dispatch('q.there')() }}{% endmacro %}
{% macro answered(name) %}{{ adapter.dispatch('there')() }}{{ adapter.dispatch('there', 'q')() }}{{ adapter.dispatch(name)() }}{% endmacro %}`,
    'models/m.sql': 'select {{ called() }}',
    'dbt/macros/m.sql': macros('default__own'),
  });
  const { errors } = await parseFolder(folder, {
    question: { internal: [{ name: 'dbt', folder: join(folder, 'dbt') }] },
  });
  assert.deepEqual(told(errors), [
    "PROJECT_DISPATCH macros/m.sql:3:47: no macro 'none' for dispatch; looked for duckdb__none, default__none",
    "PROJECT_DISPATCH macros/m.sql:2:38: no macro 'none' for dispatch; looked for p.duckdb__none, p.default__none, q.duckdb__none, q.default__none",
    "PROJECT_DISPATCH macros/m.sql:4:40: 'q.there' has a dot, which no name of a macro has; did you mean adapter.dispatch('there', macro_namespace='q')?",
  ]);
});

test('while a generic test is parsed, ref and its kin are those of dbt', async (t) => {
  const { manifest, errors, warnings } = await parseFilesOf(t, {
    'macros/ref.sql': `
{% macro ref(name) %}{% do exceptions.warn('ref in ' ~ model.name) %}{{ return(builtins.ref(name)) }}{% endmacro %}
{% test calls(model) %}select * from {{ model }}, {{ ref('b') }}{% endtest %}`,
    'models/a.sql': 'select 1 as x',
    'models/b.sql': "select * from {{ ref('a') }}",
    'models/s.yml': 'models: [{name: a, data_tests: [calls]}]',
  });
  assert.deepEqual([told(errors), warnings.map(({ message }) => message)], [[], ['macros/ref.sql:2:43: ref in b']]);
  const nodes = Object.values(manifest.nodes).map(({ name, depends_on }) => [
    name,
    depends_on?.nodes,
    depends_on?.macros,
  ]);
  assert.deepEqual(nodes, [
    ['a', [], []],
    ['b', ['model.p.a'], ['macro.p.ref']],
    ['calls_a_', ['model.p.a', 'model.p.b'], ['macro.p.test_calls']],
  ]);
});

test('macros of a test: those that dbt renders for it, and the sources of a node before its models', async (t) => {
  const folder = await projectFolder(t, {
    'dbt/macros/m.sql':
      '{% test accepted_values(model, values) %}{% endtest %}{% test unique(model) %}{% endtest %}' +
      '{% macro get_where_subquery(relation) %}{{ return(relation) }}{% endmacro %}',
    'models/a.sql': 'select 1 as x',
    'models/b.sql': "select * from {{ ref('a') }}, {{ source('s', 't') }}",
    'models/s.yml':
      'models: [{name: a, data_tests: [unique, accepted_values: {arguments: {values: [1]}}]}]\nsources: [{name: s, tables: [{name: t}]}]',
  });
  const { manifest } = await parseFolder(folder, {
    question: { internal: [{ name: 'dbt', folder: join(folder, 'dbt') }] },
  });
  assert.deepEqual(
    Object.values(manifest.nodes).map(({ name, depends_on }) => [name, depends_on?.nodes, depends_on?.macros]),
    [
      ['a', [], []],
      ['b', ['source.p.s.t', 'model.p.a'], []],
      ['unique_a_', ['model.p.a'], ['macro.dbt.test_unique']],
      ['accepted_values_a_1', ['model.p.a'], ['macro.dbt.test_accepted_values', 'macro.dbt.get_where_subquery']],
    ],
  );
});
