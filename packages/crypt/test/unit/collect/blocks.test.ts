import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Blocks } from '../../../src/collect/blocks.ts';
import { Budget } from '../../../src/collect/budget.ts';

describe('blocks', () => {
  test('give back what was added, in order, in few pieces, and then are empty', () => {
    const size = fc.oneof(fc.nat(5), fc.nat(300), fc.constantFrom(4095, 4096, 16_383, 16_384, 65_536, 70_000));
    fc.assert(
      fc.property(fc.array(size, { maxLength: 60 }), (sizes) => {
        const blocks = new Blocks();
        const chunks = sizes.map((bytes, i) => Buffer.alloc(bytes, (i % 255) + 1));
        for (const chunk of chunks) blocks.add(chunk);
        const whole = Buffer.concat(chunks);
        assert.equal(blocks.length, whole.length);
        const pieces = blocks.take();
        assert.deepEqual(Buffer.concat(pieces), whole);
        assert.deepEqual(blocks.take(), []);
        const large = sizes.filter((bytes) => bytes >= 16_384).length;
        assert.ok(pieces.length <= 2 * large + 2 + Math.ceil(whole.length / 4096), `${pieces.length} pieces`);
      }),
      { numRuns: 200 },
    );
  });

  test('a megabyte of single bytes is held in about a megabyte', () => {
    const blocks = new Blocks();
    for (let i = 0; i < 1_048_576; i++) blocks.add(Uint8Array.of(i));
    const held = new Set(blocks.take().map(({ buffer }) => buffer));
    const bytes = [...held].reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.ok(held.size < 30 && bytes < 1_200_000, `${held.size} buffers of ${bytes} bytes`);
  });
});

test('a budget takes what fits, and nothing of what does not', () => {
  const budget = new Budget(10);
  assert.deepEqual(
    [budget.take(6), budget.take(5), budget.used, budget.take(4), budget.used],
    [true, false, 6, true, 10],
  );
  budget.give(10);
  assert.equal(budget.used, 0);
});
