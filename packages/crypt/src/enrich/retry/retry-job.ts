// One pass over log:failed for the open events of some groups, in slices. Failed events of one payload come in one slice
// where they lie together, so that the payload is enriched once.
import type { LogConsumer, LogRecord } from '../../contracts/log.ts';
import type { RetryCounts, RetryProgress, RetryResult, StillFailing } from '../../contracts/retry.ts';
import {
  ENRICH_POLL_BYTES_MAX,
  ENRICH_POLL_RECORDS_MAX,
  RETRY_CAUSES_MAX,
  RETRY_EVENTS_MAX,
} from '../../kernel/limits.ts';
import type { OpenFailure, RepairPlan } from './plan-repair.ts';
import { groupOfFailed, readFailed } from './read-failed.ts';
import type { RepairStates } from './repair-states.ts';

export interface RetryScope {
  readonly groups: ReadonlySet<string> | 'all';
  /** Offsets of log:failed; `to` is not among them. */
  readonly from: number;
  readonly to: number;
  readonly dryRun: boolean;
}

export class RetryJob {
  readonly scope: RetryScope;
  readonly #states: RepairStates;
  #next: number;
  #queue: OpenFailure[] = [];
  readonly #counts = { matched: 0, repaired: 0, dropped: 0, stillFailing: 0, tooOld: 0, rows: 0, failedAnew: 0 };
  readonly #causes = new Map<string, StillFailing & { count: number }>();
  readonly #repairedOf = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #open = new Set<string>();

  constructor(scope: RetryScope, states: RepairStates) {
    this.scope = scope;
    this.#states = states;
    this.#next = scope.from;
  }

  get isDone(): boolean {
    return this.#next >= this.scope.to && this.#queue.length === 0;
  }

  get counts(): RetryCounts {
    return this.#counts;
  }

  /** Groups that are asked for and of which no record was found, open or not. */
  get unknownGroups(): readonly string[] {
    const { groups } = this.scope;
    if (groups === 'all') return [];
    return [...groups].filter((group) => !this.#seen.has(group) && !this.#states.hasMovedTo(group));
  }

  /** Groups that are open, at most RETRY_CAUSES_MAX. */
  get openGroups(): readonly string[] {
    return [...this.#open];
  }

  /** How many events of a group were repaired or dropped. */
  repairedOf(group: string): number {
    return this.#repairedOf.get(group) ?? 0;
  }

  /** Reads on, and returns the next failed events to judge: of at most RETRY_EVENTS_MAX, and whole payloads. Often none. */
  async next(scanner: LogConsumer): Promise<readonly OpenFailure[]> {
    if (this.#ready < RETRY_EVENTS_MAX && this.#next < this.scope.to) await this.#scan(scanner);
    const ready = this.#ready;
    let size = Math.min(ready, RETRY_EVENTS_MAX);
    while (size > 0 && size < ready && this.#queue[size]?.recordId === this.#queue[size - 1]?.recordId) size++;
    return this.#queue.splice(0, size);
  }

  /** What `next` gave and there was no time for. */
  putBack(failures: readonly OpenFailure[]): void {
    this.#queue.unshift(...failures);
  }

  /** @param plan undefined when its payload is not in log:raw any more. */
  count(failure: OpenFailure, plan: RepairPlan | undefined): void {
    const counts = this.#counts;
    counts.matched++;
    if (plan === undefined) return void counts.tooOld++;
    const { repair, judged } = plan;
    counts.rows += repair?.rows.count ?? 0;
    counts.failedAnew += repair?.failed.count ?? 0;
    if (judged !== undefined) {
      counts.stillFailing++;
      return this.#countCause(judged);
    }
    counts[repair?.outcome === 'dropped' ? 'dropped' : 'repaired']++;
    this.#repairedOf.set(failure.group, this.repairedOf(failure.group) + 1);
  }

  progress(): RetryProgress {
    const { from, to } = this.scope;
    return { ...this.#counts, scanned: this.#next - from, of: to - from };
  }

  result(): RetryResult {
    const causes = [...this.#causes.values()].toSorted((a, b) => b.count - a.count);
    return { ...this.#counts, dryRun: this.scope.dryRun, complete: this.isDone, causes };
  }

  async #scan(scanner: LogConsumer): Promise<void> {
    if (scanner.position !== this.#next) await scanner.seekOffset(this.#next);
    const before = scanner.position;
    const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs: 0 };
    for (const record of await scanner.poll(limits)) {
      const failure = record.offset < this.scope.to ? this.#select(record) : undefined;
      if (failure !== undefined) this.#queue.push(failure);
    }
    // Frames at the end that are damaged leave nothing to poll for.
    this.#next = scanner.position === before ? this.scope.to : Math.min(scanner.position, this.scope.to);
  }

  #select(record: LogRecord): OpenFailure | undefined {
    const states = this.#states;
    const { groups } = this.scope;
    const first = groupOfFailed(record.payload);
    if (groups !== 'all' && groups.has(first)) this.#seen.add(first);
    if (states.isSettled(record.offset)) return undefined;
    const group = states.groupOf(record.offset) ?? first;
    if (this.#open.size < RETRY_CAUSES_MAX) this.#open.add(group);
    return groups === 'all' || groups.has(group) ? openFailure(record, states) : undefined;
  }

  /** How many of the queue can be judged: the last payload may go on in what was not read yet. */
  get #ready(): number {
    if (this.#next >= this.scope.to) return this.#queue.length;
    let start = this.#queue.length - 1;
    while (start > 0 && this.#queue[start - 1]?.recordId === this.#queue[start]?.recordId) start--;
    return Math.max(start, 0);
  }

  #countCause(judged: NonNullable<RepairPlan['judged']>): void {
    const known = this.#causes.get(judged.group);
    if (known !== undefined) known.count++;
    else if (this.#causes.size < RETRY_CAUSES_MAX) this.#causes.set(judged.group, { ...judged, count: 1 });
  }
}

/** The record with its newest group and extent; undefined when it is no failed event. */
export function openFailure(record: LogRecord, states: RepairStates): OpenFailure | undefined {
  const facts = readFailed(record);
  if (facts === undefined) return undefined;
  const group = states.groupOf(record.offset) ?? facts.group;
  return { ...facts, group, extent: states.isSplit(record.offset) ? 'event' : facts.extent };
}
