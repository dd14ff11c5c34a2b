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
import { topologicalOrder } from './order.ts';
import type { NumberSet } from './reach.ts';

type Edge = readonly [from: number, to: number];

/** Tests of several things that are placed together: bounds the memory, a bit a node for each of those things. */
const TESTS_AT_ONCE = 512;

/**
 * The order of `build`: the graph with tests in the way. `selected` unit tests are moved before their models. A graph with
 * a cycle stays as it is.
 */
export function addTestEdges(members: Members, graph: Graph, selected: NumberSet): Graph {
  const order = topologicalOrder(graph);
  if (order === undefined) return graph;
  const gated = changeEdges(graph, dataTestEdges(members, graph, order));
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

/** Edges from tests of data to what must wait for them. */
function dataTestEdges(members: Members, graph: Graph, order: readonly number[]): readonly Edge[] {
  const edges: Edge[] = [];
  const shared: number[] = [];
  for (const [test, member] of members.list.entries()) {
    if (member.kind !== 'node' || member.node.resource_type !== 'test') continue;
    const tested = graph.parents[test] ?? [];
    if (tested.length > 1) shared.push(test);
    for (const child of tested.length === 1 ? (graph.children[tested[0] ?? -1] ?? []) : [])
      if (isExecutable(members.list[child])) edges.push([test, child]);
  }
  for (let from = 0; from < shared.length; from += TESTS_AT_ONCE)
    for (const edge of sharedTestEdges(members, graph, order, shared.slice(from, from + TESTS_AT_ONCE)))
      edges.push(edge);
  return edges;
}

/** Edges from tests of several things to the first nodes that come after all of these. */
function sharedTestEdges(
  members: Members,
  graph: Graph,
  order: readonly number[],
  tests: readonly number[],
): readonly Edge[] {
  const tested = new Set(tests.flatMap((test) => graph.parents[test] ?? []));
  const bits = new Map([...tested].map((number, bit) => [number, bit]));
  const words = Math.ceil(bits.size / 32);
  const before = testedBefore(graph, order, bits, words);
  const comesAfter = (number: number, wanted: readonly number[]): boolean =>
    wanted.every((bit) => (((before[number * words + (bit >> 5)] ?? 0) >> (bit & 31)) & 1) === 1);
  const places = new Uint32Array(graph.size);
  for (const [place, number] of order.entries()) places[number] = place;

  const edges: Edge[] = [];
  for (const test of tests) {
    const parents = graph.parents[test] ?? [];
    const wanted = parents.map((number) => bits.get(number) ?? 0);
    // All that comes after every one of them comes after the last.
    const last = parents.reduce((left, right) => ((places[left] ?? 0) > (places[right] ?? 0) ? left : right));
    const seen = new Set([last]);
    for (const number of seen)
      for (const child of graph.children[number] ?? [])
        if (isExecutable(members.list[child]) && comesAfter(child, wanted)) edges.push([test, child]);
        else seen.add(child);
  }
  return edges;
}

/** For each node which of the tested ones come before it, a bit for each, in `words` words. */
function testedBefore(
  graph: Graph,
  order: readonly number[],
  bits: ReadonlyMap<number, number>,
  words: number,
): Int32Array {
  const before = new Int32Array(graph.size * words);
  for (const number of order)
    for (const parent of graph.parents[number] ?? []) {
      for (let word = 0; word < words; word++)
        before[number * words + word] = (before[number * words + word] ?? 0) | (before[parent * words + word] ?? 0);
      const bit = bits.get(parent);
      if (bit === undefined) continue;
      const at = number * words + (bit >> 5);
      before[at] = (before[at] ?? 0) | (1 << (bit & 31));
    }
  return before;
}

function isExecutable(member: Member | undefined): boolean {
  return member?.kind === 'node' && member.node.resource_type !== 'test';
}

function numberOf(members: Members, id: string | undefined): number | undefined {
  return id === undefined ? undefined : members.numbers.get(id);
}
