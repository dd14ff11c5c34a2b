import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Account } from '../../../../src/adapters/local-log/account.ts';
import { auditLog, createLogAuditor, type LogAudit } from '../../../../src/adapters/local-log/audit-log.ts';
import { RunningSum, toTally } from '../../../../src/adapters/local-log/audit-tally.ts';
import {
  frameOffset,
  KIND_RECORD,
  frameKind,
  frameLength,
  sealFrame,
} from '../../../../src/adapters/local-log/frame.ts';
import { FOLDER, LogBed, payloadOf, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles, systemError } from '../../../support/power-cut-files.ts';
import { refusal } from '../../../support/refusal.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

const HEADER = 96;
const HEAD = 48;

async function makeLog(count: number): Promise<{ files: PowerCutFiles; bed: LogBed; segments: string[] }> {
  const files = new PowerCutFiles(new SeededRandom(1));
  const bed = new LogBed(files);
  bed.segmentBytesMax = 1500;
  const writer = await bed.writer();
  for (let n = 0; n < count; n += 2) await writer.append([payloadOf(n), payloadOf(n + 1)]);
  await writer.close();
  return { files, bed, segments: files.paths().filter((path) => path.endsWith('.seg')) };
}

function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = HEADER; at < bytes.length; at += HEAD + frameLength(bytes, at)) {
    frames.push(Buffer.from(bytes.subarray(at, at + HEAD + frameLength(bytes, at))));
  }
  return frames;
}

/** A segment of these frames with the chain made again, as someone would who knows the format. */
function chained(bytes: Buffer, frames: readonly Buffer[]): Buffer {
  const salt = bytes.readUInt32LE(40);
  let prev = salt;
  for (const frame of frames) {
    const fields = {
      kind: frameKind(frame, 0),
      keyId: frame.readUInt32LE(12),
      offset: frameOffset(frame, 0),
      timeMs: Number(frame.readBigUInt64LE(24)),
      prev,
      synced: frame.readUInt32LE(36),
    };
    prev = sealFrame(frame, 0, frameLength(frame, 0), salt, fields);
  }
  return Buffer.concat([bytes.subarray(0, HEADER), ...frames]);
}

function difference({ expected, trimmed, removed, present }: LogAudit): number {
  return expected.count - trimmed.count - removed.count - present.count;
}

async function audited(bed: LogBed): Promise<LogAudit> {
  const audit = await auditLog(bed.place());
  equal(audit === undefined, false, 'there is a mark');
  return audit as LogAudit;
}

test('a whole log balances by count and hash, through trims, erasure and restarts', async () => {
  const { bed } = await makeLog(30);
  for (const group of bed.groups) await (await bed.consumer(group)).commit(20);
  const writer = await bed.writer();
  const { records } = await writer.trim({ bytesMax: 2000 });
  const base = (await writer.refreshState()).oldestOffset;
  const { removed } = await writer.rewriteSegment(base, ({ offset }) => offset !== base + 1);
  await writer.append([payloadOf(99)]);
  await writer.close();
  const audit = await audited(bed);
  deepEqual(
    { ...audit, counts: [audit.expected.count, audit.trimmed.count, audit.removed.count, audit.present.count] },
    {
      ...audit,
      balanced: true,
      missing: [],
      unexpected: [],
      upToOffset: 31,
      counts: [31, records, removed, 30 - records],
    },
  );
  equal(records > 4 && removed === 1, true);
});

for (const chain of ['broken', 'made again'] as const) {
  test(`one frame dropped from a sealed segment, its chain ${chain}, is one missing record`, async () => {
    const { files, bed, segments } = await makeLog(20);
    const path = segments[1] as string;
    const frames = framesOf(files.peek(path));
    const at = frames.findIndex((frame, n) => n > 0 && frameKind(frame, 0) === KIND_RECORD);
    const offset = frameOffset(frames[at] as Buffer, 0);
    const rest = frames.toSpliced(at, 1);
    const bytes = files.peek(path);
    const plain = Buffer.concat([bytes.subarray(0, HEADER), ...rest]);
    files.plant(path, chain === 'broken' ? plain : chained(bytes, rest));
    const audit = await audited(bed);
    deepEqual(
      { difference: difference(audit), missing: audit.missing, balanced: audit.balanced },
      { difference: 1, missing: [{ from: offset, to: offset + 1 }], balanced: false },
    );
    const { consumer } = await bed.readAll(0);
    deepEqual(
      consumer.damage().map((d) => [d.firstOffset, d.lastOffset, d.reason]),
      [[offset, offset, chain === 'broken' ? 'chain' : 'gap']],
    );
  });
}

test('one frame dropped from the active segment is one missing record', async () => {
  const { files, bed, segments } = await makeLog(20);
  const path = segments.at(-1) as string;
  const frames = framesOf(files.peek(path));
  files.plant(path, chained(files.peek(path), frames.slice(1)));
  equal(difference(await audited(bed)), 1);
});

test('one frame added is one record too many, and no reader is given it', async () => {
  const { files, bed, segments } = await makeLog(20);
  const path = segments[1] as string;
  const frames = framesOf(files.peek(path));
  const twin = Buffer.from(frames[0] as Buffer);
  const offset = frameOffset(twin, 0);
  files.plant(path, chained(files.peek(path), [frames[0] as Buffer, twin, ...frames.slice(1)]));
  const audit = await audited(bed);
  deepEqual(
    { difference: difference(audit), unexpected: audit.unexpected, balanced: audit.balanced },
    { difference: -1, unexpected: [{ from: offset, to: offset + 1 }], balanced: false },
  );
  const { records, consumer } = await bed.readAll(0);
  deepEqual({ records: records.length, damage: consumer.damage().length }, { records: 20, damage: 1 });
});

test('one record changed and sealed again keeps the count, and the hash shows it', async () => {
  const { files, bed, segments } = await makeLog(20);
  const path = segments[1] as string;
  const frames = framesOf(files.peek(path));
  (frames[0] as Buffer)[HEAD] = 0x7a;
  files.plant(path, chained(files.peek(path), frames));
  const audit = await audited(bed);
  deepEqual(
    { difference: difference(audit), missing: audit.missing, balanced: audit.balanced },
    { difference: 0, missing: [], balanced: false },
  );
});

test('what an abandoned segment holds beyond its end is not given out, even where its last commit frame is gone', async () => {
  const { files, bed } = await makeLog(2);
  const writer = await bed.writer();
  let failures = 2;
  files.faults.before = (operation, path): void => {
    if (operation === 'datasync' && path.endsWith('.seg') && failures-- > 0) throw systemError('EIO', path);
  };
  await refusal('LOG_FAILED', () => writer.append([Buffer.from('refused')]));
  await writer.append([Buffer.from('stored')]);
  await writer.close();
  const path = `${FOLDER}/00000000000000000000.seg`;
  const frames = framesOf(files.peek(path));
  deepEqual(
    frames.map((frame) => frameKind(frame, 0)),
    [1, 1, 2, 1, 2],
  );
  files.plant(path, chained(files.peek(path), frames.toSpliced(2, 1)));
  const { records } = await bed.readAll(0);
  deepEqual(records.map(textOf), [payloadOf(0).toString(), payloadOf(1).toString(), 'stored']);
  equal((await audited(bed)).balanced, true);
});

test('a deleted segment is exactly its records missing, wherever it was', async () => {
  const { files, bed, segments } = await makeLog(20);
  const bases = [...segments.map((path) => Number(path.slice(-24, -4))), 20];
  for (const [n, path] of segments.entries()) {
    const bytes = Buffer.from(files.peek(path));
    files.plant(path, undefined);
    const audit = await audited(bed);
    const [from, to] = [bases[n] as number, bases[n + 1] as number];
    deepEqual(
      { difference: difference(audit), missing: audit.missing },
      { difference: to - from, missing: [{ from, to }] },
    );
    files.plant(path, bytes);
  }
});

test('segments deleted under a damaged or deleted trim record are missing, not trimmed', async () => {
  const { files, bed, segments } = await makeLog(20);
  const path = `${FOLDER}/trimmed.json`;
  files.plant(segments[0] as string, undefined);
  for (const content of [undefined, Buffer.from('{"oldestOffset":8}'), Buffer.from('nonsense')]) {
    files.plant(path, content);
    equal(difference(await audited(bed)) > 0, true);
  }
});

test('there is nothing to audit without a mark', async () => {
  const { files, bed } = await makeLog(2);
  files.plant(`${FOLDER}/durable`, Buffer.alloc(80));
  equal(await auditLog(bed.place()), undefined);
});

test('a second run reads only what is new, and still finds what has changed', async () => {
  const { files, bed, segments } = await makeLog(20);
  const auditor = createLogAuditor(bed.place());
  equal((await auditor.run())?.balanced, true);
  const read: string[] = [];
  files.faults.before = (operation, path): void => void (operation === 'read' && read.push(path));
  const writer = await bed.writer();
  read.length = 0;
  await writer.append([payloadOf(20)]);
  equal((await auditor.run())?.present.count, 21);
  deepEqual(
    read.filter((path) => segments.slice(0, -1).includes(path)),
    [],
  );
  const bytes = files.peek(segments[0] as string);
  files.plant(segments[0] as string, chained(bytes, framesOf(bytes).slice(1)));
  deepEqual((await auditor.run())?.missing, [{ from: 0, to: 1 }]);
  files.plant(segments[0] as string, bytes);
  equal((await auditor.run())?.balanced, true);
  await writer.close();
});

test('both counts hash a record alike, at any offset', () => {
  const records = fc.array(fc.tuple(fc.maxSafeNat(), fc.nat(0xffff_ffff)), { maxLength: 50 });
  fc.assert(
    fc.property(records, (all) => {
      const account = new Account();
      const sum = new RunningSum();
      for (const [offset, crc] of all) {
        account.addRecord(offset, crc);
        sum.addRecord(offset, crc);
      }
      deepEqual(toTally(sum.sum()), account.tally());
    }),
  );
});
