import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSeal } from '../../../src/load/batch-seal.ts';
import { HurriedClock } from '../../support/fake-clock.ts';
import type { EventParts } from '../../support/enriched-records.ts';
import { Crash, LoadRig } from '../../support/load-rig.ts';

/** New events, natural and synthetic duplicates and redeliveries, within batches of six and across them. */
const EVENTS: readonly EventParts[] = [
  { id: 1, content: 1, origin: 1 },
  { id: 2, content: 1, origin: 2 },
  { id: 1, content: 1, origin: 3 },
  { id: 1, content: 2, origin: 4 },
  { id: 3, content: 1, origin: 5 },
  { id: 2, content: 1, origin: 2 },
  { id: 1, content: 2, origin: 6 },
  { id: 1, content: 3, origin: 7 },
  { id: 4, content: 1, origin: 8 },
  { id: 3, content: 1, origin: 5 },
  { id: 3, content: 2, origin: 9 },
];

/** Runs until the step of that number, and dies there. Returns the step's name, or undefined when there are fewer. */
async function runToStep(rig: LoadRig, last: number): Promise<string | undefined> {
  let steps = 0;
  let died: string | undefined;
  try {
    await rig.live({
      recordsMax: 6,
      step: (name) => {
        if (++steps !== last) return;
        died = name;
        throw new Crash(name);
      },
    });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  return died;
}

// Each step of the start and of the second batch; the first batch is the same code on an empty table.
test('a crash at any point of a batch leaves no trace in what is stored, load times included', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(EVENTS);
  const steps: string[] = [];
  await rig.live({ recordsMax: 6, step: (name) => void steps.push(name) });
  const uninterrupted = await rig.landing();
  assert.equal(uninterrupted.events.length, 7);
  assert.equal(uninterrupted.duplicates.length, 2);
  assert.equal(new Set(uninterrupted.events.map((row) => row[3])).size, 2, 'two batches, two load times');

  const points = new Set<string>();
  const [start, second] = [steps.indexOf('poll enriched') + 1, steps.indexOf('after commit enriched') + 1];
  for (let last = 1; ; last++) {
    if (last > start && last <= second) continue;
    await rig.clear();
    rig.push(EVENTS);
    const died = await runToStep(rig, last);
    if (died === undefined) break;
    points.add(died);
    await rig.live({ recordsMax: 6 });
    assert.deepEqual(await rig.landing(), uninterrupted, `died at step ${last}, ${died}`);
  }
  assert.deepEqual([...points].toSorted(), [
    'after append batches',
    'after commit enriched',
    'after file unlink',
    'after warehouse commit',
    'after warehouse consumed',
    'after warehouse ensureTable',
    'after warehouse lookup',
    'before append batches',
    'before commit enriched',
    'before file open',
    'before file unlink',
    'before file write',
    'before warehouse commit',
    'before warehouse consumed',
    'before warehouse ensureTable',
    'before warehouse lookup',
    'poll batches',
    'poll enriched',
  ]);
});

test('a sealed batch keeps its load time however late it is loaded', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(EVENTS);
  let commits = 0;
  const clock = new HurriedClock();
  // Each run seals, dies before its second commit, and comes back an hour later.
  for (let run = 0; run < 6; run++) {
    commits = 0;
    try {
      await rig.live({
        recordsMax: 4,
        clock,
        step: (name) => {
          if (name === 'before warehouse commit' && ++commits === 2) throw new Crash(name);
        },
      });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    await clock.sleep(3_600_000);
  }
  const seals = rig.seals.records.map(({ payload, offset }) => decodeSeal(payload, offset));
  assert.deepEqual(
    seals.map(({ from, to }) => [from, to]),
    [
      [0, 4],
      [4, 8],
      [8, 11],
    ],
    'each batch is sealed once',
  );
  const { events } = await rig.landing();
  for (const [, origin, , loadTime] of events) {
    const offset = EVENTS.findIndex((event) => `raw/0/${event.origin}/0` === origin);
    const seal = seals.find(({ from, to }) => offset >= from && offset < to);
    assert.equal(loadTime, new Date(seal?.sealedMs ?? 0).toISOString());
  }
});

test('a replay that merges batches gives the rows and checksums of the live run', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(EVENTS);
  rig.enriched.drop(7);
  await rig.live({ recordsMax: 3 });
  const live = await rig.landing();
  await rig.clearLanding();
  const batches: string[] = [];
  await rig.restore({ options: { onBatch: ({ id }) => void batches.push(id) } });
  assert.deepEqual(batches, ['enriched-0-0-11'], 'all in one');
  assert.deepEqual(await rig.landing(), live);
});

test('a restore loads what was never sealed as well, and says so in the seals', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(EVENTS.slice(0, 6));
  await rig.live({ recordsMax: 4 });
  rig.push(EVENTS.slice(6));
  await rig.clearLanding();
  await rig.restore();
  const restored = await rig.landing();
  assert.equal(rig.seals.records.length, 3);
  await rig.clearLanding();
  await rig.restore();
  assert.deepEqual(await rig.landing(), restored, 'the second restore finds everything sealed');
});

test('a landing that was made anew is loaded from the first record, wherever the group stood', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(EVENTS);
  await rig.live({ recordsMax: 4 });
  const before = await rig.landing();
  assert.equal(rig.enriched.groups.get('load'), EVENTS.length);
  await rig.clearLanding();
  await rig.live({ recordsMax: 4 });
  assert.deepEqual(await rig.landing(), before);
});
