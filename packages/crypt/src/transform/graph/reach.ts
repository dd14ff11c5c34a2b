import type { Graph, Lists } from './graph.ts';

export type NumberSet = ReadonlySet<number>;

/**
 * Nodes from which `start` is reached in at most `depth` steps. Those of `start` are in it only when they come before
 * another of `start`.
 */
export function ancestors(graph: Graph, start: Iterable<number>, depth = Infinity): Set<number> {
  return reach(graph.parents, start, depth);
}

/** Nodes that are reached from `start` in at most `depth` steps; as for `ancestors`. */
export function descendants(graph: Graph, start: Iterable<number>, depth = Infinity): Set<number> {
  return reach(graph.children, start, depth);
}

/** `start`, what comes after it, and all that those need. */
export function childrensParents(graph: Graph, start: Iterable<number>): Set<number> {
  const after = new Set(start);
  for (const number of descendants(graph, after)) after.add(number);
  return new Set([...after, ...ancestors(graph, after)]);
}

function reach(lists: Lists, start: Iterable<number>, depth: number): Set<number> {
  const found = new Set<number>();
  let layer: Iterable<number> = start;
  for (let step = 0; step < depth; step++) {
    const next: number[] = [];
    for (const number of layer)
      for (const neighbour of lists[number] ?? []) {
        if (found.has(neighbour)) continue;
        found.add(neighbour);
        next.push(neighbour);
      }
    if (next.length === 0) break;
    layer = next;
  }
  return found;
}
