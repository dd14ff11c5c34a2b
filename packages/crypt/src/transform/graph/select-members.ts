// Looks a selection up in a manifest. What it means is dbt's graph/selector.py of 1.12; differences are in the README.
import { nearest } from '../../kernel/did-you-mean.ts';
import { SELECTORS_DEPTH_MAX } from '../../kernel/limits.ts';
import { compileGlob } from './glob.ts';
import type { Graph } from './graph.ts';
import { addTests, settleTests, type Picked } from './indirect.ts';
import { matchMember, type MatchContext, type MemberTest } from './match-member.ts';
import { matchState, type StateOptions } from './match-state.ts';
import { combineMarks, isEmpty, marksOf, numbersOf, type Marks } from './marks.ts';
import type { Member } from './members.ts';
import { nearestName } from './nearest-name.ts';
import { planProblem, type Problem } from './problem.ts';
import { ancestors, childrensParents, descendants } from './reach.ts';
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
  readonly known: Map<string, Marks>;
}

/**
 * The numbers that a selection selects and the command may work on, in order.
 *
 * @returns problems of the methods, SELECT_SELECTOR_UNKNOWN, SELECT_SELECTOR_CYCLE, SELECT_NOTHING_MATCHED. With errors
 * among them the numbers mean nothing.
 */
export function selectMembers(
  selection: Selection,
  context: SelectContext,
): { readonly numbers: readonly number[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const marks = lookUp(selection, { ...context, problems, open: [], known: new Map() });
  return { numbers: numbersOf(marks), problems };
}

function lookUp(selection: Selection, lookup: Lookup): Marks {
  const numbers = numbersOf(pick(selection, lookup).direct);
  const inScope = numbers.filter((number) => {
    const member = lookup.members.list[number];
    return member !== undefined && lookup.isInScope(member);
  });
  return marksOf(lookup.graph.size, inScope);
}

function pick(selection: Selection, lookup: Lookup): Picked {
  return selection.kind === 'criterion' ? pickCriterion(selection, lookup) : pickCombination(selection, lookup);
}

function pickCriterion(criterion: Criterion, lookup: Lookup): Picked {
  const found = criterion.method === 'selector' ? namedSelectors(criterion, lookup) : matching(criterion, lookup);
  const selected = addRelatives(criterion, found, lookup.graph);
  // A named selector has brought its tests along already, and may have excluded some.
  if (criterion.method === 'selector') return { direct: selected, indirect: undefined };
  return addTests(lookup.members, lookup.graph, selected, criterion.indirect);
}

function matching(criterion: Criterion, lookup: Lookup): Marks {
  const test: MemberTest =
    criterion.method === 'state'
      ? matchState(criterion, lookup, lookup.problems)
      : matchMember(criterion, lookup, lookup.problems);
  const found = new Uint8Array(lookup.graph.size);
  for (const [number, member] of lookup.members.list.entries()) if (test(member)) found[number] = 1;
  return found;
}

function addRelatives(criterion: Criterion, found: Marks, graph: Graph): Marks {
  const { parents, children } = criterion;
  if (parents === undefined && children === undefined && !criterion.childrensParents) return found;
  const start = numbersOf(found);
  const all = new Uint8Array(found);
  const add = (numbers: readonly number[]): void => {
    for (const number of numbers) all[number] = 1;
  };
  if (criterion.childrensParents) add(childrensParents(graph, start));
  if (parents !== undefined) add(ancestors(graph, start, parents));
  if (children !== undefined) add(descendants(graph, start, children));
  return all;
}

function pickCombination(combination: Combination, lookup: Lookup): Picked {
  const { members, graph } = lookup;
  const picked = combination.parts.map((part) => pick(part, lookup));
  const combine = (sets: readonly Marks[]): Marks => combineMarks(combination.kind, sets, graph.size);
  const initial = combine(picked.map(({ direct }) => direct));
  const hasWaiting = picked.some(({ indirect }) => indirect !== undefined);
  const indirect = hasWaiting ? combine(picked.map(withWaiting)) : undefined;
  const direct = settleTests(members, graph, initial, indirect, combination.indirect);
  if (combination.warnIfEmpty && isEmpty(direct)) warnOfNothing(combination, lookup);
  return { direct, indirect };
}

function withWaiting({ direct, indirect }: Picked): Marks {
  return indirect === undefined ? direct : combineMarks('union', [direct, indirect], direct.length);
}

/** The criterion `selector:name`, whose name may be a pattern. */
function namedSelectors(criterion: Criterion, lookup: Lookup): Marks {
  const value = String(criterion.value);
  const known = [...lookup.selectors.byName.keys()].toSorted();
  const names = known.filter(compileGlob(value));
  if (names.length === 0) {
    const params = { name: value, nearest: nearest(value, known), known };
    lookup.problems.push(planProblem('SELECT_SELECTOR_UNKNOWN', params, criterion.at));
  }
  const found = names.map((name) => namedSelector(name, criterion, lookup));
  return combineMarks('union', found, lookup.graph.size);
}

function namedSelector(name: string, criterion: Criterion, lookup: Lookup): Marks {
  const known = lookup.known.get(name);
  if (known !== undefined) return known;
  const selector = lookup.selectors.byName.get(name);
  const path = [...lookup.open, name];
  // Longer chains than this nobody writes; without an end they would take the stack.
  if (selector === undefined || lookup.open.includes(name) || path.length > SELECTORS_DEPTH_MAX) {
    lookup.problems.push(planProblem('SELECT_SELECTOR_CYCLE', { path }, criterion.at));
    return new Uint8Array(lookup.graph.size);
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
