// The logs of enrich and its checkpoint in memory, and a process that dies at the n-th effect: before it,
// after it, or, for an append, in the middle. What had become durable stays for the next process.
import type {
  Appended,
  LogAddress,
  LogConsumer,
  LogDamage,
  LogRecord,
  LogWriter,
  PollLimits,
} from '../../../src/contracts/log.ts';
import type { HopCount } from '../../../src/contracts/hop-count.ts';
import type { Checkpoint } from '../../../src/enrich/checkpoint.ts';
import type { Pipeline } from '../../../src/enrich/pipeline.ts';
import type { RetryRequest, RetryResult } from '../../../src/contracts/retry.ts';
import { runEnrich, type EnrichOptions } from '../../../src/enrich/enrich-loop.ts';
import { RetryQueue } from '../../../src/enrich/retry/retry-queue.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { recordingLogger } from '../../support/recording-logger.ts';
import { plainPipeline } from '../../support/fake-schemas.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

export class Death extends Error {}

/** One process: every effect passes `step`, and after its death none passes. */
export class Life {
  /** Effects until death; each has a before and an after. */
  #left: number;
  #dead = false;
  stepCount = 0;

  constructor(steps = Infinity) {
    this.#left = steps;
  }

  step(): void {
    this.stepCount++;
    if (this.#dead || --this.#left < 0) {
      this.#dead = true;
      throw new Death('killed');
    }
  }
}

type Topic = 'raw' | 'enriched' | 'failed' | 'repairs' | 'columns';

export class World {
  readonly logs: Record<Topic, LogRecord[]> = { raw: [], enriched: [], failed: [], repairs: [], columns: [] };
  /** Offsets of the raw log that give no record, and what the log says of them. */
  readonly gaps = new Set<number>();
  damage: LogDamage[] = [];
  readonly oldest: Record<Topic, number> = { raw: 0, enriched: 0, failed: 0, repairs: 0, columns: 0 };
  checkpoint: Checkpoint | undefined;
  readonly commits: Record<Topic, number> = { raw: 0, enriched: 0, failed: 0, repairs: 0, columns: 0 };
  readonly counts: HopCount[] = [];
  readonly clock = new ManualClock();
  readonly logger = recordingLogger();
  stop = new AbortController();
  /** Runs before an append stores anything; throws to refuse it. */
  onAppend: (topic: Topic) => void = () => undefined;
  /** Errors of the next writes of the checkpoint. */
  checkpointErrors: unknown[] = [];
  recordsPerPoll = 2;
  /** Records that an idle poll reveals, one at each; then the run is stopped. */
  later: LogRecord[] = [];
  /** Moves on at each poll, so that checkpoints come now and then. */
  msPerPoll = 400;
  pipeline: Omit<Pipeline, 'publish'> = plainPipeline();
  /** Retries that each life is asked for at its start, and what became of them. */
  asks: readonly RetryRequest[] = [];
  readonly results: RetryResult[] = [];
  readonly refusals: unknown[] = [];
  readonly notices: (readonly [key: string, text: string])[] = [];

  addRaw(...records: readonly LogRecord[]): void {
    this.logs.raw.push(...records);
  }

  /** Runs one life to its end; false when it was killed. */
  async live(life: Life = new Life(), seed = 1): Promise<boolean> {
    this.stop = new AbortController();
    try {
      await runEnrich(this.options(life, new SeededRandom(seed)));
      return true;
    } catch (error) {
      if (error instanceof Death) return false;
      throw error;
    }
  }

  options(life: Life = new Life(), random = new SeededRandom(1)): EnrichOptions {
    return {
      consumer: this.#consumer('raw', life),
      enriched: this.#writer('enriched', life, random),
      failed: this.#writer('failed', life, random),
      enrichedReader: this.#consumer('enriched', life),
      failedReader: this.#consumer('failed', life),
      checkpoint: {
        read: async () => this.checkpoint,
        write: async (checkpoint) => {
          await tick();
          life.step();
          if (this.checkpointErrors.length > 0) throw this.checkpointErrors.shift();
          this.checkpoint = JSON.parse(JSON.stringify(checkpoint)) as Checkpoint;
          life.step();
        },
      },
      clock: this.clock,
      random,
      signal: this.stop.signal,
      logger: this.logger,
      columns: this.#writer('columns', life, random),
      pipeline: this.pipeline,
      retry: {
        repairs: this.#writer('repairs', life, random),
        repairsReader: this.#consumer('repairs', life),
        rawReader: this.#consumer('raw', life, false),
        failedScanner: this.#consumer('failed', life),
        queue: this.#askedQueue(),
        onNotice: (key, text) => void this.notices.push([key, text]),
      },
      onCount: (count) => void this.counts.push(count),
    };
  }

  #writer(topic: Topic, life: Life, random: SeededRandom): LogWriter {
    const log = this.logs[topic];
    const append = async (payloads: readonly Uint8Array[]): Promise<Appended> => {
      await tick();
      life.step();
      this.onAppend(topic);
      const firstOffset = log.length;
      // The process may die when a part of the records is on disk.
      const split = random.below(payloads.length + 1);
      this.#store(log, payloads.slice(0, split));
      life.step();
      this.#store(log, payloads.slice(split));
      life.step();
      await tick();
      return { firstOffset, count: payloads.length, timeMs: 0 };
    };
    return { address: addressOf(topic), append, endOffset: log.length, state: notNeeded, close: async () => undefined };
  }

  #store(log: LogRecord[], payloads: readonly Uint8Array[]): void {
    for (const payload of payloads)
      log.push({ id: `0/${log.length}`, offset: log.length, timeMs: 0, keyId: 0, payload });
  }

  #askedQueue(): RetryQueue {
    const queue = new RetryQueue();
    for (const ask of this.asks) {
      queue.submit(ask, this.stop.signal).then(
        (result) => this.results.push(result),
        (error: unknown) => this.refusals.push(error),
      );
    }
    return queue;
  }

  /** @param leads the time and what comes later follow its polls. */
  #consumer(topic: Topic, life: Life, leads = topic === 'raw'): LogConsumer {
    const log = this.logs[topic];
    const end = (limit: number): number => Math.min(log.length, position + Math.min(limit, this.recordsPerPoll));
    let position = 0;
    return {
      address: addressOf(topic),
      group: 'enrich',
      capabilities: new Set(['ordered', 'seekOffset']),
      get position() {
        return position;
      },
      poll: async (limits: PollLimits) => {
        await tick();
        life.step();
        const from = position;
        position = end(limits.recordsMax);
        const isThere = ({ offset }: LogRecord): boolean =>
          offset >= this.oldest[topic] && (topic !== 'raw' || !this.gaps.has(offset));
        const records = log.slice(from, position).filter(isThere);
        if (leads) this.#passTime(records.length === 0 && limits.waitMs > 0);
        return records;
      },
      commit: async (offset) => {
        life.step();
        this.commits[topic] = offset;
      },
      committed: async () => this.commits[topic],
      seekOffset: async (offset) => {
        if (offset > log.length) throw new Death(`LOG_OFFSET_UNKNOWN ${offset}`);
        position = Math.max(offset, this.oldest[topic]);
      },
      seekTime: async () => undefined,
      damage: () => this.damage.filter(({ firstOffset }) => firstOffset < position),
      close: async () => undefined,
    };
  }

  #passTime(idle: boolean): void {
    this.clock.advance(this.msPerPoll);
    const next = this.later.shift();
    if (next !== undefined) this.logs.raw.push(next);
    else if (idle) this.stop.abort();
  }
}

function notNeeded(): never {
  throw new Death('no part of these tests');
}

function addressOf(topic: Topic): LogAddress {
  return { topic, partition: 0 };
}

/** Lets other work run, as a disk would. */
function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
