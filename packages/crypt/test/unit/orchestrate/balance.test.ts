import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { HopCount, Tally } from '../../../src/contracts/hop-count.ts';
import type { LogState } from '../../../src/contracts/log.ts';
import { computeBalance } from '../../../src/orchestrate/balance.ts';

function plain(count: number): Tally {
  return { count, hash: '0' };
}

function hop(name: string, counter: string, topic: string, upToOffset: number, terms: Record<string, Tally>): HopCount {
  return { hop: name, counter, timeMs: 1, topic, upToOffset, terms };
}

function audit(topic: string, expected: Tally, present: Tally, trimmed = plain(0)): HopCount {
  return hop(`log:${topic}`, 'audit', topic, expected.count, { expected, present, trimmed, removed: plain(0) });
}

/** A flow in which everything adds up: 100 payloads, 250 events. */
const SOUND: Readonly<Record<string, HopCount>> = {
  collect: hop('collect', 'collector', 'raw', 100, { beforeStart: plain(40), stored: plain(55), kept: plain(5) }),
  raw: audit('raw', { count: 100, hash: '7' }, { count: 60, hash: '5' }, { count: 40, hash: '2' }),
  enrich: hop('enrich', 'enrich', 'raw', 90, {
    payloads: plain(87),
    damaged: plain(2),
    missing: plain(1),
    events: plain(250),
    enriched: plain(240),
    failed: plain(10),
  }),
  enriched: audit('enriched', { count: 240, hash: '9' }, { count: 240, hash: '9' }),
  failed: audit('failed', { count: 10, hash: '1' }, { count: 10, hash: '1' }),
  load: hop('load', 'loader', 'enriched', 230, {
    stored: plain(200),
    expired: plain(10),
    duplicate: plain(12),
    redelivered: plain(5),
    damaged: plain(3),
  }),
  landing: hop('landing', 'sql', 'enriched', 230, {
    expected: { count: 200, hash: '123' },
    present: { count: 200, hash: '123' },
  }),
};

function logState(topic: string, durableOffset: number): LogState {
  const address = { topic, partition: 0 };
  const nothing = { segments: 1, bytes: 0, tornBytes: 0, damage: [], groups: [] };
  return { address, oldestOffset: 0, durableOffset, ...nothing };
}

const LOGS = [logState('raw', 100), logState('enriched', 240), logState('failed', 10)];

/** The balance of the sound flow with one hop's terms or cut changed. */
function changed(name: string, terms: Record<string, Tally>, upToOffset?: number): ReturnType<typeof computeBalance> {
  const found = SOUND[name];
  assert.ok(found !== undefined);
  const hops = {
    ...SOUND,
    [name]: { ...found, upToOffset: upToOffset ?? found.upToOffset, terms: { ...found.terms, ...terms } },
  };
  return computeBalance(Object.values(hops), LOGS, 5);
}

test('a sound flow is explained to the last record', () => {
  const { lines, ...rest } = computeBalance(Object.values(SOUND), LOGS, 5);
  assert.deepEqual(rest, {
    timeMs: 5,
    unexplained: 0,
    payloadsReceived: 100,
    eventsReceived: 250,
    stored: 210,
    duplicate: 12,
    failed: 10,
    inFlightEvents: 10,
    inFlightPayloads: 10,
  });
  assert.deepEqual(
    lines.map(({ hop: name, left, right, unexplained }) => [name, left, right, unexplained]),
    [
      ['collect', 60, { stored: 55, kept: 5 }, 0],
      ['log:raw', 100, { present: 60, trimmed: 40, removed: 0 }, 0],
      ['enrich', 90, { payloads: 87, damaged: 2, missing: 1 }, 0],
      ['events', 250, { enriched: 240, failed: 10 }, 0],
      ['log:enriched', 240, { present: 240, trimmed: 0, removed: 0 }, 0],
      ['log:failed', 10, { present: 10, trimmed: 0, removed: 0 }, 0],
      ['load', 230, { stored: 200, expired: 10, duplicate: 12, redelivered: 5, damaged: 3 }, 0],
      ['landing', 200, { present: 200 }, 0],
    ],
  );
  for (const { says } of lines) assert.match(says, / = /);
});

test('a loss or an addition at any hop shows as that many, at that hop alone', () => {
  const terms: readonly (readonly [hop: string, line: string, term: string])[] = [
    ['collect', 'collect', 'stored'],
    ['collect', 'collect', 'kept'],
    ['raw', 'log:raw', 'present'],
    ['raw', 'log:raw', 'trimmed'],
    ['raw', 'log:raw', 'removed'],
    ['enrich', 'enrich', 'payloads'],
    ['enrich', 'enrich', 'damaged'],
    ['enrich', 'enrich', 'missing'],
    ['enrich', 'events', 'enriched'],
    ['enrich', 'events', 'failed'],
    ['enriched', 'log:enriched', 'present'],
    ['failed', 'log:failed', 'present'],
    ['load', 'load', 'stored'],
    ['load', 'load', 'expired'],
    ['load', 'load', 'duplicate'],
    ['load', 'load', 'redelivered'],
    ['load', 'load', 'damaged'],
    ['landing', 'landing', 'present'],
    ['landing', 'landing', 'expected'],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...terms), fc.integer({ min: -50, max: 50 }), ([name, line, term], by) => {
      const before = SOUND[name]?.terms[term] ?? plain(0);
      const balance = changed(name, { [term]: { count: before.count + by, hash: before.hash } });
      assert.equal(balance.unexplained, Math.abs(by));
      const guilty = balance.lines.filter(({ unexplained }) => unexplained > 0).map(({ hop: where }) => where);
      assert.deepEqual(guilty, by === 0 ? [] : [line]);
    }),
  );
});

test('one lost and another added show as one, since the hashes differ', () => {
  for (const [name, term] of [
    ['raw', 'present'],
    ['raw', 'trimmed'],
    ['enriched', 'present'],
    ['failed', 'present'],
    ['landing', 'present'],
  ] as const) {
    const count = SOUND[name]?.terms[term]?.count ?? 0;
    assert.equal(changed(name, { [term]: { count, hash: '77' } }).unexplained, 1, `${name} ${term}`);
  }
});

test('hashes are compared modulo 2^64', () => {
  const most = (2n ** 64n - 1n).toString();
  const raw = { present: { count: 60, hash: most }, trimmed: { count: 40, hash: '8' } };
  assert.equal(changed('raw', raw).unexplained, 0);
});

test('appends that were rejected explain as many records more, and none less', () => {
  const unsure = { unsure: plain(3) };
  assert.deepEqual(
    [99, 100, 101, 103, 104].map((end) => changed('collect', unsure, end).lines[0]?.unexplained),
    [1, 0, 0, 0, 1],
  );
  assert.deepEqual(changed('collect', unsure).lines[0]?.right, { stored: 55, kept: 5, 'at most, rejected': 3 });
});

test('a count that is missing makes the whole unknown, never zero', () => {
  for (const missing of Object.keys(SOUND)) {
    const hops = Object.entries(SOUND).flatMap(([name, count]) => (name === missing ? [] : [count]));
    assert.equal(computeBalance(hops, LOGS, 5).unexplained, null, missing);
  }
  const nothing = computeBalance([], [], 5);
  assert.deepEqual([nothing.unexplained, nothing.lines, nothing.payloadsReceived], [null, [], 0]);
});

test('a count by another counter is not taken for the one that is asked for', () => {
  const twin = { ...(SOUND['landing'] as HopCount), counter: 'loader' };
  const hops = Object.entries(SOUND).map(([name, count]) => (name === 'landing' ? twin : count));
  assert.equal(computeBalance(hops, LOGS, 5).unexplained, null);
});
