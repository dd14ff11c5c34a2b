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
  const parents = Array.from({ length: size }, (): number[] => []);
  const children = Array.from({ length: size }, (): number[] => []);
  for (const [from, to] of edges) {
    children[from]?.push(to);
    parents[to]?.push(from);
  }
  return { size, parents: parents.map(sortedOnce), children: children.map(sortedOnce) };
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
  const edges = [...added];
  for (const [from, children] of graph.children.entries())
    for (const to of children) if (!isRemoved(from, to)) edges.push([from, to]);
  return makeGraph(graph.size, edges);
}

function sortedOnce(numbers: readonly number[]): readonly number[] {
  if (numbers.length < 2) return numbers;
  return [...new Set(numbers)].toSorted((left, right) => left - right);
}
