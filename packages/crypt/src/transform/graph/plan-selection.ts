// From the flags of a command to the ids it works on.
import { nearest } from '../../kernel/did-you-mean.ts';
import { COMMAND_SCOPES, isInScope, planTypes, type SelectingCommand } from './command-scope.ts';
import type { Graph } from './graph.ts';
import type { StateOptions } from './match-state.ts';
import type { Members } from './members.ts';
import { parseSelection } from './parse-selection.ts';
import { planProblem, type Problem } from './problem.ts';
import type { SelectorBook } from './read-selectors.ts';
import type { PreviousState, SelectableManifest } from './selectable-manifest.ts';
import { selectMembers } from './select-members.ts';
import type { IndirectSelection, Selection } from './selection.ts';

/** The flags, as typed; missing ones are as if not given. */
export interface SelectionFlags {
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  readonly selector?: string;
  readonly resourceTypes?: readonly string[];
  readonly excludeResourceTypes?: readonly string[];
  readonly indirectSelection?: IndirectSelection;
}

export interface SelectionWorld {
  readonly manifest: SelectableManifest;
  /** Of the manifest: listMembers, buildGraph. */
  readonly members: Members;
  readonly graph: Graph;
  /** readSelectors. */
  readonly selectors?: SelectorBook;
  readonly previous?: PreviousState;
  readonly state?: Partial<StateOptions>;
}

export interface PlannedSelection {
  /** Sorted; empty when a problem is an error. */
  readonly ids: readonly string[];
  readonly problems: readonly Problem[];
}

const NO_SELECTORS: SelectorBook = { byName: new Map(), byDefault: undefined };

/**
 * What a command works on.
 *
 * `--selector` wins over `--select` and `--exclude`; without any of them the default selector is used, and without one
 * everything. Nothing is thrown: all that is wrong is in `problems`, SELECT_NO_NODES among it when nothing is left.
 */
export function planSelection(
  command: SelectingCommand,
  flags: SelectionFlags,
  world: SelectionWorld,
): PlannedSelection {
  const problems: Problem[] = [];
  const selectors = world.selectors ?? NO_SELECTORS;
  const types = planTypes(command, flags.resourceTypes ?? [], flags.excludeResourceTypes ?? [], problems);
  const selection = chooseSelection(flags, selectors, problems);
  if (selection === undefined || hasErrors(problems)) return { ids: [], problems };
  const found = selectMembers(selection, {
    manifest: world.manifest,
    members: world.members,
    graph: world.graph,
    selectors,
    previous: world.previous ?? {},
    state: { unrenderedSources: false, enforcedConstraints: [], nowMs: 0, ...world.state },
    isInScope: (member) => isInScope(command, types, member),
  });
  problems.push(...found.problems);
  if (hasErrors(problems)) return { ids: [], problems };
  if (found.numbers.length === 0) {
    const listed = types.size === 0 ? COMMAND_SCOPES[command].types : [...types];
    problems.push(planProblem('SELECT_NO_NODES', { command, types: listed }));
  }
  return { ids: found.numbers.map((number) => world.members.list[number]?.id ?? ''), problems };
}

function chooseSelection(flags: SelectionFlags, selectors: SelectorBook, problems: Problem[]): Selection | undefined {
  const { select = [], exclude = [] } = flags;
  const name = flags.selector ?? (select.length === 0 && exclude.length === 0 ? selectors.byDefault : undefined);
  if (name === undefined) return parseSelection(select, exclude, flags.indirectSelection ?? 'eager', problems);
  const selector = selectors.byName.get(name);
  if (selector !== undefined) return selector.selection;
  const known = [...selectors.byName.keys()].toSorted();
  const at = { text: name, start: 0, end: name.length };
  problems.push(planProblem('SELECT_SELECTOR_UNKNOWN', { name, nearest: nearest(name, known), known }, at));
  return undefined;
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
