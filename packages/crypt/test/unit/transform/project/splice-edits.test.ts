// Projects that are edited again and again: what a cache gives is what a parse of everything gives.
import assert from 'node:assert/strict';
import { cp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Parsed } from '../../../../src/transform/project/parse-project.ts';
import { parseFolder, projectFolder, told, writeFiles } from '../../../support/project-folder.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const SHOP = fileURLToPath(new URL('../../../../../test/data/projects/shop', import.meta.url));
const STEPS = 25;

/** True when the edits were spliced in: then the cache of the whole stays as it is. */
async function compare(folder: string): Promise<boolean> {
  const cacheFolder = `${folder}/target`;
  const written = async (): Promise<number | undefined> =>
    stat(`${cacheFolder}/manifest-cache.json`).then(
      ({ ino }) => ino,
      () => undefined,
    );
  const before = await written();
  const cached = await parseFolder(folder, { cacheFolder });
  const plain = await parseFolder(folder);
  assert.deepEqual(told(cached.errors), told(plain.errors));
  assert.deepEqual(told(cached.warnings), told(plain.warnings));
  if (plain.errors.length > 0) return false;
  assert.equal(JSON.stringify(cached.manifest), JSON.stringify(plain.manifest));
  for (const id of Object.keys(plain.manifest.nodes)) assert.deepEqual(cached.valuesOf(id), plain.valuesOf(id), id);
  assert.deepEqual(macrosOf(cached), macrosOf(plain));
  return before !== undefined && before === (await written());
}

function macrosOf({ macros }: Parsed): unknown {
  return Array.from(macros.all.values(), ({ uniqueId, name, packageName, path, text, place, statement }) => [
    [uniqueId, name, packageName, path, text],
    [place, statement],
  ]);
}

/** Each takes the text of a file, or undefined to leave the step out. */
type Edit = (text: string, step: number) => string | undefined;

const EDITS: readonly (readonly [path: string, edit: Edit])[] = [
  ['models/marts/report.sql', (text, step) => `${text}\n-- ${step}`],
  ['models/staging/stg_orders.sql', (text, step) => `${text}\n{% if true %}-- ${step}{% endif %}`],
  ['models/marts/core/fct_orders.sql', (text) => `${text}\n-- {{ ref('stg_customers') }}`],
  ['models/marts/core/fct_orders.sql', (text) => `${text}\n-- {{ ref('stg_custmers') }}`],
  ['models/marts/core/fct_orders.sql', (text) => text.replace(/\n-- .*$/gm, '')],
  ['models/marts/report.sql', (text, step) => `{{ config(tags=['t${step}'], meta={'x': 1.0}) }}${text}`],
  ['models/marts/report.sql', (text, step) => `{{ config(alias='r${step}') }}${text}`],
  ['models/marts/report.sql', (text) => `{{ config(enabled=false) }}${text}`],
  ['models/marts/report.sql', (text) => text.replace(/^(?:\{\{ config\([^{}]*(?:\{[^{}]*\})?[^{}]*\) \}\})+/, '')],
  ['models/marts/report.sql', (text) => `${text}{% if %}`],
  ['models/marts/report.sql', (text) => text.replaceAll('{% if %}', '')],
  ['models/marts/customers_v1.sql', (text, step) => `${text} -- ${step}`],
  ['models/marts/customers_two.sql', (text, step) => `${text} -- ${step}`],
  ['models/staging/staging.yml', (text, step) => `${text}\n# ${step}`],
  ['seeds/countries.csv', (text) => `${text.trimEnd()}\nXX,Nowhere\n`],
  ['analyses/look.sql', (text, step) => `${text} -- ${step}`],
  ['tests/orders_have_customers.sql', (text, step) => `${text} -- ${step}`],
  ['snapshots/history.sql', (text, step) => text.replace(/(\{% endsnapshot %\})/, `-- ${step}\n$1`)],
  ['docs/words.md', (text, step) => `${text}\n${step}`],
  ['macros/money.sql', (text, step) => `${text}\n{# ${step} #}`],
  ['packages/dates/models/days.sql', (text, step) => `${text} -- ${step}`],
];

for (const seed of [1, 2]) {
  test(`a project that is edited at random, seed ${seed}`, async (t) => {
    const folder = `${await tempFolder(t)}/shop`;
    await cp(SHOP, folder, { recursive: true });
    const random = new SeededRandom(seed);
    await compare(folder);
    let spliced = 0;
    for (let step = 0; step < STEPS; step++) {
      // Now and then two files, or none, change between two parses.
      for (let edits = random.below(5); edits > 0; edits -= 2) {
        const [path, edit] = EDITS[random.below(EDITS.length)] ?? EDITS[0] ?? ['', () => undefined];
        const text = await readFile(`${folder}/${path}`, 'utf8');
        await writeFile(`${folder}/${path}`, edit(text, step) ?? text);
      }
      if (await compare(folder)) spliced++;
    }
    t.diagnostic(`${spliced} of ${STEPS} without parsing everything`);
    assert.ok(spliced > 0);
  });
}

test('what an edit may reach is parsed, and what it cannot reach is not', async (t) => {
  const folder = await projectFolder(t, {
    'models/a.sql': 'select 1 as id',
    'models/b.sql': "select * from {{ ref('a') }}",
    'models/c.sql': "select * from {{ ref('b') }}",
    'models/m.yml':
      'models:\n  - name: b\n    description: "{{ doc(\'word\') }}"\n    columns: [{name: id, data_tests: [unique, not_null]}]\n',
    'models/words.md': '{% docs word %}A word.{% enddocs %}',
  });
  const after = async (files: Record<string, string>): Promise<boolean> => {
    await writeFiles(folder, files);
    return compare(folder);
  };
  assert.equal(await after({}), false);
  const cases: readonly (readonly [boolean, Record<string, string>])[] = [
    [true, {}],
    [true, { 'models/b.sql': "select 1 as id, * from {{ ref('a') }}" }],
    [true, { 'models/b.sql': 'select 1 as id' }],
    [true, { 'models/b.sql': "{{ config(materialized='table', tags='x') }}select * from {{ ref('a') }}" }],
    // A circle, a missing model and broken Jinja are told of by a parse of everything.
    [false, { 'models/b.sql': "select * from {{ ref('c') }}" }],
    [false, { 'models/b.sql': "select * from {{ ref('d') }}" }],
    [false, { 'models/b.sql': '{% if %}' }],
    [true, { 'models/b.sql': "select * from {{ ref('a') }}" }],
    [false, { 'models/b.sql': "{{ config(alias='bb') }}select * from {{ ref('a') }}" }],
    [false, { 'models/b.sql': "{{ config(materialized='ephemeral') }}select * from {{ ref('a') }}" }],
    [false, { 'models/b.sql': "{{ config(enabled=false) }}select * from {{ ref('a') }}" }],
    [false, { 'models/b.sql': "select * from {{ ref('a') }}" }],
    [false, { 'models/words.md': '{% docs word %}Another word.{% enddocs %}' }],
    [true, { 'models/b.sql': "select 3 as id, * from {{ ref('a') }}" }],
    [false, { 'models/d.sql': 'select 1' }],
    [false, { 'dbt_project.yml': 'name: p\nprofile: p\nvars: {x: 1}\n' }],
    [false, { 'macros/m.sql': '{% macro m() %}{% endmacro %}' }],
    [true, { 'models/b.sql': "select {{ m() }} 4 as id, * from {{ ref('a') }}" }],
  ];
  for (const [isSpliced, files] of cases) assert.equal(await after(files), isSpliced, JSON.stringify(files));
  await rename(`${folder}/models/d.sql`, `${folder}/models/e.sql`);
  assert.equal(await after({}), false);
  await rm(`${folder}/models/e.sql`);
  assert.equal(await after({}), false);
  assert.equal(await after({}), true);
});

test('what another version of the program kept is not taken', async (t) => {
  const folder = await projectFolder(t, { 'models/a.sql': 'select 1' });
  const parse = (program: string, startedMs: number): Promise<Parsed> =>
    parseFolder(folder, { cacheFolder: `${folder}/target`, program, startedMs });
  const madeAt = ({ manifest }: Parsed): number | undefined => manifest.nodes['model.p.a']?.created_at;
  assert.equal(madeAt(await parse('1', 1_000)), 1);
  assert.equal(madeAt(await parse('1', 2_000)), 1);
  assert.equal(madeAt(await parse('2', 3_000)), 3);
});

test('a node that reads flags is rendered again under others; the rest is not', async (t) => {
  const folder = await projectFolder(t, {
    'models/a.sql': '{{ config(tags=flags.WHICH) }}{% if true %}select 1{% endif %}',
    'models/b.sql': 'select 1',
  });
  const tagsOf = async (which: string): Promise<unknown> => {
    const options = { cacheFolder: `${folder}/target`, flags: { WHICH: which } };
    return (await parseFolder(folder, options)).manifest.nodes['model.p.a']?.tags;
  };
  assert.deepEqual(await tagsOf('run'), ['run']);
  assert.deepEqual(await tagsOf('build'), ['build']);
  assert.deepEqual(await tagsOf('build'), ['build']);
});
