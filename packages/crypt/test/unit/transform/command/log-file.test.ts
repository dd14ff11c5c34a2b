import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const FILES = {
  'models/a.sql': "select '{{ env_var('WORD', 'none') }}' as word",
  'models/a.yml': 'models:\n  - name: nowhere\n',
};
const TIME = /^\d\d:\d\d:\d\d\.\d{6} \[(debug|info |warn |error)\] \[MainThread\]: /;

async function linesOf(folder: string, path = 'logs/dbt.log'): Promise<readonly string[]> {
  const text = await readFile(`${folder}/${path}`, 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

test('everything that is said is in logs/dbt.log, also what --quiet leaves out', async (t) => {
  const rig = await openCommandRig(t, FILES);
  const { out } = await rig.run('build --quiet');
  assert.equal(out, '');
  const [head = '', ...lines] = await linesOf(rig.folder);
  assert.match(head, /^={30} \d\d:\d\d:\d\d\.\d{6} \| [0-9a-f-]{36} ={30}$/);
  // What has several lines has its time before the first.
  for (const line of lines) assert.match(line, line.startsWith('    ') ? /→/ : TIME);
  const said = lines.map((line) => line.replace(TIME, '$1 '));
  assert.ok(said.some((line) => /^warn +.*there is no model 'nowhere' for these properties/.test(line)));
  assert.ok(said.some((line) => /^info +1 of 1 OK created sql view model main\.a /.test(line)));
  assert.ok(said.some((line) => /^info +Done\. PASS=1 /.test(line)));
  await rig.run('ls');
  assert.equal((await linesOf(rig.folder)).filter((line) => line.startsWith('====')).length, 2);
});

test('errors of a project are in it, and no secret is', async (t) => {
  const rig = await openCommandRig(t, { ...FILES, 'models/b.sql': "select * from {{ ref('hush-hush') }}" });
  const environment = { DBT_ENV_SECRET_KEY: 'hush-hush' };
  assert.equal((await rig.run('build', { environment })).code, 2);
  const text = (await linesOf(rig.folder)).join('\n');
  assert.match(text, /\[error\] \[MainThread\]: .*'\*{5}', which does not exist/);
  assert.ok(!text.includes('hush-hush'));
});

test('its folder, its level and its shape are chosen', async (t) => {
  const rig = await openCommandRig(t, FILES);
  await rig.run('parse --log-path elsewhere --log-level-file warn --log-format-file json');
  const lines = (await linesOf(rig.folder, 'elsewhere/dbt.log')).map((line) => JSON.parse(line) as { info: unknown });
  assert.equal(lines.length, 1);
  assert.deepEqual(Object.keys(lines[0]?.info ?? {}), ['level', 'msg', 'ts']);
  await rig.run('parse --log-level-file none');
  await assert.rejects(linesOf(rig.folder));
});

test('a log that cannot be opened or written is told of once, and stops nothing', async (t) => {
  const rig = await openCommandRig(t, FILES);
  const refuse = (): never => {
    throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
  };
  for (const openLog of [refuse, () => ({ append: refuse, close: () => undefined })]) {
    const { code, note } = await rig.run('build', { openLog });
    assert.equal(code, 0);
    assert.equal(note, `${rig.folder}/logs/dbt.log is not written: EROFS: read-only file system\n`);
  }
});
