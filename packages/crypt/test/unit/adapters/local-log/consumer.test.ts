import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { drain, FOLDER, LogBed, payloadOf, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles } from '../../../support/power-cut-files.ts';
import { refusal } from '../../../support/refusal.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

function makeBed(): { files: PowerCutFiles; bed: LogBed } {
  const files = new PowerCutFiles(new SeededRandom(1));
  return { files, bed: new LogBed(files) };
}

const LIMITS = { recordsMax: 100, bytesMax: 1e6 };

test('a poll looks again after 1, 2, 4 … 100 ms, no longer than it was told, and the next goes on from there', async () => {
  const { bed } = makeBed();
  const writer = await bed.writer();
  const consumer = await bed.consumer();
  deepEqual(await consumer.poll({ ...LIMITS, waitMs: 300 }), []);
  deepEqual(bed.clock.sleeps, [1, 2, 4, 8, 16, 32, 64, 100, 73]);
  deepEqual(await consumer.poll({ ...LIMITS, waitMs: 150 }), []);
  deepEqual(bed.clock.sleeps.slice(9), [100, 50]);
  await writer.append([payloadOf(0)]);
  equal((await consumer.poll({ ...LIMITS, waitMs: 150 })).length, 1);
  deepEqual(await consumer.poll({ ...LIMITS, waitMs: 3 }), []);
  deepEqual(bed.clock.sleeps.slice(11), [1, 2]);
});

test('a poll that waits gives a record as soon as it looks again, and ends when its consumer is closed', async () => {
  const { bed } = makeBed();
  const consumer = await bed.consumer();
  const polled = consumer.poll({ ...LIMITS, waitMs: 1e9 });
  const writer = await bed.writer();
  await writer.append([payloadOf(1)]);
  deepEqual((await polled).map(textOf), [payloadOf(1).toString()]);
  const waiting = consumer.poll({ ...LIMITS, waitMs: 1e9 });
  await consumer.close();
  deepEqual(await waiting, []);
  await refusal('LOG_CLOSED', () => consumer.poll({ ...LIMITS, waitMs: 0 }));
});

test('a signal ends the wait in the middle of it', async () => {
  const { bed } = makeBed();
  const consumer = await bed.consumer();
  const stop = new AbortController();
  const polled = consumer.poll({ ...LIMITS, waitMs: 1e9, signal: stop.signal });
  stop.abort();
  deepEqual(await polled, []);
});

test('readers never pass the durable mark, whatever the segment holds', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0)]);
  const mark = Buffer.from(files.peek(`${FOLDER}/durable`));
  await writer.append([payloadOf(1)]);
  mark.copy(files.peek(`${FOLDER}/durable`));
  deepEqual(
    (await bed.readAll(0)).records.map(({ offset }) => offset),
    [0],
  );
});

test('a mark that is damaged stops readers, once told, until the owner writes it again', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0)]);
  const consumer = await bed.consumer();
  files.peek(`${FOLDER}/durable`)[30] = 9;
  for (let n = 0; n < 3; n++) deepEqual(await consumer.poll({ ...LIMITS, waitMs: 0 }), []);
  deepEqual(
    consumer.damage().map(({ segment }) => segment),
    ['durable'],
  );
  await writer.append([payloadOf(1)]);
  equal((await drain(consumer)).length, 2);
});

test('a reader follows a mark that had to be made again', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0)]);
  const consumer = await bed.consumer();
  equal((await drain(consumer)).length, 1);
  await writer.close();
  files.plant(`${FOLDER}/durable`, undefined);
  const again = await bed.writer();
  await again.append([payloadOf(1)]);
  const records = await consumer.poll({ ...LIMITS, waitMs: 10_000 });
  deepEqual(
    records.map(({ offset }) => offset),
    [1],
  );
});

test('a damaged position is told and never used, and the next commit replaces it', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0), payloadOf(1)]);
  await (await bed.consumer()).commit(1);
  const path = `${FOLDER}/groups/enrich.json`;
  files.plant(path, Buffer.from(files.peek(path).toString().replace('"nextOffset":1', '"nextOffset":2')));
  const consumer = await bed.consumer();
  equal(consumer.position, 0);
  deepEqual(
    consumer.damage().map(({ segment }) => segment),
    ['groups/enrich.json'],
  );
  const error = await refusal('LOG_GROUP_DAMAGED', () => consumer.committed());
  deepEqual(error.params, { path, group: 'enrich' });
  await consumer.commit(2);
  equal(await consumer.committed(), 2);
});

test('a stored position of another group is damage too', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0)]);
  await (await bed.consumer('second')).commit(1);
  files.plant(`${FOLDER}/groups/enrich.json`, files.peek(`${FOLDER}/groups/second.json`));
  await refusal('LOG_GROUP_DAMAGED', async () => (await bed.consumer('enrich')).committed());
});

/** Several sealed segments that are large enough for an index. */
async function indexedLog(): Promise<{ files: PowerCutFiles; bed: LogBed }> {
  const { files, bed } = makeBed();
  bed.segmentBytesMax = 400_000;
  const writer = await bed.writer();
  for (let n = 0; n < 100; n++) {
    bed.clock.advance(10);
    await writer.append(Array.from({ length: 10 }, (_, i) => Buffer.from(`${n * 10 + i}:`.padEnd(1000, '.'))));
  }
  await writer.close();
  return { files, bed };
}

async function seeksAreRight(bed: LogBed): Promise<void> {
  const consumer = await bed.consumer();
  const startMs = bed.clock.nowMs() - 990;
  for (const offset of [0, 1, 99, 250, 377, 512, 730, 999]) {
    await consumer.seekOffset(offset);
    const [first] = await consumer.poll({ recordsMax: 1, bytesMax: 1, waitMs: 0 });
    equal(first === undefined ? '' : textOf(first).split(':')[0], String(offset));
    await consumer.seekTime(startMs + Math.floor(offset / 10) * 10);
    equal(consumer.position, Math.floor(offset / 10) * 10);
  }
  deepEqual(consumer.damage(), []);
  await consumer.close();
}

test('a seek reads from the index on, not the whole segment', async () => {
  const { files, bed } = await indexedLog();
  equal(files.paths().filter((path) => path.endsWith('.idx')).length, 2);
  await seeksAreRight(bed);
  const consumer = await bed.consumer();
  await consumer.seekOffset(730);
  const before = files.bytesRead;
  await consumer.poll({ recordsMax: 1, bytesMax: 1, waitMs: 0 });
  equal(files.bytesRead - before < 150_000, true, `${files.bytesRead - before} bytes read of a segment of 400,000`);
  deepEqual([(await drain(consumer)).length, consumer.damage()], [269, []]);
});

test('seeks are right without an index, with a damaged one, and with one of another segment', async () => {
  const { files, bed } = await indexedLog();
  const [first, second] = files.paths().filter((path) => path.endsWith('.idx')) as [string, string];
  const content = files.peek(first);
  files.plant(first, files.peek(second));
  files.plant(second, content);
  await seeksAreRight(bed);
  files.plant(first, Buffer.alloc(100));
  files.plant(second, undefined);
  await seeksAreRight(bed);
});
