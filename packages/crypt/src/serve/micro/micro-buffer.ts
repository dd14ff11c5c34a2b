// The newest events of this run, in the order in which enrich wrote them. Bounded by count and by bytes; the oldest leave
// first, and are counted.
import type { CollectorPayload } from '../../contracts/collector-payload.ts';
import type { Origin } from '../../contracts/enriched-event.ts';
import { MICRO_BYTES_MAX, MICRO_EVENTS_MAX } from '../../kernel/limits.ts';

export interface SentRequest {
  readonly head: CollectorPayload;
  readonly body: Uint8Array;
}

export interface MicroEvent {
  readonly kind: 'good' | 'bad';
  readonly origin: Origin;
  /** Of its record in log:raw, and its place in that payload. */
  readonly rawOffset: number;
  readonly index: number;
  /** What the collector stored; shared by all events of a payload. */
  readonly request: SentRequest;
  /** The row as JSON (good), or the record of log:failed (bad). */
  readonly line: Uint8Array;
}

export interface MicroSummary {
  readonly total: number;
  readonly good: number;
  readonly bad: number;
}

/** What an event takes beside its bytes: the entry, its place in the map, the decoded head. */
const ENTRY_BYTES = 1_024;

export class MicroBuffer {
  /** By origin: what is written twice is one event, and a repaired one is no longer bad. */
  #events = new Map<Origin, { readonly event: MicroEvent; readonly bytes: number }>();
  #lastRequest: SentRequest | undefined;
  #bytes = 0;
  #good = 0;
  #dropped = 0;
  /** Raw records before it were acknowledged before this run, or before the last reset. */
  #floor: number;
  readonly #eventsMax: number;
  readonly #bytesMax: number;

  constructor(floor: number, eventsMax: number = MICRO_EVENTS_MAX, bytesMax: number = MICRO_BYTES_MAX) {
    this.#floor = floor;
    this.#eventsMax = eventsMax;
    this.#bytesMax = bytesMax;
  }

  /** Events that left because there was no room, since the last reset. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True for an event that add would take. */
  takes(rawOffset: number): boolean {
    return rawOffset >= this.#floor;
  }

  add(event: MicroEvent): void {
    if (!this.takes(event.rawOffset)) return;
    this.#remove(event.origin);
    // Events of a payload come one after another: its bytes are charged to the first of them.
    const own = event.request === this.#lastRequest ? 0 : event.request.body.length;
    this.#lastRequest = event.request;
    const bytes = event.line.length + own + ENTRY_BYTES;
    this.#events.set(event.origin, { event, bytes });
    this.#bytes += bytes;
    if (event.kind === 'good') this.#good++;
    while (this.#events.size > this.#eventsMax || (this.#bytes > this.#bytesMax && this.#events.size > 1)) {
      this.#remove(this.#events.keys().next().value ?? '');
      this.#dropped++;
    }
  }

  summary(): MicroSummary {
    const total = this.#events.size;
    return { total, good: this.#good, bad: total - this.#good };
  }

  newestFirst(): readonly MicroEvent[] {
    return [...this.#events.values()].map(({ event }) => event).toReversed();
  }

  /** Forgets everything, and what comes of raw records before `rawEnd` from now on. */
  reset(rawEnd: number): void {
    this.#events = new Map();
    this.#lastRequest = undefined;
    this.#bytes = 0;
    this.#good = 0;
    this.#dropped = 0;
    this.#floor = Math.max(this.#floor, rawEnd);
  }

  #remove(origin: Origin): void {
    const found = this.#events.get(origin);
    if (found === undefined) return;
    this.#events.delete(origin);
    this.#bytes -= found.bytes;
    if (found.event.kind === 'good') this.#good--;
  }
}
