import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { failedGroup } from '../../../../src/contracts/failed-event.ts';
import type { OpenFailure } from '../../../../src/enrich/retry/plan-repair.ts';
import { RepairStates } from '../../../../src/enrich/retry/repair-states.ts';
import { RetryJob, type RetryScope } from '../../../../src/enrich/retry/retry-job.ts';
import { RETRY_CAUSES_MAX, RETRY_EVENTS_MAX } from '../../../../src/kernel/limits.ts';
import { failedLog } from '../../../support/failed-log.ts';
import type { FakeLog } from '../../../support/fake-log.ts';
import { makeRepair } from '../../../support/make-repair.ts';

const groupOf = (cause: string): string => failedGroup('schema_violation', cause, null);

async function slices(job: RetryJob, log: FakeLog, recordsMax = 2_000): Promise<readonly (readonly OpenFailure[])[]> {
  const scanner = log.consumer('retry', { recordsMax });
  const all: (readonly OpenFailure[])[] = [];
  while (!job.isDone) {
    const slice = await job.next(scanner);
    if (slice.length > 0) all.push(slice);
  }
  return all;
}

function jobFor(log: FakeLog, scope: Partial<RetryScope> = {}, states = new RepairStates()): RetryJob {
  return new RetryJob({ groups: 'all', from: 0, to: log.endOffset, dryRun: false, ...scope }, states);
}

test('each open event of the groups comes once, in slices that keep a payload together', async () => {
  const payloads = fc.array(fc.tuple(fc.constantFrom(1, 2, 400, 700), fc.constantFrom('a', 'b')), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(payloads, fc.constantFrom(1, 7, 300, 2_000), fc.boolean(), async (shape, perPoll, all) => {
      const events = shape.flatMap(([count, cause], raw) =>
        Array.from({ length: count }, (_, index) => ({ origin: `raw/0/${raw}/${index}`, cause })),
      );
      const log = failedLog(events);
      const job = jobFor(log, { groups: all ? 'all' : new Set([groupOf('a')]) });
      const found = await slices(job, log, perPoll);
      const wanted = events.filter(({ cause }) => all || cause === 'a').map(({ origin }) => origin);
      assert.deepEqual(
        found.flat().map(({ origin }) => origin),
        wanted,
      );
      const last = new Set<string>();
      for (const slice of found) {
        const ids = new Set(slice.map(({ recordId }) => recordId));
        assert.ok(slice.length <= RETRY_EVENTS_MAX || ids.size === 1 || slice.length < RETRY_EVENTS_MAX + 700);
        for (const id of ids) assert.ok(!last.has(id) && last.add(id), `payload ${id} comes in one slice`);
      }
    }),
    { numRuns: 40 },
  );
});

test('what is settled is left out, what moved is found in its new group, what was split is an event', async () => {
  const log = failedLog([0, 1, 2, 3].map((raw) => ({ origin: `raw/0/${raw}/0`, extent: 'payload', cause: 'old' })));
  const states = new RepairStates();
  states.take(makeRepair({ failedOffset: 0 }));
  states.take(makeRepair({ failedOffset: 1, outcome: 'dropped' }));
  states.take(makeRepair({ failedOffset: 2, outcome: 'still_failing', group: groupOf('new'), split: true }));
  states.take(makeRepair({ failedOffset: -1 }));
  const found = async (cause: string): Promise<unknown> =>
    (await slices(jobFor(log, { groups: new Set([groupOf(cause)]) }, states), log))
      .flat()
      .map(({ failedOffset, extent, group }) => [failedOffset, extent, group]);
  assert.deepEqual(await found('old'), [[3, 'payload', groupOf('old')]]);
  assert.deepEqual(await found('new'), [[2, 'event', groupOf('new')]]);
  const known = jobFor(log, { groups: new Set([groupOf('old'), groupOf('new'), groupOf('x')]) }, states);
  await slices(known, log);
  assert.deepEqual([known.unknownGroups, known.openGroups], [[groupOf('x')], [groupOf('new'), groupOf('old')]]);
});

test('only the offsets of its scope are looked at, and damage ends nothing', async () => {
  const log = failedLog(Array.from({ length: 10 }, (_, raw) => ({ origin: `raw/0/${raw}/0` })));
  for (const gone of [0, 1, 4, 7, 8]) log.drop(gone);
  const job = jobFor(log, { from: 1, to: 9 });
  const found = (await slices(job, log, 2)).flat().map(({ failedOffset }) => failedOffset);
  assert.deepEqual(found, [2, 3, 5, 6]);
  assert.deepEqual([job.progress().scanned, job.progress().of], [8, 8]);
});

test('what there was no time for comes again first', async () => {
  const log = failedLog([0, 1, 2].map((raw) => ({ origin: `raw/0/${raw}/0` })));
  const job = jobFor(log);
  const scanner = log.consumer('retry');
  const first = await job.next(scanner);
  job.putBack(first.slice(1));
  assert.equal(job.isDone, false);
  assert.deepEqual(await job.next(scanner), first.slice(1));
  assert.equal(job.isDone, true);
});

test('of very many causes the result names the first ones, and counts all', () => {
  const job = jobFor(failedLog([]));
  for (let i = 0; i < RETRY_CAUSES_MAX + 50; i++) {
    const judged = {
      group: groupOf(String(i)),
      failureType: 'schema_violation',
      cause: String(i),
      schema: null,
    } as const;
    job.count({} as OpenFailure, { rows: [], failed: [], repair: undefined, judged });
  }
  const { causes, stillFailing, matched } = job.result();
  assert.deepEqual(
    [causes.length, stillFailing, matched],
    [RETRY_CAUSES_MAX, RETRY_CAUSES_MAX + 50, RETRY_CAUSES_MAX + 50],
  );
});
