import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { LogConsumer } from '../../../../src/contracts/log.ts';
import { readRawRecords } from '../../../../src/enrich/retry/raw-records.ts';
import { ENRICH_POLL_BYTES_MAX, RETRY_SLICE_MS_MAX } from '../../../../src/kernel/limits.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

function logOf(count: number, dropped: readonly number[] = []): FakeLog {
  const log = new FakeLog('raw');
  for (let i = 0; i < count; i++) log.push(Buffer.from(String(i)));
  for (const offset of dropped) log.drop(offset);
  return log;
}

test('records are found by their offsets, near and far, and those that are gone are not', async () => {
  const offsets = fc.uniqueArray(fc.nat(999), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      offsets,
      fc.uniqueArray(fc.nat(999), { maxLength: 30 }),
      fc.nat(999),
      async (wanted, gone, start) => {
        const log = logOf(1_000, gone);
        const consumer = log.consumer('retry');
        await consumer.seekOffset(start);
        const sorted = wanted.toSorted((a, b) => a - b);
        const { records, looked } = await readRawRecords(consumer, sorted, new ManualClock());
        assert.equal(looked, sorted.length);
        const there = sorted.filter((offset) => !gone.includes(offset));
        assert.deepEqual([...records.keys()], there);
        for (const [offset, { payload }] of records) assert.equal(Buffer.from(payload).toString(), String(offset));
      },
    ),
    { numRuns: 40 },
  );
});

test('a log that was trimmed, or ends before, has not got them', async () => {
  const log = logOf(20);
  for (let offset = 0; offset < 10; offset++) log.drop(offset);
  const consumer = log.consumer('retry');
  const seeks: number[] = [];
  const counting: LogConsumer = {
    ...consumer,
    get position() {
      return consumer.position;
    },
    seekOffset: async (offset) => {
      seeks.push(offset);
      await consumer.seekOffset(offset);
    },
  };
  const { records, looked } = await readRawRecords(counting, [1, 3, 7, 9, 10, 19], new ManualClock());
  assert.deepEqual([[...records.keys()], looked, seeks], [[10, 19], 6, [1]]);
});

test('no more is read than bytes and time allow, and one at least', async () => {
  const log = new FakeLog('raw');
  for (let i = 0; i < 3; i++) log.push(new Uint8Array(ENRICH_POLL_BYTES_MAX / 2 + 1));
  const bounded = await readRawRecords(log.consumer('retry'), [0, 1, 2], new ManualClock());
  assert.deepEqual([[...bounded.records.keys()], bounded.looked], [[0, 1], 2]);
  const clock = new ManualClock();
  const consumer = logOf(9).consumer('retry', { step: () => clock.advance(RETRY_SLICE_MS_MAX) });
  const slow = await readRawRecords(consumer, [0, 5], clock);
  assert.deepEqual([[...slow.records.keys()], slow.looked], [[0], 1]);
});
