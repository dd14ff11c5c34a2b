import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { MultisetHash } from '../../../src/kernel/multiset-hash.ts';

const hash64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const hashes = fc.array(hash64);

function hex(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}

function tallyOf(items: readonly bigint[]): { count: number; hash: string } {
  const hash = new MultisetHash();
  for (const item of items) hash.addHex(hex(item));
  return hash.tally();
}

test('the tally is the count and the sum modulo 2^64, as BigInt computes it', () => {
  fc.assert(
    fc.property(hashes, (items) => {
      const sum = items.reduce((total, item) => total + item, 0n);
      assert.deepEqual(tallyOf(items), { count: items.length, hash: BigInt.asUintN(64, sum).toString() });
    }),
    { examples: [[[2n ** 64n - 1n, 1n]], [[0xffff_ffffn, 1n]], [[2n ** 63n, 2n ** 63n]]] },
  );
});

test('order does not matter, and halves add as the hex does', () => {
  fc.assert(
    fc.property(hashes, fc.func(fc.integer()), (items, order) => {
      const shuffled = items.toSorted((left, right) => order(left) - order(right));
      const halves = new MultisetHash();
      for (const item of shuffled) halves.add(Number(item >> 32n), Number(item & 0xffff_ffffn));
      assert.deepEqual(halves.tally(), tallyOf(items));
    }),
  );
});

test('merging tallies is tallying everything', () => {
  fc.assert(
    fc.property(hashes, hashes, (left, right) => {
      const merged = new MultisetHash();
      merged.merge(tallyOf(left));
      merged.merge(tallyOf(right));
      assert.deepEqual(merged.tally(), tallyOf([...left, ...right]));
    }),
  );
});

test('a loss and an addition do not cancel', () => {
  fc.assert(
    fc.property(fc.array(hash64, { minLength: 1 }), hash64, (items, stranger) => {
      fc.pre(stranger !== items[0]);
      const exchanged = tallyOf([stranger, ...items.slice(1)]);
      assert.equal(exchanged.count, items.length);
      assert.notEqual(exchanged.hash, tallyOf(items).hash);
    }),
  );
});
