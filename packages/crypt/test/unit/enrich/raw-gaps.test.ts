import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogDamage } from '../../../src/contracts/log.ts';
import { explainGap } from '../../../src/enrich/raw-gaps.ts';

function damage(firstOffset: number, lastOffset: number): LogDamage {
  return { segment: 's', positionBytes: 0, lengthBytes: 1, firstOffset, lastOffset, reason: 'checksum' };
}

function explain(from: number, to: number, all: readonly LogDamage[], fresh = all.length): string {
  const found: string[] = [];
  explainGap({ from, to }, all, fresh, (offset, cause) => found.push(`${offset} ${cause}`));
  return found.join(', ');
}

test('each offset of a gap is damaged when a range of damage holds it, else missing', () => {
  assert.equal(explain(3, 7, [damage(1, 3), damage(5, 5), damage(9, 9)]), '3 damaged, 4 missing, 5 damaged, 6 missing');
  assert.equal(explain(3, 5, []), '3 missing, 4 missing');
  assert.equal(explain(5, 5, [damage(5, 5)]), '');
});

test('a side that is unknown reaches to the end of the gap in which the damage was met', () => {
  assert.equal(explain(3, 6, [damage(-1, 4)]), '3 damaged, 4 damaged, 5 missing');
  assert.equal(explain(3, 6, [damage(4, -1)]), '3 missing, 4 damaged, 5 damaged');
  assert.equal(explain(3, 5, [damage(-1, -1)]), '3 damaged, 4 damaged');
});

test('damage without known sides explains no later gap, damage with both does', () => {
  const seen = [damage(-1, -1), damage(4, 4)];
  assert.equal(explain(3, 5, [...seen, damage(-1, 3)], 1), '3 damaged, 4 damaged');
  assert.equal(explain(3, 5, seen, 0), '3 missing, 4 damaged');
});
