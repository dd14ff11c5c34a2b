import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { auditLog } from '../../../../src/adapters/local-log/audit-log.ts';
import { readLogState } from '../../../../src/adapters/local-log/log-state.ts';
import type { LocalLogWriter } from '../../../../src/adapters/local-log/writer.ts';
import { GROUP_IDLE_MS_MAX } from '../../../../src/kernel/limits.ts';
import { FOLDER, LogBed, payloadOf, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles, systemError } from '../../../support/power-cut-files.ts';
import { refusal } from '../../../support/refusal.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

const HOUR_MS = 3_600_000;

/** A log of one record an hour, four a segment: 0, 4, 8, … */
async function hourlyLog(count: number): Promise<{ files: PowerCutFiles; bed: LogBed; writer: LocalLogWriter }> {
  const files = new PowerCutFiles(new SeededRandom(1));
  const bed = new LogBed(files);
  bed.segmentBytesMax = 1e6;
  const writer = await bed.writer();
  for (let n = 0; n < count; n++) {
    if (n > 0 && n % 4 === 0) await writer.rotate();
    await writer.append([payloadOf(n)]);
    bed.clock.advance(HOUR_MS);
  }
  return { files, bed, writer };
}

async function commitAll(bed: LogBed, offset: number): Promise<void> {
  for (const group of bed.groups) {
    const consumer = await bed.consumer(group);
    await consumer.commit(offset);
    await consumer.close();
  }
}

test('whole segments go when all of their records are old enough, never the active one', async () => {
  const { bed, writer } = await hourlyLog(14);
  await commitAll(bed, 14);
  // Now is 14:00. Segment 4 ends where 8 begins, at 8:00.
  deepEqual((await writer.trim({ olderThanMs: 6 * HOUR_MS + 1 })).segments, [0]);
  deepEqual((await writer.trim({ olderThanMs: 6 * HOUR_MS })).segments, [4]);
  const all = await writer.trim({ olderThanMs: 0 });
  deepEqual(all, { segments: [8], records: 4, bytes: all.bytes, oldestOffset: 12, unread: [] });
  const state = writer.state();
  deepEqual([state.oldestOffset, state.durableOffset, state.segments], [12, 14, 1]);
  deepEqual(
    (await bed.readAll(0)).records.map(({ offset }) => offset),
    [12, 13],
  );
  equal((await auditLog(bed.place()))?.balanced, true);
});

test('a group that has not read holds back retention, by its oldest unread record', async () => {
  const { bed, writer } = await hourlyLog(12);
  await commitAll(bed, 12);
  const slow = await bed.consumer('second');
  await slow.commit(5);
  deepEqual((await writer.trim({ olderThanMs: 0, bytesMax: 0 })).segments, [0]);
  await slow.commit(8);
  deepEqual((await writer.trim({ olderThanMs: 0 })).segments, [4]);
});

test('a declared group that never committed holds back everything until it counts as idle', async () => {
  const { bed, writer } = await hourlyLog(8);
  await (await bed.consumer('enrich')).commit(8);
  deepEqual((await writer.trim({ olderThanMs: 0 })).segments, []);
  deepEqual(
    writer.state().groups.map(({ group, live }) => [group, live]),
    [
      ['enrich', true],
      ['second', true],
    ],
  );
  bed.clock.advance(GROUP_IDLE_MS_MAX - 8 * HOUR_MS);
  deepEqual((await writer.trim({ olderThanMs: 0 })).segments, []);
  bed.clock.advance(1);
  deepEqual((await writer.trim({ olderThanMs: 0 })).segments, [0]);
  deepEqual(
    writer.state().groups.map(({ group, live }) => [group, live]),
    [
      ['enrich', true],
      ['second', false],
    ],
  );
});

test('a damaged group file holds everything back and is reported', async () => {
  const { files, bed, writer } = await hourlyLog(8);
  await commitAll(bed, 8);
  files.peek(`${FOLDER}/groups/enrich.json`)[5] = 0x20;
  deepEqual((await writer.trim({ olderThanMs: 0 })).segments, []);
  deepEqual(
    writer.state().damage.map(({ segment }) => segment),
    ['groups/enrich.json'],
  );
});

test('under disk pressure unread segments go, which is told with their offsets', async () => {
  const { bed, writer } = await hourlyLog(12);
  await (await bed.consumer('enrich')).commit(12);
  await (await bed.consumer('second')).commit(2);
  deepEqual((await writer.trim({ olderThanMs: 0, diskPressure: true })).segments, [], 'age alone is no pressure');
  const lagging = await bed.consumer('second');
  const { unread, segments } = await writer.trim({ bytesMax: 0, diskPressure: true });
  deepEqual({ unread, segments }, { unread: [{ group: 'second', fromOffset: 2, toOffset: 8 }], segments: [0, 4] });
  deepEqual(bed.events, [{ type: 'trimmed.unread', group: 'second', fromOffset: 2, toOffset: 8 }]);
  const rest = await lagging.poll({ recordsMax: 99, bytesMax: 1e6, waitMs: 0 });
  deepEqual(
    rest.map(({ offset }) => offset),
    [8, 9, 10, 11],
  );
  deepEqual(
    lagging.damage().map((d) => [d.firstOffset, d.lastOffset, d.reason]),
    [[2, 7, 'gap']],
  );
});

test('a trim that died after it was recorded is finished at the next open', async () => {
  const { files, bed, writer } = await hourlyLog(12);
  await commitAll(bed, 12);
  files.faults.before = (operation, path): void => {
    if (operation === 'unlink' && path.endsWith('4.seg')) throw systemError('EIO', path);
  };
  await writer.trim({ olderThanMs: 0 }).catch(() => undefined);
  bed.files = files.afterKill();
  const again = await bed.writer();
  const state = again.state();
  deepEqual([state.oldestOffset, state.segments, state.damage], [8, 1, []]);
  equal((await auditLog(bed.place()))?.balanced, true);
});

test('erasure removes chosen records for good; offsets, the rest and every count stay', async () => {
  const { files, bed, writer } = await hourlyLog(12);
  const gone = new Set([4, 5, 7]);
  const { kept, removed, damage } = await writer.rewriteSegment(4, ({ offset }) => !gone.has(offset));
  deepEqual({ kept, removed, damage }, { kept: 1, removed: 3, damage: [] });
  const check = async (): Promise<void> => {
    const { records, consumer } = await bed.readAll(0);
    deepEqual(
      records.map(({ offset }) => offset),
      [0, 1, 2, 3, 6, 8, 9, 10, 11],
    );
    deepEqual(
      records.map(textOf),
      records.map(({ offset }) => payloadOf(offset).toString()),
    );
    deepEqual(consumer.damage(), []);
    const audit = await auditLog(bed.place());
    deepEqual([audit?.balanced, audit?.removed.count, audit?.present.count], [true, gone.size, 12 - gone.size]);
  };
  await check();
  gone.add(6);
  equal((await writer.rewriteSegment(4, ({ offset }) => offset !== 6)).removed, 1);
  const { records } = await bed.readAll(0);
  deepEqual(
    records.map(({ offset }) => offset),
    [0, 1, 2, 3, 8, 9, 10, 11],
  );
  equal((await auditLog(bed.place()))?.balanced, true);
  const everything = Buffer.concat(files.paths().map((path) => files.peek(path)));
  for (const offset of gone) equal(everything.includes(payloadOf(offset)), false, `record ${offset} is nowhere`);
  await writer.close();
  const again = await bed.writer();
  equal(again.endOffset, 12);
  await again.close();
});

test('only sealed segments are rewritten', async () => {
  const { writer } = await hourlyLog(8);
  for (const base of [4, 2, 99]) {
    const error = await refusal('LOG_SEGMENT_UNKNOWN', () => writer.rewriteSegment(base, () => true));
    deepEqual(error.params, { log: 'raw/0', base, sealed: [0] });
  }
});

test('a rewrite of a damaged segment leaves the damage out, reported and missing', async () => {
  const { files, bed, writer } = await hourlyLog(8);
  const path = `${FOLDER}/00000000000000000000.seg`;
  const at = files.peek(path).indexOf(payloadOf(2));
  files.peek(path).fill(0, at, at + 2);
  const { kept, damage } = await writer.rewriteSegment(0, ({ offset }) => offset !== 0);
  deepEqual([kept, damage.map((d) => [d.firstOffset, d.lastOffset])], [2, [[2, 2]]]);
  deepEqual((await auditLog(bed.place()))?.missing, [{ from: 2, to: 3 }]);
});

test('anyone can ask for the state, with or without an owner, and of a log that does not exist', async () => {
  const { bed, writer } = await hourlyLog(8);
  await commitAll(bed, 3);
  const state = await writer.refreshState();
  deepEqual(await readLogState(bed.place()), state);
  await writer.close();
  deepEqual(await readLogState(bed.place()), state);
  deepEqual(await readLogState({ ...bed.place(), address: { topic: 'none', partition: 0 }, groups: [] }), {
    address: { topic: 'none', partition: 0 },
    oldestOffset: 0,
    durableOffset: 0,
    segments: 0,
    bytes: 0,
    tornBytes: 0,
    damage: [],
    groups: [],
  });
});
