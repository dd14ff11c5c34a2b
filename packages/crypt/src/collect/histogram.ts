// A histogram that costs one comparison a bucket: prom-client's own looks its labels up for every observation.

/** Upper bounds in seconds. Group commits on a local disk take 1 to 30 ms; the trackers give up after 5 s. */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

export interface HistogramBucket {
  /** Seconds; `+Inf` for the last. */
  readonly le: number | '+Inf';
  /** Observations up to `le`, cumulative. */
  readonly count: number;
}

export class Histogram {
  readonly #buckets = new Float64Array(BOUNDS_SECONDS.length + 1);
  #sumSeconds = 0;

  observeMs(ms: number): void {
    const seconds = ms / 1000;
    let i = 0;
    while (i < BOUNDS_SECONDS.length && seconds > (BOUNDS_SECONDS[i] as number)) i++;
    this.#buckets[i] = (this.#buckets[i] as number) + 1;
    this.#sumSeconds += seconds;
  }

  read(): { readonly buckets: readonly HistogramBucket[]; readonly sumSeconds: number; readonly count: number } {
    let count = 0;
    const buckets = Array.from(this.#buckets, (own, i): HistogramBucket => {
      count += own;
      return { le: BOUNDS_SECONDS[i] ?? '+Inf', count };
    });
    return { buckets, sumSeconds: this.#sumSeconds, count };
  }
}
