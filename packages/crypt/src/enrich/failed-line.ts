// What cannot be a row, as the record of log:failed: whole, so that it can be repaired without the raw log.
import { isUtf8 } from 'node:buffer';
import type { CollectorPayload } from '../contracts/collector-payload.ts';
import type { FailedEvent, FailedPayload } from '../contracts/failed-event.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { FRAME_PAYLOAD_BYTES_MAX } from '../kernel/limits.ts';
import type { Json } from '../kernel/parse-json.ts';
import { wellFormedJson } from './clean-text.ts';

/** Canonical JSON on one line. What no frame has room for stays behind: then log:raw alone has it. */
export function encodeFailed(event: FailedEvent): Buffer {
  const line = encode(event);
  if (line.length <= FRAME_PAYLOAD_BYTES_MAX) return line;
  const messages = [
    ...event.messages,
    'what was sent is in log:raw only, under this origin: it is too large for this log',
  ];
  const payload = event.payload && { ...event.payload, body: '', bodyEncoding: 'utf8' as const };
  return encode({ ...event, messages, params: null, payload, data: null, row: {} });
}

function encode(event: FailedEvent): Buffer {
  return Buffer.from(wellFormedJson(canonicalJson(event as unknown as Json)));
}

/** The request with its body as text, or as base64 when it is not UTF-8 or would be longer escaped. */
export function failedPayload(head: CollectorPayload, body: Uint8Array): FailedPayload {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  const isText =
    text !== undefined && (bytes.length < 1024 || Buffer.byteLength(JSON.stringify(text)) <= base64Bytes(bytes.length));
  return {
    path: head.path,
    query: head.query,
    contentType: head.contentType,
    body: isText ? text : bytes.toString('base64'),
    bodyEncoding: isText ? 'utf8' : 'base64',
  };
}

function base64Bytes(size: number): number {
  return Math.ceil(size / 3) * 4;
}
