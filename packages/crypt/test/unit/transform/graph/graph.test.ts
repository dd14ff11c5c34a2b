// Graph operations against the obvious definitions, on small random graphs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { contractGraph } from '../../../../src/transform/graph/contract-graph.ts';
import { depths } from '../../../../src/transform/graph/depth.ts';
import { buildGraph, changeEdges, makeGraph, type Graph } from '../../../../src/transform/graph/graph.ts';
import { listMembers } from '../../../../src/transform/graph/members.ts';
import { findCycle, topologicalOrder } from '../../../../src/transform/graph/order.ts';
import { ancestors, childrensParents, descendants } from '../../../../src/transform/graph/reach.ts';
import { makeNode, table } from '../../../support/selectable-shop.ts';
import { anyGraph, acyclicGraph, edgesOf, sortedNumbers } from '../../../support/random-graph.ts';

/** Numbers with a path of 1 … depth edges from `from`, by walking every path. */
function walk(graph: Graph, from: readonly number[], depth: number): ReadonlySet<number> {
  const edges = edgesOf(graph);
  const step = (numbers: readonly number[]): readonly number[] => [
    ...new Set(edges.filter(([start]) => numbers.includes(start)).map(([, end]) => end)),
  ];
  const found = new Set<number>();
  let layer = from;
  for (let taken = 0; taken < Math.min(depth, graph.size + 1); taken++) {
    layer = step(layer);
    for (const number of layer) found.add(number);
  }
  return found;
}

const hops = fc.constantFrom(0, 1, 2, 3, Infinity);

describe('graph', () => {
  it('finds what comes after and before in so many steps', () => {
    fc.assert(
      fc.property(anyGraph, hops, fc.array(fc.nat(7), { maxLength: 3 }), (graph, depth, some) => {
        const start = some.filter((number) => number < graph.size);
        const back = makeGraph(
          graph.size,
          edgesOf(graph).map(([from, to]) => [to, from]),
        );
        assert.deepEqual(
          sortedNumbers(new Set(descendants(graph, start, depth))),
          sortedNumbers(walk(graph, start, depth)),
        );
        assert.deepEqual(
          sortedNumbers(new Set(ancestors(graph, start, depth))),
          sortedNumbers(walk(back, start, depth)),
        );
        const after = [...start, ...walk(graph, start, Infinity)];
        assert.deepEqual(
          sortedNumbers(new Set(childrensParents(graph, start))),
          sortedNumbers(new Set([...after, ...walk(back, after, Infinity)])),
        );
      }),
    );
  });

  it('orders each node after its parents, or shows a cycle', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const order = topologicalOrder(graph);
        const cycle = findCycle(graph);
        assert.equal(order === undefined, cycle !== undefined);
        if (order !== undefined) {
          assert.deepEqual(
            sortedNumbers(new Set(order)),
            Array.from({ length: graph.size }, (_, number) => number),
          );
          for (const [from, to] of edgesOf(graph)) assert.ok(order.indexOf(from) < order.indexOf(to));
        }
        if (cycle !== undefined) {
          assert.equal(new Set(cycle).size, cycle.length);
          for (const [index, number] of cycle.entries())
            assert.ok(graph.children[number]?.includes(cycle[(index + 1) % cycle.length] ?? -1));
        }
      }),
    );
  });

  it('keeps an edge wherever a path passes only what was removed', () => {
    fc.assert(
      fc.property(acyclicGraph, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (graph, keeps) => {
        const kept = new Set(keeps.flatMap((keep, number) => (keep && number < graph.size ? [number] : [])));
        const contracted = contractGraph(graph, topologicalOrder(graph) ?? [], kept);
        const expected = [...kept].flatMap((from) => {
          const through = new Set([from]);
          const reached = new Set<number>();
          for (const number of through)
            for (const child of graph.children[number] ?? []) (kept.has(child) ? reached : through).add(child);
          return sortedNumbers(reached).map((to) => [from, to]);
        });
        assert.deepEqual(
          edgesOf(contracted),
          expected.toSorted(([left = 0], [right = 0]) => left - right),
        );
      }),
    );
  });

  it('knows how many selected nodes stand before each', () => {
    const before = (graph: Graph, number: number, selected: ReadonlySet<number>): number =>
      Math.max(
        0,
        ...(graph.parents[number] ?? []).map(
          (parent) => before(graph, parent, selected) + (selected.has(parent) ? 1 : 0),
        ),
      );
    fc.assert(
      fc.property(acyclicGraph, fc.uniqueArray(fc.nat(7)), (graph, list) => {
        const selected = new Set(list);
        assert.deepEqual(
          [...depths(graph, topologicalOrder(graph) ?? [], selected)],
          Array.from({ length: graph.size }, (_, number) => before(graph, number, selected)),
        );
      }),
    );
  });

  it('adds and removes edges', () => {
    const graph = makeGraph(3, [
      [0, 1],
      [1, 2],
    ]);
    assert.deepEqual(
      edgesOf(
        changeEdges(
          graph,
          [
            [0, 2],
            [0, 1],
          ],
          (_from, to) => to === 2,
        ),
      ),
      [
        [0, 1],
        [0, 2],
      ],
    );
  });

  it('tells of a dependency that is not there, and not of one that is switched off', () => {
    const nodes = table(
      makeNode('model.shop.a', ['model.shop.none', 'model.shop.off', 'model.shop.gone']),
      makeNode('model.shop.off', [], { config: { enabled: false } }),
    );
    const { graph, problems } = buildGraph(listMembers({ nodes, disabled: { 'model.shop.gone': [] } }));
    assert.deepEqual(graph, makeGraph(1, []));
    assert.deepEqual(problems, [
      {
        code: 'GRAPH_DEPENDENCY_MISSING',
        severity: 'error',
        message: 'model.shop.a depends on model.shop.none, which the project does not have. Nothing was run.',
        hint: 'Correct the ref() or source(), or add what it names.',
      },
    ]);
  });

  it('takes names such as __proto__ for names', () => {
    const nodes = JSON.parse(
      '{"__proto__":{"unique_id":"__proto__","resource_type":"model","name":"__proto__","package_name":"constructor"},' +
        '"b":{"unique_id":"b","resource_type":"model","name":"b","package_name":"p","depends_on":{"nodes":["__proto__","toString"]}}}',
    );
    const members = listMembers({ nodes });
    assert.deepEqual(
      members.list.map(({ id, fqn }) => [id, fqn]),
      [
        ['__proto__', ['constructor', '__proto__']],
        ['b', ['p', 'b']],
      ],
    );
    const { graph, problems } = buildGraph(members);
    assert.deepEqual([edgesOf(graph), problems.map(({ code }) => code)], [[[0, 1]], ['GRAPH_DEPENDENCY_MISSING']]);
  });

  it('is not deep in the stack where the graph is deep', () => {
    const size = 200_000;
    const graph = makeGraph(
      size,
      Array.from({ length: size - 1 }, (_, number) => [number, number + 1] as const),
    );
    assert.equal(descendants(graph, [0]).length, size - 1);
    assert.equal(topologicalOrder(graph)?.at(-1), size - 1);
    assert.equal(findCycle(changeEdges(graph, [[size - 1, 0]]))?.length, size);
  });
});
