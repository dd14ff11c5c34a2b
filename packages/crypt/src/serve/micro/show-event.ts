// Events of the buffer in the shapes that tests of tracking read.
import type { FailedEvent } from '../../contracts/failed-event.ts';
import { MICRO_JSON_DEPTH_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import {
  canonicalEvent,
  entitiesIn,
  eventSchema,
  flatEvent,
  type CanonicalEvent,
  type ColumnNamer,
} from './canonical-event.ts';
import type { MicroEvent, SentRequest } from './micro-buffer.ts';
import { showPayload, showRawEvent, type PayloadShown, type RawEventShown } from './raw-event.ts';

/** The parameters of one event of a request as sent; undefined when the request alone does not say: a webhook's map made them. */
export type ParametersOf = (request: SentRequest, index: number) => JsonObject | undefined;

export interface GoodEvent {
  readonly rawEvent: RawEventShown;
  /** `page_view`, `struct`, `unstruct`, … */
  readonly eventType: string | null;
  readonly schema: string | null;
  /** Schemas of the entities that were sent. */
  readonly contexts: readonly string[];
  readonly event: CanonicalEvent;
}

export interface BadEvent {
  readonly collectorPayload: PayloadShown;
  /** Null when the payload could not be split into events. */
  readonly rawEvent: RawEventShown | null;
  readonly errors: readonly string[];
}

export function showGood({ request, index, line }: MicroEvent, parametersOf: ParametersOf): GoodEvent {
  const event = canonicalEvent(readLine(line));
  const { event: type = null, contexts } = event;
  return {
    rawEvent: showRawEvent(request, parametersOf(request, index)),
    eventType: typeof type === 'string' ? type : null,
    schema: eventSchema(event),
    contexts: entitiesIn(contexts).map(({ schema }) => schema),
    event,
  };
}

export function showBad(bad: MicroEvent, parametersOf: ParametersOf): BadEvent {
  const { request, index } = bad;
  const failed = readFailed(bad);
  const split = failed.extent === 'event';
  return {
    collectorPayload: showPayload(request),
    rawEvent: split ? showRawEvent(request, failed.params ?? parametersOf(request, index)) : null,
    errors: [headline(failed), ...failed.messages],
  };
}

/** Good and failed events in one shape; a failed one has what could be filled, and an entity that says why it failed. */
export function showFlat(event: MicroEvent, columnOf: ColumnNamer): CanonicalEvent {
  if (event.kind === 'good') return flatEvent(canonicalEvent(readLine(event.line)), columnOf);
  const failed = readFailed(event);
  const flat = flatEvent(canonicalEvent({ ...failed.row }), columnOf);
  return { ...flat, [columnOf('contexts', FAILURE_KEY)]: [failure(failed)] };
}

export function readFailed({ line }: MicroEvent): FailedEvent {
  return readLine(line) as unknown as FailedEvent;
}

const FAILURE_KEY = {
  vendor: 'com.snowplowanalytics.snowplow',
  name: 'failure',
  format: 'jsonschema',
  version: '1-0-0',
} as const;
const FAILURE = 'iglu:com.snowplowanalytics.snowplow/failure/jsonschema/1-0-0';

function failure(failed: FailedEvent): Json {
  const [componentName = '', componentVersion = ''] = failed.judgedBy.split('-');
  return {
    _schema_version: FAILURE,
    failureType: failed.failureType,
    errors: failed.messages.map((message) => ({ message })),
    schema: failed.schema,
    data: failed.data === null ? null : parseJson(failed.data, MICRO_JSON_DEPTH_MAX),
    timestamp: new Date(failed.failedMs).toISOString(),
    componentName,
    componentVersion,
  };
}

function headline({ failureType, cause, schema }: FailedEvent): string {
  return `${failureType}: ${cause}${schema === null ? '' : ` (${schema})`}`;
}

/** What enrich wrote is JSON; a line that is not would be damage, which readers never return. */
function readLine(line: Uint8Array): JsonObject {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
  const value = parseJson(text, MICRO_JSON_DEPTH_MAX);
  return isJsonObject(value) ? value : {};
}
