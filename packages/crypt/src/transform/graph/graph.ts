// A directed graph of the numbers 0 … size-1. An edge leads from what must be ready to what waits for it.
import type { Members } from './members.ts';
import { planProblem, type Problem } from './problem.ts';

export type Lists = readonly (readonly number[])[];

export interface Graph {
  readonly size: number;
  /** Sorted, each edge once, by number of the node. */
  readonly parents: Lists;
  readonly children: Lists;
}

/** Makes a graph from edges; what is outside 0 … size-1 is not allowed. */
export function makeGraph(size: number, edges: Iterable<readonly [from: number, to: number]>): Graph {
  const parents = Array.from({ length: size }, () => new Set<number>());
  const children = Array.from({ length: size }, () => new Set<number>());
  for (const [from, to] of edges) {
    children[from]?.add(to);
    parents[to]?.add(from);
  }
  return { size, parents: parents.map(sorted), children: children.map(sorted) };
}

/**
 * The graph of a manifest's members, by their numbers.
 *
 * @returns problems GRAPH_DEPENDENCY_MISSING for what waits for something that is not there.
 */
export function buildGraph(members: Members): { readonly graph: Graph; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const edges: [number, number][] = [];
  for (const [to, member] of members.list.entries()) {
    for (const dependency of member.dependsOn) {
      const from = members.numbers.get(dependency);
      if (from !== undefined) edges.push([from, to]);
      else if (!members.off.has(dependency))
        problems.push(planProblem('GRAPH_DEPENDENCY_MISSING', { node: member.id, dependency }));
    }
  }
  return { graph: makeGraph(members.list.length, edges), problems };
}

/** The same graph with more edges, and without some. */
export function changeEdges(
  graph: Graph,
  added: Iterable<readonly [from: number, to: number]>,
  isRemoved: (from: number, to: number) => boolean = () => false,
): Graph {
  const kept = graph.children.flatMap((children, from) =>
    children.filter((to) => !isRemoved(from, to)).map((to) => [from, to] as const),
  );
  return makeGraph(graph.size, [...kept, ...added]);
}

function sorted(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].toSorted((left, right) => left - right);
}
