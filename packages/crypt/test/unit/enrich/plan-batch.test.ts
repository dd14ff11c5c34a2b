import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchPlanner } from '../../../src/enrich/plan-batch.ts';
import type { Written, WrittenEvents } from '../../../src/enrich/read-back.ts';
import { NO_TALLIES, Tallies } from '../../../src/enrich/tallies.ts';
import { enrich, ETL, PAGE_VIEW, post } from './make-record.ts';

function planner(written: WrittenEvents = new Map(), rawNext = 0): BatchPlanner {
  return new BatchPlanner({ rawNext, tallies: new Tallies(NO_TALLIES) }, written, 0, { topic: 'raw', etl: ETL });
}

const [zero, one, two] = [0, 1, 2].map((offset) => post([PAGE_VIEW], {}, offset)) as [
  ReturnType<typeof post>,
  ReturnType<typeof post>,
  ReturnType<typeof post>,
];

test('a record that is delivered again, or lies before the start, is not planned again', () => {
  const batch = planner(new Map(), 1).plan({ records: [zero, one, one, two, one], position: 3, damage: [] });
  assert.deepEqual(
    batch.enriched,
    [one, two].flatMap((record) => enrich(record).enriched.map(({ line }) => line)),
  );
  assert.deepEqual([batch.rawNext, batch.tallies.payloads.count, batch.tallies.missing.count], [3, 2, 0]);
});

test('a poll without records and without progress changes nothing', () => {
  const batch = planner().plan({ records: [], position: 0, damage: [] });
  assert.deepEqual(batch, { rawNext: 0, enriched: [], failed: [], tallies: NO_TALLIES, outputsAreCut: true });
});

test('outputs are no cut until every event that was read back has met its record, or its gap', () => {
  const event: Written = { became: 'enriched', hash: '00000000000000ff', repeats: [] };
  const written: WrittenEvents = new Map<string, Map<number, Written>>([
    ['0/1', new Map([[0, event]])],
    ['0/2', new Map([[0, { ...event, became: 'failed', repeats: ['0000000000000001'] }]])],
  ]);
  const plan = planner(written);
  assert.equal(plan.plan({ records: [zero], position: 1, damage: [] }).outputsAreCut, false);
  const second = plan.plan({ records: [one], position: 2, damage: [] });
  assert.deepEqual([second.outputsAreCut, second.enriched], [false, []]);
  // The raw record of the last one is gone; what it became is in the log nevertheless.
  const last = plan.plan({ records: [], position: 3, damage: [] });
  assert.deepEqual([last.outputsAreCut, last.tallies.missing], [true, { count: 1, hash: '2' }]);
  assert.deepEqual([last.tallies.enriched.count, last.tallies.failed], [2, { count: 1, hash: '255' }]);
  assert.deepEqual(last.tallies.repeated, { count: 1, hash: '1' });
});
