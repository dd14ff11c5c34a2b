import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExtraDoor } from '../contracts/extra-door.ts';
import type { Clock, Logger, Random } from '../kernel/effects.ts';
import type { InFlight } from './in-flight.ts';
import type { HopCounter } from './hop-counter.ts';
import type { MetricsSource } from './metrics.ts';
import type { CollectorPlan } from './plan-collector.ts';
import type { RequestHead } from './read-head.ts';
import type { Outcome } from './counts.ts';

export interface SinkHealth {
  readonly healthy: boolean;
  /** One sentence for people, without secrets, addresses or paths: anyone can ask. Null when healthy. */
  readonly reason: string | null;
}

/** What every request of one collector shares. */
export interface CollectContext extends MetricsSource {
  readonly plan: CollectorPlan;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly hop: HopCounter;
  readonly inFlight: InFlight;
  /** `crypt-<version>`. */
  readonly collectorName: string;
  readonly sinkHealth: () => SinkHealth;
  /** Null unless the program was composed with one. */
  readonly extra: ExtraDoor | null;
  readonly renderMetrics: () => Promise<string>;
}

/** One request from its headers to its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: RequestHead;
  /** Raw query, without `?`. */
  readonly query: string;
  /** Wall clock of the arrival. */
  readonly timeMs: number;
  readonly startedMs: number;
  /** The client waits for `100 Continue` before it sends the body. */
  awaitsContinue: boolean;
  /** Charged to the budget; given back with the answer. */
  heldBytes: number;
  /** Monotonic time of the append; -1 before it. */
  appendedMs: number;
  /** Its place among those in flight. */
  slot: number;
  /** Null until answered. */
  outcome: Outcome | null;
}
