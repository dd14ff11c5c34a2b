// `state:`: what is new, old, modified or unmodified since an earlier manifest.
import {
  sameBody,
  sameConfig,
  sameContents,
  sameContract,
  samePersistedDescriptions,
  sameRelation,
  type Comparison,
  type ComparisonOptions,
} from './compare-members.ts';
import { findContractBreaks, type ContractOptions } from './contract-breaks.ts';
import { refuseState, refuseValue, type MatchContext, type MemberTest } from './match-member.ts';
import { everyMember, type Member, type MemberKind } from './members.ts';
import type { Problem } from './problem.ts';
import type { SelectableManifest } from './selectable-manifest.ts';
import type { Criterion } from './selection.ts';

export type StateOptions = ComparisonOptions & ContractOptions;

type StateTest = (before: Member | undefined, now: Member) => boolean;

/**
 * dbt: of these a new one is not "modified" unless a macro it uses is. Its code says otherwise in a comment, and its
 * documents too, but this is what it does.
 */
const NEW_IS_UNMODIFIED: ReadonlySet<MemberKind> = new Set([
  'source',
  'exposure',
  'metric',
  'semantic_model',
  'saved_query',
]);

/** Problems: SELECT_STATE_MISSING, SELECT_VALUE_INVALID, SELECT_CONTRACT_BROKEN. */
export function matchState(
  criterion: Criterion,
  context: MatchContext & { readonly state: StateOptions },
  problems: Problem[],
): MemberTest {
  const previous = context.previous.manifest;
  if (previous === undefined) return refuseState({ criterion, problems }, 'manifest.json');
  const touched = touchedMacros(context.manifest, previous);
  const usesTouched = ({ node }: Member): boolean =>
    touched.size > 0 && (node.depends_on?.macros ?? []).some((macro) => macro !== null && touched.has(macro));
  const changed =
    (same: Comparison): StateTest =>
    (before, now) => {
      // Kinds that lack this part never differ in it, new or not.
      const isSame = same(now, before ?? now, context.state);
      return isSame !== undefined && (before === undefined || !isSame);
    };
  const modified: StateTest = (before, now) => {
    const isDifferent =
      before === undefined ? !NEW_IS_UNMODIFIED.has(now.kind) : sameContents(now, before, context.state) === false;
    return isDifferent || usesTouched(now);
  };
  const tests: Readonly<Record<string, StateTest>> = {
    new: (before) => before === undefined,
    old: (before) => before !== undefined,
    modified,
    unmodified: (before, now) => !modified(before, now),
    'modified.body': changed(sameBody),
    'modified.configs': changed(sameConfig),
    'modified.persisted_descriptions': changed(samePersistedDescriptions),
    'modified.relation': changed(sameRelation),
    'modified.macros': (_before, now) => usesTouched(now),
    'modified.contract': changed(sameContract),
  };
  const words = Object.keys(tests);
  const value = String(criterion.value);
  const test = Object.hasOwn(tests, value) ? tests[value] : undefined;
  if (test === undefined) return refuseValue({ criterion, problems }, words.join(', '), words);
  const before = new Map(everyMember(previous).map((member) => [member.id, member]));
  if (['modified', 'unmodified', 'modified.contract'].includes(value))
    problems.push(...findContractBreaks(context, before, criterion.at));
  return (member) => test(before.get(member.id), member);
}

/** Macros that differ, and all that call one of them, however far away. */
function touchedMacros(now: SelectableManifest, before: SelectableManifest): ReadonlySet<string> {
  const macros = new Map(Object.entries(now.macros ?? {}));
  const macrosBefore = new Map(Object.entries(before.macros ?? {}));
  const callers = new Map<string, string[]>();
  for (const [caller, macro] of macros)
    for (const called of macro.depends_on?.macros ?? []) {
      if (called === null) continue;
      const list = callers.get(called);
      if (list === undefined) callers.set(called, [caller]);
      else list.push(caller);
    }
  const isSame = (id: string): boolean =>
    macros.has(id) && macrosBefore.has(id) && macros.get(id)?.macro_sql === macrosBefore.get(id)?.macro_sql;
  const touched = new Set([...macros.keys(), ...macrosBefore.keys()].filter((id) => !isSame(id)));
  for (const id of touched) for (const caller of callers.get(id) ?? []) touched.add(caller);
  return touched;
}
