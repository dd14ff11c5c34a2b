// The state of the platform as `crypt status --json` prints it and the portal shows it. Fields are only ever added.
import type { HopCount } from './hop-count.ts';
import type { LogState } from './log.ts';

export interface PlatformStatus {
  readonly version: string;
  readonly project: string;
  readonly dataFolder: string;
  /** False when the status was read from the files of a platform that is not up. */
  readonly running: boolean;
  readonly timeMs: number;
  readonly startedMs: number | null;
  readonly collector: { readonly url: string } | null;
  readonly portal: { readonly url: string } | null;
  readonly site: { readonly url: string } | null;
  readonly processes: readonly ProcessStatus[];
  readonly hops: readonly HopCount[];
  readonly balance: Balance;
  readonly logs: readonly LogState[];
  readonly disk: DiskStatus;
  readonly config: ConfigStatus;
  /** What needs a person, worst first. */
  readonly notices: readonly { readonly key: string; readonly text: string }[];
}

export type RoleName = 'collector' | 'enricher' | 'warehouse' | 'portal';

/** In the order in which they are started. */
export const ROLE_NAMES: readonly RoleName[] = ['warehouse', 'enricher', 'collector', 'portal'];

export interface ProcessStatus {
  readonly role: RoleName | 'supervisor';
  readonly pid: number | null;
  readonly state: 'starting' | 'ready' | 'backoff' | 'stopped';
  readonly restarts: number;
  readonly startedMs: number | null;
  /** `exit 70` or `SIGKILL`, of the last end. */
  readonly lastEnd: string | null;
}

/** One equation: what came in equals the sum of what it became. */
export interface BalanceLine {
  /** `collect`, `log:raw`, `enrich`, `events`, `out:enriched`, `log:enriched`, `load`, `landing`, `load:failed`. */
  readonly hop: string;
  /** In words, for the page: `payloads accepted = payloads in the log`. */
  readonly says: string;
  readonly left: number;
  readonly right: Readonly<Record<string, number>>;
  /** Things that no term explains; 1 at least when counts agree and hashes do not. */
  readonly unexplained: number;
}

export interface Balance {
  readonly timeMs: number;
  readonly lines: readonly BalanceLine[];
  /** Sum over the lines; null while a count is missing. */
  readonly unexplained: number | null;
  readonly payloadsReceived: number;
  readonly eventsReceived: number;
  readonly stored: number;
  readonly duplicate: number;
  /** Events that a rule of the project wants nowhere. */
  readonly dropped: number;
  /** Events that have ever failed. */
  readonly failed: number;
  /** Rows that retries have made of failed events; they are among `stored`, `duplicate` and those in flight. */
  readonly repaired: number;
  /** Failed events that are open: neither repaired nor dropped. */
  readonly stillFailing: number;
  /** Events enriched and not yet loaded. */
  readonly inFlightEvents: number;
  /** Payloads not yet enriched. */
  readonly inFlightPayloads: number;
}

export interface DiskStatus {
  readonly usedBytes: number;
  readonly freeBytes: number;
  /** Null until a quarter of an hour has been measured. */
  readonly growthBytesPerDay: number | null;
  readonly daysLeft: number | null;
}

export interface ConfigStatus {
  readonly path: string;
  /** The file differs from what the platform runs with. It is applied at the next start. */
  readonly changed: boolean;
  /** Why the changed file would be refused, or null. */
  readonly problem: string | null;
}
