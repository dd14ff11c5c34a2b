import * as fc from 'fast-check';
import { makeGraph, type Graph } from '../../src/transform/graph/graph.ts';

const SIZE = 8;

const edges = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { maxLength: 20 });

/** Graphs of eight nodes, with cycles or without. */
export const anyGraph: fc.Arbitrary<Graph> = edges.map((list) => makeGraph(SIZE, list));

/** Without cycles; their numbers are in no order. */
export const acyclicGraph: fc.Arbitrary<Graph> = fc
  .tuple(
    edges,
    fc.shuffledSubarray(
      Array.from({ length: SIZE }, (_, number) => number),
      { minLength: SIZE },
    ),
  )
  .map(([list, names]) =>
    makeGraph(
      SIZE,
      list.filter(([from, to]) => from < to).map(([from, to]) => [names[from] ?? 0, names[to] ?? 0] as const),
    ),
  );

export function edgesOf(graph: Graph): readonly (readonly [number, number])[] {
  return graph.children.flatMap((children, from) => children.map((to) => [from, to] as const));
}

export function sortedNumbers(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].toSorted((left, right) => left - right);
}
