// The rules of contracts/hop-count.ts, for whoever counts: the balance compares counts of different code, so each must
// mean the same by them.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { HopCount } from '../../src/contracts/hop-count.ts';

/** Someone who counts. */
export interface CounterBed {
  /** Brings that many more records before the counter, and waits until it has counted them. */
  feed(records: number): Promise<void>;
  /** The newest count. */
  cut(): Promise<HopCount>;
}

export interface CounterUnderTest {
  readonly name: string;
  readonly hop: string;
  readonly counter: string;
  readonly topic: string;
  /** Terms that together are every record before the cut. */
  readonly parts: readonly string[];
  bed(t: TestContext): Promise<CounterBed>;
}

export function hopCountSuite(adapter: CounterUnderTest): void {
  describe(`hop count ${adapter.name}`, () => {
    test('it names its hop, its counter and the topic of its cut', async (t) => {
      const bed = await adapter.bed(t);
      await bed.feed(3);
      const { hop, counter, topic, timeMs } = await bed.cut();
      assert.deepEqual([hop, counter, topic], [adapter.hop, adapter.counter, adapter.topic]);
      assert.ok(Number.isInteger(timeMs) && timeMs > 0);
    });

    test('every record before the cut is in exactly one part, and none after', async (t) => {
      const bed = await adapter.bed(t);
      let fed = 0;
      for (const records of [1, 0, 4, 2]) {
        await bed.feed(records);
        fed += records;
        const { upToOffset, terms } = await bed.cut();
        assert.equal(upToOffset, fed);
        const sum = adapter.parts.reduce((total, part) => total + (terms[part]?.count ?? Number.NaN), 0);
        assert.equal(sum, upToOffset, JSON.stringify(terms));
      }
    });

    test('every tally is a count of things and a hash of 64 bits in decimal', async (t) => {
      const bed = await adapter.bed(t);
      await bed.feed(5);
      for (const [name, { count, hash }] of Object.entries((await bed.cut()).terms)) {
        assert.ok(Number.isInteger(count) && count >= 0, name);
        assert.match(hash, /^(0|[1-9]\d*)$/, name);
        assert.ok(BigInt(hash) < 2n ** 64n, name);
      }
    });

    test('a count that was given is not changed by what comes after', async (t) => {
      const bed = await adapter.bed(t);
      await bed.feed(2);
      const first = await bed.cut();
      const kept = structuredClone(first);
      await bed.feed(3);
      const second = await bed.cut();
      assert.deepEqual(first, kept);
      assert.ok(second.upToOffset > first.upToOffset && second.timeMs >= first.timeMs);
    });
  });
}
