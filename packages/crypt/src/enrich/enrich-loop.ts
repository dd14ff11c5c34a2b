// Raw log to enriched and failed log, each event exactly once, whatever kills the process between two awaits:
//
//   poll ─▶ plan (pure) ─▶ append both ─▶ settle ─▶ at most once a second: checkpoint, then commit
//              ▲                │            └─▶ a slice of a retry (retrier.ts), while nothing else is appended
//              └── the next poll is planned while the appends wait for the disk; they settle in order
//
//   killed before an append     the records are polled again from the checkpoint and appended
//   killed after it             they are polled again, found by reading the outputs back, and not appended
//
// The checkpoint is the truth. What is committed to the logs only tells their retention what is still needed.
import { encodeColumnDefinition, type ColumnDefinition } from '../contracts/column-definition.ts';
import type { HopCount } from '../contracts/hop-count.ts';
import type { LogConsumer, LogWriter } from '../contracts/log.ts';
import { isDiskFull, systemCode } from '../kernel/crypt-error.ts';
import { ENRICH_CHECKPOINT_MS, ENRICH_POLL_BYTES_MAX, ENRICH_POLL_RECORDS_MAX } from '../kernel/limits.ts';
import { appendAll, type AppendEffects } from './append-all.ts';
import { FIRST_CHECKPOINT, type Checkpoint, type CheckpointStore } from './checkpoint.ts';
import { fail } from './errors.ts';
import type { Pipeline } from './pipeline.ts';
import { BatchPlanner, type Batch } from './plan-batch.ts';
import { readBack, readBackRepairs, type ReadRepair } from './read-back.ts';
import { parseOrigin } from './retry/read-failed.ts';
import { Retrier, type RetryOptions } from './retry/retrier.ts';
import { cutOff, sortWritten } from './retry/sort-written.ts';
import { joinTallies, Tallies } from './tallies.ts';

export interface EnrichOptions extends AppendEffects {
  readonly consumer: LogConsumer;
  readonly enriched: LogWriter;
  readonly failed: LogWriter;
  /** Consumers of the two output logs, used at the start to read them back, and to hold their retention. */
  readonly enrichedReader: LogConsumer;
  readonly failedReader: LogConsumer;
  readonly checkpoint: CheckpointStore;
  /** The writer of log:columns. */
  readonly columns: LogWriter;
  readonly pipeline: Omit<Pipeline, 'publish'>;
  readonly retry: RetryOptions;
  /** Called after each settled poll and once at the start, with counts since the first record. */
  readonly onCount: (count: HopCount) => void;
}

const IDLE_WAIT_MS = ENRICH_CHECKPOINT_MS;

/**
 * Runs until `signal` aborts, then settles what is under way and writes the checkpoint. Transient refusals of an append
 * are retried for ever; everything else is thrown.
 *
 * @throws ENRICH_LOG_UNFIT (user); ENRICH_CHECKPOINT_AHEAD, ENRICH_OUTPUT_TRIMMED, ENRICH_CHECKPOINT_DAMAGED (terminal);
 *   ENRICH_OUTPUT_UNREADABLE (bug); and what the logs throw.
 */
export async function runEnrich(options: EnrichOptions): Promise<void> {
  const { signal, retry } = options;
  // Also ends the waiting for a disk when this run fails elsewhere.
  const ended = new AbortController();
  const end = (): void => ended.abort();
  signal.addEventListener('abort', end);
  try {
    const progress = new Progress(options);
    const workers = await progress.start(ended.signal);
    if (workers !== undefined) await follow(options, progress, workers, ended);
  } finally {
    signal.removeEventListener('abort', end);
    ended.abort();
    retry.queue.close();
  }
}

interface Workers {
  readonly planner: BatchPlanner;
  readonly retrier: Retrier;
}

async function follow(
  options: EnrichOptions,
  progress: Progress,
  { planner, retrier }: Workers,
  ended: AbortController,
): Promise<void> {
  const { consumer, signal } = options;
  let flushing: Promise<Cut | undefined> | undefined;
  try {
    while (!signal.aborted) {
      const waitMs = flushing === undefined && !(progress.isClean && retrier.isBusy) ? IDLE_WAIT_MS : 0;
      const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs, signal };
      const records = await consumer.poll(limits);
      const polled = { records, position: consumer.position, damage: consumer.damage() };
      const batch = await planner.plan(polled, ended.signal);
      const cut = await flushing;
      // Stopped while the disk refused: what follows must not pass what was not appended.
      if (batch === undefined || (flushing !== undefined && cut === undefined)) break;
      await progress.settle(cut);
      flushing = undefined;
      if (progress.isClean && retrier.isBusy) {
        const retried = await retrier.turn(progress.cut);
        if (retried === undefined) break;
        if (retried !== progress.cut) await progress.settle({ ...retried, isClean: true });
      }
      if (!progress.isNews(batch)) continue;
      flushing = flush(batch, progress, options, ended);
      // It is awaited in the next turn; until then a failure must not count as unhandled.
      flushing.catch(() => undefined);
    }
    await progress.settle(await flushing);
    flushing = undefined;
  } finally {
    ended.abort();
    retrier.close();
    // The caller may close the writers only when the appends under way have ended.
    await Promise.allSettled([flushing]);
  }
  await progress.save();
}

/** The ends of the outputs, and what is counted up to there. */
interface Cut extends Checkpoint {
  /** False while the outputs hold events of raw records from rawNext on: then it is no checkpoint. */
  readonly isClean: boolean;
}

/** The cut after the batch, or undefined when waiting for the disk was ended. */
async function flush(
  batch: Batch,
  { cut: before }: Progress,
  options: EnrichOptions,
  ended: AbortController,
): Promise<Cut | undefined> {
  const effects = { ...options, signal: ended.signal };
  const appends = [
    appendAll(options.enriched, batch.enriched, before.enrichedNext, effects),
    appendAll(options.failed, batch.failed, before.failedNext, effects),
  ];
  // One that fails for good must not leave the other waiting for ever.
  for (const append of appends) append.catch(() => ended.abort());
  await Promise.allSettled(appends);
  const [enrichedNext, failedNext] = await Promise.all(appends);
  if (enrichedNext === undefined || failedNext === undefined) return undefined;
  const tallies = joinTallies(batch.tallies, before.tallies);
  const { repairsNext } = before;
  return { rawNext: batch.rawNext, enrichedNext, failedNext, repairsNext, tallies, isClean: batch.outputsAreCut };
}

/** The last settled cut, and when it was saved. */
class Progress {
  readonly #options: EnrichOptions;
  #cut: Cut = { ...FIRST_CHECKPOINT, isClean: true };
  #saved: Cut = this.#cut;
  #savedMs = 0;

  constructor(options: EnrichOptions) {
    this.#options = options;
  }

  get cut(): Checkpoint {
    return this.#cut;
  }

  get isClean(): boolean {
    return this.#cut.isClean;
  }

  isNews(batch: Batch): boolean {
    return batch.rawNext !== this.#cut.rawNext;
  }

  /**
   * Reads the checkpoint and the outputs behind it, ends retries that were cut off, and places the consumer. Undefined when
   * waiting for the disk was ended.
   */
  async start(signal: AbortSignal): Promise<Workers | undefined> {
    const { consumer, enriched, failed, enrichedReader, failedReader, checkpoint, retry } = this.#options;
    const { repairs, repairsReader, rawReader, failedScanner } = retry;
    const logs = [consumer, enrichedReader, failedReader, repairsReader, rawReader, failedScanner];
    for (const log of logs) requireSeek(log);
    const saved = (await checkpoint.read()) ?? FIRST_CHECKPOINT;
    const ends = { enrichedNext: enriched.endOffset, failedNext: failed.endOffset, repairsNext: repairs.endOffset };
    const rows = await readBack(enrichedReader, { from: saved.enrichedNext, end: ends.enrichedNext }, 'enriched');
    const failures = await readBack(failedReader, { from: saved.failedNext, end: ends.failedNext }, 'failed');
    const repaired = await readBackRepairs(repairsReader, { from: saved.repairsNext, end: ends.repairsNext });
    const sorted = sortWritten(rows, failures, saved.rawNext);
    // Refused (LOG_OFFSET_UNKNOWN) when the raw log is older than its outputs: new records would get old origins.
    await consumer.seekOffset(sorted.rawEnd);
    await consumer.seekOffset(saved.rawNext);
    const tallies = new Tallies(saved.tallies);
    for (const hash of sorted.repeats.enriched) tallies.add('enrichedTwice', hash);
    for (const hash of sorted.repeats.failed) tallies.add('failedTwice', hash);
    const ofRetries = new Tallies(saved.tallies);
    countRepairs(repaired, ofRetries);
    const pipeline = { ...this.#options.pipeline, publish: publisher(this.#options, signal) };
    const retrier = new Retrier({ ...this.#options, ...retry, pipeline, tallies: ofRetries, signal });
    const left = cutOff(sorted.retried, repaired, (origin) => parseOrigin(origin)?.recordId);
    const joined = { ...saved, ...ends, tallies: joinTallies(tallies.values(), ofRetries.values()) };
    const cut = left.size === 0 ? joined : await retrier.resume(left, joined);
    if (cut === undefined) return undefined;
    this.#begin(saved, { ...cut, isClean: sorted.written.size === 0 });
    const { partition } = consumer.address;
    const planner = new BatchPlanner({ rawNext: saved.rawNext, tallies }, sorted.written, partition, pipeline);
    return { planner, retrier };
  }

  /** Takes over a cut whose appends are durable; saves when it is time. */
  async settle(cut: Cut | undefined): Promise<void> {
    if (cut !== undefined) {
      this.#cut = cut;
      this.#report();
    }
    if (this.#options.clock.monotonicMs() - this.#savedMs >= ENRICH_CHECKPOINT_MS) await this.save();
  }

  async save(): Promise<void> {
    const { checkpoint, clock, consumer, enrichedReader, failedReader, retry, logger } = this.#options;
    const cut = this.#cut;
    if (cut === this.#saved || !cut.isClean) return;
    this.#savedMs = clock.monotonicMs();
    const { isClean: _, ...clean } = cut;
    try {
      await checkpoint.write(clean);
      await consumer.commit(cut.rawNext);
      await enrichedReader.commit(cut.enrichedNext);
      await failedReader.commit(cut.failedNext);
      await retry.repairsReader.commit(cut.repairsNext);
      this.#saved = cut;
    } catch (error) {
      // A full disk heals; until then an older checkpoint only means more to read back, older positions more to keep.
      if (!isDiskFull(error)) throw error;
      logger.warn('enrich.checkpoint_refused', { code: systemCode(error) });
    }
  }

  #begin(saved: Checkpoint, cut: Cut): void {
    const { enrichedNext, failedNext, repairsNext } = saved;
    const same = enrichedNext === cut.enrichedNext && failedNext === cut.failedNext && repairsNext === cut.repairsNext;
    this.#cut = cut;
    if (same) this.#saved = cut;
    this.#savedMs = this.#options.clock.monotonicMs();
    this.#report();
  }

  /** Where the outputs end is told when all that lies before is counted. */
  #report(): void {
    const { clock, consumer, onCount } = this.#options;
    const { rawNext, tallies, isClean, enrichedNext, failedNext, repairsNext } = this.#cut;
    const { topic } = consumer.address;
    const ends = { enrichedEnd: at(enrichedNext), failedEnd: at(failedNext), repairsEnd: at(repairsNext) };
    const terms = isClean ? { ...tallies, ...ends } : tallies;
    onCount({ hop: 'enrich', counter: 'enrich', timeMs: clock.nowMs(), topic, upToOffset: rawNext, terms });
  }
}

function at(offset: number): { count: number; hash: string } {
  return { count: offset, hash: '0' };
}

/** Adds what was read back of log:repairs to the counts. */
function countRepairs(repairs: readonly ReadRepair[], tallies: Tallies): void {
  const seen = new Set<string>();
  for (const { repair, hash } of repairs) {
    if (seen.has(hash)) tallies.add('repairsTwice', hash);
    else tallies.addRepair(repair, hash);
    seen.add(hash);
  }
}

/** Makes columns durable; false when the waiting for the disk was ended. */
function publisher(options: EnrichOptions, signal: AbortSignal): Pipeline['publish'] {
  return async (definitions: readonly ColumnDefinition[]) => {
    const lines = definitions.map(encodeColumnDefinition);
    return (await appendAll(options.columns, lines, options.columns.endOffset, { ...options, signal })) !== undefined;
  };
}

function requireSeek(log: LogConsumer): void {
  for (const capability of ['ordered', 'seekOffset'] as const) {
    if (!log.capabilities.has(capability)) throw fail('ENRICH_LOG_UNFIT', { capability, topic: log.address.topic });
  }
}
