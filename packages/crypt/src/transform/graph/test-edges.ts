// In `build` a test stands between what it tests and what comes after:
//
//   orders ──▶ revenue            orders ──▶ test ──▶ revenue
//     └─────▶ test                  └───────────────────▲
//
// A test of several things stands before a node only when that node comes after all of them: else waiting for the test
// would be waiting for something new, perhaps for itself. A unit test stands before the model it tests, after what the
// model waits for.
import { changeEdges, type Graph } from './graph.ts';
import type { Member, Members } from './members.ts';
import { descendants, type NumberSet } from './reach.ts';

/** The order of `build`: the graph with tests in the way. `selected` unit tests are moved before their models. */
export function addTestEdges(members: Members, graph: Graph, selected: NumberSet): Graph {
  const gated = changeEdges(graph, [...dataTestEdges(members, graph)]);
  const added: [number, number][] = [];
  const moved = new Map<number, number>();
  for (const number of selected) {
    const member = members.list[number];
    const model = member?.kind === 'unit_test' ? numberOf(members, member.dependsOn[0]) : undefined;
    if (model === undefined) continue;
    moved.set(number, model);
    added.push([number, model]);
    for (const parent of gated.parents[model] ?? []) added.push([parent, number]);
  }
  if (moved.size === 0) return gated;
  return changeEdges(gated, added, (_from, to) => moved.has(to));
}

function* dataTestEdges(members: Members, graph: Graph): Iterable<readonly [number, number]> {
  const holdsBack = (number: number): boolean => isExecutable(members.list[number]);
  for (const [test, member] of members.list.entries()) {
    if (member.kind !== 'node' || member.node.resource_type !== 'test') continue;
    const tested = graph.parents[test] ?? [];
    const [first, ...others] = tested;
    if (first === undefined) continue;
    if (others.length === 0) {
      for (const child of graph.children[first] ?? []) if (holdsBack(child)) yield [test, child];
      continue;
    }
    // What comes after all that is tested; of it only the first, for the rest waits for those.
    const after = others.reduce(
      (left, other) => intersect(left, descendants(graph, [other])),
      descendants(graph, [first]),
    );
    for (const number of after)
      if (holdsBack(number) && !(graph.parents[number] ?? []).some((parent) => after.has(parent) && holdsBack(parent)))
        yield [test, number];
  }
}

function isExecutable(member: Member | undefined): boolean {
  return member?.kind === 'node' && member.node.resource_type !== 'test';
}

function numberOf(members: Members, id: string | undefined): number | undefined {
  return id === undefined ? undefined : members.numbers.get(id);
}

function intersect(left: NumberSet, right: NumberSet): Set<number> {
  return new Set([...left].filter((number) => right.has(number)));
}
