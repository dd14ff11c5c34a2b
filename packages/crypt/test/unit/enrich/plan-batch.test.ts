import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchPlanner } from '../../../src/enrich/plan-batch.ts';
import type { Written, WrittenEvents } from '../../../src/enrich/retry/sort-written.ts';
import { NO_TALLIES, Tallies } from '../../../src/enrich/tallies.ts';
import type { Batch, Polled } from '../../../src/enrich/plan-batch.ts';
import { plainPipeline } from '../../support/fake-schemas.ts';
import { enrich, PAGE_VIEW, post } from './make-record.ts';

function planner(written: WrittenEvents = new Map(), rawNext = 0): BatchPlanner {
  return new BatchPlanner({ rawNext, tallies: new Tallies(NO_TALLIES) }, written, 0, plainPipeline());
}

async function plan(by: BatchPlanner, polled: Polled): Promise<Batch> {
  return (await by.plan(polled, new AbortController().signal)) as Batch;
}

const [zero, one, two] = [0, 1, 2].map((offset) => post([PAGE_VIEW], {}, offset)) as [
  ReturnType<typeof post>,
  ReturnType<typeof post>,
  ReturnType<typeof post>,
];

test('a record that is delivered again, or lies before the start, is not planned again', async () => {
  const batch = await plan(planner(new Map(), 1), { records: [zero, one, one, two, one], position: 3, damage: [] });
  assert.deepEqual(
    batch.enriched,
    [one, two].flatMap((record) => enrich(record).enriched.map(({ line }) => line)),
  );
  assert.deepEqual([batch.rawNext, batch.tallies.payloads.count, batch.tallies.missing.count], [3, 2, 0]);
});

test('a poll without records and without progress changes nothing', async () => {
  const batch = await plan(planner(), { records: [], position: 0, damage: [] });
  assert.deepEqual(batch, { rawNext: 0, enriched: [], failed: [], tallies: NO_TALLIES, outputsAreCut: true });
});

test('outputs are no cut until every event that was read back has met its record, or its gap', async () => {
  const event: Written = { became: 'enriched', hash: '00000000000000ff', repeats: [], isPayload: false };
  const written: WrittenEvents = new Map<string, Map<number, Written>>([
    ['0/1', new Map([[0, event]])],
    ['0/2', new Map([[0, { ...event, became: 'failed', repeats: ['0000000000000001'] }]])],
  ]);
  const by = planner(written);
  assert.equal((await plan(by, { records: [zero], position: 1, damage: [] })).outputsAreCut, false);
  const second = await plan(by, { records: [one], position: 2, damage: [] });
  assert.deepEqual([second.outputsAreCut, second.enriched], [false, []]);
  // The raw record of the last one is gone; what it became is in the log nevertheless.
  const last = await plan(by, { records: [], position: 3, damage: [] });
  assert.deepEqual([last.outputsAreCut, last.tallies.missing], [true, { count: 1, hash: '2' }]);
  assert.deepEqual([last.tallies.enriched.count, last.tallies.failed], [2, { count: 1, hash: '255' }]);
  assert.deepEqual(last.tallies.failedTwice, { count: 1, hash: '1' });
});

test('what could not be split when it was written stands for all that is split from it now', async () => {
  const event: Written = { became: 'failed', hash: '00000000000000ff', repeats: [], isPayload: true };
  const written: WrittenEvents = new Map([['0/0', new Map([[1, event]])]]);
  const record = post([PAGE_VIEW, PAGE_VIEW, PAGE_VIEW], {}, 0);
  const batch = await plan(planner(written), { records: [record], position: 1, damage: [] });
  assert.deepEqual(
    batch.enriched,
    enrich(record)
      .enriched.slice(0, 1)
      .map(({ line }) => line),
  );
  assert.deepEqual([batch.tallies.events.count, batch.tallies.failed.count, batch.outputsAreCut], [2, 1, true]);
});
