import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { LogDamage, LogRecord } from '../../../src/contracts/log.ts';
import { payloadHash } from '../../../src/contracts/payload-hash.ts';
import { FIRST_CHECKPOINT, type Checkpoint } from '../../../src/enrich/checkpoint.ts';
import { runEnrich } from '../../../src/enrich/enrich-loop.ts';
import { CryptError } from '../../../src/kernel/crypt-error.ts';
import { MultisetHash } from '../../../src/kernel/multiset-hash.ts';
import { refusal } from '../../support/refusal.ts';
import { Life, World } from './dying-logs.ts';
import { enrich, PAGE_VIEW, post } from './make-record.ts';

const BROKEN = { ...PAGE_VIEW, p: 'nowhere' };

/** A record of `good` events that become rows and `bad` ones that fail. */
function mixed(offset: number, good: number, bad: number): LogRecord {
  const events = [...Array.from({ length: good }, () => PAGE_VIEW), ...Array.from({ length: bad }, () => BROKEN)];
  return post(events, {}, offset);
}

function lines(world: World, topic: 'enriched' | 'failed'): readonly string[] {
  return world.logs[topic].map(({ payload }) => Buffer.from(payload).toString());
}

function terms(world: World): unknown {
  return world.checkpoint?.tallies;
}

function tally(hashes: readonly string[]): unknown {
  const sum = new MultisetHash();
  for (const hash of hashes) sum.addHex(hash);
  return sum.tally();
}

/** What must be in the logs and the checkpoint for these raw records, by other code than the loop's. */
function expected(records: readonly LogRecord[]): { enriched: string[]; failed: string[]; tallies: unknown } {
  const outputs = records.map((record) => enrich(record));
  const enriched = outputs.flatMap((output) => output.enriched);
  const failed = outputs.flatMap((output) => output.failed);
  const failedHashes = failed.map(({ line }) => payloadHash(line));
  const enrichedHashes = enriched.map(({ hash }) => hash);
  return {
    enriched: enriched.map(({ line }) => line.toString()),
    failed: failed.map(({ line }) => line.toString()),
    tallies: {
      payloads: tally(records.map(({ payload }) => payloadHash(payload))),
      events: tally([...enrichedHashes, ...failedHashes]),
      enriched: tally(enrichedHashes),
      failed: tally(failedHashes),
      dropped: tally([]),
      damaged: tally([]),
      missing: tally([]),
      repaired: tally([]),
      failedAnew: tally([]),
      droppedLater: tally([]),
      settled: tally([]),
      rejudged: tally([]),
      enrichedTwice: tally([]),
      failedTwice: tally([]),
      repairsTwice: tally([]),
    },
  };
}

const NONE = { count: 0, hash: '0' };
const RECORDS = [mixed(0, 2, 1), mixed(1, 0, 2), mixed(2, 3, 0), mixed(3, 1, 1), mixed(4, 2, 2), mixed(5, 1, 0)];

test('every event of every record is in exactly one output, in order, and counted', async () => {
  const world = new World();
  world.addRaw(...RECORDS.slice(0, 3));
  world.later = RECORDS.slice(3);
  await world.live();
  const all = expected(RECORDS);
  assert.deepEqual(lines(world, 'enriched'), all.enriched);
  assert.deepEqual(lines(world, 'failed'), all.failed);
  assert.deepEqual(world.checkpoint, {
    rawNext: 6,
    enrichedNext: 9,
    failedNext: 6,
    repairsNext: 0,
    tallies: all.tallies,
  });
  assert.deepEqual(world.commits, { raw: 6, enriched: 9, failed: 6, repairs: 0, columns: 0 });
  const { timeMs: _, ...last } = world.counts.at(-1) ?? { timeMs: 0 };
  const ends = { enrichedEnd: { count: 9, hash: '0' }, failedEnd: { count: 6, hash: '0' }, repairsEnd: NONE };
  const counted = { ...(all.tallies as object), ...ends };
  assert.deepEqual(last, { hop: 'enrich', counter: 'enrich', topic: 'raw', upToOffset: 6, terms: counted });
  // The first count is what was known at the start.
  const none = { ...FIRST_CHECKPOINT.tallies, enrichedEnd: NONE, failedEnd: NONE, repairsEnd: NONE };
  assert.deepEqual(world.counts[0]?.terms, none);
});

test('killed at each effect and started again, each event is in the outputs exactly once', async () => {
  const all = expected(RECORDS);
  let steps = 0;
  for (let deathAt = 0; ; deathAt++) {
    const world = new World();
    world.addRaw(...RECORDS);
    if (await world.live(new Life(deathAt), deathAt)) break;
    steps++;
    assert.equal(await world.live(), true);
    assert.deepEqual(lines(world, 'enriched').toSorted(compare), all.enriched.toSorted(compare), `death ${deathAt}`);
    assert.deepEqual(lines(world, 'failed').toSorted(compare), all.failed.toSorted(compare), `death ${deathAt}`);
    assert.deepEqual(world.checkpoint, {
      rawNext: 6,
      enrichedNext: 9,
      failedNext: 6,
      repairsNext: 0,
      tallies: all.tallies,
    });
  }
  assert.ok(steps > 30, `${steps} places to die`);
});

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

test('killed again and again, anywhere, with records arriving, each event is in the outputs exactly once', async () => {
  const shape = fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 8 });
  const lives = fc.array(fc.nat(25), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(shape, lives, fc.nat(), fc.integer({ min: 1, max: 4 }), async (shapes, deaths, seed, perPoll) => {
      const records = shapes.map(([good, bad], offset) => mixed(offset, good, bad));
      const world = new World();
      world.recordsPerPoll = perPoll;
      world.addRaw(...records.slice(0, 2));
      world.later = records.slice(2);
      for (const [i, death] of deaths.entries()) await world.live(new Life(death), seed + i);
      // What was not there when a life ended comes in the last one.
      assert.equal(await world.live(), true);
      const all = expected(records);
      assert.deepEqual(lines(world, 'enriched').toSorted(compare), all.enriched.toSorted(compare));
      assert.deepEqual(lines(world, 'failed').toSorted(compare), all.failed.toSorted(compare));
      assert.deepEqual(terms(world) ?? FIRST_CHECKPOINT.tallies, all.tallies);
    }),
    { numRuns: 150 },
  );
});

function refused(code: string, kind: 'transient' | 'terminal'): CryptError {
  return new CryptError({ code, kind, message: 'refused', hint: '', params: {} });
}

test('a log that is busy, full or failing is waited for, longer each time', async () => {
  const world = new World();
  world.addRaw(...RECORDS);
  const codes = [
    'LOG_BUSY',
    'LOG_FULL',
    'LOG_FAILED',
    'LOG_FULL',
    'LOG_FULL',
    'LOG_FULL',
    'LOG_FULL',
    'LOG_FULL',
    'LOG_FULL',
  ];
  world.onAppend = (topic) => {
    const code = topic === 'enriched' ? codes.shift() : undefined;
    if (code !== undefined) throw refused(code, 'transient');
  };
  await world.live();
  const all = expected(RECORDS);
  assert.deepEqual(lines(world, 'enriched'), all.enriched);
  assert.deepEqual(lines(world, 'failed'), all.failed);
  assert.deepEqual(terms(world), all.tallies);
  const { sleeps } = world.clock;
  assert.equal(sleeps.length, 9);
  for (const [i, waitMs] of sleeps.entries()) {
    const fullMs = Math.min(5000, 50 * 2 ** i);
    assert.ok(waitMs >= fullMs / 2 && waitMs <= fullMs, `${i}: ${waitMs}`);
  }
  assert.deepEqual(
    world.logger.lines
      .map(({ event, fields }) => [event, fields['topic'], fields['code'], fields['attempt']])
      .slice(0, 2),
    [
      ['enrich.append_refused', 'enriched', 'LOG_BUSY', 0],
      ['enrich.append_refused', 'enriched', 'LOG_FULL', 1],
    ],
  );
});

test('stopped while the disk refuses, it ends, and the next run writes what was not written', async () => {
  const world = new World();
  world.addRaw(...RECORDS);
  let refusals = 0;
  world.onAppend = (topic) => {
    // The disk has room again when the run is being stopped: the batch behind the refused one must not overtake it.
    if (topic === 'failed' || world.stop.signal.aborted) return;
    if (++refusals === 3) world.stop.abort();
    throw refused('LOG_FULL', 'transient');
  };
  assert.equal(await world.live(), true);
  assert.deepEqual(lines(world, 'enriched'), []);
  assert.equal(world.checkpoint, undefined);
  world.onAppend = () => undefined;
  await world.live();
  const all = expected(RECORDS);
  assert.deepEqual(lines(world, 'enriched'), all.enriched);
  assert.deepEqual(lines(world, 'failed'), all.failed);
  assert.deepEqual(terms(world), all.tallies);
});

test('an error that time does not heal ends the run, even while the other log is waited for', async () => {
  const world = new World();
  world.addRaw(...RECORDS);
  let waited = 0;
  world.onAppend = (topic) => {
    if (topic === 'enriched') throw refused('LOG_FULL', 'transient');
    if (++waited === 1) throw refused('LOG_CLOSED', 'terminal');
  };
  await refusal('LOG_CLOSED', () => runEnrich(world.options()));
  assert.equal(world.checkpoint, undefined);
});

test('a refused append that was stored and tried again is counted as repeated', async () => {
  const world = new World();
  world.addRaw(mixed(0, 1, 1));
  await world.live();
  world.checkpoint = undefined;
  const [enriched, failed] = [world.logs.enriched[0], world.logs.failed[0]];
  assert.ok(enriched && failed);
  world.logs.enriched.push({ ...enriched, offset: 1 });
  world.logs.failed.push({ ...failed, offset: 1 });
  await world.live();
  assert.deepEqual([world.logs.enriched.length, world.logs.failed.length], [2, 2]);
  const all = expected([mixed(0, 1, 1)]);
  const { enriched: enrichedTwice, failed: failedTwice } = all.tallies as Checkpoint['tallies'];
  assert.deepEqual(terms(world), { ...(all.tallies as object), enrichedTwice, failedTwice });
});

function damageOf(firstOffset: number, lastOffset: number): LogDamage {
  return { segment: 's', positionBytes: 0, lengthBytes: 1, firstOffset, lastOffset, reason: 'checksum' };
}

test('raw offsets without a record are counted: damaged when the log says so, else missing', async () => {
  const world = new World();
  world.addRaw(...RECORDS);
  for (const gap of [1, 3, 5]) world.gaps.add(gap);
  world.damage = [damageOf(1, 1)];
  await world.live();
  const kept = [0, 2, 4].map((offset) =>
    mixed(
      offset,
      ...([
        [2, 1],
        [3, 0],
        [2, 2],
      ][offset / 2] as [number, number]),
    ),
  );
  const all = expected(kept);
  assert.deepEqual(terms(world), {
    ...(all.tallies as object),
    damaged: { count: 1, hash: '1' },
    missing: { count: 2, hash: '8' },
  });
  assert.equal(world.checkpoint?.rawNext, 6);
  assert.deepEqual(lines(world, 'enriched'), all.enriched);
});

test('raw records that retention removed before they were read are missing', async () => {
  const world = new World();
  world.addRaw(...RECORDS);
  world.oldest.raw = 4;
  await world.live();
  assert.deepEqual(world.checkpoint?.tallies.missing, { count: 4, hash: '6' });
  assert.deepEqual(lines(world, 'enriched'), expected(RECORDS.slice(4)).enriched);
});

test('what an older version judged otherwise stays as it was written, and is counted so', async () => {
  const world = new World();
  // Index 0 was failed by the older version; index 1 was not written; index 7 it alone had seen.
  const [one, other] = expected([post([PAGE_VIEW, PAGE_VIEW], {}, 0)]).enriched;
  for (const [offset, index] of [0, 7].entries()) {
    const payload = Buffer.from(JSON.stringify({ origin: `raw/0/0/${index}` }));
    world.logs.failed.push({ id: `0/${offset}`, offset, timeMs: 0, keyId: 0, payload });
  }
  world.addRaw(post([PAGE_VIEW, PAGE_VIEW], {}, 0));
  await world.live();
  assert.ok(one);
  assert.deepEqual(lines(world, 'enriched'), [other]);
  assert.deepEqual(
    [world.logs.failed.length, world.checkpoint?.tallies.enriched.count, world.checkpoint?.tallies.failed.count],
    [2, 1, 2],
  );
});

test('an event whose output was damaged is written again, and what lies behind it is not', async () => {
  const all = expected(RECORDS);
  for (let deathAt = 0; ; deathAt++) {
    const world = new World();
    world.addRaw(...RECORDS);
    await world.live();
    // The first record of log:enriched is lost, and with it the checkpoint: everything must be read back.
    world.checkpoint = undefined;
    world.logs.enriched.shift();
    for (const [offset, record] of world.logs.enriched.entries()) Object.assign(record, { offset });
    const completed = await world.live(new Life(deathAt), deathAt);
    assert.equal(await world.live(), true);
    assert.deepEqual(lines(world, 'enriched').toSorted(compare), all.enriched.toSorted(compare), `death ${deathAt}`);
    assert.deepEqual(terms(world), all.tallies, `death ${deathAt}`);
    if (completed) break;
  }
});

test('a full disk only delays the checkpoint; any other error ends the run', async () => {
  const world = new World();
  world.addRaw(...RECORDS);
  world.checkpointErrors = [Object.assign(new Error('full'), { code: 'ENOSPC' })];
  await world.live();
  assert.equal(world.checkpoint?.rawNext, 6);
  assert.deepEqual(world.logger.lines.at(-1)?.fields, { code: 'ENOSPC' });
  const other = new World();
  other.addRaw(...RECORDS);
  other.checkpointErrors = [Object.assign(new Error('gone'), { code: 'EIO' })];
  await assert.rejects(runEnrich(other.options()), { code: 'EIO' });
});

async function written(): Promise<World> {
  const world = new World();
  world.addRaw(...RECORDS);
  await world.live();
  world.stop = new AbortController();
  return world;
}

test('a checkpoint that does not fit its logs is refused, and nothing is written', async () => {
  const ahead = await written();
  ahead.logs.enriched.pop();
  const error = await refusal('ENRICH_CHECKPOINT_AHEAD', () => runEnrich(ahead.options()));
  assert.deepEqual(error.params, { topic: 'enriched', checkpoint: 9, end: 8 });
  const trimmed = await written();
  trimmed.checkpoint = undefined;
  trimmed.oldest.failed = 2;
  await refusal('ENRICH_OUTPUT_TRIMMED', () => runEnrich(trimmed.options()));
  const unreadable = await written();
  unreadable.checkpoint = undefined;
  for (const payload of ['{"origin":"x"}', '{', '7']) {
    Object.assign(unreadable.logs.failed[1] ?? {}, { payload: Buffer.from(payload) });
    await refusal('ENRICH_OUTPUT_UNREADABLE', () => runEnrich(unreadable.options()));
  }
  const silent = await written();
  silent.checkpoint = undefined;
  silent.recordsPerPoll = 0;
  await refusal('ENRICH_OUTPUT_UNREADABLE', () => runEnrich(silent.options()));
  const older = await written();
  older.checkpoint = undefined;
  older.logs.raw.splice(3);
  assert.equal(await older.live(), false, 'its outputs come from raw records that it does not have');
  for (const world of [trimmed, unreadable, silent, older]) assert.equal(world.logs.enriched.length, 9);
});

test('a log without order or offsets is refused', async () => {
  const world = new World();
  const options = world.options();
  const consumer = { ...options.consumer, capabilities: new Set(['ordered'] as const) };
  const error = await refusal('ENRICH_LOG_UNFIT', () => runEnrich({ ...options, consumer }));
  assert.deepEqual(error.params, { capability: 'seekOffset', topic: 'raw' });
});
