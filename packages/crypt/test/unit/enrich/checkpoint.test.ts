import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { FIRST_CHECKPOINT, fileCheckpoint, type Checkpoint } from '../../../src/enrich/checkpoint.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('a checkpoint is read as it was written, its hashes of 64 bits too; without a file there is none', async (t) => {
  const path = join(await tempFolder(t), 'enrich', 'checkpoint.json');
  const store = fileCheckpoint(nodeFiles, path);
  assert.equal(await store.read(), undefined);
  const checkpoint: Checkpoint = {
    rawNext: 7,
    enrichedNext: 70,
    failedNext: 1,
    repairsNext: 3,
    tallies: { ...FIRST_CHECKPOINT.tallies, events: { count: 71, hash: '18446744073709551615' } },
  };
  await store.write(FIRST_CHECKPOINT);
  await store.write(checkpoint);
  assert.deepEqual(await store.read(), checkpoint);
  assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { version: 2, ...checkpoint });
});

test('a file that is no checkpoint is refused with its path', async (t) => {
  const path = join(await tempFolder(t), 'checkpoint.json');
  const store = fileCheckpoint(nodeFiles, path);
  const good = { version: 2, ...FIRST_CHECKPOINT };
  const { failedTwice: _, ...tallies } = good.tallies;
  const bad: readonly unknown[] = [
    7,
    { ...good, version: 1 },
    { ...good, rawNext: -1 },
    { ...good, rawNext: 1.5 },
    { ...good, enrichedNext: '1' },
    { ...good, failedNext: null },
    { ...good, repairsNext: undefined },
    { ...good, tallies },
    { ...good, tallies: { ...good.tallies, failed: { count: 1, hash: 1 } } },
    { ...good, tallies: { ...good.tallies, failed: { count: 1, hash: 'x' } } },
  ];
  for (const text of ['', '{', ...bad.map((value) => JSON.stringify(value))]) {
    await writeFile(path, text);
    assert.deepEqual((await refusal('ENRICH_CHECKPOINT_DAMAGED', () => store.read())).params, { path });
  }
});

test('an error of the file system is not taken for a missing checkpoint', async (t) => {
  const store = fileCheckpoint(nodeFiles, await tempFolder(t));
  await assert.rejects(store.read(), { code: 'EISDIR' });
});
