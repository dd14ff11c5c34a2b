// log:enriched → sealed batches → landing.
//
//   position ──▶ poll ──▶ seal (durable in log:batches) ──▶ plan ──▶ files ──▶ commit (rows and position) ──▶ position
//                  ▲                                                                                          │
//                  └──────────────────────────────────────────────────────────────────────────────────────────┘
//
// A kill anywhere loses nothing: the position lies in the warehouse beside the rows, and a batch that was sealed and
// not committed is loaded again with its old boundaries before anything new.
import type { HopCount } from '../contracts/hop-count.ts';
import type { Consumed } from '../contracts/batch.ts';
import type { LogConsumer, LogRecord, LogWriter } from '../contracts/log.ts';
import type { Value, Warehouse } from '../contracts/warehouse.ts';
import { EVENT_COLUMNS } from '../contracts/atomic-columns.ts';
import { errorText, isCryptError, isDiskFull, systemCode } from '../kernel/crypt-error.ts';
import type { Clock, Files, Logger } from '../kernel/effects.ts';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from '../kernel/limits.ts';
import { batchId, decodeSeal, encodeSeal, type BatchSeal } from './batch-seal.ts';
import { DUPLICATE_COLUMNS } from './duplicate-columns.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { fail } from './errors.ts';
import { planBatch, type Lookup, type StoredEvent } from './plan-batch.ts';
import { writeBatch } from './write-batch.ts';

export interface LoadOptions {
  readonly enriched: LogConsumer;
  /** End of log:enriched that is durable now, to tell a warehouse that is ahead of its log. */
  readonly enrichedEnd: () => Promise<number>;
  readonly seals: LogWriter;
  /** Opens a consumer of log:batches at its oldest record. */
  readonly openSeals: () => Promise<LogConsumer>;
  readonly warehouse: Warehouse;
  readonly files: Files;
  /** For the files of the batch in work; emptied at the start. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly filterBytesMax: number;
  readonly onCount: (count: HopCount) => void;
  /** Why the batch in work waits, or null when it goes on: for a notice. */
  readonly onWait?: (reason: string | null) => void;
  /** Called for each batch in the order of the log. For progress and tests. */
  readonly onBatch?: (batch: { id: string; rowCount: number; to: number }) => void;
}

/** Time between the starts of two batches, at least: light traffic makes few commits. */
const BATCH_EVERY_MS_MIN = 200;
/** And at most, when batches take long: a batch costs about 20 ms however small it is, so a busy loader makes larger ones. */
const BATCH_EVERY_MS_MAX = 600;
const BATCH_EVERY_FACTOR = 4;
const POLL_WAIT_MS = 10_000;
const NOTHING_LOADED = { stored: 0, duplicate: 0, redelivered: 0, damaged: 0, expired: 0, presentHash: '0' };
const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 5_000;

/** Makes the landing tables, repeats what was sealed, then loads until `signal` aborts. */
export async function runLoad(options: LoadOptions): Promise<void> {
  const loader = await Loader.start(options);
  try {
    await loader.replay(false);
    await loader.follow();
  } finally {
    await loader.end();
  }
}

/** Loads everything that is sealed or in the log now, then returns. For `crypt restore`. */
export async function loadToEnd(options: LoadOptions): Promise<void> {
  const loader = await Loader.start(options);
  try {
    await loader.replay(true);
    await loader.drain();
  } finally {
    await loader.end();
  }
}

class Loader {
  readonly #options: LoadOptions;
  readonly #filter: DuplicateFilter;
  #filterReady = false;
  #filling: Promise<void> = Promise.resolve();
  #ended = false;
  #position: number;
  #sealedMs = 0;

  private constructor(options: LoadOptions, position: number) {
    this.#options = options;
    this.#filter = new DuplicateFilter(options.filterBytesMax);
    this.#position = position;
  }

  static async start(options: LoadOptions): Promise<Loader> {
    const { warehouse, enriched, files, folder } = options;
    await files.makeFolder(folder);
    for (const name of await files.list(folder)) await files.unlink(`${folder}/${name}`);
    await warehouse.ensureTable('events', EVENT_COLUMNS);
    await warehouse.ensureTable('duplicates', DUPLICATE_COLUMNS);
    const { topic, partition } = enriched.address;
    const consumed = await warehouse.consumed(topic, partition);
    const end = await options.enrichedEnd();
    if (consumed !== undefined && consumed.nextOffset > end) {
      throw fail('LOAD_POSITION_AHEAD', { position: consumed.nextOffset, end });
    }
    // A warehouse that never loaded begins at the first record, wherever its group stood: it may have been made anew.
    const loader = new Loader(options, consumed?.nextOffset ?? 0);
    await enriched.seekOffset(loader.#position);
    const nothing = { ...NOTHING_LOADED, topic, partition, nextOffset: loader.#position };
    options.onCount(loadCount(consumed ?? nothing, options.clock.nowMs()));
    return loader;
  }

  /** Loads the batches that were sealed and are not in the warehouse; `whole` merges small ones, as nothing waits. */
  async replay(whole: boolean): Promise<void> {
    const { address } = this.#options.enriched;
    const consumer = await this.#options.openSeals();
    let group: BatchSeal[] = [];
    try {
      for (;;) {
        const records = await consumer.poll({ recordsMax: 10_000, bytesMax: BATCH_BYTES_MAX, waitMs: 0 });
        for (const record of records) {
          const seal = decodeSeal(record.payload, record.offset);
          if (seal.topic !== address.topic || seal.partition !== address.partition) continue;
          this.#sealedMs = Math.max(this.#sealedMs, seal.sealedMs);
          if (seal.to <= this.#position) continue;
          const first = group[0];
          if (first !== undefined && (!whole || seal.to - first.from > BATCH_EVENTS_MAX)) {
            await this.#loadSealed(group);
            group = [];
          }
          group.push(seal);
        }
        if (records.length === 0) break;
      }
      if (group.length > 0) await this.#loadSealed(group);
    } finally {
      await consumer.close();
    }
    // The whole table must be known before the filter may answer; until then every id is looked up.
    this.#filling = this.#fillFilter();
  }

  async follow(): Promise<void> {
    const { signal, clock } = this.#options;
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      const count = await this.#loadNext(POLL_WAIT_MS);
      const full = count >= BATCH_EVENTS_MAX / 2;
      if (count === 0 || full) continue;
      const tookMs = clock.monotonicMs() - startedMs;
      const everyMs = Math.min(BATCH_EVERY_MS_MAX, Math.max(BATCH_EVERY_MS_MIN, tookMs * BATCH_EVERY_FACTOR));
      await clock.sleep(everyMs - tookMs, signal);
    }
  }

  async drain(): Promise<void> {
    while ((await this.#loadNext(0)) > 0);
  }

  /** Waits until nothing of it reads the warehouse any more, so that the caller may close it. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#filling;
  }

  /** Loads what the log has next, as one new batch. Returns the number of records. */
  async #loadNext(waitMs: number): Promise<number> {
    const { enriched, seals, clock, signal } = this.#options;
    const limits = { recordsMax: BATCH_EVENTS_MAX, bytesMax: BATCH_BYTES_MAX, waitMs, signal };
    const records = await enriched.poll(limits);
    const last = records.at(-1);
    if (last === undefined) return 0;
    this.#sealedMs = Math.max(this.#sealedMs + 1, clock.nowMs());
    const seal = { ...enriched.address, from: this.#position, to: last.offset + 1, sealedMs: this.#sealedMs };
    await this.#retry('seal', () => seals.append([encodeSeal(seal)]));
    await this.#load(records, [seal]);
    return records.length;
  }

  async #loadSealed(group: readonly BatchSeal[]): Promise<void> {
    const { enriched } = this.#options;
    const to = group.at(-1)?.to ?? this.#position;
    await enriched.seekOffset(this.#position);
    const records: LogRecord[] = [];
    while (enriched.position < to) {
      const polled = await enriched.poll({ recordsMax: to - enriched.position, bytesMax: BATCH_BYTES_MAX, waitMs: 0 });
      // Frames at the end of the range that were removed or damaged leave nothing to poll for.
      if (polled.length === 0) break;
      // Where frames are missing a poll reaches beyond the range.
      for (const record of polled) if (record.offset < to) records.push(record);
    }
    await enriched.seekOffset(to);
    await this.#load(records, group);
  }

  async #load(records: readonly LogRecord[], seals: readonly BatchSeal[]): Promise<void> {
    const { warehouse, files, folder, enriched, onCount, clock } = this.#options;
    const to = seals.at(-1)?.to ?? this.#position;
    const range = { ...enriched.address, from: this.#position, to };
    const id = batchId(range);
    const loadMsOf = sealTimes(seals);
    const consumed = await this.#retry('load', async () => {
      const plan = await planBatch(records, this.#filterReady ? this.#filter : undefined, this.#lookup);
      const written = await writeBatch(files, folder, id, plan, loadMsOf);
      const counts = {
        stored: plan.rows.length,
        duplicate: plan.duplicates.length,
        redelivered: plan.redelivered,
        damaged: to - range.from - records.length,
      };
      // Before the commit, whose outcome may stay unknown: an id too many is looked up, an id too few is stored twice.
      for (const row of plan.rows) this.#filter.add(row.eventId);
      await warehouse.commit({ id, ...range, sealedMs: seals.at(-1)?.sealedMs ?? 0, counts, ...written });
      for (const table of written.tables) for (const file of table.files) await files.unlink(file.path);
      this.#options.onBatch?.({ id, rowCount: plan.rows.length, to });
      return warehouse.consumed(range.topic, range.partition);
    });
    this.#position = to;
    if (consumed !== undefined) onCount(loadCount(consumed, clock.nowMs()));
    await this.#retry('position', () => enriched.commit(to));
  }

  readonly #lookup: Lookup = async (eventIds) => {
    const columns = ['event_id', 'content_hash', 'origin'];
    const rows = await this.#options.warehouse.lookup('events', 'event_id', eventIds, columns);
    const found = new Map<string, StoredEvent>();
    for (const [eventId, contentHash, origin] of rows) {
      const hex = BigInt.asUintN(64, BigInt(text(contentHash)))
        .toString(16)
        .padStart(16, '0');
      found.set(text(eventId), { contentHash: hex, origin: text(origin) });
    }
    return found;
  };

  async #fillFilter(): Promise<void> {
    const { warehouse, clock, logger, signal } = this.#options;
    const startedMs = clock.monotonicMs();
    let ids = 0;
    try {
      for await (const chunk of warehouse.scanColumn('events', 'event_id')) {
        for (const id of chunk) this.#filter.add(id);
        ids += chunk.length;
        // Lets the loader's own work in between chunks.
        await clock.sleep(0);
        if (signal.aborted || this.#ended) return;
      }
      this.#filterReady = true;
      logger.info('duplicate filter filled', { ids, ms: Math.round(clock.monotonicMs() - startedMs) });
    } catch (error) {
      // Without the filter each batch reads the ids of the table: slower, never wrong.
      logger.warn('duplicate filter not filled', { error: String(error) });
    }
  }

  /** Repeats transient failures (a full disk, an engine that answers again) for ever; the notice tells people. */
  async #retry<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { clock, logger, signal, onWait } = this.#options;
    for (let delayMs = RETRY_MS_FIRST; ; delayMs = Math.min(delayMs * 2, RETRY_MS_MAX)) {
      try {
        const result = await work();
        if (delayMs > RETRY_MS_FIRST) onWait?.(null);
        return result;
      } catch (error) {
        const lost = isCryptError(error, 'WAREHOUSE_LOST');
        const ours = isCryptError(error) && (error.kind === 'transient' || error.code === 'SQL_FAILED');
        if (lost || !(ours || isDiskFull(error)) || signal.aborted) throw error;
        onWait?.(errorText(error));
        logger.warn('batch waits', { what, code: systemCode(error), message: errorText(error), retryMs: delayMs });
        await clock.sleep(delayMs, signal);
      }
    }
  }
}

/** Strings and 64-bit integers arrive as strings. */
function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The load time of each offset, by the seal that holds it. Offsets are asked for in increasing order. */
function sealTimes(seals: readonly BatchSeal[]): (offset: number) => number {
  return (offset) => {
    let low = 0;
    let high = seals.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offset >= (seals[middle]?.to ?? 0)) low = middle + 1;
      else high = middle;
    }
    return seals[low]?.sealedMs ?? 0;
  };
}

function plain(count: number): { count: number; hash: string } {
  return { count, hash: '0' };
}

function loadCount(consumed: Consumed, timeMs: number): HopCount {
  return {
    hop: 'load',
    counter: 'loader',
    timeMs,
    topic: consumed.topic,
    upToOffset: consumed.nextOffset,
    terms: {
      stored: { count: consumed.stored - consumed.expired, hash: consumed.presentHash },
      duplicate: plain(consumed.duplicate),
      redelivered: plain(consumed.redelivered),
      damaged: plain(consumed.damaged),
      expired: plain(consumed.expired),
    },
  };
}
