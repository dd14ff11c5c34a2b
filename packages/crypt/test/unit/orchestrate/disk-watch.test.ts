import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { DiskWatch } from '../../../src/orchestrate/disk-watch.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const MINUTE_MS = 60_000;

test('bytes are counted through all folders; growth is told after a quarter of an hour, and days left with it', async (t) => {
  const folder = await tempFolder(t);
  const clock = new FakeClock();
  const files = { ...nodeFiles, freeBytes: async () => 1_000_000 };
  const watch = new DiskWatch(folder, files, clock);
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await writeFile(join(folder, 'a', 'b', 'x'), 'x'.repeat(1_000));
  await writeFile(join(folder, 'y'), 'y'.repeat(500));
  const unknown = { usedBytes: 1_500, freeBytes: 1_000_000, growthBytesPerDay: null, daysLeft: null };
  assert.deepEqual(await watch.measure(), unknown);
  await clock.advance(15 * MINUTE_MS - 1);
  assert.deepEqual(await watch.measure(), unknown);
  await clock.advance(1);
  await writeFile(join(folder, 'z'), 'z'.repeat(100));
  // 100 bytes in a quarter of an hour are 9,600 a day; a million bytes last 104.1 days.
  assert.deepEqual(await watch.measure(), {
    usedBytes: 1_600,
    freeBytes: 1_000_000,
    growthBytesPerDay: 9_600,
    daysLeft: 104.1,
  });
  await rm(join(folder, 'a'), { recursive: true });
  const { growthBytesPerDay, daysLeft } = await watch.measure();
  assert.deepEqual([growthBytesPerDay, daysLeft], [-86_400, null], 'what shrinks never fills the disk');
});

test('growth is that of the last day', async (t) => {
  const folder = await tempFolder(t);
  const clock = new FakeClock();
  const watch = new DiskWatch(folder, { ...nodeFiles, freeBytes: async () => 10 }, clock);
  await writeFile(join(folder, 'x'), 'x'.repeat(50_000));
  await watch.measure();
  await clock.advance(12 * 60 * MINUTE_MS);
  await writeFile(join(folder, 'x'), 'x'.repeat(100_000));
  await watch.measure();
  await clock.advance(13 * 60 * MINUTE_MS);
  assert.equal((await watch.measure()).growthBytesPerDay, 0, 'the sample before the last day is forgotten');
});

test('a file or folder that goes while it is counted, or never was, counts nothing', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'x'), 'xx');
  const files = { ...nodeFiles, list: async () => ['gone', 'x'] };
  assert.equal((await new DiskWatch(folder, files, new FakeClock()).measure()).usedBytes, 2);
  const absent = { ...nodeFiles, freeBytes: async () => 0 };
  assert.equal((await new DiskWatch(join(folder, 'absent'), absent, new FakeClock()).measure()).usedBytes, 0);
});
