// Changes of a model that break the contract it had: what reads the model may fail. Of a versioned model that is an error,
// for a new version could have been made; of others a warning.
import type { MatchContext } from './match-member.ts';
import type { Member } from './members.ts';
import { planProblem, type Problem, type Span } from './problem.ts';
import { sameValue } from './same-value.ts';
import { fieldOf, type ComparedConstraint, type SelectableNode } from './selectable-manifest.ts';

type Constraints = readonly ComparedConstraint[];

/** Where constraints are in the table, so that to build something else loses them. */
const ENFORCING = new Set(['table', 'incremental']);

export interface ContractOptions {
  /** Types of constraints that the warehouse enforces; to lose one of these breaks a contract. */
  readonly enforcedConstraints: readonly string[];
  /** Milliseconds since 1970. Models that are past their deprecation date by then may go. */
  readonly nowMs: number;
}

/** @returns problems SELECT_CONTRACT_BROKEN, in order of ids. */
export function findContractBreaks(
  context: MatchContext & { readonly state: ContractOptions },
  before: ReadonlyMap<string, Member>,
  at: Span,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [id, { kind, node: old }] of before) {
    if (kind !== 'node' || old.resource_type !== 'model' || old.contract?.enforced !== true) continue;
    const number = context.members.numbers.get(id);
    const now = number === undefined ? undefined : context.members.list[number]?.node;
    if (now === undefined && Date.parse(old.deprecation_date ?? '') < context.state.nowMs) continue;
    const changes =
      now === undefined
        ? [context.members.off.has(id) ? 'the model was disabled' : 'the model was deleted or renamed']
        : changesOf(now, old, context.state.enforcedConstraints);
    if (changes.length === 0) continue;
    const isVersioned = old.version !== null && old.version !== undefined;
    problems.push(planProblem('SELECT_CONTRACT_BROKEN', { node: id, changes }, at, isVersioned ? 'error' : 'warning'));
  }
  return problems;
}

function changesOf(now: SelectableNode, old: SelectableNode, enforced: readonly string[]): readonly string[] {
  const isEnforced = now.contract?.enforced === true;
  if (isEnforced && sameValue(now.contract?.checksum, old.contract?.checksum)) return [];
  const changes = isEnforced ? [] : ['it is not enforced any more'];
  const columns = new Map(Object.entries(now.columns ?? {}));
  const oldColumns = Object.entries(old.columns ?? {}).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const wasEnforcing = isEnforcing(old);
  for (const [name, column] of oldColumns) {
    const columnNow = columns.get(name);
    if (columnNow === undefined) changes.push(`column ${name} was removed`);
    else if (baseType(column.data_type) !== baseType(columnNow.data_type))
      changes.push(`column ${name} was ${column.data_type ?? 'untyped'} and is ${columnNow.data_type ?? 'untyped'}`);
    if (columnNow === undefined || !wasEnforcing) continue;
    for (const type of lostConstraints(column.constraints, columnNow.constraints, enforced))
      changes.push(`column ${name} lost its constraint ${type}`);
  }
  if (!wasEnforcing) return changes;
  for (const type of lostConstraints(old.constraints, now.constraints, enforced))
    changes.push(`it lost its constraint ${type}`);
  const hadConstraints = [old.constraints, ...oldColumns.map(([, column]) => column.constraints)].some(
    (constraints) => (constraints?.length ?? 0) > 0,
  );
  if (hadConstraints && !isEnforcing(now)) changes.push(`it is now ${materialized(now)}, which keeps no constraints`);
  return changes;
}

function lostConstraints(
  old: Constraints | null | undefined,
  now: Constraints | null | undefined,
  enforced: readonly string[],
): readonly string[] {
  return (old ?? [])
    .filter((constraint) => enforced.includes(constraint.type ?? ''))
    .filter((constraint) => !(now ?? []).some((other) => sameValue(other, constraint)))
    .map((constraint) => constraint.type ?? '');
}

/** `varchar(10)` and `VARCHAR(20)` are one: size and precision may change. */
function baseType(type: string | null | undefined): string {
  return (type ?? '').split('(')[0]?.trim().toLowerCase() ?? '';
}

function isEnforcing(node: SelectableNode): boolean {
  return ENFORCING.has(materialized(node));
}

function materialized(node: SelectableNode): string {
  const value = fieldOf(node.config, 'materialized');
  return typeof value === 'string' ? value : 'view';
}
