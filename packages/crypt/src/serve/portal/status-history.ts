// The counts of the last quarter of an hour, from which rates, trends and lags are told.
import { STATUS_SAMPLES_MAX } from '../../kernel/limits.ts';
import type { PlatformStatus } from '../../contracts/status.ts';

export type Counter = 'requests' | 'raw' | 'events' | 'enriched' | 'failed' | 'loaded' | 'stored';

export type Sample = { readonly timeMs: number } & Readonly<Record<Counter, number>>;

export interface Lag {
  readonly seconds: number;
  readonly atLeast: boolean;
}

/** Rates are told over this span: long enough to be calm, short enough to see a burst. */
const RATE_MS = 10_000;
/** Points of a trend, and the time of each. */
const TREND_POINTS = 60;
const TREND_STEP_MS = 5_000;

export class StatusHistory {
  /** Oldest first. */
  #samples: Sample[] = [];

  add(status: PlatformStatus): void {
    const sample = toSample(status);
    const last = this.#samples.at(-1);
    // After a restore or a jump of the clock, earlier counts are another story.
    if (last !== undefined && (sample.timeMs < last.timeMs || sample.requests < last.requests)) this.#samples = [];
    if (last?.timeMs === sample.timeMs) this.#samples.pop();
    this.#samples.push(sample);
    if (this.#samples.length > STATUS_SAMPLES_MAX) this.#samples.shift();
  }

  get latest(): Sample | undefined {
    return this.#samples.at(-1);
  }

  /** Null until two statuses have come. */
  ratePerSecond(counter: Counter): number | null {
    const last = this.#samples.at(-1);
    const first = this.#samples.find((sample) => last !== undefined && last.timeMs - sample.timeMs <= RATE_MS);
    if (last === undefined || first === undefined || first.timeMs === last.timeMs) return null;
    return Math.max(0, ((last[counter] - first[counter]) * 1_000) / (last.timeMs - first.timeMs));
  }

  /** Counts of the last five minutes in steps of five seconds, oldest first; steps before the first status are absent. */
  trend(counter: Counter): readonly number[] {
    const last = this.#samples.at(-1);
    if (last === undefined) return [];
    const end = Math.floor(last.timeMs / TREND_STEP_MS);
    const steps = new Map<number, number>();
    for (let i = 1; i < this.#samples.length; i++) {
      const [before, after] = [this.#samples[i - 1] as Sample, this.#samples[i] as Sample];
      const step = Math.floor(after.timeMs / TREND_STEP_MS);
      if (step > end - TREND_POINTS)
        steps.set(step, (steps.get(step) ?? 0) + Math.max(0, after[counter] - before[counter]));
    }
    const start = Math.floor((this.#samples[0] as Sample).timeMs / TREND_STEP_MS);
    const first = Math.max(start, end - TREND_POINTS + 1);
    return Array.from({ length: end - first + 1 }, (_, i) => steps.get(first + i) ?? 0);
  }

  /**
   * Age of the oldest thing that `counter` has counted and that is not among the `done` ones. `atLeast` when it was
   * there before the history began.
   */
  lag(counter: Counter, done: number): Lag {
    const last = this.#samples.at(-1);
    if (last === undefined || last[counter] <= done) return { seconds: 0, atLeast: false };
    const waiting = this.#samples.findIndex((sample) => sample[counter] > done);
    return { seconds: (last.timeMs - (this.#samples[waiting] as Sample).timeMs) / 1_000, atLeast: waiting === 0 };
  }
}

function toSample(status: PlatformStatus): Sample {
  const { balance, hops } = status;
  const enrich = hops.find(({ hop, counter }) => hop === 'enrich' && counter === 'enrich');
  const collect = hops.find(({ hop, counter }) => hop === 'collect' && counter === 'collector');
  const endOf = (topic: string, told: number | undefined): number => Math.max(durableEnd(status, topic), told ?? 0);
  return {
    timeMs: status.timeMs,
    requests: balance.payloadsReceived,
    raw: endOf('raw', collect?.upToOffset),
    events: balance.eventsReceived,
    enriched: endOf('enriched', enrich?.terms['enrichedEnd']?.count),
    failed: endOf('failed', enrich?.terms['failedEnd']?.count),
    loaded: balance.stored + balance.duplicate,
    stored: balance.stored,
  };
}

/** Records ever appended to the topic, when its log was looked at last: some seconds ago. */
function durableEnd(status: PlatformStatus, topic: string): number {
  return status.logs.filter((log) => log.address.topic === topic).reduce((sum, log) => sum + log.durableOffset, 0);
}
