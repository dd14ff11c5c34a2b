// What enrich writes to log:failed: one event, or one payload when it has no events, as canonical JSON.
import type { JsonObject } from '../kernel/parse-json.ts';

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
  readonly failureType: FailureType;
  /** A stable text without values, by which failed events are grouped: `dtm: not a timestamp in milliseconds`. */
  readonly cause: string;
  /** All messages, with field names and the shape of the value, never the clear value. */
  readonly messages: readonly string[];
  readonly failedMs: number;
  readonly collectorMs: number;
  readonly appId: string | null;
  readonly eventName: string | null;
  /** Version of the code that judged it. */
  readonly judgedBy: string;
  /** The event's own parameters as sent; null when the payload could not be split into events. */
  readonly params: JsonObject | null;
  /** The whole request when it could not be split, so that nothing depends on how long log:raw is kept. */
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
