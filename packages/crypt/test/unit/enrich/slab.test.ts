import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { GenerationCache } from '../../../src/enrich/generation-cache.ts';
import { Slab } from '../../../src/enrich/slab.ts';

test('a slab holds what was written, in order, however large', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 50 }),
    fc.string({ unit: 'grapheme' }),
    fc.constant('ß'.repeat(700_000)),
  );
  const slab = new Slab();
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      for (const text of pieces) {
        if (/^[ -~]*$/.test(text)) slab.ascii(text);
        else slab.text(text);
      }
      slab.flush();
      const whole = Buffer.from(pieces.join(''));
      assert.equal(slab.lengthBytes, whole.length);
      assert.deepEqual(slab.take(), whole);
      assert.equal(slab.lengthBytes, 0);
    }),
    { numRuns: 60 },
  );
});

test('a slab that is cut forgets what came after', () => {
  const slab = new Slab();
  slab.ascii('kept');
  slab.flush();
  slab.ascii('gone');
  slab.cut(4);
  assert.equal(slab.take().toString(), 'kept');
});

test('a cache keeps what is used, and stays small', () => {
  const cache = new GenerationCache<number>(10);
  cache.set('used', 1);
  for (let i = 0; i < 1000; i++) {
    cache.set(`other ${i}`, i);
    assert.equal(cache.get('used'), 1);
    assert.ok(cache.size <= 20);
  }
  assert.equal(cache.get('other 0'), undefined);
});
