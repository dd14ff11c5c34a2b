// What enrich writes to log:failed: one event, or one payload when it has no events, as canonical JSON.
import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';

/** Names follow Snowplow's bad rows, so that people find what they know. */
export type FailureType =
  | 'collector_payload_format_violation'
  | 'adapter_failure'
  | 'tracker_protocol_violation'
  | 'schema_violation'
  | 'enrichment_failure'
  | 'size_violation';

export interface FailedEvent {
  readonly origin: string;
  /** `payload`: stands for all of its payload from its index on, which could not be split; `event`: for one event. */
  readonly extent: 'event' | 'payload';
  readonly failureType: FailureType;
  /** A stable text without values, by which failed events are grouped: `dtm: not a timestamp in milliseconds`. */
  readonly cause: string;
  /** Of failureType, cause and schema: see failedGroup. */
  readonly group: string;
  /** All messages, with field names and the shape of the value, never the clear value. */
  readonly messages: readonly string[];
  /** URI of the schema that was named where the first problem is, or null. */
  readonly schema: string | null;
  /** The data there as JSON text, under the privacy rules, or null. */
  readonly data: string | null;
  readonly failedMs: number;
  readonly collectorMs: number;
  readonly appId: string | null;
  readonly eventName: string | null;
  /** Version of the code that judged it. */
  readonly judgedBy: string;
  /** The atomic columns that could be filled, under the privacy rules: texts as in a row, by name. */
  readonly row: Readonly<Record<string, string>>;
  /** The event's own parameters as sent; null when the payload could not be split, or privacy rules forbid to keep them. */
  readonly params: JsonObject | null;
  /** The whole request when it could not be split; null else, or when privacy rules forbid to keep it: log:raw has it. */
  readonly payload: FailedPayload | null;
}

export interface FailedPayload {
  readonly path: string;
  readonly query: string;
  readonly contentType: string | null;
  readonly body: string;
  /** `base64` when the body is not valid UTF-8, or is shorter so than escaped. */
  readonly bodyEncoding: 'utf8' | 'base64';
}

/** Failed events of one group have one fix. Ten hex digits, the same on every machine. */
export function failedGroup(failureType: string, cause: string, schema: string | null): string {
  return createHash('sha256')
    .update(`${failureType}\n${cause}\n${schema ?? ''}`)
    .digest('hex')
    .slice(0, 10);
}

/** True for what a record of log:failed holds. */
export function isFailedEvent(value: Json): value is Json & FailedEvent {
  return isJsonObject(value) && TEXTS.every((name) => typeof value[name] === 'string');
}

const TEXTS = ['origin', 'extent', 'failureType', 'cause', 'group'] as const;
