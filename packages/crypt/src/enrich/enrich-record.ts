// One record of log:raw to the records of log:enriched and log:failed. Pure: the same record gives the same bytes.
import { encodeEnrichedEvent, originOf } from '../contracts/enriched-event.ts';
import type { CollectorPayload } from '../contracts/collector-payload.ts';
import type { FailedEvent, FailedPayload } from '../contracts/failed-event.ts';
import type { LogRecord } from '../contracts/log.ts';
import { payloadHash } from '../contracts/payload-hash.ts';
import { EVENTS_PER_PAYLOAD_BYTES_MAX, FRAME_PAYLOAD_BYTES_MAX } from '../kernel/limits.ts';
import type { JsonObject } from '../kernel/parse-json.ts';
import { cleanText } from './clean-text.ts';
import { signedDecimal } from './content-hash.ts';
import { enrichEvent, type EnrichedEvent } from './enrich-event.ts';
import { encodeFailed, failedPayload } from './failed-line.ts';
import { payloadFacts, type PayloadFacts } from './payload-facts.ts';
import { protocolProblem, renderMessages, type Problem } from './problem.ts';
import { mergeParams, type PayloadFailure, type RawEvent } from './raw-event.ts';
import { readRecord, type StoredRequest } from './read-record.ts';
import { columnIndex, writeRow, type Row } from './row.ts';
import { Slab } from './slab.ts';
import { splitPayload } from './split-payload.ts';

export interface EnrichContext {
  /** Topic of the records; origins start with it. */
  readonly topic: string;
  /** `crypt-<version>`; becomes v_etl and judgedBy. */
  readonly etl: string;
}

/** One record of an output log. `hash` is what the balance sums: 16 hex digits. */
export interface Output {
  readonly index: number;
  readonly line: Buffer;
  readonly hash: string;
}

export interface RecordOutputs {
  /** Each event of the payload is in exactly one of the two; a payload without events is one failed. */
  readonly enriched: readonly Output[];
  readonly failed: readonly (Output & { readonly event: FailedEvent })[];
  /** How many the payload was split into, counted before they are judged. */
  readonly events: number;
  readonly payloadHash: string;
}

/** Never throws for what the record holds. */
export function enrichRecord(record: LogRecord, context: EnrichContext): RecordOutputs {
  const request = readRecord(record.payload);
  if (request === undefined) return unreadable(record, context);
  const job = new RecordJob(record, request, context);
  const split = splitPayload(request.head, request.body);
  let events = split.events.length;
  for (const event of split.events) {
    if (job.sizeBytes > EVENTS_PER_PAYLOAD_BYTES_MAX && split.restFrom !== undefined) {
      job.fail({ index: event.index, problems: [TOO_LARGE], body: split.restFrom(event.index) });
      // What lies behind the limit of events is in that rest.
      return job.finish(event.index + 1);
    }
    job.add(event);
  }
  if (split.failure !== undefined) {
    events++;
    job.fail(split.failure);
  }
  return job.finish(events);
}

const TOO_LARGE: Problem = {
  type: 'size_violation',
  cause: 'payload: its events become too large',
  detail: `more than ${EVENTS_PER_PAYLOAD_BYTES_MAX} bytes`,
};

const EVENT_TOO_LARGE: Problem = {
  type: 'size_violation',
  cause: 'event: its row is too large for the log',
  detail: `more than ${FRAME_PAYLOAD_BYTES_MAX} bytes`,
};

/** Shared by all records: each takes its lines out before the next begins. */
const slab = new Slab();

/** Outputs of one record as they grow. */
class RecordJob {
  readonly #record: LogRecord;
  readonly #request: StoredRequest;
  readonly #context: EnrichContext;
  readonly #facts: PayloadFacts;
  readonly #enriched: { index: number; start: number; end: number; hash: string }[] = [];
  readonly #failed: RecordOutputs['failed'][number][] = [];
  #failedBytes = 0;

  constructor(record: LogRecord, request: StoredRequest, context: EnrichContext) {
    // An earlier record may have left something if it ended in an exception.
    slab.cut(0);
    this.#record = record;
    this.#request = request;
    this.#context = context;
    this.#facts = payloadFacts(request.head, record.timeMs, context.etl);
  }

  get sizeBytes(): number {
    return slab.lengthBytes + this.#failedBytes;
  }

  add(event: RawEvent): void {
    const origin = originOf(this.#context.topic, this.#record.id, event.index);
    const { row, eventId, contentHash, problems } = enrichEvent(event, this.#facts, origin);
    if (problems.length > 0) return this.#addFailed(event, origin, problems, row);
    const start = slab.lengthBytes;
    // The contract's own encoding around an empty row: everything but the brace that closes it, the row, the brace.
    const around = encodeEnrichedEvent(eventId, contentHash, '');
    slab.ascii(around.slice(0, -1));
    writeRow(slab, row, origin, signedDecimal(contentHash));
    slab.ascii('}');
    slab.flush();
    if (slab.lengthBytes - start > FRAME_PAYLOAD_BYTES_MAX) {
      slab.cut(start);
      return this.#addFailed(event, origin, [EVENT_TOO_LARGE], row);
    }
    this.#enriched.push({ index: event.index, start, end: slab.lengthBytes, hash: contentHash });
  }

  #addFailed(event: RawEvent, origin: string, problems: readonly Problem[], row: Row): void {
    const params = event.overrides.size === 0 ? event.params : mergeParams(event.params, event.overrides);
    this.#pushFailed(event.index, origin, { problems, row, params, payload: null });
  }

  fail(failure: PayloadFailure): void {
    const { head } = this.#request;
    const body = failure.body === undefined ? this.#request.body : Buffer.from(failure.body);
    const origin = originOf(this.#context.topic, this.#record.id, failure.index);
    const payload = failedPayload(head, body);
    this.#pushFailed(failure.index, origin, { problems: failure.problems, row: [], params: null, payload });
  }

  finish(events: number): RecordOutputs {
    const bytes = slab.take();
    const enriched = this.#enriched.map(({ index, start, end, hash }) => ({
      index,
      line: bytes.subarray(start, end),
      hash,
    }));
    return { enriched, failed: this.#failed, events, payloadHash: payloadHash(this.#record.payload) };
  }

  #pushFailed(index: number, origin: string, what: FailedParts): void {
    const event = failedEvent(origin, this.#record.timeMs, this.#request.head.timeMs, this.#context.etl, what);
    const line = encodeFailed(event);
    this.#failedBytes += line.length;
    this.#failed.push({ index, line, hash: payloadHash(line), event });
  }
}

interface FailedParts {
  readonly problems: EnrichedEvent['problems'];
  readonly row: Row;
  readonly params: JsonObject | null;
  readonly payload: FailedPayload | null;
}

const APP_ID = columnIndex('app_id');
const EVENT_NAME = columnIndex('event_name');
const EVENT = columnIndex('event');
const SHOWN_CHARACTERS_MAX = 255;

/** Group by the first problem: what a repair of the sender would start with. */
function failedEvent(
  origin: string,
  failedMs: number,
  collectorMs: number,
  etl: string,
  what: FailedParts,
): FailedEvent {
  const [first = protocolProblem('unknown')] = what.problems;
  return {
    origin,
    failureType: first.type,
    cause: first.cause,
    messages: renderMessages(what.problems),
    failedMs,
    collectorMs,
    appId: shown(what.row[APP_ID]),
    eventName: shown(what.row[EVENT_NAME] || what.row[EVENT]),
    judgedBy: etl,
    params: what.params,
    payload: what.payload,
  };
}

function shown(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : cleanText(text.slice(0, SHOWN_CHARACTERS_MAX));
}

function unreadable(record: LogRecord, context: EnrichContext): RecordOutputs {
  const head = { ...NO_HEAD, timeMs: record.timeMs };
  const job = new RecordJob(record, { head, body: record.payload }, context);
  const type = 'collector_payload_format_violation';
  const detail = `${record.payload.length} bytes`;
  job.fail({ index: 0, problems: [{ type, cause: 'record: not a stored payload', detail }] });
  return job.finish(1);
}

const NO_HEAD: CollectorPayload = {
  timeMs: 0,
  method: '',
  path: '',
  query: '',
  ip: '',
  host: '',
  contentType: null,
  userAgent: null,
  referer: null,
  networkUserId: null,
  headers: [],
  collector: '',
  refusal: null,
};
