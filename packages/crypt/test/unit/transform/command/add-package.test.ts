import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hashOfPackages } from '../../../../src/transform/command/package-lock.ts';
import { openCommandRig } from '../../../support/command-rig.ts';

const PART = (name: string): Readonly<Record<string, string>> => ({
  [`parts/${name}/dbt_project.yml`]: `name: ${name}\nversion: "1.0"\n`,
});

test('--add-package writes into packages.yml and installs; comments and order stay', async (t) => {
  const rig = await openCommandRig(t, {
    ...PART('one'),
    ...PART('two'),
    'packages.yml': '# what we need\npackages:\n  - local: parts/one # the first\n',
  });
  const { code, out } = await rig.run('deps --add-package parts/two --source local');
  assert.equal(code, 0, out);
  assert.equal(
    await readFile(join(rig.folder, 'packages.yml'), 'utf8'),
    '# what we need\npackages:\n  - local: parts/one # the first\n  - local: parts/two\n',
  );
  assert.deepEqual((await readdir(join(rig.folder, 'dbt_packages'))).toSorted(), ['one', 'two']);
});

test('a file is made when there is none; versions are texts; the same package makes room', async (t) => {
  const rig = await openCommandRig(t, {});
  const yaml = (): Promise<string> => readFile(join(rig.folder, 'packages.yml'), 'utf8');
  const fetch = (): Promise<never> => Promise.reject(new Error('no net'));
  const add = (...words: readonly string[]): ReturnType<typeof rig.run> =>
    rig.run(['deps', '--add-package', ...words], {
      packages: { git: () => Promise.reject(new Error('no git')), fetch, link: () => Promise.resolve() },
    });
  assert.equal((await add('acme/date_parts@1.0')).code, 2);
  assert.equal(await yaml(), 'packages:\n  - package: acme/date_parts\n    version: "1.0"\n');
  await add('acme/date_parts@>=1.0.0,<2.0.0');
  assert.equal(
    await yaml(),
    'packages:\n  - package: acme/date_parts\n    version:\n      - ">=1.0.0"\n      - <2.0.0\n',
  );
  const { out } = await add('git@git.example:acme/date-parts.git@v2', '--source', 'git');
  assert.match(
    out,
    /^Removed acme\/date_parts from packages\.yml\nAdded git@git\.example:acme\/date-parts\.git@v2 to packages\.yml\n/,
  );
  assert.equal(await yaml(), 'packages:\n  - git: git@git.example:acme/date-parts.git\n    revision: v2\n');
});

test('what is no package is refused, and nothing is changed', async (t) => {
  const rig = await openCommandRig(t, { 'packages.yml': 'packages: [' });
  const said = async (...words: readonly string[]): Promise<string> => {
    const { code, out } = await rig.run(['deps', '--add-package', ...words]);
    assert.equal(code, 2);
    return out;
  };
  assert.match(
    await said('acme/dates'),
    /--add-package is name@version, such as dbt-labs\/dbt_utils@1\.1\.1, not acme\/dates\./,
  );
  assert.match(await said('acme/dates@1.0.0', '--source', 'hubb'), /--source is one of hub, git, local, not hubb\./);
  assert.match(await said('acme/dates@1.0.0'), /packages\.yml cannot be read/);
  assert.equal(await readFile(join(rig.folder, 'packages.yml'), 'utf8'), 'packages: [');
});

test('--lock writes package-lock.yml and installs nothing', async (t) => {
  const rig = await openCommandRig(t, { ...PART('one'), 'packages.yml': 'packages: [{local: parts/one}]\n' });
  const { code, out } = await rig.run('deps --lock');
  assert.equal(code, 0, out);
  assert.equal(
    await readFile(join(rig.folder, 'package-lock.yml'), 'utf8'),
    `packages:\n- local: parts/one\n  name: one\nsha1_hash: ${hashOfPackages([{ local: 'parts/one' }])}\n`,
  );
  assert.deepEqual(
    (await readdir(rig.folder)).filter((name) => name.startsWith('dbt_packages')),
    [],
  );
});
