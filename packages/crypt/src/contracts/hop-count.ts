// What a stage says went in and came out, up to a cut. Balance compares the terms of neighbouring stages, each
// counted by different code, and shows what no term explains.

/** A count and the multiset hash of what was counted (decimal, modulo 2^64), so that a loss and an addition cannot cancel. */
export interface Tally {
  readonly count: number;
  readonly hash: string;
}

export interface HopCount {
  /** `collect`, `enrich`, `load`, `load:failed`, `landing`, `landing:failed`, `log:<topic>`. */
  readonly hop: string;
  /** Who counted: the stage itself, or a second count by other code. */
  readonly counter: string;
  readonly timeMs: number;
  /** The cut: every record of `topic` before this offset is counted, and none after. */
  readonly topic: string;
  readonly upToOffset: number;
  readonly terms: Readonly<Record<string, Tally>>;
}
