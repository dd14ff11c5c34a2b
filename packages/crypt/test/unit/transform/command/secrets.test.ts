// Values of DBT_ENV_SECRET_* in nothing that leaves: lines, JSON lines, artifacts, SQL, docs, locks, logs.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const SECRET = 'hunter2"quoted\\slash';
const environment = { DBT_ENV_SECRET_KEY: SECRET, DBT_ENV_SECRET_SHORT: 'zzy9' };

const PROJECT = {
  'profiles.yml': `shop:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: db.duckdb
      user: "{{ env_var('DBT_ENV_SECRET_KEY') }}"
      password: "{{ env_var('DBT_ENV_SECRET_KEY') }}"
`,
  // A template that prints what a profile holds, in every way that there is.
  'models/told.sql': `{{ config(meta={'user': target.user}) }}
{{ log(target.user, info=True) }}{{ print(target.user) }}
{% if execute %}{{ exceptions.warn(target.user) }}{% endif %}
select '{{ target.user }}' as told, '{{ var("key") }}' as given -- {{ target.user }}`,
  'models/wrong.sql': "select nope_{{ target.user }} from {{ ref('told') }}",
  'models/raised.sql': '{% if execute %}{{ exceptions.raise_compiler_error(target.user) }}{% endif %}select 1 as id',
  'models/a.yml': `models:
  - name: told
    description: "{{ target.user }}"
    columns: [{name: told, data_tests: [{accepted_values: {arguments: {values: ["{{ target.user }}"]}, config: {severity: warn}}}]}]
unit_tests:
  - name: u
    model: told
    given: []
    expect: {rows: [{told: x}]}
`,
};

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('no secret is in what is said or written', async (t) => {
  const rig = await openCommandRig(t, PROJECT);
  const vars = ['--vars', JSON.stringify({ key: SECRET })];
  const said: string[] = [];
  for (const line of [
    ['build', ...vars],
    ['build', '--json', ...vars],
    ['compile', ...vars],
    ['ls', '--output', 'json', ...vars],
    ['show', '--inline', "select '{{ target.user }}' as x", ...vars],
    ['docs', 'generate', ...vars],
    ['source', 'freshness', ...vars],
    ['run', '--selct', SECRET],
    ['run', '-s', SECRET, ...vars],
    ['parse', '--vars', SECRET],
    ['parse', '--target', 'zzy9'],
    ['build', '--warn-error-options', '{error: [zzy9]}'],
    ['debug', ...vars],
  ]) {
    const { out, note } = await rig.run(line, { environment });
    said.push(out, note);
  }
  const files = (await filesBelow(rig.folder)).filter((path) => !path.endsWith('db.duckdb') && !path.endsWith('.wal'));
  assert.ok(
    files.some((path) => path.endsWith('run_results.json')) && files.some((path) => path.endsWith('index.html')),
  );
  const texts: (readonly [string, string])[] = said.map((text) => ['said', text]);
  for (const path of files) texts.push([path, await readFile(path, 'utf8')]);
  for (const [where, text] of texts)
    for (const part of ['hunter2', 'zzy9'])
      assert.ok(
        !text.includes(part),
        `${where}: …${text.slice(Math.max(0, text.indexOf(part) - 80), text.indexOf(part) + 20)}…`,
      );
});
