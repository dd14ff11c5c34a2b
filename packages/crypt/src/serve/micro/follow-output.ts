// Follows one of enrich's logs into the buffer.
import { enrichedRow } from '../../contracts/enriched-event.ts';
import { isFailedEvent } from '../../contracts/failed-event.ts';
import type { LogConsumer, LogRecord } from '../../contracts/log.ts';
import { MICRO_JSON_DEPTH_MAX, MICRO_READ_BYTES_MAX } from '../../kernel/limits.ts';
import { parseJson } from '../../kernel/parse-json.ts';
import type { MicroBuffer, MicroEvent } from './micro-buffer.ts';
import type { RawRequests } from './raw-requests.ts';

const POLL_MS = 1_000;
const RECORDS_MAX = 1_000;

export class OutputFollower {
  readonly #kind: MicroEvent['kind'];
  readonly #consumer: LogConsumer;
  readonly #raw: RawRequests;
  readonly #buffer: MicroBuffer;
  readonly #waiters = new Set<{ readonly offset: number; readonly wake: () => void }>();
  #next: number;

  constructor(kind: MicroEvent['kind'], consumer: LogConsumer, raw: RawRequests, buffer: MicroBuffer) {
    this.#kind = kind;
    this.#consumer = consumer;
    this.#raw = raw;
    this.#buffer = buffer;
    this.#next = consumer.position;
  }

  /** Follows until `stop` aborts. @throws what the logs throw. */
  async run(stop: AbortSignal): Promise<void> {
    const limits = { recordsMax: RECORDS_MAX, bytesMax: MICRO_READ_BYTES_MAX, waitMs: POLL_MS, signal: stop };
    while (!stop.aborted) {
      for (const record of await this.#consumer.poll(limits)) await this.#take(record);
      this.#next = this.#consumer.position;
      for (const waiter of this.#waiters) if (waiter.offset <= this.#next) waiter.wake();
    }
  }

  /** Resolves with true when everything before `offset` is in the buffer, with false when `signal` aborts before. */
  async reached(offset: number, signal: AbortSignal): Promise<boolean> {
    if (offset > this.#next && !signal.aborted) await this.#wait(offset, signal);
    return offset <= this.#next;
  }

  #wait(offset: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { offset, wake };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', wake);
    });
  }

  async #take({ payload }: LogRecord): Promise<void> {
    const bytes = this.#kind === 'good' ? enrichedRow(payload) : payload;
    const origin = this.#kind === 'good' ? rowOrigin(bytes) : failedOrigin(bytes);
    const place = origin === undefined ? undefined : placeOf(origin);
    if (origin === undefined || place === undefined || !this.#buffer.takes(place.rawOffset)) return;
    const request = await this.#raw.read(place.rawOffset);
    this.#buffer.add({ kind: this.#kind, origin, ...place, request, line: new Uint8Array(bytes) });
  }
}

/** A row begins with its origin: enrich/row.ts. */
const ROW_START = /^\{"origin":"([^"\\]+)"/;
const ROW_START_BYTES = 200;
const PLACE = /^raw\/\d+\/(\d+)\/(\d+)$/;

function rowOrigin(row: Uint8Array): string | undefined {
  return ROW_START.exec(Buffer.from(row.subarray(0, ROW_START_BYTES)).toString('latin1'))?.[1];
}

function failedOrigin(payload: Uint8Array): string | undefined {
  const value = parseJson(Buffer.from(payload).toString('utf8'), MICRO_JSON_DEPTH_MAX);
  return isFailedEvent(value) ? value.origin : undefined;
}

function placeOf(origin: string): { readonly rawOffset: number; readonly index: number } | undefined {
  const match = PLACE.exec(origin);
  return match === null ? undefined : { rawOffset: Number(match[1]), index: Number(match[2]) };
}
