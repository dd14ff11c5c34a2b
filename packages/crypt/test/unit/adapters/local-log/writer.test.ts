import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { auditLog } from '../../../../src/adapters/local-log/audit-log.ts';
import { FRAME_PAYLOAD_BYTES_MAX } from '../../../../src/kernel/limits.ts';
import { FOLDER, LogBed, payloadOf, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles, systemError } from '../../../support/power-cut-files.ts';
import { refusal } from '../../../support/refusal.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

function makeBed(): { files: PowerCutFiles; bed: LogBed } {
  const files = new PowerCutFiles(new SeededRandom(1));
  return { files, bed: new LogBed(files) };
}

/** Fails the first `times` operations of this kind on files with this ending. */
function failNext(files: PowerCutFiles, times: number, operation: string, ending: string, code = 'EIO'): void {
  let left = times;
  files.faults.before = (what, path): void => {
    if (what === operation && path.endsWith(ending) && left-- > 0) throw systemError(code, path);
  };
}

function segmentBytes(files: PowerCutFiles): number {
  const segments = files.paths().filter((path) => path.endsWith('.seg'));
  return segments.reduce((sum, path) => sum + files.peek(path).length, 0);
}

async function contents(bed: LogBed): Promise<{ texts: string[]; damage: number }> {
  const { records, consumer } = await bed.readAll(0);
  return { texts: records.map(textOf), damage: consumer.damage().length };
}

test('a full disk refuses, loses nothing, and appending resumes by itself when there is space', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  const stored: string[] = [];
  files.faults.capacityBytes = 6000;
  let refused = 0;
  for (let n = 0; n < 60; n++) {
    if (n === 40) files.faults.capacityBytes = 1_000_000;
    try {
      const { firstOffset } = await writer.append([payloadOf(n)]);
      equal(firstOffset, stored.length);
      stored.push(payloadOf(n).toString());
    } catch (error) {
      refused++;
      equal(segmentBytes(files), writer.state().bytes, 'nothing of a refused append is left behind');
      await refusal('LOG_FULL', () => {
        throw error;
      });
    }
  }
  equal(refused > 5 && stored.length > 30, true, `${refused} refused, ${stored.length} stored`);
  equal(bed.events.filter(({ type }) => type === 'disk.full').length, refused);
  await writer.close();
  deepEqual(await contents(bed), { texts: stored, damage: 0 });
  equal((await auditLog(bed.place()))?.balanced, true);
  const state = await (await bed.writer()).refreshState();
  deepEqual({ torn: state.tornBytes, damage: state.damage }, { torn: 0, damage: [] });
});

test('a log that cannot even be made for want of space says so, and can be made later', async () => {
  const { files, bed } = makeBed();
  files.faults.capacityBytes = 150;
  await refusal('LOG_FULL', () => bed.writer());
  files.faults.capacityBytes = 100_000;
  const writer = await bed.writer();
  equal((await writer.append([payloadOf(1)])).firstOffset, 0);
});

for (const operation of ['datasync', 'write']) {
  test(`after a failed ${operation} the segment is abandoned and the same records go into a new one`, async () => {
    const { files, bed } = makeBed();
    const writer = await bed.writer();
    await writer.append([payloadOf(0)]);
    failNext(files, 1, operation, '.seg');
    const { firstOffset } = await writer.append([payloadOf(1), payloadOf(2)]);
    equal(firstOffset, 1);
    await writer.append([payloadOf(3)]);
    const segment = '00000000000000000000.seg';
    deepEqual(bed.events, [{ type: 'segment.abandoned', segment, reason: 'EIO' }]);
    equal(writer.state().segments, 2);
    const texts = [0, 1, 2, 3].map((n) => payloadOf(n).toString());
    deepEqual(await contents(bed), { texts, damage: 0 });
    await writer.close();
    deepEqual(await contents(bed), { texts, damage: 0 });
    equal((await auditLog(bed.place()))?.balanced, true);
    bed.files = files.afterPowerCut();
    await (await bed.writer()).close();
    deepEqual(await contents(bed), { texts, damage: 0 });
  });
}

test('an abandoned segment that held nothing is set aside, and its name given to the next', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  const consumer = await bed.consumer();
  failNext(files, 1, 'datasync', '.seg');
  await writer.append([payloadOf(1)]);
  await writer.append([payloadOf(2)]);
  const records = await consumer.poll({ recordsMax: 9, bytesMax: 1e6, waitMs: 0 });
  deepEqual(
    records.map(textOf),
    [1, 2].map((n) => payloadOf(n).toString()),
  );
  deepEqual(consumer.damage(), []);
  equal(files.paths().includes(`${FOLDER}/quarantine/00000000000000000000.seg`), true);
});

test('a reader waits when the mark speaks of a segment that has been rewritten since', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0), payloadOf(1)]);
  const open = await bed.consumer();
  equal((await open.poll({ recordsMax: 1, bytesMax: 1, waitMs: 0 })).length, 1);
  failNext(files, 1, 'write', 'durable');
  await writer.rotate();
  await writer.rewriteSegment(0, ({ offset }) => offset !== 1);
  const late = await bed.consumer();
  deepEqual(await late.poll({ recordsMax: 9, bytesMax: 1e6, waitMs: 5 }), []);
  await writer.append([payloadOf(2)]);
  const offsets = async (): Promise<number[]> =>
    (await late.poll({ recordsMax: 9, bytesMax: 1e6, waitMs: 0 })).map(({ offset }) => offset);
  deepEqual([await offsets(), late.damage()], [[0, 2], []]);
});

test('a disk that refuses twice is LOG_FAILED, and the next append starts afresh', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0)]);
  // The first segment's sync, then the sync of the new segment's header.
  failNext(files, 2, 'datasync', '.seg');
  const error = await refusal('LOG_FAILED', () => writer.append([payloadOf(1)]));
  deepEqual(error.params, { folder: FOLDER, reason: 'EIO' });
  equal((await writer.append([payloadOf(2)])).firstOffset, 1);
  await writer.close();
  deepEqual(
    (await contents(bed)).texts,
    [0, 2].map((n) => payloadOf(n).toString()),
  );
});

test('a full disk that cannot be cut back makes the writer leave the segment', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  await writer.append([payloadOf(0)]);
  files.faults.before = (operation, path): void => {
    if (operation === 'write' && path.endsWith('.seg')) throw systemError('ENOSPC', path);
    if (operation === 'truncate') throw systemError('EIO', path);
  };
  await refusal('LOG_FULL', () => writer.append([payloadOf(1)]));
  files.faults.before = (): void => undefined;
  equal((await writer.append([payloadOf(2)])).firstOffset, 1);
  equal(writer.state().segments, 2);
  await writer.close();
  deepEqual(
    (await contents(bed)).texts,
    [0, 2].map((n) => payloadOf(n).toString()),
  );
});

test('a mark that cannot be written is told, and readers catch up at the next commit', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  failNext(files, 1, 'write', 'durable');
  equal((await writer.append([payloadOf(0)])).firstOffset, 0);
  deepEqual(bed.events, [{ type: 'mark.failed', reason: 'EIO' }]);
  await writer.append([payloadOf(1)]);
  equal((await contents(bed)).texts.length, 2);
});

test('an index that cannot be written costs nothing but time', async () => {
  const { files, bed } = makeBed();
  const writer = await bed.writer();
  files.faults.before = (operation, path): void => {
    if (operation === 'open' && path.includes('.idx.')) throw systemError('EIO', path);
  };
  for (let n = 0; n < 30; n++) await writer.append([payloadOf(n)]);
  equal(bed.events[0]?.type, 'index.failed');
  deepEqual(
    (await bed.readAll(25)).records.map(({ offset }) => offset),
    [25, 26, 27, 28, 29],
  );
});

test('too much that waits for the disk is refused at once, and what waited is stored', async () => {
  const { bed } = makeBed();
  const writer = await bed.writer({ pendingBytesMax: 1000 });
  const large = Buffer.alloc(2000);
  const first = writer.append([large]);
  const error = await refusal('LOG_BUSY', () => writer.append([Buffer.alloc(1)]));
  deepEqual(error.params, { log: 'raw/0', pendingBytes: 2048, limitBytes: 1000 });
  equal((await first).firstOffset, 0);
  equal((await writer.append([Buffer.alloc(1)])).firstOffset, 1);
});

test('a record above the limit is refused with its whole append; one at the limit is stored', async () => {
  const { bed } = makeBed();
  const writer = await bed.writer();
  const largest = Buffer.alloc(FRAME_PAYLOAD_BYTES_MAX, 3);
  await refusal('LOG_RECORD_TOO_LARGE', () => writer.append([payloadOf(1), Buffer.alloc(FRAME_PAYLOAD_BYTES_MAX + 1)]));
  equal(writer.endOffset, 0);
  await writer.append([largest, payloadOf(1)]);
  const { records } = await bed.readAll(0);
  deepEqual([records.length, Buffer.compare(records[0]?.payload ?? payloadOf(0), largest)], [2, 0]);
});

test('the end offset counts what waits, and times never go back when the clock does', async () => {
  const { bed } = makeBed();
  const writer = await bed.writer();
  const waiting = Array.from({ length: 5 }, (_, n) => writer.append([payloadOf(n), payloadOf(n)]));
  equal(writer.endOffset, 10);
  const before = (await Promise.all(waiting))[0]?.timeMs;
  bed.clock.jump(-3_600_000);
  equal((await writer.append([payloadOf(1)])).timeMs, before);
  await writer.close();
  const again = await bed.writer();
  equal((await again.append([payloadOf(1)])).timeMs, before);
  equal(again.endOffset, 12);
});
