import { deepEqual, equal } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeClock } from '../../../../src/adapters/node/node-clock.ts';
import { readLiveOwner, takeOwnerLock, type LockHolder } from '../../../../src/adapters/node/owner-lock.ts';
import { HurriedClock } from '../../../support/fake-clock.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

async function plant(folder: string, content: string): Promise<void> {
  await fs.writeFile(join(folder, 'owner.lock'), content);
}

test('a lock is held by its process until it is released, and leaves nothing behind', async (t) => {
  const folder = await tempFolder(t);
  equal(await readLiveOwner(folder), undefined);
  const lock = await takeOwnerLock(folder, nodeClock, 0);
  equal(await readLiveOwner(folder), process.pid);
  const error = await refusal('LOCK_HELD', () => takeOwnerLock(folder, nodeClock, 0));
  deepEqual(error.params, { folder, pid: process.pid });
  await lock.release();
  deepEqual(await fs.readdir(folder), []);
});

test('a taker waits for an owner that is ending, as long as it was told', async (t) => {
  const folder = await tempFolder(t);
  const lock = await takeOwnerLock(folder, nodeClock, 0);
  const waiting = takeOwnerLock(folder, nodeClock, 600_000);
  await lock.release();
  await (await waiting).release();
  await takeOwnerLock(folder, nodeClock, 0);
  const clock = new HurriedClock();
  const startMs = clock.monotonicMs();
  await refusal('LOCK_HELD', () => takeOwnerLock(folder, clock, 1000));
  equal(clock.monotonicMs() - startMs, 1000);
});

test('the lock of a process that has ended is taken over', async (t) => {
  const folder = await tempFolder(t);
  await plant(folder, JSON.stringify({ pid: deadPid(), started: 'long ago' }));
  equal(await readLiveOwner(folder), undefined);
  await takeOwnerLock(folder, nodeClock, 0);
  equal(await readLiveOwner(folder), process.pid);
});

test('a pid that another process has got since does not keep the lock', async (t) => {
  const folder = await tempFolder(t);
  await plant(folder, JSON.stringify({ pid: process.pid, started: 'another boot:1' }));
  await takeOwnerLock(folder, nodeClock, 0);
  equal(await readLiveOwner(folder), process.pid);
});

for (const [name, content] of [
  ['empty', ''],
  ['half', '{"pid":12'],
  ['zeroed', '\0\0\0\0\0\0'],
  ['foreign', 'null'],
  ['without a pid', '{"started":"x"}'],
] as const) {
  test(`a torn lock file (${name}) counts as none`, async (t) => {
    const folder = await tempFolder(t);
    await plant(folder, content);
    equal(await readLiveOwner(folder), undefined);
    await takeOwnerLock(folder, nodeClock, 0);
    equal(await readLiveOwner(folder), process.pid);
  });
}

test('a takeover that died in the middle does not block the next', async (t) => {
  const folder = await tempFolder(t);
  await plant(folder, '');
  await fs.mkdir(join(folder, 'owner.lock.takeover'));
  await takeOwnerLock(folder, new HurriedClock(Date.now() + 60_000), 0);
  equal(await readLiveOwner(folder), process.pid);
});

const RACER = `
import { takeOwnerLock } from '${new URL('../../../../src/adapters/node/owner-lock.js', import.meta.url).href}';
import { nodeClock } from '${new URL('../../../../src/adapters/node/node-clock.js', import.meta.url).href}';
process.stdin.once('data', async () => {
  try { await takeOwnerLock(process.argv[1], nodeClock, 0); process.stdout.write('won '); }
  catch (error) { process.stdout.write(error.code + ' '); }
  process.stdin.once('data', () => process.exit());
});
process.stdout.write('ready ');
`;

test('of several processes that race for a stale lock exactly one wins', async (t) => {
  const folder = await tempFolder(t);
  const racers = Array.from({ length: 4 }, () => spawn(process.execPath, ['--input-type=module', '-e', RACER, folder]));
  t.after(() => racers.forEach((racer) => racer.kill()));
  const said = racers.map(() => '');
  const words = async (count: number): Promise<void> => {
    while (said.some((text) => text.split(' ').length <= count)) await new Promise((resolve) => setImmediate(resolve));
  };
  for (const [n, racer] of racers.entries())
    racer.stdout.on('data', (chunk: Buffer) => void (said[n] += chunk.toString()));
  await words(1);
  await plant(folder, JSON.stringify({ pid: deadPid(), started: 'long ago' }));
  for (const racer of racers) racer.stdin.write('go');
  await words(2);
  deepEqual(said.toSorted(), ['ready LOCK_HELD ', 'ready LOCK_HELD ', 'ready LOCK_HELD ', 'ready won ']);
});

test('who waits is told for whom, once, and can end the waiting', async (t) => {
  const folder = await tempFolder(t);
  const lock = await takeOwnerLock(folder, nodeClock, 0, { name: 'models', what: 'build' });
  deepEqual(await fs.readdir(folder), ['models.lock']);
  const told: unknown[] = [];
  const ended = new AbortController();
  const onWait = (holder: LockHolder): void => void told.push([holder.pid, holder.what, typeof holder.sinceMs]);
  const waiting = refusal('LOCK_WAIT_ENDED', () =>
    takeOwnerLock(folder, nodeClock, 600_000, { name: 'models', what: 'run', onWait, signal: ended.signal }),
  );
  await nodeClock.sleep(500);
  ended.abort();
  await waiting;
  deepEqual(told, [[process.pid, 'build', 'number']]);
  const patient = takeOwnerLock(folder, nodeClock, 600_000, { name: 'models', what: 'run', onWait });
  await lock.release();
  await (await patient).release();
  deepEqual(await fs.readdir(folder), []);
});

test('what a holder says of itself is only believed in its form', async (t) => {
  const folder = await tempFolder(t);
  await plant(folder, JSON.stringify({ pid: deadPid(), started: 'never', what: 7, sinceMs: 'x' }));
  await (await takeOwnerLock(folder, nodeClock, 5_000, { what: 'build' })).release();
});
