import type { Graph } from './graph.ts';
import type { NumberSet } from './reach.ts';

/**
 * How many selected nodes stand before each on the longest way to it. What has the fewest goes first, as with dbt: a project
 * may lean on its seeds being loaded before the tests of sources that read them.
 *
 * @param order topologicalOrder of the graph.
 */
export function depths(graph: Graph, order: readonly number[], selected: NumberSet): Int32Array {
  const depth = new Int32Array(graph.size);
  for (const number of order)
    for (const parent of graph.parents[number] ?? [])
      depth[number] = Math.max(depth[number] ?? 0, (depth[parent] ?? 0) + (selected.has(parent) ? 1 : 0));
  return depth;
}
