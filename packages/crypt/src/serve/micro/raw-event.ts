// The request of an event as tests of tracking know it: what was sent, before anything was made of it.
import type { CollectorPayload } from '../../contracts/collector-payload.ts';
import type { Json, JsonObject } from '../../kernel/parse-json.ts';
import type { SentRequest } from './micro-buffer.ts';

export interface Api {
  readonly vendor: string;
  readonly version: string;
}

interface Sender {
  readonly contentType: string | null;
  readonly source: { readonly name: string; readonly encoding: 'UTF-8'; readonly hostname: string };
  readonly context: {
    /** ISO 8601, UTC. */
    readonly timestamp: string;
    readonly ipAddress: string | null;
    readonly useragent: string | null;
    readonly refererUri: string | null;
    /** `Name: value`. */
    readonly headers: readonly string[];
    readonly userId: string | null;
  };
}

export interface RawEventShown extends Sender {
  readonly api: Api;
  readonly parameters: { readonly [name: string]: Json };
}

export interface PayloadShown extends Sender {
  readonly api: Api;
  readonly querystring: readonly { readonly name: string; readonly value: string | null }[];
  readonly body: string | null;
}

/** @param parameters as sent, the query string of a POST over them; undefined when the payload does not say. */
export function showRawEvent({ head }: SentRequest, parameters: JsonObject | undefined): RawEventShown {
  return { api: apiOf(head.path), parameters: parameters ?? {}, ...sender(head) };
}

export function showPayload({ head, body }: SentRequest): PayloadShown {
  const querystring = [...new URLSearchParams(head.query)].map(([name, value]) => ({ name, value }));
  const text = body.length === 0 ? null : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return { api: apiOf(head.path), querystring, body: text, ...sender(head) };
}

/** The pixel speaks the first tracker protocol. */
export function apiOf(path: string): Api {
  const [vendor = '', version = ''] = path.split('/').filter((part) => part !== '');
  if (vendor !== '' && version !== '') return { vendor, version };
  return { vendor: 'com.snowplowanalytics.snowplow', version: 'tp1' };
}

function sender(head: CollectorPayload): Sender {
  return {
    contentType: head.contentType,
    source: { name: head.collector, encoding: 'UTF-8', hostname: head.host },
    context: {
      timestamp: new Date(head.timeMs).toISOString(),
      ipAddress: head.ip === '' ? null : head.ip,
      useragent: head.userAgent,
      refererUri: head.referer,
      headers: head.headers.map(([name, value]) => `${name}: ${value}`),
      userId: head.networkUserId,
    },
  };
}
