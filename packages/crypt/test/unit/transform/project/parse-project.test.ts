import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../../../src/kernel/parse-json.ts';
import { parseFilesOf, parseFolder, projectFolder, told, writeFiles } from '../../../support/project-folder.ts';

const DATA = new URL('../../../../../test/data/projects/', import.meta.url);
const SHOP = fileURLToPath(new URL('shop', DATA));

type Plain = { readonly [key: string]: Plain } | readonly Plain[] | string | number | boolean | null;

const shop = await parseFolder(SHOP);
const manifest = JSON.parse(JSON.stringify(shop.manifest)) as Record<string, Record<string, Record<string, Plain>>>;
const reference = JSON.parse(readFileSync(new URL('shop.dbt.json', DATA), 'utf8')) as typeof manifest;

/** Fields in which we differ from dbt-core 1.11.14, each for a reason. */
const DIFFERENT: ReadonlySet<string> = new Set([
  // dbt gives a group what dbt_project.yml says of models.
  'group config',
  // Of dbt_project.yml; ours say `none`.
  'operation checksum',
  'unit_test checksum',
]);

/** dbt looks for sources first in exposures, for refs first in models: the order means nothing. */
function ordered(value: Plain | undefined, field: string): unknown {
  if (field !== 'depends_on' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, ids]) => [key, [...(ids as readonly string[])].toSorted()]),
  );
}

for (const section of ['nodes', 'sources', 'exposures', 'groups', 'unit_tests', 'macros', 'docs']) {
  test(`${section} are dbt's, field by field`, () => {
    const [ours, theirs] = [manifest[section] ?? {}, reference[section] ?? {}];
    assert.deepEqual(Object.keys(ours).toSorted(), Object.keys(theirs).toSorted());
    for (const [id, node] of Object.entries(theirs)) {
      const kind = id.split('.')[0] ?? '';
      for (const [field, value] of Object.entries(node))
        if (!DIFFERENT.has(field) && !DIFFERENT.has(`${kind} ${field}`))
          assert.deepEqual(ordered(ours[id]?.[field], field), ordered(value, field), `${id} ${field}`);
    }
  });
}

test("edges and disabled nodes are dbt's", () => {
  assert.deepEqual(manifest['parent_map'], reference['parent_map']);
  assert.deepEqual(manifest['child_map'], reference['child_map']);
  assert.deepEqual(Object.keys(manifest['disabled'] ?? {}), Object.keys(reference['disabled'] ?? {}));
});

test('what is odd in a project is told of, and not more', () => {
  assert.deepEqual(told(shop.errors), []);
  assert.deepEqual(told(shop.warnings), [
    "PROJECT_PROPERTY models/staging/staging.yml:2:1: 'x-shared' is no key of a properties file and was ignored",
    "PROJECT_UNUSED models/staging/staging.yml:38:5: there is no model 'nowhere' for these properties",
    "PROJECT_TEST models/marts/marts.yaml:20:9: 7 tests have arguments that do not stand below 'arguments:', the first is 'between'; write 'arguments:' below the name of the test, and below it what belongs there",
    "PROJECT_TEST seeds/seeds.yml:4:36: a test has configuration that does not stand below 'config:', the first is 'unique'; write 'config:' below the name of the test, and below it what belongs there",
    "PROJECT_UNUSED dbt_project.yml:45:5: no source is in 'shop.app': this configuration means nothing; correct the name of the package or folder, or remove it",
    "PROJECT_REF models/staging/staging.yml:39:34: the test 'unique_nowhere_id' refers to model, seed or snapshot 'nowhere', which does not exist",
  ]);
});

test('two parses are equal to the byte', async () => {
  assert.equal(JSON.stringify((await parseFolder(SHOP)).manifest), JSON.stringify(shop.manifest));
});

test('a parse with a cache is equal to one without: unchanged, changed, and with another environment', async (t) => {
  const folder = await projectFolder(t, {
    'models/a.sql': "{{ config(meta={'x': 1.0}, tags=env_var('TAG', 'none')) }}{% if true %}select 1{% endif %}",
    'models/b.sql': "select * from {{ ref('a') }}{% for i in [1] %}{% endfor %}",
    'models/m.yml': 'models: [{name: b, columns: [{name: id, tests: [unique, {many: {low: 1.0}}]}]}]',
    'tests/generic/many.sql':
      "{% test many(model, column_name, low) %}{{ config(limit=5) }}select {{ ref('a') }}{% endtest %}",
  });
  const cacheFolder = `${folder}/target/cache`;
  const check = async (environment: Record<string, string> = {}): Promise<void> => {
    const cached = await parseFolder(folder, { cacheFolder, question: { environment } });
    const plain = await parseFolder(folder, { question: { environment } });
    assert.deepEqual(cached.manifest, plain.manifest);
    assert.deepEqual(told(cached.warnings), told(plain.warnings));
    for (const id of Object.keys(plain.manifest.nodes)) assert.deepEqual(cached.valuesOf(id), plain.valuesOf(id));
    assert.deepEqual([...cached.macros.all.keys()], [...plain.macros.all.keys()]);
  };
  await check();
  await check();
  await check({ TAG: 'night' });
  await check({ TAG: 'night' });
  await writeFiles(folder, { 'models/a.sql': "{{ config(tags='day') }}{% if true %}select 2{% endif %}" });
  await check();
  await writeFiles(folder, {
    'tests/generic/many.sql': '{% test many(model, column_name, low) %}select 1{% endtest %}',
  });
  await check();
  await rm(`${folder}/models/a.sql`);
  await check();
  await writeFile(`${cacheFolder}/render-cache.json`, '{"format": 1, "renders"');
  await writeFile(`${cacheFolder}/manifest-cache.json`, '[]');
  await check();
  // As a power cut may leave it: the head whole, the rest cut off.
  const kept = await readFile(`${cacheFolder}/manifest-cache.json`);
  for (const length of [0, 10, kept.indexOf(10), kept.indexOf(10) + 1, kept.length - 1]) {
    await writeFile(`${cacheFolder}/manifest-cache.json`, kept.subarray(0, length));
    await check();
  }
});

test('a unit test stands below its model alone, whatever it is given', async (t) => {
  const { manifest: found, errors } = await parseFilesOf(t, {
    'models/a.sql': "select * from {{ source('raw', 'x') }} join {{ ref('b') }} using (id)",
    'models/b.sql': 'select 1 as id',
    'models/m.yml': `sources: [{name: raw, tables: [{name: x}]}]
unit_tests:
  - name: t
    model: a
    given:
      - {input: "source('raw', 'x')", rows: [{id: 1}]}
      - {input: "ref('b')", rows: [{id: 1}]}
    expect: {rows: [{id: 1}]}
`,
  });
  assert.deepEqual(told(errors), []);
  assert.deepEqual(found.unit_tests['unit_test.p.a.t']?.depends_on, { macros: [], nodes: ['model.p.a'] });
  assert.deepEqual(found.child_map['source.p.raw.x'], ['model.p.a']);
});

test('the configuration of a package: the root project has the last word', async (t) => {
  const { manifest: found } = await parseFilesOf(t, {
    'dbt_project.yml':
      'name: p\nprofile: p\nmodels:\n  q:\n    +materialized: table\n    +tags: root\n    deep: {+meta: {a: 3}}\n',
    'dbt_packages/q/dbt_project.yml': 'name: q\nmodels: {q: {+materialized: view, +tags: own, +meta: {a: 1, b: 1}}}\n',
    'dbt_packages/q/models/deep/x.sql':
      "{{ config(materialized='incremental', tags=['file'], meta={'a': 2}) }}select 1",
    'dbt_packages/q/models/x.yml': 'models: [{name: x, config: {tags: [yml], materialized: ephemeral}}]',
  });
  const { config, tags } = found.nodes['model.q.x'] ?? { config: {}, tags: [] };
  const { materialized, meta } = config as Record<string, Json>;
  assert.deepEqual(
    { materialized, meta, tags },
    { materialized: 'table', meta: { a: 3, b: 1 }, tags: ['own', 'file', 'root', 'yml'] },
  );
});

test('hostile names do no harm', async (t) => {
  const { manifest: found, errors } = await parseFilesOf(t, {
    'models/__proto__.sql': "{{ config(meta={'__proto__': {'polluted': 1}}) }}select 1",
    'models/constructor.sql': "select * from {{ ref('__proto__') }}",
    'models/x.yml':
      'models:\n  - name: constructor\n    columns: [{name: __proto__, tests: [unique]}]\n    config: {__proto__: {polluted: 1}, constructor: 1}\n',
  });
  assert.deepEqual(told(errors), []);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.deepEqual(found.nodes['model.p.constructor']?.depends_on.nodes, ['model.p.__proto__']);
});

test('a variable that is a template is rendered when a template asks for it', async (t) => {
  const { manifest: found, errors } = await parseFilesOf(t, {
    'dbt_project.yml':
      "name: p\nprofile: p\nvars: {size: \"{{ 500 if target.type == 'x' else 10 }}\", plain: 'a {b}'}\n",
    'macros/half.sql': "{% macro half(n=var('size') | int) %}{{ return(n / 2) }}{% endmacro %}",
    'models/x.sql': "{{ config(meta={'half': half(), 'plain': var('plain')}) }}select 1",
  });
  assert.deepEqual(told(errors), []);
  assert.deepEqual(found.nodes['model.p.x']?.meta, { half: 5, plain: 'a {b}' });
});

test('the text of a macro has the white space that its tags take', async (t) => {
  const { manifest: found } = await parseFilesOf(t, {
    'macros/m.sql':
      'x\n\n{%- macro a() -%}1{%- endmacro -%}\n\n{%- macro b() %}2{% endmacro %}\n{% macro c() %}3{% endmacro %}\n',
  });
  const text = (name: string): string | undefined => found.macros[`macro.p.${name}`]?.macro_sql;
  assert.deepEqual(
    [text('a'), text('b'), text('c')],
    ['\n\n{%- macro a() -%}1{%- endmacro -%}\n\n', '{%- macro b() %}2{% endmacro %}', '{% macro c() %}3{% endmacro %}'],
  );
});

test('a group without members is in the map of groups', async (t) => {
  const { manifest: found } = await parseFilesOf(t, {
    'models/x.sql': 'select 1',
    'models/x.yml': 'groups: [{name: a, owner: {name: o}}, {name: b, owner: {name: o}}]\nmodels: [{name: x, group: a}]',
  });
  assert.deepEqual(found.group_map, { a: ['model.p.x'], b: [] });
});

test('members of what is not there are harmless while a project is parsed', async (t) => {
  const { errors } = await parseFilesOf(t, {
    'models/x.sql': `{{ {}.a.b }}{{ {}['a']['b'].c() }}{{ [].x.y(1)(2) }}{{ none.x.y }}{{ target.nope.x }}
      {{ this.nope.x }}{{ ref('x').nope.x }}{{ adapter.get_columns_in_relation(this)[0].name }}
      {{ api.Column('a', 'b').is_string() }}{% for y in {}.a.b %}{% endfor %}`,
  });
  assert.deepEqual(told(errors), ['PROJECT_CYCLE models/x.sql:2:31: these need one another: x → x']);
});
