// One request as the collector stored it: a JSON head, a line feed, the body's bytes untouched.
// The body is never parsed before it is durable; the head never contains a raw line feed, since JSON escapes it.
import type { JsonObject } from '../kernel/parse-json.ts';
import { isJsonObject, parseJson } from '../kernel/parse-json.ts';

export interface CollectorPayload {
  /** Wall clock of the request's arrival, ms. Becomes collector_tstamp. */
  readonly timeMs: number;
  readonly method: string;
  /** After custom paths are mapped: `/com.snowplowanalytics.snowplow/tp2`, `/i`. */
  readonly path: string;
  /** Raw query string without `?`. */
  readonly query: string;
  /** Peer or trusted X-Forwarded-For; `unknown` when SP-Anonymous. */
  readonly ip: string;
  /** Host header without its port. */
  readonly host: string;
  /** Lower-cased content type, or null. */
  readonly contentType: string | null;
  readonly userAgent: string | null;
  readonly referer: string | null;
  readonly networkUserId: string | null;
  /** As received and in order, less those that SP-Anonymous removes. */
  readonly headers: readonly (readonly [string, string])[];
  /** `crypt-<version>`; becomes v_collector. */
  readonly collector: string;
  /** Why the collector already knows that this cannot become events (an oversized body), or null. */
  readonly refusal: string | null;
}

const LINE_FEED = 10;
const decoder = new TextDecoder();

/** The stored bytes. The body may be given in pieces; every byte is copied once. */
export function encodeCollectorPayload(
  head: CollectorPayload,
  body: Uint8Array | readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const pieces = body instanceof Uint8Array ? [body] : body;
  const text = JSON.stringify(head);
  let bodyBytes = 0;
  for (const piece of pieces) bodyBytes += piece.length;
  const textBytes = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(textBytes + 1 + bodyBytes);
  bytes.write(text, 0);
  bytes[textBytes] = LINE_FEED;
  let position = textBytes + 1;
  for (const piece of pieces) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}

/** @throws JSON_REFUSED (data) when the bytes are not a stored payload. */
export function decodeCollectorPayload(bytes: Uint8Array): { head: CollectorPayload; body: Uint8Array } {
  const end = bytes.indexOf(10);
  const head = parseJson(decoder.decode(bytes.subarray(0, end === -1 ? bytes.length : end)));
  if (!isJsonObject(head)) return { head: emptyHead({}), body: bytes };
  return { head: emptyHead(head), body: end === -1 ? new Uint8Array(0) : bytes.subarray(end + 1) };
}

/** Fills what an older or foreign writer left out. */
function emptyHead(head: JsonObject): CollectorPayload {
  const given = head as unknown as Partial<CollectorPayload>;
  return {
    timeMs: given.timeMs ?? 0,
    method: given.method ?? 'POST',
    path: given.path ?? '',
    query: given.query ?? '',
    ip: given.ip ?? '',
    host: given.host ?? '',
    contentType: given.contentType ?? null,
    userAgent: given.userAgent ?? null,
    referer: given.referer ?? null,
    networkUserId: given.networkUserId ?? null,
    headers: given.headers ?? [],
    collector: given.collector ?? 'unknown',
    refusal: given.refusal ?? null,
  };
}
