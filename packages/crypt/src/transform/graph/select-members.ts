// Looks a selection up in a manifest. What it means is dbt's graph/selector.py of 1.12; differences are in the README.
import { nearest } from '../../kernel/did-you-mean.ts';
import { SELECTORS_DEPTH_MAX } from '../../kernel/limits.ts';
import { compileGlob } from './glob.ts';
import type { Graph } from './graph.ts';
import { addTests, settleTests, type Picked } from './indirect.ts';
import { matchMember, type MatchContext, type MemberTest } from './match-member.ts';
import { matchState, type StateOptions } from './match-state.ts';
import type { Member } from './members.ts';
import { nearestName } from './nearest-name.ts';
import { planProblem, type Problem } from './problem.ts';
import { ancestors, childrensParents, descendants, type NumberSet } from './reach.ts';
import type { SelectorBook } from './read-selectors.ts';
import type { Combination, Criterion, Selection } from './selection.ts';

export interface SelectContext extends MatchContext {
  readonly graph: Graph;
  readonly selectors: SelectorBook;
  readonly state: StateOptions;
  /** True for what the command may work on: the rest is selected, walked over and dropped. */
  readonly isInScope: (member: Member) => boolean;
}

interface Lookup extends SelectContext {
  readonly problems: Problem[];
  /** Selectors that are being looked up, outermost first. */
  readonly open: readonly string[];
  /** Selectors that have been looked up: each once, however many name it. */
  readonly known: Map<string, NumberSet>;
}

/**
 * The numbers that a selection selects and the command may work on.
 *
 * @returns problems of the methods, SELECT_SELECTOR_UNKNOWN, SELECT_SELECTOR_CYCLE, SELECT_NOTHING_MATCHED. With errors
 * among them the numbers mean nothing.
 */
export function selectMembers(
  selection: Selection,
  context: SelectContext,
): { readonly numbers: NumberSet; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const numbers = lookUp(selection, { ...context, problems, open: [], known: new Map() });
  return { numbers, problems };
}

function lookUp(selection: Selection, lookup: Lookup): NumberSet {
  const { direct } = pick(selection, lookup);
  return filterNumbers(direct, lookup, lookup.isInScope);
}

function pick(selection: Selection, lookup: Lookup): Picked {
  return selection.kind === 'criterion' ? pickCriterion(selection, lookup) : pickCombination(selection, lookup);
}

function pickCriterion(criterion: Criterion, lookup: Lookup): Picked {
  const found = criterion.method === 'selector' ? namedSelectors(criterion, lookup) : matching(criterion, lookup);
  const selected = addRelatives(criterion, found, lookup.graph);
  // A named selector has brought its tests along already, and may have excluded some.
  if (criterion.method === 'selector') return { direct: selected, indirect: new Set() };
  return addTests(lookup.members, lookup.graph, selected, criterion.indirect);
}

function matching(criterion: Criterion, lookup: Lookup): NumberSet {
  const test: MemberTest =
    criterion.method === 'state'
      ? matchState(criterion, lookup, lookup.problems)
      : matchMember(criterion, lookup, lookup.problems);
  const found = new Set<number>();
  for (const [number, member] of lookup.members.list.entries()) if (test(member)) found.add(number);
  return found;
}

function addRelatives(criterion: Criterion, found: NumberSet, graph: Graph): NumberSet {
  const { parents, children } = criterion;
  if (parents === undefined && children === undefined && !criterion.childrensParents) return found;
  const all = new Set(found);
  const add = (numbers: NumberSet): void => {
    for (const number of numbers) all.add(number);
  };
  if (criterion.childrensParents) add(childrensParents(graph, found));
  if (parents !== undefined) add(ancestors(graph, found, parents));
  if (children !== undefined) add(descendants(graph, found, children));
  return all;
}

function pickCombination(combination: Combination, lookup: Lookup): Picked {
  const picked = combination.parts.map((part) => pick(part, lookup));
  const initial = combineSets(
    combination.kind,
    picked.map(({ direct }) => direct),
  );
  const indirect = combineSets(
    combination.kind,
    picked.map(({ direct, indirect }) => (indirect.size === 0 ? direct : new Set([...direct, ...indirect]))),
  );
  const direct = settleTests(lookup.members, lookup.graph, initial, indirect, combination.indirect);
  if (combination.warnIfEmpty && direct.size === 0) warnOfNothing(combination, lookup);
  return { direct, indirect };
}

function combineSets(kind: Combination['kind'], [first = new Set(), ...others]: readonly NumberSet[]): NumberSet {
  if (others.length === 0) return first;
  switch (kind) {
    case 'union':
      return new Set([first, ...others].flatMap((numbers) => [...numbers]));
    case 'intersection':
      return new Set([...first].filter((number) => others.every((numbers) => numbers.has(number))));
    case 'difference':
      return new Set([...first].filter((number) => !others.some((numbers) => numbers.has(number))));
  }
}

/** The criterion `selector:name`, whose name may be a pattern. */
function namedSelectors(criterion: Criterion, lookup: Lookup): NumberSet {
  const value = String(criterion.value);
  const known = [...lookup.selectors.byName.keys()].toSorted();
  const names = known.filter(compileGlob(value));
  if (names.length === 0) {
    const params = { name: value, nearest: nearest(value, known), known };
    lookup.problems.push(planProblem('SELECT_SELECTOR_UNKNOWN', params, criterion.at));
  }
  return combineSets(
    'union',
    names.map((name) => namedSelector(name, criterion, lookup)),
  );
}

function namedSelector(name: string, criterion: Criterion, lookup: Lookup): NumberSet {
  const known = lookup.known.get(name);
  if (known !== undefined) return known;
  const selector = lookup.selectors.byName.get(name);
  const path = [...lookup.open, name];
  // Longer chains than this nobody writes; without an end they would take the stack.
  if (selector === undefined || lookup.open.includes(name) || path.length > SELECTORS_DEPTH_MAX) {
    lookup.problems.push(planProblem('SELECT_SELECTOR_CYCLE', { path }, criterion.at));
    return new Set();
  }
  const found = lookUp(selector.selection, { ...lookup, open: path });
  lookup.known.set(name, found);
  return found;
}

function warnOfNothing(combination: Combination, lookup: Lookup): void {
  const { text, start, end } = combination.at;
  const params = { criterion: text.slice(start, end), nearest: nearestName(combination, lookup.members) };
  lookup.problems.push(planProblem('SELECT_NOTHING_MATCHED', params, combination.at));
}

function filterNumbers(numbers: NumberSet, lookup: Lookup, test: MemberTest): NumberSet {
  return new Set(
    [...numbers].filter((number) => {
      const member = lookup.members.list[number];
      return member !== undefined && test(member);
    }),
  );
}
