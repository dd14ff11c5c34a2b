import { addTestEdges } from './test-edges.ts';
import type { SelectingCommand } from './command-scope.ts';
import type { Graph } from './graph.ts';
import type { Members } from './members.ts';
import { findCycle, topologicalOrder } from './order.ts';
import { planProblem, type Problem } from './problem.ts';
import type { QueuePlan } from './ready-queue.ts';
import { fieldOf } from './selectable-manifest.ts';

/**
 * The plan of a run: what waits for what, and what is skipped when something fails.
 *
 * @param ids what was selected.
 * @returns a problem GRAPH_CYCLE instead when the graph has one.
 */
export function planQueue(
  command: SelectingCommand,
  ids: readonly string[],
  members: Members,
  graph: Graph,
): { readonly plan: QueuePlan } | { readonly problem: Problem } {
  const selected = new Set(ids.flatMap((id) => members.numbers.get(id) ?? []));
  const isBuild = command === 'build';
  // Clones are copies: none waits for another.
  const edges = command === 'clone' ? withoutEdges(graph) : graph;
  const ordered = isBuild ? addTestEdges(members, edges, selected) : edges;
  const order = topologicalOrder(ordered);
  if (order === undefined) {
    const cycle = (findCycle(ordered) ?? []).map((number) => members.list[number]?.id ?? '');
    return { problem: planProblem('GRAPH_CYCLE', { cycle }) };
  }
  const continuesOnError = (number: number): boolean => {
    const node = members.list[number]?.node;
    return node?.resource_type === 'model' && fieldOf(node.config, 'on_error') === 'continue';
  };
  return { plan: { graph: ordered, order, selected, isBuild, continuesOnError } };
}

function withoutEdges(graph: Graph): Graph {
  const none = graph.parents.map(() => []);
  return { size: graph.size, parents: none, children: none };
}
