// A topic of the log → sealed batches → landing.
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
import type { Warehouse } from '../contracts/warehouse.ts';
import { errorText, isCryptError, isDiskFull, systemCode } from '../kernel/crypt-error.ts';
import type { Clock, Files, Logger } from '../kernel/effects.ts';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from '../kernel/limits.ts';
import { batchId, decodeSeal, encodeSeal, type BatchSeal } from './batch-seal.ts';
import { fail } from './errors.ts';
import type { Feed } from './feed.ts';

export interface LoadOptions {
  readonly feed: Feed;
  readonly log: LogConsumer;
  /** End of the log that is durable now, to tell a warehouse that is ahead of it. */
  readonly logEnd: () => Promise<number>;
  readonly seals: LogWriter;
  /** Opens a consumer of log:batches at its oldest record. */
  readonly openSeals: () => Promise<LogConsumer>;
  readonly warehouse: Warehouse;
  readonly files: Files;
  /** Where the feed writes its files; emptied at the start. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
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
  #position: number;
  #sealedMs = 0;

  private constructor(options: LoadOptions, position: number) {
    this.#options = options;
    this.#position = position;
  }

  static async start(options: LoadOptions): Promise<Loader> {
    const { warehouse, feed, log, files, folder } = options;
    await files.makeFolder(folder);
    for (const name of await files.list(folder)) await files.unlink(`${folder}/${name}`);
    await feed.start();
    const { topic, partition } = log.address;
    const consumed = await warehouse.consumed(topic, partition);
    const end = await options.logEnd();
    if (consumed !== undefined && consumed.nextOffset > end) {
      throw fail('LOAD_POSITION_AHEAD', { topic, position: consumed.nextOffset, end });
    }
    // A warehouse that never loaded begins at the first record, wherever its group stood: it may have been made anew.
    const loader = new Loader(options, consumed?.nextOffset ?? 0);
    await log.seekOffset(loader.#position);
    const nothing = { ...NOTHING_LOADED, topic, partition, nextOffset: loader.#position };
    options.onCount(loadCount(feed.hop, consumed ?? nothing, options.clock.nowMs()));
    return loader;
  }

  /** Loads the batches that were sealed and are not in the warehouse; `whole` merges small ones, as nothing waits. */
  async replay(whole: boolean): Promise<void> {
    const { address } = this.#options.log;
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
    this.#options.feed.caughtUp(this.#options.signal);
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
    await this.#options.feed.end();
  }

  /** Loads what the log has next, as one new batch. Returns the number of records. */
  async #loadNext(waitMs: number): Promise<number> {
    const { log, seals, clock, signal } = this.#options;
    const limits = { recordsMax: BATCH_EVENTS_MAX, bytesMax: BATCH_BYTES_MAX, waitMs, signal };
    const records = await log.poll(limits);
    const last = records.at(-1);
    if (last === undefined) return 0;
    this.#sealedMs = Math.max(this.#sealedMs + 1, clock.nowMs());
    const seal = { ...log.address, from: this.#position, to: last.offset + 1, sealedMs: this.#sealedMs };
    await this.#retry('seal', () => seals.append([encodeSeal(seal)]));
    await this.#load(records, [seal]);
    return records.length;
  }

  async #loadSealed(group: readonly BatchSeal[]): Promise<void> {
    const { log } = this.#options;
    const to = group.at(-1)?.to ?? this.#position;
    await log.seekOffset(this.#position);
    const records: LogRecord[] = [];
    while (log.position < to) {
      const polled = await log.poll({ recordsMax: to - log.position, bytesMax: BATCH_BYTES_MAX, waitMs: 0 });
      // Frames at the end of the range that were removed or damaged leave nothing to poll for.
      if (polled.length === 0) break;
      // Where frames are missing a poll reaches beyond the range.
      for (const record of polled) if (record.offset < to) records.push(record);
    }
    await log.seekOffset(to);
    await this.#load(records, group);
  }

  async #load(records: readonly LogRecord[], seals: readonly BatchSeal[]): Promise<void> {
    const { warehouse, feed, files, log, onCount, clock } = this.#options;
    const to = seals.at(-1)?.to ?? this.#position;
    const range = { ...log.address, from: this.#position, to };
    const id = batchId(range);
    const loadMsOf = sealTimes(seals);
    const consumed = await this.#retry('load', async () => {
      const { tables, storedHash, counts } = await feed.write(records, { id, loadMsOf });
      const damaged = to - range.from - records.length;
      const sealedMs = seals.at(-1)?.sealedMs ?? 0;
      await warehouse.commit({ id, ...range, sealedMs, tables, storedHash, counts: { ...counts, damaged } });
      for (const table of tables) for (const file of table.files) await files.unlink(file.path);
      this.#options.onBatch?.({ id, rowCount: counts.stored, to });
      return warehouse.consumed(range.topic, range.partition);
    });
    this.#position = to;
    if (consumed !== undefined) onCount(loadCount(feed.hop, consumed, clock.nowMs()));
    await this.#retry('position', () => log.commit(to));
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

function loadCount(hop: string, consumed: Consumed, timeMs: number): HopCount {
  return {
    hop,
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
