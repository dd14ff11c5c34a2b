import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { DATA_FORMAT, openDataFolder, type Upgrade } from '../../../src/config/data-folder.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Upgrades that each write a line, and die as often as told after their line. */
function upgrades(deaths: Record<number, number> = {}): Record<number, Upgrade> {
  const one =
    (from: number): Upgrade =>
    async (folder, files) => {
      const path = join(folder, 'steps');
      const before = (await files.stat(path)) === undefined ? '' : Buffer.from(await files.readFile(path)).toString();
      await files.replaceFile(path, `${before}${from}\n`);
      if ((deaths[from] ?? 0) > 0) {
        deaths[from] = (deaths[from] ?? 0) - 1;
        throw new TypeError(`died in ${from}`);
      }
    };
  return { 1: one(1), 2: one(2), 3: one(3) };
}

test('a new folder is made with the present format, and opens again', async (t) => {
  const folder = join(await tempFolder(t), 'deep', 'data');
  await openDataFolder(folder, nodeFiles);
  await openDataFolder(folder, nodeFiles);
  assert.equal(await readFile(join(folder, 'VERSION'), 'utf8'), `${DATA_FORMAT}\n`);
  assert.deepEqual(await readdir(folder), ['VERSION']);
});

test('a folder of a newer format, or of none that there is, is refused with DATA_FORMAT and left as it is', async (t) => {
  const folder = await tempFolder(t);
  const path = join(folder, 'VERSION');
  for (const [text, found] of [
    ['5\n', 5],
    ['0', 0],
    ['-1', -1],
    ['1.5', 1.5],
    ['', 0],
    ['two', Number.NaN],
  ] as const) {
    await writeFile(path, text);
    const error = await refusal('DATA_FORMAT', () => openDataFolder(folder, nodeFiles, 4, upgrades()));
    assert.deepEqual({ ...error.params, kind: error.kind }, { folder, found, supported: 4, kind: 'user' });
    assert.equal(await readFile(path, 'utf8'), text);
  }
  assert.deepEqual(await readdir(folder), ['VERSION']);
});

test('an older folder is upgraded in place, one format after another', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'VERSION'), '2\n');
  await openDataFolder(folder, nodeFiles, 4, upgrades());
  assert.equal(await readFile(join(folder, 'steps'), 'utf8'), '2\n3\n');
  assert.equal(await readFile(join(folder, 'VERSION'), 'utf8'), '4\n');
});

test('an upgrade that dies is done again, and those before it are not', async (t) => {
  const folder = await tempFolder(t);
  const version = (): Promise<string> => readFile(join(folder, 'VERSION'), 'utf8');
  await writeFile(join(folder, 'VERSION'), '1\n');
  const dying = upgrades({ 2: 2 });
  await assert.rejects(openDataFolder(folder, nodeFiles, 4, dying), /died in 2/);
  assert.equal(await version(), '2\n');
  await assert.rejects(openDataFolder(folder, nodeFiles, 4, dying), /died in 2/);
  await openDataFolder(folder, nodeFiles, 4, dying);
  assert.deepEqual([await version(), await readFile(join(folder, 'steps'), 'utf8')], ['4\n', '1\n2\n2\n2\n3\n']);
});

test('a format without its upgrade is a broken invariant, not a folder called new', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'VERSION'), '1\n');
  await refusal('KERNEL_INVARIANT', () => openDataFolder(folder, nodeFiles, 2, {}));
  assert.equal(await readFile(join(folder, 'VERSION'), 'utf8'), '1\n');
});
