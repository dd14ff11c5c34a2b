import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tempFolder } from '../../support/temp-folder.ts';

const PROGRAM = fileURLToPath(new URL('../../../../bin/crypt.js', import.meta.url));

test('the program is the bundle, unless the single files are newer', async (t) => {
  const folder = await tempFolder(t);
  for (const name of ['bin', 'out/bundle/cli', 'out/src/cli']) mkdirSync(`${folder}/${name}`, { recursive: true });
  writeFileSync(`${folder}/package.json`, '{"type": "module"}');
  cpSync(PROGRAM, `${folder}/bin/crypt.js`);
  for (const build of ['bundle', 'src'])
    writeFileSync(`${folder}/out/${build}/cli/main.js`, `export const main = () => (console.log('${build}'), 0);`);
  const ran = (): string => execFileSync(process.execPath, [`${folder}/bin/crypt.js`], { encoding: 'utf8' }).trim();
  // As it is published: nothing tells when the single files were built.
  assert.equal(ran(), 'bundle');
  writeFileSync(`${folder}/out/.tsbuildinfo`, '');
  const atSeconds = (path: string, seconds: number): void => utimesSync(`${folder}/out/${path}`, seconds, seconds);
  atSeconds('.tsbuildinfo', 1_000);
  assert.equal(ran(), 'bundle');
  atSeconds('bundle/cli/main.js', 1_000);
  assert.equal(ran(), 'bundle');
  atSeconds('bundle/cli/main.js', 999);
  assert.equal(ran(), 'src');
  rmSync(`${folder}/out/bundle`, { recursive: true });
  assert.equal(ran(), 'src');
});
