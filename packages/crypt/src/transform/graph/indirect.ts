// Tests come along with what they test. A mode says when:
//
//   eager      one thing the test is about is selected
//   cautious   all of them are
//   buildable  all of them are, or come before what is selected
//   empty      never; only tests that are selected themselves
//
// A test that does not come along yet is kept: when selections are combined, what it waits for may turn up in another.
import type { Graph } from './graph.ts';
import type { Members } from './members.ts';
import { ancestors, type NumberSet } from './reach.ts';
import type { IndirectSelection } from './selection.ts';

/** What is selected, and tests that may yet come along. */
export interface Picked {
  readonly direct: NumberSet;
  readonly indirect: NumberSet;
}

/** What is selected, with the tests of it. */
export function addTests(
  members: Members,
  graph: Graph,
  selected: NumberSet,
  mode: IndirectSelection,
): Picked {
  if (mode === 'empty') return { direct: selected, indirect: new Set() };
  const direct = new Set(selected);
  const indirect = new Set<number>();
  const around = mode === 'buildable' ? withAncestors(graph, selected) : selected;
  for (const number of selected)
    for (const child of graph.children[number] ?? []) {
      const member = members.list[child];
      if (member === undefined || direct.has(child) || indirect.has(child)) continue;
      const type = member.node.resource_type;
      if (type !== 'test' && type !== 'unit_test') continue;
      // Sources count as built.
      const isReady = (id: string): boolean =>
        hasId(members, around, id) || (mode === 'buildable' && isSource(members, id));
      if (mode === 'eager' || member.dependsOn.every(isReady)) direct.add(child);
      else indirect.add(child);
    }
  return { direct, indirect };
}

/** Of a combination: tests that waited and whose things are all there now. */
export function settleTests(
  members: Members,
  graph: Graph,
  direct: NumberSet,
  waiting: NumberSet,
  mode: IndirectSelection,
): NumberSet {
  if (mode === 'eager' || mode === 'empty') return direct;
  const selected = new Set(direct);
  const around = mode === 'buildable' ? withAncestors(graph, direct) : selected;
  // In order of numbers, for one that is added may be what the next waits for. Unit tests are not asked again.
  for (const number of [...waiting].toSorted((left, right) => left - right)) {
    const member = members.list[number];
    if (member?.kind !== 'node') continue;
    if (member.dependsOn.every((id) => hasId(members, around, id))) selected.add(number);
  }
  return selected;
}

function withAncestors(graph: Graph, selected: NumberSet): NumberSet {
  return new Set([...selected, ...ancestors(graph, selected)]);
}

function hasId(members: Members, numbers: NumberSet, id: string): boolean {
  const number = members.numbers.get(id);
  return number !== undefined && numbers.has(number);
}

function isSource(members: Members, id: string): boolean {
  return members.list[members.numbers.get(id) ?? -1]?.kind === 'source';
}
