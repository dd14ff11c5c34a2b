import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DuplicateFilter } from '../../../src/load/duplicate-filter.ts';

/** Layers double from 262,144 ids at 24 bits each. */
const FIRST_LAYER_BYTES = ((1 << 18) * 24) / 8;

/** A UUID as a random generator makes it, the same every time (the finaliser of MurmurHash3, four times). */
function uuid(seed: number): string {
  const word = (salt: number): string => {
    let x = Math.imul(seed, 0x9e3779b1) ^ salt;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0).toString(16).padStart(8, '0');
  };
  return `${word(1)}-0000-4000-8000-0000${word(2)}`;
}

test('an id that was added is never denied, whatever ids there are', () => {
  const ids = fc.array(
    fc.oneof(fc.uuid(), fc.string(), fc.constantFrom('', '-', 'zzzzzzzz', '00000000', 'é'.repeat(40))),
  );
  fc.assert(
    fc.property(ids, fc.nat(4 * FIRST_LAYER_BYTES), (added, bytesMax) => {
      const filter = new DuplicateFilter(bytesMax);
      for (const id of added) filter.add(id);
      for (const id of added) assert.equal(filter.mayContain(id), true);
    }),
    { numRuns: 30 },
  );
});

test('an empty filter knows nothing and takes no memory', () => {
  const filter = new DuplicateFilter(1 << 30);
  assert.deepEqual([filter.mayContain(uuid(1)), filter.sizeBytes, filter.saturated], [false, 0, false]);
});

test('filled to capacity it denies nothing and wrongly suspects fewer than 1 in 1,000', () => {
  const filter = new DuplicateFilter(3 * FIRST_LAYER_BYTES);
  const capacity = 1 << 18;
  for (let index = 0; index < capacity; index++) filter.add(uuid(index));
  assert.equal(filter.sizeBytes, FIRST_LAYER_BYTES);
  for (let index = 0; index < capacity; index += 7) assert.equal(filter.mayContain(uuid(index)), true);
  const strangers = 50_000;
  let suspected = 0;
  for (let index = 0; index < strangers; index++) if (filter.mayContain(uuid(-1 - index))) suspected++;
  assert.ok(suspected < strangers / 1_000, `${suspected} of ${strangers}`);

  filter.add(uuid(capacity));
  assert.deepEqual(
    [filter.sizeBytes, filter.saturated],
    [3 * FIRST_LAYER_BYTES, false],
    'the next layer is twice that',
  );
  assert.equal(filter.mayContain(uuid(0)) && filter.mayContain(uuid(capacity)), true);
});

test('at the limit of its memory it takes more ids into the last layer, and says that it is saturated', () => {
  const filter = new DuplicateFilter(3 * FIRST_LAYER_BYTES - 1);
  for (let index = 0; index < 1 << 18; index++) filter.add(uuid(index));
  assert.equal(filter.saturated, false);
  for (let index = 1 << 18; index < (1 << 18) + 100; index++) filter.add(uuid(index));
  assert.deepEqual([filter.sizeBytes, filter.saturated], [FIRST_LAYER_BYTES, true]);
  for (let index = 0; index < 1 << 18; index += 101) assert.equal(filter.mayContain(uuid(index)), true);
  assert.equal(filter.mayContain(uuid((1 << 18) + 99)), true);
});
