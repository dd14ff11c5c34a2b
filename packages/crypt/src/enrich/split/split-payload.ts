// One stored request to its events. Nothing is converted here and nothing thrown away: what has no events is one
// failure with the whole payload, and an event that breaks the protocol is still an event, with its problems.
import { isUtf8 } from 'node:buffer';
import type { CollectorPayload } from '../../contracts/collector-payload.ts';
import { BODY_NORMAL_BYTES_MAX } from '../../kernel/limits.ts';
import { adapterProblem, protocolProblem } from '../problem.ts';
import { parseQuery } from './query-string.ts';
import { refuse, type SplitPayload } from './raw-event.ts';
import { splitRedirect } from './split-redirect.ts';
import { splitTracker } from './split-tracker.ts';
import { splitWebhook } from './split-webhook.ts';

const API_PATH = /^\/?([^/]+)\/([^/]+)\/?$/;
const TRACKER_ONE = 'com.snowplowanalytics.snowplow/tp1';

/** Splits by path, as the facts of the collector's doors say. Never throws. */
export function splitPayload(head: CollectorPayload, body: Uint8Array): SplitPayload {
  if (head.refusal !== null) {
    const type = body.length > BODY_NORMAL_BYTES_MAX ? 'size_violation' : 'collector_payload_format_violation';
    return refuse({ type, cause: 'payload: refused by the collector', detail: head.refusal });
  }
  const api = parseApi(head.path);
  if (api === undefined) {
    const type = 'collector_payload_format_violation';
    return refuse({
      type,
      cause: 'path: neither vendor/version nor the pixel',
      detail: `${head.path.length} characters`,
    });
  }
  if (!isUtf8(body)) return refuse(protocolProblem('body: not UTF-8', `${body.length} bytes`));
  const request = { query: parseQuery(head.query), contentType: head.contentType, body: textOf(body) };
  switch (api) {
    case TRACKER_ONE:
    case 'com.snowplowanalytics.snowplow/tp2':
      return splitTracker(request);
    case 'com.snowplowanalytics.iglu/v1':
      return splitWebhook(request);
    case 'r/tp2':
      return splitRedirect(request.query);
    default:
      return refuse(adapterProblem('path: no adapter for this vendor and version'));
  }
}

/** `vendor/version`, with the pixel's old names for the first tracker protocol. */
function parseApi(path: string): string | undefined {
  const match = API_PATH.exec(path);
  if (match !== null) return `${match[1]}/${match[2]}`;
  return path === '/i' || path.startsWith('/ice.png') ? TRACKER_ONE : undefined;
}

/** A byte order mark is no part of a text (RFC 8259, section 8.1). */
function textOf(body: Uint8Array): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
