import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { openCommandRig, type CommandRig } from '../../../support/command-rig.ts';

const rigOf = (t: Parameters<typeof openCommandRig>[0], targets: string): Promise<CommandRig> =>
  openCommandRig(t, {
    'dbt_project.yml': `name: shop\nversion: "1.0"\nprofile: shop\nmodel-paths: [src/models]\nclean-targets: ${targets}\n`,
    'src/models/a.sql': 'select 1 as id',
    'target/x': '',
    'dbt_packages/y': '',
    'src/models/target/z': '',
  });

test('clean removes its targets, also one that lies among sources', async (t) => {
  const rig = await rigOf(t, '[target, dbt_packages, src/models/target, never_there]');
  const { code, out } = await rig.run('clean');
  assert.equal(code, 0, out);
  assert.deepEqual((await readdir(rig.folder)).toSorted(), ['dbt_project.yml', 'logs', 'profiles.yml', 'src']);
  assert.deepEqual(await readdir(join(rig.folder, 'src/models')), ['a.sql']);
});

test('COMMAND_CLEAN: nothing outside the project, no sources and nothing that holds them; and then nothing at all', async (t) => {
  for (const [targets, told] of [
    ['[target, ../other]', /clean removes nothing outside the project: .*other\n/],
    ['["."]', /clean removes nothing outside the project: /],
    ['[target, src/models]', /clean removes no files of the project's own: .*src\/models\n/],
    ['[src]', /clean removes no files of the project's own: .*src\n/],
    ['[.git]', /clean removes no files of the project's own: .*\.git\n/],
  ] as const) {
    const rig = await rigOf(t, targets);
    const { code, out } = await rig.run('clean');
    assert.equal(code, 2);
    assert.match(out, told);
    assert.ok((await stat(join(rig.folder, 'target/x'))).isFile());
  }
});

const refusal = (): Promise<never> =>
  Promise.reject(Object.assign(new Error("EACCES: permission denied, open '/x'"), { code: 'EACCES' }));

test('COMMAND_FILE: a file that may not be read or written is told, and is no defect of ours', async (t) => {
  const rig = await openCommandRig(t, { 'models/a.sql': 'select 1 as id' });
  const { code, out } = await rig.run('parse', { files: { ...nodeFiles, replaceUnsynced: refusal } });
  assert.equal(code, 2);
  assert.match(out, /EACCES: permission denied, open '\/x'\n {4}→ Give the user that runs this the right to read/);
  // What is kept between parses is no reason to refuse, and --no-write-json writes nothing.
  assert.equal((await rig.run('parse --no-write-json', { files: { ...nodeFiles, replaceUnsynced: refusal } })).code, 0);
});
