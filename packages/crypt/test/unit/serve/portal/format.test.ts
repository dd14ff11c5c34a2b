import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatNoun,
  formatRate,
  formatRecent,
  formatSeconds,
} from '../../../../src/serve/portal/format.ts';
import { NOON_MS } from '../../../support/serve-fixtures.ts';

suite('numbers and times for people', () => {
  test('counts and nouns', () => {
    assert.deepEqual([null, 0, 1_234_567].map(formatCount), ['–', '0', '1,234,567']);
    assert.deepEqual(
      [0, 1, 1_204].map((count) => formatNoun(count, 'event')),
      ['0 events', '1 event', '1,204 events'],
    );
  });

  test('rates have digits where they mean something', () => {
    assert.deepEqual([null, 0, 0.04, 0.25, 9.96, 10.4, 12_345].map(formatRate), [
      '–',
      '0',
      '< 0.1',
      '0.3',
      '10.0',
      '10',
      '12,345',
    ]);
  });

  test('bytes have binary units', () => {
    assert.deepEqual([null, 0, 1_023, 1_024, 150 * 1_024, 2.5 * 2 ** 30, 2 ** 60].map(formatBytes), [
      '–',
      '0 B',
      '1023 B',
      '1.0 KiB',
      '150 KiB',
      '2.5 GiB',
      '1024 PiB',
    ]);
  });

  test('durations grow in their units', () => {
    assert.deepEqual([null, 0.44, 12, 119, 180, 7_200, 172_800].map(formatSeconds), [
      '–',
      '0.4 s',
      '12 s',
      '119 s',
      '3 min',
      '2 h',
      '2 days',
    ]);
  });

  test('today’s moments are clocks, others have a date', () => {
    assert.equal(formatClock(NOON_MS), '12:00:00');
    assert.equal(formatRecent(NOON_MS, NOON_MS + 1_000), '12:00:00');
    assert.equal(formatRecent(NOON_MS - 86_400_000, NOON_MS), '2026-11-23 12:00:00');
  });
});
