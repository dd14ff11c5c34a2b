import type { Graph, Lists } from './graph.ts';

export type NumberSet = ReadonlySet<number>;

/**
 * Nodes from which `start` is reached in at most `depth` steps, the nearest first. Those of `start` are in it only when
 * they come before another of `start`.
 */
export function ancestors(graph: Graph, start: readonly number[], depth = Infinity): readonly number[] {
  return reach(graph.parents, start, depth);
}

/** Nodes that are reached from `start` in at most `depth` steps; as for `ancestors`. */
export function descendants(graph: Graph, start: readonly number[], depth = Infinity): readonly number[] {
  return reach(graph.children, start, depth);
}

/** `start`, what comes after it, and all that those need. Some may be in it twice. */
export function childrensParents(graph: Graph, start: readonly number[]): readonly number[] {
  const after = [...start, ...descendants(graph, start)];
  return [...after, ...ancestors(graph, after)];
}

function reach(lists: Lists, start: readonly number[], depth: number): readonly number[] {
  const isFound = new Uint8Array(lists.length);
  const found: number[] = [];
  let layer = start;
  for (let step = 0; step < depth && layer.length > 0; step++) {
    const from = found.length;
    for (const number of layer)
      for (const neighbour of lists[number] ?? []) {
        if (isFound[neighbour] === 1) continue;
        isFound[neighbour] = 1;
        found.push(neighbour);
      }
    layer = found.slice(from);
  }
  return found;
}
