// Failed events by their newest judgement, kept in memory and fed from log:failed and log:repairs. Never commits a
// position: the groups are rebuilt at every start, and the log's retention waits for nobody here. Bounded: past the limit
// the group that has been quiet longest is folded into one sum, so that the totals stay exact whatever is sent.
import { decodeRepair, type Repair } from '../../contracts/repair.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { FAILED_EXAMPLES_MAX, FAILED_GROUPS_MAX } from '../../kernel/limits.ts';
import { readFailure, type FailedExample, type Failure } from './read-failure.ts';

/** Events that came into a group; `count` is the sum of the others and of those that a retry has moved on. */
export interface FailedCounts {
  readonly count: number;
  readonly open: number;
  readonly repaired: number;
  /** By a rule of the project, when they were enriched again. */
  readonly dropped: number;
}

export interface FailedGroup extends FailedCounts {
  /** For `crypt events retry --group`. */
  readonly group: string;
  readonly failureType: string;
  readonly cause: string;
  readonly schema: string | null;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Apps by number of events, most first; at most APPS_MAX. */
  readonly apps: readonly { readonly app: string; readonly count: number }[];
  /** Newest first. */
  readonly examples: readonly FailedExample[];
}

export interface FailedSummary {
  /** Records of log:failed, and what became of them. */
  readonly count: number;
  readonly open: number;
  readonly repaired: number;
  readonly dropped: number;
  /** Those with open events first, the most recent first. */
  readonly groups: readonly FailedGroup[];
  /** Groups that were folded because there were too many. */
  readonly folded: FailedCounts;
  /** Records that are not failed events. */
  readonly unreadable: number;
}

/** What pages read. */
export interface FailedGroups {
  summary(): FailedSummary;
}

const APPS_MAX = 20;
const NO_APP = '(no app)';

type Sums = { -readonly [K in keyof FailedCounts]: number };

interface Growing extends Sums, Pick<FailedGroup, 'group' | 'failureType' | 'cause' | 'schema'> {
  firstMs: number;
  lastMs: number;
  readonly apps: Map<string, number>;
  readonly examples: FailedExample[];
}

export class FailedProjection implements FailedGroups {
  readonly #groupsMax: number;
  /** By group id. */
  readonly #groups = new Map<string, Growing>();
  readonly #folded: Sums = { count: 0, open: 0, repaired: 0, dropped: 0 };
  readonly #totals = { count: 0, repaired: 0, dropped: 0 };
  #unreadable = 0;

  constructor(groupsMax: number = FAILED_GROUPS_MAX) {
    this.#groupsMax = groupsMax;
  }

  /** Takes the payload of one record of log:failed. */
  add(payload: Uint8Array): void {
    this.#totals.count++;
    const failure = readFailure(payload);
    if (failure === undefined) this.#unreadable++;
    else this.#addFailure(failure);
  }

  /** Takes the payload of one record of log:repairs; its failed event was added before. */
  addRepair(payload: Uint8Array): void {
    const repair = readRepair(payload);
    // What retention had removed was never added.
    if (repair === undefined || repair.failedOffset < 0) return;
    const group = this.#groups.get(repair.groupBefore);
    // A group that was folded may have come again: then its older events are counted in the sum.
    const before: Sums = group !== undefined && group.open > 0 ? group : this.#folded;
    before.open--;
    if (repair.outcome === 'still_failing') return this.#move(repair);
    before[repair.outcome]++;
    this.#totals[repair.outcome]++;
  }

  summary(): FailedSummary {
    const groups = [...this.#groups.values()].map(freeze);
    const byTime = groups.toSorted((a, b) => Number(b.open > 0) - Number(a.open > 0) || b.lastMs - a.lastMs);
    const { count, repaired, dropped } = this.#totals;
    const open = count - this.#unreadable - repaired - dropped;
    return {
      count,
      open,
      repaired,
      dropped,
      groups: byTime,
      folded: { ...this.#folded },
      unreadable: this.#unreadable,
    };
  }

  #addFailure({ group, failureType, cause, schema, ...example }: Failure): void {
    const into = this.#groupOf({ group, failureType, cause, schema }, example.failedMs);
    this.#count(into, example.failedMs, example.appId);
    into.examples.unshift(example);
    if (into.examples.length > FAILED_EXAMPLES_MAX) into.examples.pop();
  }

  #move({ group, failureType, cause, schema, repairedMs, appId }: Repair): void {
    const named = { group: group ?? '', failureType: failureType ?? '', cause: cause ?? '', schema };
    this.#count(this.#groupOf(named, repairedMs), repairedMs, appId);
  }

  #count(into: Growing, timeMs: number, appId: string | null): void {
    into.count++;
    into.open++;
    into.firstMs = Math.min(into.firstMs, timeMs);
    into.lastMs = Math.max(into.lastMs, timeMs);
    const app = appId ?? NO_APP;
    if (into.apps.has(app) || into.apps.size < APPS_MAX) into.apps.set(app, (into.apps.get(app) ?? 0) + 1);
  }

  #groupOf(named: Pick<Growing, 'group' | 'failureType' | 'cause' | 'schema'>, timeMs: number): Growing {
    let found = this.#groups.get(named.group);
    if (found === undefined) {
      if (this.#groups.size >= this.#groupsMax) this.#fold();
      const nothing = { count: 0, open: 0, repaired: 0, dropped: 0, firstMs: timeMs, lastMs: timeMs };
      found = { ...named, ...nothing, apps: new Map(), examples: [] };
      this.#groups.set(named.group, found);
    }
    return found;
  }

  #fold(): void {
    let quietest: Growing | undefined;
    for (const group of this.#groups.values())
      if (quietest === undefined || group.lastMs < quietest.lastMs) quietest = group;
    if (quietest === undefined) return;
    this.#groups.delete(quietest.group);
    for (const name of ['count', 'open', 'repaired', 'dropped'] as const) this.#folded[name] += quietest[name];
  }
}

function freeze(group: Growing): FailedGroup {
  const apps = [...group.apps].map(([app, count]) => ({ app, count })).toSorted((a, b) => b.count - a.count);
  return { ...group, apps, examples: [...group.examples] };
}

function readRepair(payload: Uint8Array): Repair | undefined {
  try {
    return decodeRepair(payload);
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return undefined;
    throw error;
  }
}
