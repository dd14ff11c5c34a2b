import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { openDataFolder } from '../../../src/config/data-folder.ts';
import { ASIDE } from '../../../src/config/upgrade-to-2.ts';
import type { Files } from '../../../src/kernel/effects.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const KEPT = ['log/raw/0/00000000000000000000.log', 'journal/supervisor/0', 'warehouse/models.duckdb', 'portal.key'];
const MADE = [
  'enrich/checkpoint.json',
  'log/enriched/0/00000000000000000000.log',
  'log/failed/0/durable',
  'log/batches/0/durable',
  'warehouse/landing.duckdb',
  'warehouse/landing.duckdb.wal',
];

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

test('a folder of format 1 keeps its raw log, and what is made from it is moved aside; dying anywhere is borne', async (t) => {
  for (let deathAt = 0; ; deathAt++) {
    const folder = await tempFolder(t);
    for (const name of [...KEPT, ...MADE]) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), name);
    }
    await writeFile(join(folder, 'VERSION'), '1\n');
    let effects = 0;
    const die = (): void => {
      if (effects++ === deathAt) throw new TypeError('died');
    };
    const dying: Files = {
      ...nodeFiles,
      rename: async (from, to) => {
        die();
        await nodeFiles.rename(from, to);
        die();
      },
    };
    const died = await openDataFolder(folder, dying).then(
      () => false,
      () => true,
    );
    await openDataFolder(folder, nodeFiles);
    const expected = ['VERSION', ...KEPT, ...MADE.map((name) => join(ASIDE, name))];
    assert.deepEqual(await filesBelow(folder), expected.toSorted());
    assert.equal(await readFile(join(folder, 'VERSION'), 'utf8'), '2\n');
    assert.equal(await readFile(join(folder, ASIDE, 'enrich/checkpoint.json'), 'utf8'), 'enrich/checkpoint.json');
    if (!died) break;
  }
});
