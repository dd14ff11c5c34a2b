import type { Graph } from './graph.ts';

/**
 * For each node the cost of the dearest way from its start to the end of the graph, its own cost included. What has the
 * highest goes first: everything else can wait with less harm.
 *
 * @param cost of a node, in any unit (milliseconds of the last run, or 1); below zero or not a number counts as zero.
 */
export function criticalPath(graph: Graph, order: readonly number[], cost: (number: number) => number): Float64Array {
  const path = new Float64Array(graph.size);
  for (const number of order.toReversed()) {
    let after = 0;
    for (const child of graph.children[number] ?? []) after = Math.max(after, path[child] ?? 0);
    const own = cost(number);
    path[number] = after + (own > 0 ? own : 0);
  }
  return path;
}
