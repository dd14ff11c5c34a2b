import type { Graph } from './graph.ts';

/**
 * All nodes, each after its parents, smallest number first where there is a choice within a layer. Undefined when the
 * graph has a cycle: `findCycle` says which.
 */
export function topologicalOrder(graph: Graph): readonly number[] | undefined {
  const waiting = graph.parents.map((parents) => parents.length);
  let layer = waiting.flatMap((count, number) => (count === 0 ? [number] : []));
  const order: number[] = [];
  while (layer.length > 0) {
    const next: number[] = [];
    for (const number of layer) {
      order.push(number);
      for (const child of graph.children[number] ?? []) {
        const left = (waiting[child] ?? 0) - 1;
        waiting[child] = left;
        if (left === 0) next.push(child);
      }
    }
    layer = next.toSorted((left, right) => left - right);
  }
  return order.length === graph.size ? order : undefined;
}

/** One cycle, each node once, every one before the next and the last before the first; undefined when there is none. */
export function findCycle(graph: Graph): readonly number[] | undefined {
  const waiting = graph.parents.map((parents) => parents.length);
  const queue = waiting.flatMap((count, number) => (count === 0 ? [number] : []));
  for (const number of queue)
    for (const child of graph.children[number] ?? []) {
      const left = (waiting[child] ?? 0) - 1;
      waiting[child] = left;
      if (left === 0) queue.push(child);
    }
  // What is left waits for something that is left: going back from anywhere comes round.
  const isLeft = (number: number): boolean => (waiting[number] ?? 0) > 0;
  let at = waiting.findIndex((count) => count > 0);
  if (at < 0) return undefined;
  const path: number[] = [];
  const placeInPath = new Map<number, number>();
  while (!placeInPath.has(at)) {
    placeInPath.set(at, path.length);
    path.push(at);
    at = graph.parents[at]?.find(isLeft) ?? at;
  }
  return startWithSmallest(path.slice(placeInPath.get(at)).toReversed());
}

function startWithSmallest(cycle: readonly number[]): readonly number[] {
  const smallest = cycle.reduce((left, right) => Math.min(left, right));
  const first = cycle.indexOf(smallest);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
