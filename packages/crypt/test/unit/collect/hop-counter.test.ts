import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { HopCounter, type AppendTicket } from '../../../src/collect/hop-counter.ts';
import { payloadHashHalves } from '../../../src/contracts/payload-hash.ts';
import { MultisetHash } from '../../../src/kernel/multiset-hash.ts';

interface Call {
  readonly payload: Uint8Array;
  readonly kept: boolean;
  /** A rejected append may be in the log or not. */
  readonly fate: 'stored' | 'rejected' | 'rejectedButStored';
}

const call = fc.record({
  payload: fc.uint8Array({ maxLength: 8 }),
  kept: fc.boolean(),
  fate: fc.constantFrom('stored', 'stored', 'stored', 'rejected', 'rejectedButStored'),
});

const tally = (some: readonly Call[]): { count: number; hash: string } => {
  const hash = new MultisetHash();
  for (const { payload } of some) hash.add(payloadHashHalves(payload).high, payloadHashHalves(payload).low);
  return hash.tally();
};

test('at any time the cut ends at the first append that waits, and its terms are the calls before it', () => {
  const scenario = fc.array(call, { maxLength: 150 }).chain((calls) =>
    fc.record({
      calls: fc.constant(calls),
      order: fc.shuffledSubarray(
        calls.map((_, i) => i),
        { minLength: calls.length },
      ),
      settled: fc.nat(calls.length),
    }),
  );
  fc.assert(
    fc.property(scenario, fc.nat(5), ({ calls, order, settled }, start) => {
      const counter = new HopCounter('raw', start);
      let offset = start;
      const placed = calls.map((each) => ({ ...each, offset: each.fate === 'rejected' ? -1 : offset++ }));
      const tickets = placed.map(({ payload, kept }) => counter.open(payload, kept));
      const done = new Set(order.slice(0, settled));
      for (const i of done) {
        const { fate, offset } = placed[i] as (typeof placed)[number];
        const appended = fate === 'stored' ? { firstOffset: offset, count: 1, timeMs: 0 } : undefined;
        counter.settle(tickets[i] as AppendTicket, appended);
      }
      const firstWaiting = placed.findIndex((_, i) => !done.has(i));
      const before = firstWaiting === -1 ? placed : placed.slice(0, firstWaiting);
      const stored = before.filter(({ fate }) => fate === 'stored');
      assert.deepEqual(counter.cut(7), {
        hop: 'collect',
        counter: 'collector',
        timeMs: 7,
        topic: 'raw',
        upToOffset: (stored.at(-1)?.offset ?? start - 1) + 1,
        terms: {
          beforeStart: { count: start, hash: '0' },
          stored: tally(stored.filter(({ kept }) => !kept)),
          kept: tally(stored.filter(({ kept }) => kept)),
          unsure: tally(before.filter(({ fate }) => fate !== 'stored')),
        },
      });
    }),
  );
});

test('a log without offsets is counted without a cut', () => {
  const counter = new HopCounter('raw', -1);
  counter.settle(counter.open(Uint8Array.of(1), false), { firstOffset: -1, count: 1, timeMs: 0 });
  const { upToOffset, terms } = counter.cut(0);
  assert.deepEqual([upToOffset, terms['stored']?.count, terms['beforeStart']?.count], [-1, 1, 0]);
});
