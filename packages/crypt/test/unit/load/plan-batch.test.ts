import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DuplicateFilter } from '../../../src/load/duplicate-filter.ts';
import { planBatch, type Lookup, type StoredEvent } from '../../../src/load/plan-batch.ts';
import { contentHash, enrichedRecord, eventId, originText, type EventParts } from '../../support/enriched-records.ts';

/** What became of a sequence of events; ids as they are stored. */
interface Outcome {
  readonly rows: readonly string[];
  readonly duplicates: readonly string[];
  readonly redelivered: number;
}

/** The table of plan-batch.ts, taken literally: one event after another, everything known. */
function naive(events: readonly EventParts[]): Outcome {
  const first = new Map<number, EventParts>();
  const bySynthetic = new Map<string, EventParts>();
  const rows: string[] = [];
  const duplicates: string[] = [];
  let redelivered = 0;
  for (const event of events) {
    const known = first.get(event.id);
    const clash = known !== undefined && known.content !== event.content;
    const name = `${event.id}${clash ? `~${event.content}` : ''}`;
    const twin = clash ? bySynthetic.get(name) : known;
    if (twin === undefined) {
      if (clash) bySynthetic.set(name, event);
      else first.set(event.id, event);
      rows.push(`${name} ${originText(event.origin)}`);
    } else if (twin.origin === event.origin) redelivered++;
    else duplicates.push(`${name} ${originText(event.origin)} of ${originText(twin.origin)}`);
  }
  return { rows, duplicates, redelivered };
}

/** Plans the events batch by batch against a table in memory. */
async function planned(events: readonly EventParts[], cuts: readonly number[], filtered: boolean): Promise<Outcome> {
  const table = new Map<string, StoredEvent>();
  const filter = new DuplicateFilter(1 << 20);
  const lookup: Lookup = async (ids) =>
    new Map(ids.flatMap((id) => (table.has(id) ? [[id, table.get(id) as StoredEvent]] : [])));
  const rows: string[] = [];
  const duplicates: string[] = [];
  let redelivered = 0;
  let from = 0;
  const names = new Map<string, string>();
  for (const to of [...cuts.toSorted((left, right) => left - right), events.length]) {
    const records = events.slice(from, to).map((event, index) => enrichedRecord(event, from + index));
    const plan = await planBatch(records, filtered ? filter : undefined, lookup);
    assert.equal(plan.rows.length + plan.duplicates.length + plan.redelivered, records.length, 'counts add up');
    for (const row of plan.rows) {
      const event = events[row.record.offset] as EventParts;
      assert.equal(row.contentHash, contentHash(event.content));
      if (row.originalId === null) assert.equal(row.eventId, eventId(event.id));
      else assert.deepEqual([row.originalId, row.eventId === row.originalId], [eventId(event.id), false]);
      const name = `${event.id}${row.originalId === null ? '' : `~${event.content}`}`;
      assert.equal(table.has(row.eventId), false, 'an id is stored once');
      names.set(row.eventId, name);
      table.set(row.eventId, { contentHash: row.contentHash, origin: originText(event.origin) });
      filter.add(row.eventId);
      rows.push(`${name} ${originText(event.origin)}`);
    }
    for (const { eventId: id, origin, storedOrigin } of plan.duplicates) {
      duplicates.push(`${names.get(id)} ${origin} of ${storedOrigin}`);
    }
    redelivered += plan.redelivered;
    from = to;
  }
  return { rows, duplicates, redelivered };
}

const events = fc.array(fc.record({ id: fc.nat(5), content: fc.nat(2), origin: fc.nat(8) }), { maxLength: 40 });

test('any events, in any batches, with the filter or without, become what the naive model says', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.nat(40), { maxLength: 6 }), fc.boolean(), async (sequence, cuts, filtered) => {
      const within = cuts.map((cut) => Math.min(cut, sequence.length));
      assert.deepEqual(await planned(sequence, within, filtered), naive(sequence));
    }),
    { numRuns: 400 },
  );
});

test('a filter that says "maybe" to everything changes nothing', async () => {
  const sequence = [0, 1, 0, 2, 1].map((id, origin) => ({ id, content: 0, origin }));
  const records = sequence.map((event, index) => enrichedRecord(event, index));
  const full = new DuplicateFilter(1);
  for (const { id } of sequence) full.add(eventId(id));
  const asked: string[][] = [];
  const plan = await planBatch(records, full, async (ids) => {
    asked.push([...ids]);
    return new Map();
  });
  assert.deepEqual(asked, [[eventId(0), eventId(1), eventId(2)]], 'each id once');
  assert.deepEqual([plan.rows.length, plan.duplicates.length, plan.redelivered], [3, 2, 0]);
});

test('nothing is looked up when the filter knows none of the ids', async () => {
  const records = [0, 1, 2].map((id) => enrichedRecord({ id, content: id, origin: id }, id));
  const plan = await planBatch(records, new DuplicateFilter(1 << 20), () => assert.fail('looked up'));
  assert.equal(plan.rows.length, 3);
});

/** The made id of the second of two events that clash. */
async function madeId(origin: number): Promise<string> {
  const clash = [
    { id: 1, content: 0, origin: 0 },
    { id: 1, content: 1, origin },
  ];
  const records = clash.map((event, index) => enrichedRecord(event, index));
  return (await planBatch(records, undefined, async () => new Map())).rows[1]?.eventId ?? '';
}

test('a made id is a UUID of version 8 that depends on id and content alone', async () => {
  const id = await madeId(1);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(await madeId(2), id);
});
