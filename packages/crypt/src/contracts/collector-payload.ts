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

const decoder = new TextDecoder();

const LINE_FEED = 10;
/** Payloads are cut one after another from one piece of memory: an allocation for each costs more than its writing. */
const SLAB_BYTES = 1_048_576;

let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let slabUsed = 0;

/** The stored bytes. The body may be given in pieces; every byte is copied once. */
export function encodeCollectorPayload(head: CollectorPayload, body: Uint8Array | readonly Uint8Array[]): Uint8Array {
  const pieces = body instanceof Uint8Array ? [body] : body;
  const text = renderHead(head);
  const textBytes = Buffer.byteLength(text);
  let sizeBytes = textBytes + 1;
  for (const piece of pieces) sizeBytes += piece.length;
  if (slabUsed + sizeBytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(Math.max(sizeBytes, SLAB_BYTES));
    slabUsed = 0;
  }
  const start = slabUsed;
  slabUsed += sizeBytes;
  // Latin-1 writes ASCII without looking at each character.
  let at = start + slab.write(text, start, textBytes === text.length ? 'latin1' : 'utf8');
  slab[at++] = LINE_FEED;
  for (const piece of pieces) {
    slab.set(piece, at);
    at += piece.length;
  }
  return slab.subarray(start, at);
}

/** The JSON of a head; built from parts, since JSON.stringify takes twice as long for many small strings. */
function renderHead(head: CollectorPayload): string {
  const { headers } = head;
  let text =
    `{"timeMs":${head.timeMs},"method":${quote(head.method)},"path":${quote(head.path)},"query":${quote(head.query)},` +
    `"ip":${quote(head.ip)},"host":${quote(head.host)},"contentType":${quote(head.contentType)},` +
    `"userAgent":${quote(head.userAgent)},"referer":${quote(head.referer)},` +
    `"networkUserId":${quote(head.networkUserId)},"headers":[`;
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i] as readonly [string, string];
    text += `${i === 0 ? '[' : ',['}${quote(name)},${quote(value)}]`;
  }
  return `${text}],"collector":${quote(head.collector)},"refusal":${quote(head.refusal)}}`;
}

const NEEDS_ESCAPE = /["\\]|[^\x20-\x7e]/;

function quote(text: string | null): string {
  if (text === null) return 'null';
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
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

/** Of a record whose head cannot be read. */
export const NO_HEAD: CollectorPayload = {
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
