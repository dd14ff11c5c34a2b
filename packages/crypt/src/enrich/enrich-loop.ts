// Raw log to enriched and failed log, each event exactly once, whatever kills the process between two awaits:
//
//   poll ─▶ plan (pure) ─▶ append both ─▶ settle ─▶ at most once a second: checkpoint, then commit
//              ▲                │
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
import { dropCounted, readBack, type WrittenEvents } from './read-back.ts';
import { Tallies } from './tallies.ts';

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
  const { consumer, signal } = options;
  const progress = new Progress(options);
  // Also ends the waiting for a disk when this run fails elsewhere.
  const ended = new AbortController();
  const planner = await progress.start(ended.signal);
  const end = (): void => ended.abort();
  signal.addEventListener('abort', end);
  let flushing: Promise<Checkpoint | undefined> | undefined;
  try {
    while (!signal.aborted) {
      const waitMs = flushing === undefined ? IDLE_WAIT_MS : 0;
      const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs, signal };
      const records = await consumer.poll(limits);
      const polled = { records, position: consumer.position, damage: consumer.damage() };
      const batch = await planner.plan(polled, ended.signal);
      const cut = await flushing;
      // Stopped while the disk refused: what follows must not pass what was not appended.
      if (batch === undefined || (flushing !== undefined && cut === undefined)) break;
      await progress.settle(cut);
      flushing = undefined;
      if (!progress.isNews(batch)) continue;
      flushing = flush(batch, progress, options, ended);
      // It is awaited in the next turn; until then a failure must not count as unhandled.
      flushing.catch(() => undefined);
    }
    await progress.settle(await flushing);
    flushing = undefined;
  } finally {
    signal.removeEventListener('abort', end);
    ended.abort();
    // The caller may close the writers only when the appends under way have ended.
    await Promise.allSettled([flushing]);
  }
  await progress.save();
}

/** The cut after the batch, or undefined when waiting for the disk was ended. */
async function flush(
  batch: Batch,
  { cut: before, outputEnds }: Progress,
  options: EnrichOptions,
  ended: AbortController,
): Promise<Checkpoint | undefined> {
  const effects = { ...options, signal: ended.signal };
  const appends = [
    appendAll(options.enriched, batch.enriched, Math.max(before.enrichedNext, outputEnds.enriched), effects),
    appendAll(options.failed, batch.failed, Math.max(before.failedNext, outputEnds.failed), effects),
  ];
  // One that fails for good must not leave the other waiting for ever.
  for (const append of appends) append.catch(() => ended.abort());
  await Promise.allSettled(appends);
  const [enrichedNext, failedNext] = await Promise.all(appends);
  if (enrichedNext === undefined || failedNext === undefined) return undefined;
  const cut = { rawNext: batch.rawNext, tallies: batch.tallies };
  return batch.outputsAreCut ? { ...cut, enrichedNext, failedNext } : { ...before, ...cut };
}

/** The last settled cut, and when it was saved. */
class Progress {
  readonly #options: EnrichOptions;
  #cut: Checkpoint = FIRST_CHECKPOINT;
  #saved: Checkpoint = FIRST_CHECKPOINT;
  #savedMs = 0;
  /** Where the outputs ended when they were read back. */
  outputEnds = { enriched: 0, failed: 0 };

  constructor(options: EnrichOptions) {
    this.#options = options;
  }

  get cut(): Checkpoint {
    return this.#cut;
  }

  isNews(batch: Batch): boolean {
    return batch.rawNext !== this.#cut.rawNext;
  }

  /** Reads the checkpoint and the outputs behind it, and places the consumer. */
  async start(signal: AbortSignal): Promise<BatchPlanner> {
    const { consumer, enriched, failed, enrichedReader, failedReader, checkpoint, clock } = this.#options;
    for (const log of [consumer, enrichedReader, failedReader]) requireSeek(log);
    const saved = (await checkpoint.read()) ?? FIRST_CHECKPOINT;
    const tallies = new Tallies(saved.tallies);
    const written: WrittenEvents = new Map();
    this.outputEnds = { enriched: enriched.endOffset, failed: failed.endOffset };
    await readBack(enrichedReader, { from: saved.enrichedNext, end: enriched.endOffset }, 'enriched', written);
    await readBack(failedReader, { from: saved.failedNext, end: failed.endOffset }, 'failed', written);
    // Refused (LOG_OFFSET_UNKNOWN) when the raw log is older than its outputs: new records would get old origins.
    await consumer.seekOffset(dropCounted(written, saved.rawNext));
    await consumer.seekOffset(saved.rawNext);
    this.#cut = saved;
    this.#saved = saved;
    this.#savedMs = clock.monotonicMs();
    this.#report();
    const publish = (definitions: readonly ColumnDefinition[]): Promise<boolean> =>
      publishColumns(this.#options, definitions, signal);
    const pipeline = { ...this.#options.pipeline, publish };
    return new BatchPlanner({ rawNext: saved.rawNext, tallies }, written, consumer.address.partition, pipeline);
  }

  /** Takes over a cut whose appends are durable; saves when it is time. */
  async settle(cut: Checkpoint | undefined): Promise<void> {
    if (cut !== undefined) {
      this.#cut = cut;
      this.#report();
    }
    if (this.#options.clock.monotonicMs() - this.#savedMs >= ENRICH_CHECKPOINT_MS) await this.save();
  }

  async save(): Promise<void> {
    const { checkpoint, clock, consumer, enrichedReader, failedReader, logger } = this.#options;
    const cut = this.#cut;
    if (cut.rawNext === this.#saved.rawNext) return;
    this.#savedMs = clock.monotonicMs();
    try {
      await checkpoint.write(cut);
      await consumer.commit(cut.rawNext);
      await enrichedReader.commit(cut.enrichedNext);
      await failedReader.commit(cut.failedNext);
      this.#saved = cut;
    } catch (error) {
      // A full disk heals; until then an older checkpoint only means more to read back, older positions more to keep.
      if (!isDiskFull(error)) throw error;
      logger.warn('enrich.checkpoint_refused', { code: systemCode(error) });
    }
  }

  #report(): void {
    const { clock, consumer, onCount } = this.#options;
    const { rawNext, tallies } = this.#cut;
    const { topic } = consumer.address;
    onCount({ hop: 'enrich', counter: 'enrich', timeMs: clock.nowMs(), topic, upToOffset: rawNext, terms: tallies });
  }
}

/** False when the waiting for the disk was ended. */
async function publishColumns(
  options: EnrichOptions,
  definitions: readonly ColumnDefinition[],
  signal: AbortSignal,
): Promise<boolean> {
  const lines = definitions.map(encodeColumnDefinition);
  return (await appendAll(options.columns, lines, options.columns.endOffset, { ...options, signal })) !== undefined;
}

function requireSeek(log: LogConsumer): void {
  for (const capability of ['ordered', 'seekOffset'] as const) {
    if (!log.capabilities.has(capability)) throw fail('ENRICH_LOG_UNFIT', { capability, topic: log.address.topic });
  }
}
