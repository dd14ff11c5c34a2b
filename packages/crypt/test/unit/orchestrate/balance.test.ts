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

function loaded(name: string, topic: string, stored: number): HopCount {
  return hop(name, 'loader', topic, stored, { stored: plain(stored) });
}

function landed(name: string, topic: string, count: number): HopCount {
  return hop(name, 'sql', topic, count, { expected: { count, hash: '55' }, present: { count, hash: '55' } });
}

/**
 * A flow in which everything adds up: 100 payloads, 260 events. 7 of 14 failed ones were ended by retries: 5 became rows,
 * a payload became 2 rows and a failed event, and a rule dropped one.
 */
const SOUND: Readonly<Record<string, HopCount>> = {
  collect: hop('collect', 'collector', 'raw', 100, { beforeStart: plain(40), stored: plain(55), kept: plain(5) }),
  raw: audit('raw', { count: 100, hash: '7' }, { count: 60, hash: '5' }, { count: 40, hash: '2' }),
  enrich: hop('enrich', 'enrich', 'raw', 90, {
    payloads: plain(87),
    damaged: plain(2),
    missing: plain(1),
    events: plain(256),
    enriched: plain(232),
    failed: plain(14),
    dropped: plain(10),
    repaired: plain(7),
    failedAnew: plain(1),
    droppedLater: plain(1),
    settled: plain(7),
    rejudged: plain(2),
    enrichedTwice: plain(1),
    failedTwice: plain(2),
    repairsTwice: plain(1),
    enrichedEnd: plain(240),
    failedEnd: plain(17),
    repairsEnd: plain(10),
  }),
  enriched: audit('enriched', { count: 240, hash: '9' }, { count: 240, hash: '9' }),
  failed: audit('failed', { count: 17, hash: '1' }, { count: 17, hash: '1' }),
  repairs: audit('repairs', { count: 10, hash: '3' }, { count: 10, hash: '3' }),
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
  loadFailed: loaded('load:failed', 'failed', 17),
  landingFailed: landed('landing:failed', 'failed', 17),
  loadRepairs: loaded('load:repairs', 'repairs', 10),
  landingRepairs: landed('landing:repairs', 'repairs', 10),
};

function logState(topic: string, durableOffset: number): LogState {
  const address = { topic, partition: 0 };
  const nothing = { segments: 1, bytes: 0, tornBytes: 0, damage: [], groups: [] };
  return { address, oldestOffset: 0, durableOffset, ...nothing };
}

const LOGS = [logState('raw', 100), logState('enriched', 240), logState('failed', 17), logState('repairs', 10)];

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
    eventsReceived: 258,
    stored: 210,
    duplicate: 12,
    dropped: 11,
    failed: 15,
    repaired: 7,
    stillFailing: 8,
    inFlightEvents: 10,
    inFlightPayloads: 10,
  });
  assert.deepEqual(
    lines.map(({ hop: name, left, right, unexplained }) => [name, left, right, unexplained]),
    [
      ['collect', 60, { stored: 55, kept: 5 }, 0],
      ['log:raw', 100, { present: 60, trimmed: 40, removed: 0 }, 0],
      ['enrich', 90, { payloads: 87, damaged: 2, missing: 1 }, 0],
      ['events', 256, { enriched: 232, failed: 14, dropped: 10 }, 0],
      ['out:enriched', 240, { enriched: 232, repaired: 7, 'stored twice': 1 }, 0],
      ['out:failed', 17, { failed: 14, 'failed anew': 1, 'stored twice': 2 }, 0],
      ['out:repairs', 10, { settled: 7, 'judged otherwise': 2, 'stored twice': 1 }, 0],
      ['log:enriched', 240, { present: 240, trimmed: 0, removed: 0 }, 0],
      ['log:failed', 17, { present: 17, trimmed: 0, removed: 0 }, 0],
      ['log:repairs', 10, { present: 10, trimmed: 0, removed: 0 }, 0],
      ['load', 230, { stored: 200, expired: 10, duplicate: 12, redelivered: 5, damaged: 3 }, 0],
      ['landing', 200, { present: 200 }, 0],
      ['load:failed', 17, { stored: 17, expired: 0, duplicate: 0, redelivered: 0, damaged: 0 }, 0],
      ['landing:failed', 17, { present: 17 }, 0],
      ['load:repairs', 10, { stored: 10, expired: 0, duplicate: 0, redelivered: 0, damaged: 0 }, 0],
      ['landing:repairs', 10, { present: 10 }, 0],
    ],
  );
  for (const { says } of lines) assert.match(says, / = /);
});

/** What the page adds up, by the counts of one moment: 0 when it does. */
function pageDifference(hops: readonly HopCount[], logs: readonly LogState[], timeMs: number): number {
  const { eventsReceived, stored, duplicate, dropped, stillFailing, inFlightEvents } = computeBalance(
    hops,
    logs,
    timeMs,
  );
  return eventsReceived - stored - duplicate - dropped - stillFailing - inFlightEvents;
}

function flowAt(enriched: number, failed: number, consumed: number, twice: number): readonly HopCount[] {
  const terms = { events: enriched + failed, enriched, failed, enrichedTwice: twice, enrichedEnd: enriched + twice };
  const redelivered = Math.min(twice, consumed);
  const load = { stored: plain(consumed - redelivered), redelivered: plain(redelivered) };
  return [
    hop('enrich', 'enrich', 'raw', 0, Object.fromEntries(Object.entries(terms).map(([name, n]) => [name, plain(n)]))),
    { ...hop('load', 'loader', 'enriched', consumed, load), timeMs: 10_000 },
  ];
}

test('what is on the way is told by the counts, whatever the state of the log was seconds ago', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000),
      fc.nat(50),
      fc.nat(1_000),
      fc.nat(20),
      fc.nat(2_000),
      (enriched, failed, on, twice, old) => {
        const consumed = Math.max(twice, enriched + twice - on);
        assert.equal(pageDifference(flowAt(enriched, failed, consumed, twice), [logState('enriched', old)], 60_000), 0);
      },
    ),
  );
});

test('rows whose events enrich has not told of yet are no difference for a moment, and one after it', () => {
  const ahead = flowAt(100, 3, 107, 0);
  assert.equal(pageDifference(ahead, [], 12_000), 0);
  assert.equal(pageDifference(ahead, [], 15_000), -7);
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
    ['enrich', 'events', 'dropped'],
    ['enrich', 'out:enriched', 'repaired'],
    ['enrich', 'out:enriched', 'enrichedTwice'],
    ['enrich', 'out:enriched', 'enrichedEnd'],
    ['enrich', 'out:failed', 'failedAnew'],
    ['enrich', 'out:failed', 'failedTwice'],
    ['enrich', 'out:failed', 'failedEnd'],
    ['enrich', 'out:repairs', 'settled'],
    ['enrich', 'out:repairs', 'rejudged'],
    ['enrich', 'out:repairs', 'repairsTwice'],
    ['enrich', 'out:repairs', 'repairsEnd'],
    ['enriched', 'log:enriched', 'present'],
    ['failed', 'log:failed', 'present'],
    ['repairs', 'log:repairs', 'present'],
    ['loadFailed', 'load:failed', 'stored'],
    ['landingFailed', 'landing:failed', 'present'],
    ['loadRepairs', 'load:repairs', 'stored'],
    ['landingRepairs', 'landing:repairs', 'expected'],
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

test('an event that enrich counts and did not write shows where it was counted and where it should lie', () => {
  for (const [term, output] of [
    ['enriched', 'out:enriched'],
    ['failed', 'out:failed'],
  ] as const) {
    const count = (SOUND['enrich']?.terms[term]?.count ?? 0) + 1;
    const { lines, unexplained } = changed('enrich', { [term]: plain(count) });
    const guilty = lines.filter((line) => line.unexplained > 0).map((line) => line.hop);
    assert.deepEqual([guilty, unexplained], [['events', output], 2]);
  }
});

test('while enrich reads its outputs back, what it wrote is not known', () => {
  const { enrichedEnd: _, ...terms } = SOUND['enrich']?.terms ?? {};
  const hops = Object.values({ ...SOUND, enrich: { ...(SOUND['enrich'] as HopCount), terms } });
  assert.equal(computeBalance(hops, LOGS, 5).unexplained, null);
});

test('whatever retries make of failed events, what came is what it became', () => {
  const count = fc.nat(1_000);
  fc.assert(
    fc.property(count, count, count, count, count, count, (enriched, failed, dropped, repaired, anew, later) => {
      const settled = Math.min(failed + anew, repaired + later);
      const terms = { enriched, failed, dropped, repaired, failedAnew: anew, droppedLater: later, settled };
      const events = { events: plain(enriched + failed + dropped) };
      const counts = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, plain(value)]));
      const balance = changed('enrich', { ...events, ...counts });
      assert.equal(balance.eventsReceived, enriched + balance.repaired + balance.dropped + balance.stillFailing);
    }),
  );
});

test('one lost and another added show as one, since the hashes differ', () => {
  for (const [name, term] of [
    ['raw', 'present'],
    ['raw', 'trimmed'],
    ['enriched', 'present'],
    ['failed', 'present'],
    ['repairs', 'present'],
    ['landing', 'present'],
    ['landingFailed', 'present'],
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
