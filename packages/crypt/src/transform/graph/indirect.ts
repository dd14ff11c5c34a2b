// Tests come along with what they test. A mode says when:
//
//   eager      one thing the test is about is selected
//   cautious   all of them are
//   buildable  all of them are, or come before what is selected
//   empty      never; only tests that are selected themselves
//
// A test that does not come along yet is kept: when selections are combined, what it waits for may turn up in another.
import type { Graph } from './graph.ts';
import { numbersOf, type Marks } from './marks.ts';
import type { Members } from './members.ts';
import { ancestors } from './reach.ts';
import type { IndirectSelection } from './selection.ts';

/** What is selected, and tests that may yet come along. */
export interface Picked {
  readonly direct: Marks;
  /** Undefined for none. */
  readonly indirect: Marks | undefined;
}

/** What is selected, with the tests of it. */
export function addTests(members: Members, graph: Graph, selected: Marks, mode: IndirectSelection): Picked {
  if (mode === 'empty') return { direct: selected, indirect: undefined };
  const direct = new Uint8Array(selected);
  const indirect = new Uint8Array(selected.length);
  const isBuildable = mode === 'buildable';
  const around = isBuildable ? withAncestors(graph, selected) : selected;
  for (const number of numbersOf(selected))
    for (const child of graph.children[number] ?? []) {
      const member = members.list[child];
      if (member === undefined || direct[child] === 1 || indirect[child] === 1) continue;
      const type = member.node.resource_type;
      if (type !== 'test' && type !== 'unit_test') continue;
      if (mode === 'eager' || hasAll(members, around, member.dependsOn, isBuildable)) direct[child] = 1;
      else indirect[child] = 1;
    }
  return { direct, indirect };
}

/** Of a combination: tests that waited and whose things are all there now. */
export function settleTests(
  members: Members,
  graph: Graph,
  direct: Marks,
  waiting: Marks | undefined,
  mode: IndirectSelection,
): Marks {
  if (waiting === undefined || mode === 'eager' || mode === 'empty') return direct;
  const selected = new Uint8Array(direct);
  const around = mode === 'buildable' ? withAncestors(graph, direct) : selected;
  for (const number of numbersOf(waiting)) {
    const member = members.list[number];
    // Unit tests are not asked again.
    if (member?.kind === 'node' && hasAll(members, around, member.dependsOn, false)) selected[number] = 1;
  }
  return selected;
}

function withAncestors(graph: Graph, selected: Marks): Marks {
  const all = new Uint8Array(selected);
  for (const number of ancestors(graph, numbersOf(selected))) all[number] = 1;
  return all;
}

/** True when all ids are marked; sources may count as built. */
function hasAll(members: Members, marks: Marks, ids: readonly string[], sourcesCount: boolean): boolean {
  return ids.every((id) => {
    const number = members.numbers.get(id);
    if (number === undefined) return false;
    return marks[number] === 1 || (sourcesCount && members.list[number]?.kind === 'source');
  });
}
