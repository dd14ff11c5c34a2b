import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { decodeHeader, encodeHeader } from '../../../../src/adapters/local-log/segment-header.ts';
import type { LogDamage } from '../../../../src/contracts/log.ts';
import { FOLDER, LogBed, payloadOf, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles } from '../../../support/power-cut-files.ts';
import { refusal } from '../../../support/refusal.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

const FIRST = `${FOLDER}/00000000000000000000.seg`;

/** A closed log of `count` single appends, in one segment unless told otherwise. */
async function closedLog(count: number, segmentBytesMax = 1e6): Promise<{ files: PowerCutFiles; bed: LogBed }> {
  const files = new PowerCutFiles(new SeededRandom(1));
  const bed = new LogBed(files);
  bed.segmentBytesMax = segmentBytesMax;
  const writer = await bed.writer();
  for (let n = 0; n < count; n++) await writer.append([payloadOf(n)]);
  await writer.close();
  return { files, bed };
}

async function reopened(bed: LogBed) {
  const writer = await bed.writer();
  const { firstOffset } = await writer.append([Buffer.from('after')]);
  const state = await writer.refreshState();
  await writer.close();
  const { records, consumer } = await bed.readAll(0);
  return {
    firstOffset,
    state,
    offsets: records.map(({ offset }) => offset),
    texts: records.map(textOf),
    damage: consumer.damage(),
  };
}

/** Where the frame of the record with this offset begins. */
function frameOf(files: PowerCutFiles, path: string, offset: number): number {
  const bytes = files.peek(path);
  for (let at = 96; at < bytes.length; at += 48 + bytes.readUInt32LE(at + 8)) {
    if (bytes.readUInt32LE(at + 4) === 1 && bytes.readUInt32LE(at + 16) === offset) return at;
  }
  return -1;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test('a torn tail behind the mark is cut, counted and told', async () => {
  const { files, bed } = await closedLog(3);
  const whole = files.peek(FIRST);
  const frame = whole.subarray(frameOf(files, FIRST, 2));
  files.plant(FIRST, Buffer.concat([whole, frame.subarray(0, 30)]));
  const { firstOffset, state, offsets } = await reopened(bed);
  deepEqual({ firstOffset, torn: state.tornBytes, damage: state.damage }, { firstOffset: 3, torn: 30, damage: [] });
  deepEqual(bed.events, [{ type: 'torn.cut', bytes: 30 }]);
  deepEqual(offsets, numbers(4));
});

test('damage before the mark is copied, reported and left in place; the log goes on in a new segment', async () => {
  const { files, bed } = await closedLog(5);
  const at = frameOf(files, FIRST, 3);
  const bytes = files.peek(FIRST);
  bytes.fill(0xaa, at + 50, at + 60);
  const before = Buffer.from(bytes);
  const { firstOffset, state, offsets, damage } = await reopened(bed);
  const lengthBytes = 48 + bytes.readUInt32LE(at + 8);
  const expected: LogDamage = {
    segment: '00000000000000000000.seg',
    positionBytes: at,
    lengthBytes,
    firstOffset: 3,
    lastOffset: 3,
    reason: 'checksum',
  };
  deepEqual(
    { firstOffset, state: state.damage, reader: damage, torn: state.tornBytes },
    { firstOffset: 5, state: [expected], reader: [expected], torn: 0 },
  );
  deepEqual(bed.events, [{ type: 'damage.found', damage: expected }]);
  deepEqual(offsets, [0, 1, 2, 4, 5]);
  deepEqual(files.peek(FIRST), before);
  const copy = files.paths().find((path) => path.endsWith('.bin')) as string;
  deepEqual(files.peek(copy), before.subarray(at, at + lengthBytes));
});

test('acknowledged records cut off the end are a gap that no new record fills', async () => {
  const { files, bed } = await closedLog(5);
  files.plant(FIRST, files.peek(FIRST).subarray(0, frameOf(files, FIRST, 3)));
  const { firstOffset, state, offsets, damage } = await reopened(bed);
  equal(firstOffset, 5);
  deepEqual(
    state.damage.map((d) => [d.firstOffset, d.lastOffset, d.reason]),
    [[3, 4, 'gap']],
  );
  deepEqual(
    damage.map((d) => [d.firstOffset, d.lastOffset]),
    [[3, 4]],
  );
  deepEqual(offsets, [0, 1, 2, 5]);
});

test('without the mark, later frames still prove what was durable, and every record is kept', async () => {
  const { files, bed } = await closedLog(5);
  files.plant(`${FOLDER}/durable`, undefined);
  const at = frameOf(files, FIRST, 1);
  files.peek(FIRST).fill(0, at + 48, at + 50);
  const { firstOffset, state, offsets } = await reopened(bed);
  deepEqual({ firstOffset, offsets }, { firstOffset: 5, offsets: [0, 2, 3, 4, 5] });
  deepEqual(
    state.damage.map(({ segment, firstOffset }) => [segment, firstOffset]),
    [
      ['00000000000000000000.seg', 1],
      ['durable', -1],
    ],
  );
});

test('an unfinished commit whose first sector is lost is torn, not damage, and a copy is kept', async () => {
  const { files, bed } = await closedLog(2);
  const mark = Buffer.from(files.peek(`${FOLDER}/durable`));
  const size = files.peek(FIRST).length;
  const writer = await bed.writer();
  await writer.append([Buffer.alloc(100, 1), Buffer.alloc(100, 2), Buffer.alloc(100, 3)]);
  await writer.close();
  files.plant(`${FOLDER}/durable`, mark);
  files.peek(FIRST).fill(0, size, size + 100);
  bed.events.length = 0;
  const { firstOffset, state, offsets } = await reopened(bed);
  deepEqual(
    { firstOffset, offsets, damage: state.damage.map((d) => d.segment) },
    { firstOffset: 2, offsets: [0, 1, 2], damage: ['00000000000000000000.seg.torn'] },
  );
  ok(state.tornBytes > 300);
});

test('a damaged header is reported, and the records are read all the same', async () => {
  const { files, bed } = await closedLog(3);
  files.peek(FIRST).fill(0xff, 0, 96);
  const { firstOffset, state, offsets, damage } = await reopened(bed);
  deepEqual({ firstOffset, offsets }, { firstOffset: 3, offsets: [0, 1, 2, 3] });
  deepEqual([state.damage[0]?.reason, damage[0]?.reason], ['header', 'header']);
});

test('a segment that was being made when the power went is set aside', async () => {
  const { files, bed } = await closedLog(3);
  files.plant(`${FOLDER}/00000000000000000003.seg`, Buffer.alloc(40));
  const { firstOffset, state, offsets } = await reopened(bed);
  deepEqual(
    { firstOffset, offsets, torn: state.tornBytes, damage: state.damage },
    { firstOffset: 3, offsets: numbers(4), torn: 40, damage: [] },
  );
});

test('a log whose segments are all gone goes on behind them and reports the gap', async () => {
  const { files, bed } = await closedLog(7, 1000);
  for (const path of files.paths()) if (path.endsWith('.seg')) files.plant(path, undefined);
  const { firstOffset, state, offsets } = await reopened(bed);
  deepEqual({ firstOffset, offsets }, { firstOffset: 7, offsets: [7] });
  deepEqual(
    state.damage.map((d) => [d.firstOffset, d.lastOffset]),
    [[0, 6]],
  );
});

test('offsets that a group has consumed are never given again, even when the mark is gone too', async () => {
  const { files, bed } = await closedLog(7);
  const consumer = await bed.consumer();
  await consumer.commit(6);
  files.plant(`${FOLDER}/durable`, undefined);
  files.plant(FIRST, files.peek(FIRST).subarray(0, frameOf(files, FIRST, 2)));
  const { firstOffset, offsets } = await reopened(bed);
  deepEqual({ firstOffset, offsets }, { firstOffset: 6, offsets: [0, 1, 6] });
});

test('a first segment that is gone behind the back of retention is reported', async () => {
  const { files, bed } = await closedLog(12, 1000);
  const [first, second] = files.paths().filter((path) => path.endsWith('.seg')) as [string, string];
  files.plant(first, undefined);
  const { state } = await reopened(bed);
  const next = Number(second.slice(-24, -4));
  deepEqual(
    state.damage.map((d) => [d.firstOffset, d.lastOffset, d.reason]),
    [[0, next - 1, 'gap']],
  );
});

test('leftovers of an interrupted rewrite are removed', async () => {
  const { files, bed } = await closedLog(2);
  files.plant(`${FIRST}.rewrite.tmp`, Buffer.alloc(10));
  files.plant(`${FOLDER}/owner.lock.12ab.tmp`, Buffer.alloc(10));
  await reopened(bed);
  const left = files.paths().filter((path) => path.endsWith('.tmp'));
  deepEqual(left, [`${FOLDER}/owner.lock.12ab.tmp`]);
});

test('a segment of a newer format is refused and nothing is changed', async () => {
  const { files, bed } = await closedLog(2);
  const header = decodeHeader(files.peek(FIRST).subarray(0, 96));
  ok(header);
  encodeHeader({ ...header, version: 2 }).copy(files.peek(FIRST));
  const before = files.paths().map((path) => [path, Buffer.from(files.peek(path))]);
  await refusal('LOG_FORMAT_NEWER', () => bed.writer());
  deepEqual(
    files.paths().map((path) => [path, files.peek(path)]),
    before,
  );
});

test('opening again reports old damage without finding it again', async () => {
  const { files, bed } = await closedLog(5);
  files.peek(FIRST)[frameOf(files, FIRST, 3) + 50] = 0;
  await reopened(bed);
  bed.events.length = 0;
  const { state } = await reopened(bed);
  deepEqual({ damage: state.damage.length, events: bed.events }, { damage: 1, events: [] });
});
