// The collector's part of crypt.yml. Defaults follow Snowplow's collector where they are safe; docs/collector.md has the
// differences.
import { z } from 'zod';
import {
  APPEND_WAIT_MS_MAX,
  BODIES_IN_FLIGHT_BYTES_MAX,
  CONNECTIONS_MAX,
  DRAIN_MS_MAX,
  KEEP_ALIVE_IDLE_MS_MAX,
  REQUEST_MS_MAX,
} from '../kernel/limits.ts';
import { section } from './section.ts';

const MIB = 1024 * 1024;

const cookie = section({
  enabled: z
    .boolean()
    .default(true)
    .describe('Keep the network user id in a cookie; without it every request has a new id.'),
  name: z
    .string()
    .default('sp')
    .describe("Name of the cookie. The default is Snowplow's, so that ids outlive a change-over."),
  clientCookieName: z
    .string()
    .nullable()
    .default(null)
    .describe('Name of a second cookie with the same value that scripts can read; null sets none.'),
  expiryDays: z.int().min(1).max(400).default(365).describe('Life of the cookie in days. Browsers cap it at 400.'),
  domains: z
    .array(z.string())
    .default([])
    .describe('Cookie domains: the first that equals, or is a parent of, the host of the Origin header is used.'),
  fallbackDomain: z
    .string()
    .nullable()
    .default(null)
    .describe("Domain when none fits; null is the collector's own host."),
  secure: z
    .boolean()
    .default(true)
    .describe('Sent over https only. Set false, and sameSite Lax, for http in development.'),
  httpOnly: z.boolean().default(true).describe('Keep scripts from reading it.'),
  sameSite: z
    .enum(['None', 'Lax', 'Strict'])
    .default('None')
    .describe('None lets pages of other sites send it, which needs `secure`; Lax and Strict do not.'),
});

const cookieBounce = section({
  enabled: z
    .boolean()
    .default(false)
    .describe('Send a pixel request without an id through one redirect, to see whether the browser keeps cookies.'),
  name: z.string().default('n3pc').describe('Query parameter that marks the second try.'),
  fallbackNetworkUserId: z
    .string()
    .default('00000000-0000-4000-A000-000000000000')
    .describe('Id of everyone whose browser keeps no cookie.'),
});

const doNotTrackCookie = section({
  enabled: z.boolean().default(false).describe("Whether a cookie keeps its bearer's events from being stored."),
  name: z.string().default('dnt').describe('Name of that cookie.'),
  values: z
    .array(z.string())
    .default(['*'])
    .describe('Values that mean "do not track", compared whole; * is any value.'),
});

const redirect = section({
  enabled: z.boolean().default(false).describe('Whether /r/tp2?u=… stores a click and redirects; otherwise it is 404.'),
  domains: z
    .array(z.string())
    .default([])
    .describe('Hosts that may be redirected to. None allows none: an open redirect serves phishing.'),
  macro: z
    .boolean()
    .default(false)
    .describe('Replace ${SP_NUID} in the address by the network user id: it hands the id on.'),
});

const cors = section({
  allowedHeaders: z
    .array(z.string())
    .default(['Content-Type', 'SP-Anonymous'])
    .describe("Request headers that pages may send. Add a tracker's customHeaders here."),
  maxAgeSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(3600)
    .describe('How long a browser may remember a preflight, seconds.'),
});

const crossDomain = section({
  enabled: z.boolean().default(false).describe('Whether /crossdomain.xml answers. Only Flash read it.'),
  domains: z.array(z.string()).default(['*']).describe('Domains that may read; * is any.'),
  secure: z.boolean().default(true).describe('Whether they must come over https.'),
});

const rootResponse = section({
  enabled: z.boolean().default(false).describe('Whether / answers; otherwise it is 404.'),
  statusCode: z.int().min(200).max(599).default(302).describe('Status of the answer.'),
  headers: z.record(z.string(), z.string()).default({}).describe('Headers of the answer.'),
  body: z.string().default('').describe('Body of the answer.'),
});

const limits = section({
  connectionsMax: z
    .int()
    .min(1)
    .max(65_536)
    .default(CONNECTIONS_MAX)
    .describe('Open connections; further ones are closed.'),
  requestMsMax: z
    .int()
    .min(100)
    .max(600_000)
    .default(REQUEST_MS_MAX)
    .describe('Time to deliver a request, ms; later is 408.'),
  keepAliveIdleMsMax: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(KEEP_ALIVE_IDLE_MS_MAX)
    .describe('Idle time of a connection, ms.'),
  inFlightBytesMax: z
    .int()
    .min(22 * MIB)
    .default(BODIES_IN_FLIGHT_BYTES_MAX)
    .describe('Memory of requests in flight, bytes; beyond it 503.'),
  appendWaitMsMax: z
    .int()
    .min(100)
    .max(600_000)
    .default(APPEND_WAIT_MS_MAX)
    .describe('Wait for the disk, ms; then 503, and the event may be stored all the same.'),
  drainMsMax: z.int().min(0).max(600_000).default(DRAIN_MS_MAX).describe('Wait for requests in flight at the end, ms.'),
  retryAfterSeconds: z.int().min(1).max(3600).default(5).describe('Retry-After of a 503, seconds.'),
});

export const collectorSchema = section({
  port: z.int().min(0).max(65_535).default(4320).describe('Port of the door for events. CRYPT_PORT wins over it.'),
  host: z.string().default('127.0.0.1').describe('Address to listen on. 0.0.0.0 opens it to the network.'),
  tls: z
    .strictObject({
      certificateFile: z.string().describe('PEM certificate chain, relative to the project.'),
      keyFile: z.string().describe('PEM key, relative to the project. Keep it out of git.'),
    })
    .nullable()
    .default(null)
    .describe('Serve https; null serves http, for loopback or behind a proxy.'),
  paths: z
    .record(z.string(), z.string())
    .default({})
    .describe('Own paths: `/com.acme/track: /com.snowplowanalytics.snowplow/tp2`; both sides have two segments.'),
  cookie: cookie.describe('The network user id cookie.'),
  cookieBounce: cookieBounce.describe('Finding out whether a browser keeps cookies.'),
  doNotTrackCookie: doNotTrackCookie.describe('Not storing the events of those who said so.'),
  redirect: redirect.describe('Counting clicks on links that lead away.'),
  cors: cors.describe('What pages of other origins may send.'),
  crossDomain: crossDomain.describe('The policy file of Flash.'),
  rootResponse: rootResponse.describe('What / answers.'),
  trustedProxies: z
    .array(z.string())
    .default([])
    .describe('Addresses or networks (CIDR) whose X-Forwarded-For is believed. Anyone else could forge it.'),
  metricsNetworks: z
    .array(z.string())
    .default(['127.0.0.0/8', '::1'])
    .describe('Networks that may read /metrics; others get 404.'),
  limits: limits.describe('What bounds slow, many and large clients.'),
});

export type CookieConfig = z.infer<typeof cookie>;

export interface CollectorTls {
  /** The certificate chain, PEM text. */
  readonly certPem: string;
  /** Its private key, PEM text. A secret. */
  readonly keyPem: string;
}

/** What the collector runs with: the fields of crypt.yml, with the texts of the TLS files and the disk floor in bytes. */
export type CollectorConfig = Omit<z.infer<typeof collectorSchema>, 'tls' | 'limits'> & {
  readonly tls: CollectorTls | null;
  readonly limits: z.infer<typeof limits> & {
    /** Free bytes under which events are answered 503; 0 never refuses. From `disk.floorGigabytes`. */
    readonly diskFloorBytes: number;
  };
};
