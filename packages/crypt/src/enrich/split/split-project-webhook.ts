// Webhooks of the project: its map makes events of a request, and each becomes a self-describing event, as those of the
// Iglu path do. Pure: the map has answered before.
import type { CollectorPayload } from '../../contracts/collector-payload.ts';
import type { MappedEvent, WebhookMapping, WebhookRequest } from '../../contracts/project-code.ts';
import { eventIdOf } from '../content-hash.ts';
import { convertUuid } from '../convert.ts';
import { adapterProblem } from '../problem.ts';
import { parseQuery } from './query-string.ts';
import { NO_OVERRIDES, refuse, type RawEvent, type SplitPayload } from './raw-event.ts';

const TRACKER_VERSION = 'crypt-webhook';
const UNSTRUCT_EVENT = 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0';

/** What the map of the head's path sees. @param body the payload's, as text. */
export function webhookRequest(head: CollectorPayload, body: string): WebhookRequest {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of head.headers) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  const query = Object.create(null) as Record<string, string>;
  for (const [name, value] of parseQuery(head.query)) query[name] = value;
  return { method: head.method, path: head.path, headers, query, body };
}

/**
 * The events that the map answered. None is an answer: such a payload has no events and no failure. What the map could
 * not answer is one failure with the whole payload.
 */
export function splitProjectWebhook(request: WebhookRequest, mapping: WebhookMapping): SplitPayload {
  if (!mapping.ok) return refuse(adapterProblem(mapping.cause, mapping.detail));
  return { events: mapping.events.map((event, index) => rawEvent(request.path, event, index)), failure: undefined };
}

function rawEvent(path: string, event: MappedEvent, index: number): RawEvent {
  const { schema, data, eventId, trueMs, userId, appId } = event;
  const inner = `{"schema":${JSON.stringify(schema)},"data":${JSON.stringify(data)}}`;
  const params: Record<string, string> = {
    tv: TRACKER_VERSION,
    e: 'ue',
    p: 'srv',
    ue_pr: `{"schema":"${UNSTRUCT_EVENT}","data":${inner}}`,
  };
  if (eventId !== null) params['eid'] = uuidOf(path, eventId);
  if (trueMs !== null) params['ttm'] = String(trueMs);
  if (userId !== null) params['uid'] = userId;
  if (appId !== null) params['aid'] = appId;
  return { index, params, overrides: NO_OVERRIDES, strict: false, problems: [] };
}

/** The sender's id when it is a UUID; otherwise a version 5 UUID of it, within its path: two senders may both count. */
function uuidOf(path: string, eventId: string): string {
  return convertUuid(eventId) ?? eventIdOf(`webhook ${path} ${eventId}`);
}
