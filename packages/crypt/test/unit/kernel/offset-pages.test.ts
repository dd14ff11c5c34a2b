import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OffsetNumbers } from '../../../src/kernel/offset-numbers.ts';
import { OffsetSet } from '../../../src/kernel/offset-set.ts';

/** Near each other, at the edges of pages and of 32 bits, and far away. */
const offset = fc.oneof(
  fc.nat(20),
  fc.nat(20_000),
  fc.constantFrom(1_023, 1_024, 4_095, 4_096, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 52),
);

test('a set of offsets holds what was added, and says what is new', () => {
  fc.assert(
    fc.property(fc.array(offset), fc.array(offset), (added, asked) => {
      const pages = new OffsetSet();
      const truth = new Set<number>();
      for (const one of added) {
        assert.equal(pages.add(one), !truth.has(one));
        truth.add(one);
      }
      for (const one of [...added, ...asked]) assert.equal(pages.has(one), truth.has(one));
    }),
  );
});

test('numbers by offset are the last that were set', () => {
  const value = fc.oneof(fc.constant(0), fc.nat(), fc.constant(2 ** 40 - 1), fc.constant(2 ** 53 - 2));
  fc.assert(
    fc.property(fc.array(fc.tuple(offset, value)), fc.array(offset), (pairs, asked) => {
      const pages = new OffsetNumbers();
      for (const [at, number] of pairs) pages.set(at, number);
      const truth = new Map(pairs);
      for (const at of [...truth.keys(), ...asked]) assert.equal(pages.get(at), truth.get(at));
    }),
  );
});
