import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findCycles } from '../../../../../src/transform/project/graph/find-cycle.ts';

const ids = fc.integer({ min: 0, max: 12 });
const edges = fc.array(fc.tuple(ids, ids), { maxLength: 25 });

function graph(pairs: readonly (readonly [number, number])[]): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const [child, parent] of pairs)
    parents.set(String(child), [...(parents.get(String(child)) ?? []), String(parent)]);
  return parents;
}

test('a graph whose edges go down only has no circle', () => {
  fc.assert(fc.property(edges, (pairs) => assert.deepEqual(findCycles(graph(pairs.filter(([a, b]) => a > b))), [])));
});

test('a circle that is found is one, and one that is planted is found', () => {
  fc.assert(
    fc.property(edges, fc.uniqueArray(ids, { minLength: 1 }), (pairs, circle) => {
      const planted = circle.map((id, i) => [id, circle[(i + 1) % circle.length] ?? id] as const);
      const parents = graph([...pairs, ...planted]);
      const cycles = findCycles(parents);
      assert.ok(cycles.length > 0);
      for (const found of cycles) {
        assert.equal(found[0], found.at(-1));
        for (const [i, id] of found.slice(0, -1).entries()) assert.ok(parents.get(id)?.includes(found[i + 1] ?? ''));
      }
      const members = cycles.flatMap((found) => found.slice(1));
      assert.equal(new Set(members).size, members.length);
    }),
  );
});

test('a chain of a hundred thousand is walked', () => {
  assert.deepEqual(findCycles(new Map(Array.from({ length: 100_000 }, (_, i) => [String(i), [String(i + 1)]]))), []);
});

test('circles that do not touch are all found', () => {
  const parents = graph([
    [1, 2],
    [2, 1],
    [3, 4],
    [4, 5],
    [5, 3],
    [6, 6],
  ]);
  assert.deepEqual(findCycles(parents), [
    ['1', '2', '1'],
    ['3', '4', '5', '3'],
    ['6', '6'],
  ]);
});
