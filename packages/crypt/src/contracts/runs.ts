import type { JsonObject } from '../kernel/parse-json.ts';

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Run {
  readonly id: string;
  /** What to run: `restore`, `build`, … with its parameters. */
  readonly command: string;
  readonly params: JsonObject;
  readonly actor: string;
  readonly state: RunState;
  readonly queuedMs: number;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  /** Error code of a failed run. */
  readonly error: string | null;
}

/** Runs can be asked for by pages, schedules and commands; one process takes and performs them. */
export interface Runs {
  /** Idempotent by `key`: a second call with the same key returns the first run. */
  enqueue(request: { key: string; command: string; params: JsonObject; actor: string }): Promise<Run>;
  /** Takes the oldest queued run, or undefined. A run is taken once. */
  take(): Promise<Run | undefined>;
  finish(id: string, outcome: { state: 'done' | 'failed' | 'cancelled'; error?: string }): Promise<Run>;
  get(id: string): Promise<Run | undefined>;
  /** Newest first. */
  list(limit: number): Promise<readonly Run[]>;
}
