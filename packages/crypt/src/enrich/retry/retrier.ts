// Failed events enriched again, in slices between the batches of new events, so that nothing else appends meanwhile:
//
//   asked for, or a schema came late ─▶ job ─▶ slice: log:failed ─▶ log:raw ─▶ pipeline ─▶ plan
//                                                 ─▶ append rows, and what fails anew ─▶ append repairs ─▶ cut
//
//   killed before the rows      nothing has happened
//   killed before the repairs   the next start finds rows that no repair names, and writes the repairs
import type { LogConsumer, LogWriter } from '../../contracts/log.ts';
import { payloadHash } from '../../contracts/payload-hash.ts';
import { decodeRepair, encodeRepair, type Repair } from '../../contracts/repair.ts';
import { nearest } from '../../kernel/did-you-mean.ts';
import { ENRICH_POLL_BYTES_MAX, ENRICH_POLL_RECORDS_MAX } from '../../kernel/limits.ts';
import { appendAll, type AppendEffects } from '../append-all.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { RecordOutputs } from '../enrich-record.ts';
import { fail } from '../errors.ts';
import { findFailed } from './find-failed.ts';
import { groupsWaitingFor, LateSchemas, type LateSchema } from './late-schemas.ts';
import { enrichRecords, type Pipeline } from '../pipeline.ts';
import { fatesOf, planRepair, type Fate, type Fates, type OpenFailure, type RepairPlan } from './plan-repair.ts';
import { readRawRecords } from './raw-records.ts';
import type { FailedFacts } from './read-failed.ts';
import { RepairStates } from './repair-states.ts';
import { findCutOff, orphanRepair } from './resume-retry.ts';
import { RetryJob } from './retry-job.ts';
import type { RetryQueue, Ticket } from './retry-queue.ts';
import type { RetriedOutputs } from './sort-written.ts';
import { joinTallies, type Tallies } from '../tallies.ts';

export interface RetryOptions {
  readonly repairs: LogWriter;
  /** Of log:repairs, to hold its retention and to read it whole. */
  readonly repairsReader: LogConsumer;
  /** Consumers that are placed anywhere and never commit. */
  readonly rawReader: LogConsumer;
  readonly failedScanner: LogConsumer;
  readonly queue: RetryQueue;
  /** What an operator should know, by a stable key; an empty text withdraws it. */
  readonly onNotice: (key: string, text: string) => void;
}

export interface RetrierOptions extends RetryOptions, AppendEffects {
  readonly enriched: LogWriter;
  readonly failed: LogWriter;
  readonly pipeline: Pipeline;
  /** What retries count; another than that of the first pass, which counts ahead. */
  readonly tallies: Tallies;
}

interface Work {
  readonly job: RetryJob;
  /** Who asked; undefined when a schema came late. */
  readonly ticket?: Ticket;
  readonly late: readonly LateSchema[];
}

interface Judged {
  readonly plans: readonly (readonly [OpenFailure, RepairPlan | undefined])[];
  /** There was no time for these. */
  readonly rest: readonly OpenFailure[];
}

type Already = ReadonlyMap<OpenFailure, ReadonlyMap<number, Fate>>;

/** How long it is told that a late schema has repaired events. */
const NOTICE_MS = 3_600_000;

export class Retrier {
  readonly #options: RetrierOptions;
  readonly #states = new RepairStates();
  readonly #late: LateSchemas;
  /** Every record of log:repairs before it is in the states. */
  #statesNext = 0;
  #work: Work | undefined;
  /** Failed events lie twice in log:failed. */
  #hasCopies = false;
  /** When each notice is withdrawn. */
  readonly #notices = new Map<string, number>();

  constructor(options: RetrierOptions) {
    this.#options = options;
    this.#late = new LateSchemas(options.pipeline.schemas, this.#states, options.clock);
  }

  /** A turn would do something: nobody should wait for new events meanwhile. */
  get isBusy(): boolean {
    return this.#work !== undefined || !this.#options.queue.isEmpty || this.#late.isDue;
  }

  /**
   * One slice, if there is anything to do. Nothing may be appended to the outputs meanwhile, and `cut` must name their ends.
   *
   * @returns the cut after it; undefined when waiting for the disk was ended.
   */
  async turn(cut: Checkpoint): Promise<Checkpoint | undefined> {
    if (!this.isBusy) return cut;
    if (this.#statesNext < cut.repairsNext) {
      await this.#readStates(cut.repairsNext);
      return cut;
    }
    this.#hasCopies = cut.tallies.failedTwice.count > 0;
    this.#work ??= this.#begin(cut.failedNext);
    if (this.#work !== undefined) return this.#slice(this.#work, cut);
    await this.#askLate(cut.failedNext);
    return cut;
  }

  /**
   * Writes the repairs that the end of a process cut off, and the rest of their rows.
   *
   * @param outputs of retries by raw record: those with rows that no repair names.
   * @param ends of the logs.
   * @returns the ends after it; undefined when waiting for the disk was ended.
   */
  async resume(outputs: ReadonlyMap<string, RetriedOutputs>, ends: Checkpoint): Promise<Checkpoint | undefined> {
    this.#hasCopies = ends.tallies.failedTwice.count > 0;
    while (this.#statesNext < ends.repairsNext) await this.#readStates(ends.repairsNext);
    const { failedScanner, rawReader, logger, pipeline } = this.#options;
    const failures = await findFailed(failedScanner, outputs, ends.failedNext);
    const { cutOff, orphans } = findCutOff(outputs, failures, this.#states);
    logger.info('enrich.retry_resumed', { events: cutOff.length, orphans: orphans.size });
    const already: Already = new Map(cutOff.map((one) => [one.failure, one.already]));
    const { topic } = rawReader.address;
    const by = { repairedMs: this.#options.clock.nowMs(), judgedBy: pipeline.context.etl };
    const lost = [...orphans].map(([id, lostOutputs]) => orphanRepair(topic, id, lostOutputs, by));
    let next = await this.#append([], [], lost, ends);
    for (let left: readonly OpenFailure[] = [...already.keys()]; left.length > 0 && next !== undefined;) {
      const judged = await this.#judge(left, already);
      next = judged && (await this.#appendPlans(judged.plans, next));
      left = judged?.rest ?? [];
    }
    return next;
  }

  /** Everyone who waits is told that nothing more is retried. */
  close(): void {
    const { ticket, job } = this.#work ?? {};
    ticket?.reject(fail('RETRY_STOPPED', { repaired: job?.counts.repaired ?? 0, matched: job?.counts.matched ?? 0 }));
    this.#work = undefined;
    this.#options.queue.close();
  }

  async #readStates(end: number): Promise<void> {
    const { repairsReader } = this.#options;
    if (repairsReader.position !== this.#statesNext) await repairsReader.seekOffset(this.#statesNext);
    const before = repairsReader.position;
    const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs: 0 };
    for (const record of await repairsReader.poll(limits)) {
      const repair = record.offset < end ? decodeRepair(record.payload) : undefined;
      if (repair !== undefined) this.#take(repair);
    }
    this.#statesNext = repairsReader.position === before ? end : Math.min(repairsReader.position, end);
  }

  #take(repair: Repair): void {
    this.#states.take(repair);
    this.#late.take(repair);
  }

  #begin(end: number): Work | undefined {
    const ticket = this.#options.queue.take();
    if (ticket === undefined) return undefined;
    // Who asks may have published a schema a second ago.
    this.#options.pipeline.schemas.askAgain();
    const { groups, dryRun } = ticket.request;
    const scope = { groups: groups === 'all' ? groups : new Set(groups), from: 0, to: end, dryRun };
    return { job: new RetryJob(scope, this.#states), ticket, late: [] };
  }

  async #slice(work: Work, cut: Checkpoint): Promise<Checkpoint | undefined> {
    const { job, ticket } = work;
    let next: Checkpoint | undefined = cut;
    if (ticket?.signal.aborted !== true) {
      const failures = await job.next(this.#options.failedScanner);
      const judged = await this.#judge(failures);
      if (judged === undefined) return undefined;
      job.putBack(judged.rest);
      if (!job.scope.dryRun) next = await this.#appendPlans(judged.plans, cut);
      if (next === undefined) return undefined;
      for (const [failure, plan] of judged.plans) job.count(failure, plan);
      ticket?.onProgress(job.progress());
    }
    if (job.isDone || ticket?.signal.aborted === true) this.#finish(work);
    return next;
  }

  /** Undefined when waiting for the disk was ended. @param already outputs that lie in the logs, of what was cut off. */
  async #judge(failures: readonly OpenFailure[], already?: Already): Promise<Judged | undefined> {
    const { rawReader, pipeline, clock, signal } = this.#options;
    const fresh = this.#hasCopies ? await this.#withoutCopies(failures) : failures;
    const offsets = [...new Set(fresh.map(({ rawOffset }) => rawOffset))].toSorted((a, b) => a - b);
    if (offsets.length === 0) return { plans: [], rest: [] };
    const { records, looked } = await readRawRecords(rawReader, offsets, clock);
    const outputs = await enrichRecords([...records.values()], pipeline, signal);
    if (outputs === undefined) return undefined;
    const fates = fatesByOffset([...records.keys()], outputs);
    const by = { repairedMs: clock.nowMs(), judgedBy: pipeline.context.etl };
    const lookedTo = offsets[looked - 1] ?? -1;
    const plans = fresh
      .filter(({ rawOffset }) => rawOffset <= lookedTo)
      .map((failure) => {
        const known = joinFates(fates.get(failure.rawOffset), already?.get(failure));
        return [failure, known && planRepair(failure, known, by)] as const;
      });
    return { plans, rest: fresh.filter(({ rawOffset }) => rawOffset > lookedTo) };
  }

  /** An append that was refused and yet stored leaves a failed event twice; the first of them counts. */
  async #withoutCopies(failures: readonly OpenFailure[]): Promise<readonly OpenFailure[]> {
    const ids = new Set(failures.map(({ recordId }) => recordId));
    const end = Math.max(0, ...failures.map(({ failedOffset }) => failedOffset + 1));
    const first = new Map<string, FailedFacts>();
    for (const facts of await findFailed(this.#options.failedScanner, ids, end)) {
      if (!first.has(facts.origin)) first.set(facts.origin, facts);
    }
    return failures.filter(({ origin, failedOffset }) => first.get(origin)?.failedOffset === failedOffset);
  }

  async #appendPlans(plans: Judged['plans'], cut: Checkpoint): Promise<Checkpoint | undefined> {
    const changed = plans.flatMap(([, plan]) => (plan?.repair === undefined ? [] : [{ ...plan, repair: plan.repair }]));
    const rows = changed.flatMap((plan) => plan.rows);
    const failed = changed.flatMap((plan) => plan.failed);
    return this.#append(
      rows,
      failed,
      changed.map(({ repair }) => repair),
      cut,
    );
  }

  /** The repairs only when all that they name is durable. */
  async #append(
    rows: readonly Uint8Array[],
    failed: readonly Uint8Array[],
    repairs: readonly Repair[],
    cut: Checkpoint,
  ): Promise<Checkpoint | undefined> {
    if (repairs.length === 0) return cut;
    const options = this.#options;
    const lines = repairs.map(encodeRepair);
    const enrichedNext = await appendAll(options.enriched, rows, cut.enrichedNext, options);
    if (enrichedNext === undefined) return undefined;
    const failedNext = await appendAll(options.failed, failed, cut.failedNext, options);
    if (failedNext === undefined) return undefined;
    const repairsNext = await appendAll(options.repairs, lines, cut.repairsNext, options);
    if (repairsNext === undefined) return undefined;
    for (const [i, repair] of repairs.entries()) {
      this.#take(repair);
      options.tallies.addRepair(repair, payloadHash(lines[i] as Buffer));
    }
    this.#statesNext = repairsNext;
    const tallies = joinTallies(cut.tallies, options.tallies.values());
    return { ...cut, enrichedNext, failedNext, repairsNext, tallies };
  }

  #finish({ job, ticket, late }: Work): void {
    this.#work = undefined;
    const [group] = job.isDone ? job.unknownGroups : [];
    if (group === undefined) ticket?.resolve(job.result());
    else {
      const groups = job.openGroups;
      ticket?.reject(fail('RETRY_GROUP_UNKNOWN', { group, near: nearest(group, groups) ?? null, groups }));
    }
    const { logger, clock, onNotice, pipeline } = this.#options;
    for (const { uri, from } of late) {
      if (pipeline.schemas.lookup(uri).state !== 'known') this.#late.waitFor(uri, from);
      const repaired = groupsWaitingFor(uri).reduce((sum, waiting) => sum + job.repairedOf(waiting), 0);
      if (repaired === 0) continue;
      logger.info('enrich.late_schema', { schema: uri, repaired });
      const key = `repaired:${uri}`;
      onNotice(
        key,
        `${repaired} event${repaired === 1 ? '' : 's'} of ${uri} ${repaired === 1 ? 'was' : 'were'} repaired.`,
      );
      this.#notices.set(key, clock.monotonicMs() + NOTICE_MS);
    }
  }

  async #askLate(end: number): Promise<void> {
    const { failedScanner, signal, clock, onNotice } = this.#options;
    const late = await this.#late.turn(failedScanner, end, signal);
    for (const [key, untilMs] of this.#notices) {
      if (untilMs > clock.monotonicMs()) continue;
      onNotice(key, '');
      this.#notices.delete(key);
    }
    if (late.length === 0) return;
    const groups = new Set(late.flatMap(({ uri }) => groupsWaitingFor(uri)));
    const from = Math.min(...late.map((schema) => schema.from));
    this.#work = { job: new RetryJob({ groups, from, to: end, dryRun: false }, this.#states), late };
  }
}

function fatesByOffset(offsets: readonly number[], outputs: readonly RecordOutputs[]): ReadonlyMap<number, Fates> {
  return new Map(offsets.map((offset, i) => [offset, fatesOf(outputs[i] as RecordOutputs)]));
}

/** What lies in the logs stands, however it would be judged now. Undefined when nothing is known. */
function joinFates(fates: Fates | undefined, already: ReadonlyMap<number, Fate> | undefined): Fates | undefined {
  if (already === undefined) return fates;
  return { byIndex: new Map([...(fates?.byIndex ?? []), ...already]), unsplit: fates?.unsplit };
}
