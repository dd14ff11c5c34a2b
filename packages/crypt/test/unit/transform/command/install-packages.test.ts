import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';
import { packageEffects } from '../../../../src/cli/package-effects.ts';
import { chooseVersion, compareVersions } from '../../../../src/transform/command/choose-version.ts';
import { hashOfPackages } from '../../../../src/transform/command/package-lock.ts';
import { readTar } from '../../../../src/transform/command/read-tar.ts';
import { openCommandRig } from '../../../support/command-rig.ts';

const PROJECT = (name: string): string => `name: ${name}\nversion: "1.0"\n`;
const TAX = (value: number): string => `{% macro tax() %}${value}{% endmacro %}`;

function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write('0000644\0', 100);
    head.write(`${Buffer.byteLength(content).toString(8).padStart(11, '0')}\0`, 124);
    head.write('0', 156);
    head.write('ustar\0', 257);
    head.write('        ', 148);
    head.write(
      `${head
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    body.write(content);
    return [head, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

test('local packages, with those that they ask for; the lock is kept to', async (t) => {
  const rig = await openCommandRig(t, {
    'packages.yml': 'packages: [{local: parts/one}]\n',
    'parts/one/dbt_project.yml': PROJECT('one'),
    'parts/one/packages.yml': 'packages: [{local: ../two}]\n',
    'parts/two/dbt_project.yml': PROJECT('two'),
    'parts/two/macros/tax.sql': TAX(7),
    'models/a.sql': 'select {{ two.tax() }} as tax',
  });
  const { code, out } = await rig.run('deps');
  assert.equal(code, 0, out);
  assert.equal(
    await readFile(join(rig.folder, 'package-lock.yml'), 'utf8'),
    `packages:\n- local: parts/one\n  name: one\n- local: parts/two\n  name: two\nsha1_hash: ${hashOfPackages([{ local: 'parts/one' }])}\n`,
  );
  assert.equal((await rig.run('run')).code, 0);
  assert.deepEqual(await rig.sql('select tax from a'), [[7]]);
});

test('git: a tag, a branch, a subdirectory; the lock has the commit', async (t) => {
  const rig = await openCommandRig(t, {
    'repository/inner/dbt_project.yml': PROJECT('taxes'),
    'repository/inner/macros/tax.sql': TAX(1),
    'models/a.sql': 'select {{ taxes.tax() }} as tax',
  });
  const repository = join(rig.folder, 'repository');
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: repository,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  git('tag', 'v1');
  const commit = git('rev-parse', 'HEAD').trim();
  await rig.write({ 'repository/inner/macros/tax.sql': TAX(2) });
  git('commit', '-q', '-am', 'two');
  const ask = (revision: string): Promise<void> =>
    rig.write({ 'packages.yml': `packages: [{git: "${repository}", revision: ${revision}, subdirectory: inner}]\n` });
  await ask('v1');
  assert.equal((await rig.run('deps')).code, 0);
  assert.match(await readFile(join(rig.folder, 'package-lock.yml'), 'utf8'), new RegExp(`revision: "?${commit}`));
  await rig.run('run');
  assert.deepEqual(await rig.sql('select tax from a'), [[1]]);
  await ask('main');
  await rig.run('deps');
  await rig.run('run');
  assert.deepEqual(await rig.sql('select tax from a'), [[2]]);
  await ask('v9');
  assert.match((await rig.run('deps')).out, /it has no revision v9/);
  await rig.write({ 'packages.yml': 'packages: [{git: "--upload-pack=x"}]\n' });
  assert.match((await rig.run('deps')).out, /does not begin with -/);
});

test('the hub: the newest version that all conditions allow; archives', async (t) => {
  const rig = await openCommandRig(t, {
    'packages.yml': 'packages: [{package: shop/taxes, version: [">=1.0.0", "<2.0.0"]}]\n',
    'models/a.sql': 'select {{ taxes.tax() }} as tax',
  });
  const archive = (value: number): Uint8Array =>
    gzipSync(tarOf({ 'taxes-x/dbt_project.yml': PROJECT('taxes'), 'taxes-x/macros/tax.sql': TAX(value) }));
  const versions = Object.fromEntries(
    ['0.9.0', '1.0.0', '1.10.0', '1.9.0', '1.11.0-b1', '2.0.0'].map((version) => [
      version,
      { downloads: { tarball: `https://archives/${version}` } },
    ]),
  );
  const asked: string[] = [];
  const packages = {
    ...packageEffects,
    fetch: (url: string): Promise<Uint8Array> => {
      asked.push(url);
      if (url.startsWith('https://archives/')) return Promise.resolve(archive(url.endsWith('1.10.0') ? 10 : 0));
      return url.endsWith('shop/taxes.json')
        ? Promise.resolve(Buffer.from(JSON.stringify({ versions })))
        : Promise.reject(new TypeError('offline'));
    },
  };
  const { code, out } = await rig.run('deps', { packages });
  assert.equal(code, 0, out);
  assert.deepEqual(asked, ['https://hub.getdbt.com/api/v1/shop/taxes.json', 'https://archives/1.10.0']);
  await rig.run('run');
  assert.deepEqual(await rig.sql('select tax from a'), [[10]]);
  await rig.write({ 'packages.yml': 'packages: [{package: shop/taxes, version: 3.0.0}]\n' });
  assert.match((await rig.run('deps', { packages })).out, /no version meets 3\.0\.0/);
  await rig.write({ 'packages.yml': 'packages: [{package: shop/other, version: 3.0.0}]\n' });
  assert.match(
    (await rig.run('deps', { packages })).out,
    /cannot be reached \(.*offline.*\); put the package into dbt_packages/,
  );
});

test('archives that lead out of their folder, or are none', () => {
  assert.deepEqual(
    readTar(tarOf({ '../a': 'x', '/b': 'x', 'c/../../d': 'x', 'e/f': 'good' }))?.map(({ path }) => path),
    ['e/f'],
  );
  assert.equal(readTar(Buffer.alloc(2048, 7)), undefined);
  assert.equal(readTar(Buffer.alloc(0)), undefined);
});

test('versions are compared by their numbers', () => {
  assert.deepEqual(['1.10.0', '1.9.0', '1.9.0-b2', '1.9.0-b10'].toSorted(compareVersions), [
    '1.9.0-b2',
    '1.9.0-b10',
    '1.9.0',
    '1.10.0',
  ]);
  assert.equal(chooseVersion(['1.0.0', '1.1.0-rc1'], ['>=1.0.0'], true), '1.1.0-rc1');
  assert.equal(chooseVersion(['1.0.0', '1.1.0-rc1'], ['>=1.0.0,<1.1.0'], false), '1.0.0');
  assert.equal(chooseVersion(['1.0.0'], ['=1.0.1'], false), undefined);
});

test('the sum of what is asked for is of dbt 1.11', () => {
  assert.equal(hashOfPackages([{ local: '../' }]), 'de2deba3d66ce03d8c02949013650cc9b94f6030');
});
