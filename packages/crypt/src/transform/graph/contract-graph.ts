import { makeGraph, type Graph } from './graph.ts';
import type { NumberSet } from './reach.ts';

/**
 * The graph of `kept` alone, with an edge wherever the whole graph has a path between two of them that passes none of
 * the others. Numbers stay what they were; nodes that are not kept have no edges. `order` is the topological order.
 *
 * A chain of layers that are not kept can make edges of all with all. The queue does not need this: it lets nodes that are
 * not selected pass.
 */
export function contractGraph(graph: Graph, order: readonly number[], kept: NumberSet): Graph {
  const none: NumberSet = new Set();
  /** For a node that is not kept: the nearest before it that are. */
  const nearest = new Map<number, NumberSet>();
  const edges: [number, number][] = [];
  for (const number of order) {
    const before = new Set<number>();
    for (const parent of graph.parents[number] ?? []) {
      if (kept.has(parent)) before.add(parent);
      else for (const one of nearest.get(parent) ?? none) before.add(one);
    }
    if (kept.has(number)) for (const from of before) edges.push([from, number]);
    else nearest.set(number, before.size === 0 ? none : before);
  }
  return makeGraph(graph.size, edges);
}
