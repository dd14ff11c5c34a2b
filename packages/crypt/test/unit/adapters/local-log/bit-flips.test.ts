import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { createLogAuditor } from '../../../../src/adapters/local-log/audit-log.ts';
import { readLogState } from '../../../../src/adapters/local-log/log-state.ts';
import type { LogDamage, LogRecord } from '../../../../src/contracts/log.ts';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { ADDRESS, drain, FOLDER, LogBed, payloadOf } from '../../../support/log-bed.ts';
import { PowerCutFiles } from '../../../support/power-cut-files.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

const RECORDS = 24;

/** A small log with everything a log can have: trimmed, rewritten, sealed and active segments, an index, a group. */
async function build(): Promise<{ bed: LogBed; files: PowerCutFiles; records: readonly LogRecord[] }> {
  const files = new PowerCutFiles(new SeededRandom(11));
  const bed = new LogBed(files);
  bed.segmentBytesMax = 1200;
  const writer = await bed.writer();
  for (let n = 0; n < RECORDS; n += 2) {
    bed.clock.advance(1000);
    await writer.append([payloadOf(n, 90), payloadOf(n + 1, 90)], n % 3);
  }
  const consumer = await bed.consumer('enrich');
  await consumer.commit(8);
  await (await bed.consumer('second')).commit(8);
  await writer.trim({ bytesMax: 2500 });
  const state = await writer.refreshState();
  await writer.rewriteSegment(state.oldestOffset, (record) => record.offset % 4 !== 3);
  await writer.close();
  return { bed, files, records: (await bed.readAll(0)).records };
}

const covers = (damage: LogDamage, offset: number): boolean =>
  damage.firstOffset <= offset && offset <= damage.lastOffset;

const sameRecord = (a: LogRecord, b: LogRecord | undefined): boolean =>
  b !== undefined && a.timeMs === b.timeMs && a.keyId === b.keyId && Buffer.compare(a.payload, b.payload) === 0;

/** Records that differ from what was written, and lost ones that no damage explains. */
function judge(original: readonly LogRecord[], found: readonly LogRecord[], damage: readonly LogDamage[]): string[] {
  const written = new Map(original.map((record) => [record.offset, record]));
  const wrong = found
    .filter((record) => !sameRecord(record, written.get(record.offset)))
    .map((r) => `wrong ${r.offset}`);
  const there = new Set(found.map((record) => record.offset));
  const silent = original.filter(({ offset }) => !there.has(offset) && !damage.some((d) => covers(d, offset)));
  return [...wrong, ...silent.map(({ offset }) => `silently lost ${offset}`)];
}

function flip(files: PowerCutFiles, path: string, bit: number): () => void {
  const bytes = files.peek(path);
  const at = bit >> 3;
  bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
  return () => void (bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7)));
}

test('10,000 flipped bits never change a record, and none is silent', async () => {
  const { bed, files, records } = await build();
  const random = new SeededRandom(3);
  const paths = files.paths().filter((path) => !path.includes('/quarantine/'));
  const kinds = new Set(paths.map((path) => path.slice(FOLDER.length + 1).replace(/^\d{20}/, '')));
  deepEqual([...kinds].toSorted(), [
    '.idx',
    '.seg',
    'declared.json',
    'durable',
    'groups/enrich.json',
    'groups/second.json',
    'trimmed.json',
  ]);
  const bits = paths.flatMap((path) =>
    Array.from({ length: files.peek(path).length * 8 }, (_, bit) => ({ path, bit })),
  );
  const problems: string[] = [];
  for (let n = 0; n < 10_000; n++) {
    const { path, bit } = bits[random.below(bits.length)] as { path: string; bit: number };
    const restore = flip(files, path, bit);
    const consumer = await bed.consumer('enrich');
    if (consumer.position <= 8) await consumer.seekOffset(0).catch(() => undefined);
    const found = await drain(consumer);
    const damage = [...consumer.damage()];
    const told = await committedIsRight(consumer);
    if (!path.endsWith('.seg')) damage.push(...(await readLogState(bed.place())).damage);
    const markLost = path.endsWith('/durable') && found.length === 0;
    if (!markLost) problems.push(...judge(records, found, damage).map((what) => `${what} ${path} ${bit}`));
    if (!told) problems.push(`group position used ${path} ${bit}`);
    // An index is an aid: reading past a damaged one gave every record.
    if (damage.length === 0 && !path.endsWith('.idx')) problems.push(`silent ${path} ${bit}`);
    await consumer.close();
    restore();
  }
  deepEqual(problems, []);
});

async function committedIsRight(consumer: { committed(): Promise<number | undefined> }): Promise<boolean> {
  try {
    return (await consumer.committed()) === 8;
  } catch (error) {
    return isCryptError(error, 'LOG_GROUP_DAMAGED');
  }
}

test('an owner that opens a log with one flipped bit reports it and keeps every other record', async () => {
  const { files, records } = await build();
  const random = new SeededRandom(4);
  const last = files.paths().findLast((path) => path.endsWith('.seg')) as string;
  const watched = [last, `${FOLDER}/durable`, `${FOLDER}/trimmed.json`, `${FOLDER}/declared.json`];
  const problems: string[] = [];
  for (let n = 0; n < 1500; n++) {
    const path = watched[n % 3 === 0 ? 1 + random.below(3) : 0] as string;
    const bit = random.below(files.peek(path).length * 8);
    const copy = files.afterKill();
    flip(copy, path, bit);
    const again = new LogBed(copy, n);
    again.segmentBytesMax = 1200;
    const writer = await again.writer();
    const { firstOffset } = await writer.append([Buffer.from('after')]);
    const state = await writer.refreshState();
    await writer.close();
    const { records: found, consumer } = await again.readAll(0);
    if (state.damage.length === 0) problems.push(`silent ${path} ${bit}`);
    if (state.tornBytes > 0) problems.push(`cut ${path} ${bit}`);
    if (firstOffset !== RECORDS) problems.push(`offset ${firstOffset} given ${path} ${bit}`);
    const old = found.filter((record) => record.offset < RECORDS);
    problems.push(...judge(records, old, consumer.damage()).map((what) => `${what} ${path} ${bit}`));
    if (records.length - old.length > 1 || found.length === old.length) problems.push(`lost more ${path} ${bit}`);
  }
  deepEqual(problems, []);
});

test('the audit sees every flipped bit that costs a record', async () => {
  const { bed, files, records } = await build();
  const random = new SeededRandom(5);
  const auditor = createLogAuditor({ root: '/data', address: ADDRESS, files: bed.files });
  const whole = await auditor.run();
  ok(whole?.balanced, 'whole before');
  const paths = files.paths().filter((path) => path.endsWith('.seg'));
  for (let n = 0; n < 300; n++) {
    const path = paths[random.below(paths.length)] as string;
    const restore = flip(files, path, random.below(files.peek(path).length * 8));
    const audit = await createLogAuditor({ root: '/data', address: ADDRESS, files: bed.files }).run();
    const { records: found } = await bed.readAll(0);
    const missing = audit?.missing.reduce((sum, { from, to }) => sum + to - from, 0);
    const unexplained: number = whole.removed.count - (audit?.removed.count ?? 0);
    deepEqual(
      { missing, found: found.length },
      { missing: records.length - found.length + unexplained, found: found.length },
    );
    restore();
  }
});
