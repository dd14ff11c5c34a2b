import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { RunFacts } from '../../../../src/adapters/journal-runs/run-facts.ts';
import { journalRuns } from '../../../../src/adapters/journal-runs/journal-runs.ts';
import type { JournalEntry } from '../../../../src/contracts/journal.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FakeJournal } from '../../../support/fake-journal.ts';
import { refusal } from '../../../support/refusal.ts';

const entries = fc.array(
  fc.record({
    writer: fc.constantFrom('cli', 'portal'),
    timeMs: fc.nat(3),
    id: fc.constantFrom('x', 'y', 'z'),
    type: fc.constantFrom('run.queued', 'run.started', 'run.ended', 'batch.sealed'),
    state: fc.constantFrom('done', 'failed', 'cancelled'),
  }),
  { maxLength: 20 },
);

function factsOf(all: readonly JournalEntry[]): unknown {
  const facts = new RunFacts();
  for (const entry of all) facts.add(entry);
  return facts.all();
}

test('what is known depends on the entries, not on the order or the number of times they are read', () => {
  fc.assert(
    fc.property(entries, fc.infiniteStream(fc.nat()), (made, order) => {
      const all = made.map(({ writer, timeMs, type, id, state }, seq): JournalEntry => {
        const body = { id, state, command: `c${seq}`, actor: 'a', params: {}, error: null };
        return { writer, seq, timeMs, type, version: 1, body };
      });
      const shuffled = [...all, ...all.slice(0, 5)]
        .map((entry) => ({ entry, at: order.next().value ?? 0 }))
        .toSorted((left, right) => left.at - right.at)
        .map(({ entry }) => entry);
      assert.deepEqual(factsOf(shuffled), factsOf(all));
    }),
  );
});

test('an entry about a run that is of no known form is refused with RUN_ENTRY_UNREADABLE, never passed over', async () => {
  const queued = { id: 'x', command: 'c', actor: 'a', params: {} };
  const bad: readonly (readonly [string, number, JournalEntry['body']])[] = [
    ['run.queued', 2, queued],
    ['run.queued', 1, { ...queued, id: 1 }],
    ['run.queued', 1, { ...queued, command: null }],
    ['run.queued', 1, { ...queued, params: [] }],
    ['run.started', 1, {}],
    ['run.ended', 1, { id: 'x', state: 'running' }],
  ];
  for (const [type, version, body] of bad) {
    const journal = new FakeJournal(new FakeClock());
    await journal.writer('portal').append('batch.sealed', 7, {});
    await journal.writer('portal').append(type, version, body);
    const runs = journalRuns(journal.writer('platform'), journal.reader());
    const error = await refusal('RUN_ENTRY_UNREADABLE', () => runs.list(1));
    assert.deepEqual({ ...error.params, kind: error.kind }, { writer: 'portal', seq: 1, kind: 'terminal' });
  }
});

test('a call reads what was added since the last one, and nothing twice', async () => {
  const journal = new FakeJournal(new FakeClock());
  const read: string[] = [];
  const reader = journal.reader();
  const runs = journalRuns(journal.writer('platform'), {
    ...reader,
    async *read(writer, fromSeq) {
      for await (const entry of reader.read(writer, fromSeq)) {
        read.push(`${entry.writer} ${entry.seq}`);
        yield entry;
      }
    },
  });
  await journal.writer('portal').append('run.started', 1, { id: 'x' });
  await runs.list(1);
  await runs.enqueue({ key: 'k', command: 'c', params: {}, actor: 'a' });
  await runs.list(1);
  await runs.list(1);
  assert.deepEqual(read, ['portal 0', 'platform 0']);
});
