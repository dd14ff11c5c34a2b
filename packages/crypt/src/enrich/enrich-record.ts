// One record of log:raw in two steps: begin takes it apart into drafts, which others judge and enrich (pipeline.ts), and
// finish makes the records of log:enriched and log:failed. Pure: the same record and drafts give the same bytes.
import { ATOMIC_COLUMNS } from '../contracts/atomic-columns.ts';
import { encodeEnrichedEvent, originOf } from '../contracts/enriched-event.ts';
import { NO_HEAD } from '../contracts/collector-payload.ts';
import { failedGroup, type FailedEvent, type FailedPayload } from '../contracts/failed-event.ts';
import type { LogRecord } from '../contracts/log.ts';
import { payloadHash } from '../contracts/payload-hash.ts';
import { stringifyExactJson } from '../kernel/exact-json.ts';
import { EVENTS_PER_PAYLOAD_BYTES_MAX, FRAME_PAYLOAD_BYTES_MAX } from '../kernel/limits.ts';
import type { JsonObject } from '../kernel/parse-json.ts';
import { cleanText } from './clean-text.ts';
import { signedDecimal } from './content-hash.ts';
import { draftEvent, type DraftedEvent } from './draft-event.ts';
import { encodeFailed, failedPayload } from './failed-line.ts';
import { payloadFacts } from './payload-facts.ts';
import { protocolProblem, renderMessages, type Problem } from './problem.ts';
import { mergeParams, type PayloadFailure, type SplitPayload } from './split/raw-event.ts';
import { readRecord, type StoredRequest } from './split/read-record.ts';
import { renderParts } from './render-parts.ts';
import { columnIndex, findTooLong, setDigits, writeRow, type Row } from './row.ts';
import { Slab } from './slab.ts';
import { splitPayload } from './split/split-payload.ts';

export interface EnrichContext {
  /** Topic of the records; origins start with it. */
  readonly topic: string;
  /** `crypt-<version>`; becomes v_etl and judgedBy. */
  readonly etl: string;
  /** False when privacy rules are on: then a failed event keeps its columns under the rules, and nothing as it was sent. */
  readonly keepsSent: boolean;
}

/** One record of an output log. `hash` is what the balance sums: 16 hex digits. */
export interface Output {
  readonly index: number;
  readonly line: Buffer;
  readonly hash: string;
}

export interface RecordOutputs {
  /** Each event of the payload is in exactly one of the three; a payload without events is one failed. */
  readonly enriched: readonly Output[];
  readonly failed: readonly (Output & { readonly event: FailedEvent })[];
  /** Those that a rule of the project wants nowhere. */
  readonly dropped: readonly { readonly index: number; readonly hash: string }[];
  /** How many the payload was split into, counted before they are judged. */
  readonly events: number;
  readonly payloadHash: string;
}

/** A record that has been taken apart. */
export interface RecordWork {
  readonly record: LogRecord;
  readonly request: StoredRequest;
  readonly drafts: readonly DraftedEvent[];
  readonly split: SplitPayload;
}

/** Never throws for what the record holds. @param given what the request is split into, unless its path says so. */
export function beginRecord(
  record: LogRecord,
  request: StoredRequest,
  given: SplitPayload | undefined,
  context: EnrichContext,
): RecordWork {
  const split = given ?? splitPayload(request.head, request.body);
  const facts = payloadFacts(request.head, record.timeMs, context.etl);
  const drafts = split.events.map((event) => draftEvent(event, facts, originOf(context.topic, record.id, event.index)));
  return { record, request, drafts, split };
}

/** The request of a record. What is no request is one whose split says so. */
export function readRequest(record: LogRecord): { request: StoredRequest; broken: SplitPayload | undefined } {
  const request = readRecord(record.payload);
  if (request !== undefined) return { request, broken: undefined };
  const detail = `${record.payload.length} bytes`;
  const problem: Problem = {
    type: 'collector_payload_format_violation',
    cause: 'record: not a stored payload',
    detail,
  };
  const head = { ...NO_HEAD, timeMs: record.timeMs };
  return {
    request: { head, body: record.payload },
    broken: { events: [], failure: { index: 0, problems: [problem] } },
  };
}

export function finishRecord(work: RecordWork, context: EnrichContext): RecordOutputs {
  const { split } = work;
  const job = new RecordJob(work, context);
  let events = work.drafts.length;
  for (const draft of work.drafts) {
    const { index } = draft.raw;
    if (job.sizeBytes > EVENTS_PER_PAYLOAD_BYTES_MAX && split.restFrom !== undefined) {
      job.fail({ index, problems: [TOO_LARGE], body: split.restFrom(index) });
      // What lies behind the limit of events is in that rest.
      return job.finish(index + 1);
    }
    job.add(draft);
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
  readonly #work: RecordWork;
  readonly #context: EnrichContext;
  readonly #enriched: { index: number; start: number; end: number; hash: string }[] = [];
  readonly #failed: RecordOutputs['failed'][number][] = [];
  readonly #dropped: RecordOutputs['dropped'][number][] = [];
  #failedBytes = 0;

  constructor(work: RecordWork, context: EnrichContext) {
    // An earlier record may have left something if it ended in an exception.
    slab.cut(0);
    this.#work = work;
    this.#context = context;
  }

  get sizeBytes(): number {
    return slab.lengthBytes + this.#failedBytes;
  }

  add(draft: DraftedEvent): void {
    const { row, shards, origin, contentHash, problems } = draft;
    const { index } = draft.raw;
    if (draft.dropped) return void this.#dropped.push({ index, hash: contentHash });
    renderParts(draft);
    for (const problem of findTooLong(row)) problems.push(problem);
    if (problems.length > 0) return this.#addFailed(draft, problems);
    const start = slab.lengthBytes;
    // The contract's own encoding around an empty row: everything but the brace that closes it, the row, the brace.
    const around = encodeEnrichedEvent(row[EVENT_ID] ?? '', contentHash, setDigits(row, shards), '');
    slab.ascii(around.slice(0, -1));
    writeRow(slab, row, shards, origin, signedDecimal(contentHash));
    slab.ascii('}');
    slab.flush();
    if (slab.lengthBytes - start > FRAME_PAYLOAD_BYTES_MAX) {
      slab.cut(start);
      return this.#addFailed(draft, [EVENT_TOO_LARGE]);
    }
    this.#enriched.push({ index, start, end: slab.lengthBytes, hash: contentHash });
  }

  #addFailed({ raw, origin, row }: DraftedEvent, problems: readonly Problem[]): void {
    const sent = raw.overrides.size === 0 ? raw.params : mergeParams(raw.params, raw.overrides);
    const params = this.#context.keepsSent ? sent : null;
    this.#pushFailed(raw.index, origin, { extent: 'event', problems, row, params, payload: null });
  }

  fail(failure: PayloadFailure): void {
    const { record, request } = this.#work;
    const body = failure.body === undefined ? request.body : Buffer.from(failure.body);
    const origin = originOf(this.#context.topic, record.id, failure.index);
    const payload = this.#context.keepsSent ? failedPayload(request.head, body) : null;
    const { index, problems } = failure;
    this.#pushFailed(index, origin, { extent: 'payload', problems, row: [], params: null, payload });
  }

  finish(events: number): RecordOutputs {
    const bytes = slab.take();
    const enriched = this.#enriched.map(({ index, start, end, hash }) => ({
      index,
      line: bytes.subarray(start, end),
      hash,
    }));
    const hash = payloadHash(this.#work.record.payload);
    return { enriched, failed: this.#failed, dropped: this.#dropped, events, payloadHash: hash };
  }

  #pushFailed(index: number, origin: string, what: FailedParts): void {
    const { record, request } = this.#work;
    const event = failedEvent(origin, record.timeMs, request.head.timeMs, this.#context.etl, what);
    const line = encodeFailed(event);
    this.#failedBytes += line.length;
    this.#failed.push({ index, line, hash: payloadHash(line), event });
  }
}

interface FailedParts extends Pick<FailedEvent, 'extent'> {
  readonly problems: readonly Problem[];
  readonly row: Row;
  readonly params: JsonObject | null;
  readonly payload: FailedPayload | null;
}

const EVENT_ID = columnIndex('event_id');
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
  const schema = first.part?.schema ?? null;
  return {
    origin,
    extent: what.extent,
    failureType: first.type,
    cause: first.cause,
    group: failedGroup(first.type, first.cause, schema),
    messages: renderMessages(what.problems),
    schema,
    data: first.part === undefined ? null : stringifyExactJson(first.part.data),
    failedMs,
    collectorMs,
    appId: shown(what.row[APP_ID]),
    eventName: shown(what.row[EVENT_NAME] || what.row[EVENT]),
    judgedBy: etl,
    row: filledColumns(what.row),
    params: what.params,
    payload: what.payload,
  };
}

function filledColumns(row: Row): FailedEvent['row'] {
  const filled = row.flatMap((text, index) => (text === '' ? [] : [[ATOMIC_COLUMNS[index]?.name ?? '', text]]));
  return Object.fromEntries(filled) as FailedEvent['row'];
}

function shown(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : cleanText(text.slice(0, SHOWN_CHARACTERS_MAX));
}
