// Requests of log:raw by offset, as they are asked for: mostly in order, so a few are read at once and kept.
import { decodeCollectorPayload, NO_HEAD } from '../../contracts/collector-payload.ts';
import type { LogConsumer, LogRecord } from '../../contracts/log.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { MICRO_READ_BYTES_MAX } from '../../kernel/limits.ts';
import type { SentRequest } from './micro-buffer.ts';

const RECORDS_MAX = 500;

export class RawRequests {
  readonly #consumer: LogConsumer;
  #window = new Map<number, LogRecord>();
  #last: { readonly offset: number; readonly request: SentRequest } | undefined;

  /** @param consumer of log:raw; nobody else may use it. */
  constructor(consumer: LogConsumer) {
    this.#consumer = consumer;
  }

  /** The same object for the same offset in a row. A record that is gone or damaged is an empty request. */
  async read(offset: number): Promise<SentRequest> {
    if (this.#last?.offset === offset) return this.#last.request;
    if (!this.#window.has(offset)) await this.#fill(offset);
    const record = this.#window.get(offset);
    const request = record === undefined ? NOTHING : decode(record.payload);
    this.#last = { offset, request };
    return request;
  }

  async #fill(offset: number): Promise<void> {
    if (this.#consumer.position !== offset) await this.#consumer.seekOffset(offset);
    const limits = { recordsMax: RECORDS_MAX, bytesMax: MICRO_READ_BYTES_MAX, waitMs: 0 };
    const records = await this.#consumer.poll(limits);
    this.#window = new Map(records.map((record) => [record.offset, record]));
  }
}

/** Copies the body: what a poll returned is a view into a window. */
function decode(payload: Uint8Array): SentRequest {
  try {
    const { head, body } = decodeCollectorPayload(payload);
    return { head, body: new Uint8Array(body) };
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return NOTHING;
    throw error;
  }
}

const NOTHING: SentRequest = { head: NO_HEAD, body: new Uint8Array(0) };
