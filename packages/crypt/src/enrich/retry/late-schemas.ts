// Schemas that failed events wait for: which, and from where on in log:failed. When one becomes known, its events are
// retried without anybody asking.
//
//   idle ── every minute, or when the schemas say that something changed ──▶ reading log:failed on ──▶ asking ──▶ idle
//                                                                                                        └─▶ known ones
import { failedGroup } from '../../contracts/failed-event.ts';
import type { LogConsumer } from '../../contracts/log.ts';
import type { Repair } from '../../contracts/repair.ts';
import type { Clock } from '../../kernel/effects.ts';
import {
  ENRICH_POLL_BYTES_MAX,
  ENRICH_POLL_RECORDS_MAX,
  LATE_SCHEMAS_MAX,
  LATE_SCHEMAS_MS,
  LATE_SCHEMAS_PER_ASK_MAX,
} from '../../kernel/limits.ts';
import { SCHEMA_MISSING, SCHEMA_UNAVAILABLE } from '../judge-data.ts';
import { openFailure } from './retry-job.ts';
import { causeFilter } from './read-failed.ts';
import type { RepairStates } from './repair-states.ts';
import type { Schemas } from '../schemas.ts';

/** A schema that has become known. */
export interface LateSchema {
  readonly uri: string;
  /** First record of log:failed that may wait for it. */
  readonly from: number;
}

interface Asking {
  readonly uris: readonly string[];
  done: boolean;
  error?: unknown;
}

const WAITING_CAUSES = [SCHEMA_MISSING, SCHEMA_UNAVAILABLE];
const mayWait = causeFilter(WAITING_CAUSES);

/** The groups of the failed events that wait for a schema. */
export function groupsWaitingFor(uri: string): readonly string[] {
  return WAITING_CAUSES.map((cause) => failedGroup('schema_violation', cause, uri));
}

export class LateSchemas {
  readonly #schemas: Schemas;
  readonly #states: RepairStates;
  readonly #clock: Clock;
  /** In the order in which they are asked for. */
  readonly #waiting = new Map<string, { from: number; count: number }>();
  /** Some were forgotten, so that one that comes again may have events anywhere. */
  #forgot = false;
  #readTo = 0;
  #nextMs = -Infinity;
  #changes: number | undefined;
  #reading = false;
  #asking: Asking | undefined;

  constructor(schemas: Schemas, states: RepairStates, clock: Clock) {
    this.#schemas = schemas;
    this.#states = states;
    this.#clock = clock;
  }

  /** Whether a turn would do something now. */
  get isDue(): boolean {
    if (this.#reading || this.#asking?.done === true) return true;
    const changes = this.#schemas.changes();
    return this.#asking === undefined && (this.#clock.monotonicMs() >= this.#nextMs || changes !== this.#changes);
  }

  /** The schemas that are waited for, most patient first. */
  get waiting(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** A slice of its work. @returns schemas that have become known, which are not waited for any more. */
  async turn(scanner: LogConsumer, end: number, signal: AbortSignal): Promise<readonly LateSchema[]> {
    if (this.#asking?.done === true) return this.#takeKnown(this.#asking);
    this.#reading = true;
    if (!(await this.#readOn(scanner, end))) return [];
    this.#reading = false;
    this.#changes = this.#schemas.changes();
    this.#nextMs = this.#clock.monotonicMs() + LATE_SCHEMAS_MS;
    this.#ask(signal);
    return [];
  }

  /** A retry has judged anew. */
  take({ outcome, failedOffset, cause, schema }: Repair): void {
    if (outcome === 'still_failing' && schema !== null && WAITING_CAUSES.includes(cause ?? '')) {
      this.waitFor(schema, failedOffset);
    }
  }

  waitFor(uri: string, failedOffset: number): void {
    const known = this.#waiting.get(uri);
    if (known !== undefined) {
      known.count++;
      known.from = Math.min(known.from, failedOffset);
      return;
    }
    if (this.#waiting.size >= LATE_SCHEMAS_MAX) this.#forget();
    this.#waiting.set(uri, { from: this.#forgot ? 0 : failedOffset, count: 1 });
  }

  /** True at the end. */
  async #readOn(scanner: LogConsumer, end: number): Promise<boolean> {
    if (this.#readTo >= end) return true;
    if (scanner.position !== this.#readTo) await scanner.seekOffset(this.#readTo);
    const before = scanner.position;
    const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs: 0 };
    for (const record of await scanner.poll(limits)) {
      if (record.offset >= end || !mayWait(record.payload) || this.#states.isSettled(record.offset)) continue;
      const failure = openFailure(record, this.#states);
      const { schema = null, group = '' } = failure ?? {};
      if (schema !== null && groupsWaitingFor(schema).includes(group)) this.waitFor(schema, record.offset);
    }
    this.#readTo = scanner.position === before ? end : Math.min(scanner.position, end);
    return this.#readTo >= end;
  }

  /** In the background: a registry may take seconds, and events do not wait for it. */
  #ask(signal: AbortSignal): void {
    const uris = [...this.#waiting.keys()].slice(0, LATE_SCHEMAS_PER_ASK_MAX);
    if (uris.length === 0) return;
    for (const uri of uris) {
      const waiting = this.#waiting.get(uri);
      this.#waiting.delete(uri);
      if (waiting !== undefined) this.#waiting.set(uri, waiting);
    }
    const asking: Asking = { uris, done: false };
    this.#asking = asking;
    void this.#schemas.load(uris, signal).then(
      () => (asking.done = true),
      (error: unknown) => Object.assign(asking, { done: true, error }),
    );
  }

  #takeKnown({ uris, error }: Asking): readonly LateSchema[] {
    this.#asking = undefined;
    if (error !== undefined) throw error;
    const known = uris.filter((uri) => this.#schemas.lookup(uri).state === 'known');
    return known.flatMap((uri) => {
      const waiting = this.#waiting.get(uri);
      this.#waiting.delete(uri);
      return waiting === undefined ? [] : [{ uri, from: waiting.from }];
    });
  }

  #forget(): void {
    let least: readonly [string, { readonly count: number }] | undefined;
    for (const entry of this.#waiting) if (least === undefined || entry[1].count < least[1].count) least = entry;
    if (least !== undefined) this.#waiting.delete(least[0]);
    this.#forgot = true;
  }
}
