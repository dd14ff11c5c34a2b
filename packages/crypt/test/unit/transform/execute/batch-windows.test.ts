import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  BATCH_SIZES,
  batchName,
  batchWindows,
  isoTime,
  offset,
  parseTime,
  sampleWindow,
} from '../../../../src/transform/execute/batch-windows.ts';

const NOW = Date.UTC(2026, 10, 24, 15, 13);
const names = (plan: Partial<Parameters<typeof batchWindows>[0]>): readonly string[] | undefined => {
  const whole = { size: 'day', lookback: 1, beginMs: undefined, nowMs: NOW, isIncremental: false, ...plan } as const;
  return batchWindows(whole)?.map((window) => batchName(window, whole.size));
};

test('from begin the first time, then what is looked back to', () => {
  assert.deepEqual(names({ beginMs: Date.UTC(2026, 10, 22) }), ['2026-11-22', '2026-11-23', '2026-11-24']);
  assert.deepEqual(names({ isIncremental: true }), ['2026-11-23', '2026-11-24']);
  assert.deepEqual(names({ isIncremental: true, lookback: 0 }), ['2026-11-24']);
  assert.deepEqual(names({ size: 'hour', isIncremental: true }), ['2026-11-24T14', '2026-11-24T15']);
  assert.deepEqual(names({ size: 'month', beginMs: Date.UTC(2026, 8, 9) }), ['2026-09', '2026-10', '2026-11']);
  assert.deepEqual(names({ size: 'year', isIncremental: true }), ['2025', '2026']);
  assert.equal(names({}), undefined);
  assert.deepEqual(names({ startMs: Date.UTC(2026, 0, 30), endMs: Date.UTC(2026, 1, 1) }), [
    '2026-01-30',
    '2026-01-31',
  ]);
});

test('batches follow one another without a gap, and end with the end', () => {
  const time = fc.integer({ min: Date.UTC(2019, 0), max: Date.UTC(2021, 0) });
  fc.assert(
    fc.property(
      fc.constantFrom(...BATCH_SIZES.slice(1)),
      time,
      fc.integer({ min: 1, max: 400 * 86_400_000 }),
      (size, startMs, length) => {
        const windows =
          batchWindows({
            size,
            lookback: 1,
            beginMs: undefined,
            startMs,
            endMs: startMs + length,
            nowMs: NOW,
            isIncremental: false,
          }) ?? [];
        assert.ok((windows[0]?.startMs ?? Infinity) <= startMs);
        assert.ok((windows.at(-1)?.endMs ?? 0) >= startMs + length);
        for (const [index, { endMs }] of windows.slice(0, -1).entries())
          assert.equal(windows[index + 1]?.startMs, endMs);
        for (const window of windows) assert.equal(offset(window.startMs, size, 1), window.endMs);
      },
    ),
  );
});

test('times are read in UTC, and written', () => {
  assert.equal(parseTime('2026-01-31'), Date.UTC(2026, 0, 31));
  assert.equal(parseTime('2026-01-31 10:30'), Date.UTC(2026, 0, 31, 10, 30));
  assert.equal(parseTime('2026-01-31T10:30:00+02:00'), Date.UTC(2026, 0, 31, 8, 30));
  for (const text of ['', 'yesterday', '2026-13-01', '31.1.2026']) assert.ok(Number.isNaN(parseTime(text)), text);
  assert.equal(isoTime(Date.UTC(2026, 0, 31)), '2026-01-31T00:00:00+00:00');
});

test('a sample is a span back from now, or from start to end', () => {
  assert.deepEqual(sampleWindow('2 days', NOW), { startMs: Date.UTC(2026, 10, 22), endMs: NOW });
  assert.deepEqual(sampleWindow('1 Hour', NOW), { startMs: Date.UTC(2026, 10, 24, 14), endMs: NOW });
  assert.deepEqual(sampleWindow("{'start': '2026-01-01', 'end': '2026-02-01'}", NOW), {
    startMs: Date.UTC(2026, 0),
    endMs: Date.UTC(2026, 1),
  });
  for (const text of ['', '3 weeks', 'days', "{start: '2026-02-01', end: '2026-01-01'}", '3'])
    assert.equal(sampleWindow(text, NOW), undefined, text);
});
