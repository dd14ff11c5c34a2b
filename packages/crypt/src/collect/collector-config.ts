// What an operator can set. Plain data: the schema of the project file is derived from these types and defaults.
import {
  APPEND_WAIT_MS_MAX,
  BODIES_IN_FLIGHT_BYTES_MAX,
  CONNECTIONS_MAX,
  DISK_FLOOR_BYTES,
  DRAIN_MS_MAX,
  KEEP_ALIVE_IDLE_MS_MAX,
  REQUEST_MS_MAX,
} from '../kernel/limits.ts';

export interface CollectorConfig {
  /** Address to listen on. Default `127.0.0.1`: nothing is open to the network until asked for. Example `0.0.0.0`. */
  readonly host: string;
  /** TCP port, 0 to 65535; 0 takes any free one. Default 8080, the port of Snowplow's collector. Example 443. */
  readonly port: number;
  /** Serve https itself. Default null: http, with a proxy in front when the network is not trusted. */
  readonly tls: CollectorTls | null;
  /**
   * Own paths for the trackers' `postPath`, each mapped to the path that is stored; both of two segments. Default
   * none. Example `{ "/com.acme/track": "/com.snowplowanalytics.snowplow/tp2" }`: ad blockers know the usual one.
   */
  readonly paths: Readonly<Record<string, string>>;
  readonly cookie: CookieConfig;
  readonly cookieBounce: CookieBounceConfig;
  readonly doNotTrackCookie: DoNotTrackCookieConfig;
  readonly redirect: RedirectConfig;
  readonly cors: CorsConfig;
  readonly crossDomain: CrossDomainConfig;
  readonly rootResponse: RootResponseConfig;
  /**
   * Networks whose X-Forwarded-For is believed: addresses or address/prefix, IPv4 and IPv6. Default none: the address
   * of an event is the peer's, since anyone can send the header. Example `["10.0.0.0/8", "2001:db8::/32"]`.
   */
  readonly trustedProxies: readonly string[];
  /** Networks that may read /metrics. Default loopback. Others get 404. Example `["127.0.0.0/8", "10.1.0.0/16"]`. */
  readonly metricsNetworks: readonly string[];
  readonly limits: CollectorLimits;
}

export interface CollectorTls {
  /** The certificate chain, PEM text. */
  readonly certPem: string;
  /** Its private key, PEM text. A secret: pass it from a file or the environment, never from the project file. */
  readonly keyPem: string;
}

export interface CookieConfig {
  /** Whether the network user id is kept in a cookie. Default true; without it every request has a new id. */
  readonly enabled: boolean;
  /** Name of the cookie, token characters. Default `sp`, as in Snowplow, so that ids live on after a change-over. */
  readonly name: string;
  /** Name of a second cookie with the same value that scripts can read, or null. Default null. Example `sp_client`. */
  readonly clientCookieName: string | null;
  /** Life of the cookie in days, 1 to 400 (browsers cap at 400, RFC 6265bis). Default 365. */
  readonly expiryDays: number;
  /**
   * Domains the cookie may be set for; the first that equals or is a parent of the host of the request's Origin is
   * used. Default none. Example `["example.com", "example.org"]`.
   */
  readonly domains: readonly string[];
  /** Domain when none of `domains` matches, or null for the collector's own host only. Default null. */
  readonly fallbackDomain: string | null;
  /** Whether browsers may send it over https only. Default true. Set false (and sameSite Lax) for http in development. */
  readonly secure: boolean;
  /** Whether scripts are kept from reading it. Default true. */
  readonly httpOnly: boolean;
  /** `None` (default) lets pages of other sites send it, which needs `secure`; `Lax` and `Strict` do not. */
  readonly sameSite: 'None' | 'Lax' | 'Strict';
}

export interface CookieBounceConfig {
  /** Send a pixel request without an id through one redirect, to see whether the browser keeps cookies. Default false. */
  readonly enabled: boolean;
  /** Name of the query parameter that marks the second try. Default `n3pc`. */
  readonly name: string;
  /** Id of everyone whose browser keeps none. Default `00000000-0000-4000-A000-000000000000`, as in Snowplow. */
  readonly fallbackNetworkUserId: string;
}

export interface DoNotTrackCookieConfig {
  /** Whether a cookie keeps its bearer's events from being stored. Default false. */
  readonly enabled: boolean;
  /** Name of that cookie. Default `dnt`. */
  readonly name: string;
  /** Values that mean "do not track", compared whole; `*` is any value. Default `["*"]`. Example `["1", "true"]`. */
  readonly values: readonly string[];
}

export interface RedirectConfig {
  /** Whether `/r/tp2?u=…` stores a click and redirects. Default false: then it is 404. */
  readonly enabled: boolean;
  /** Hosts that may be redirected to, compared whole. Default none, and none allows none: open redirects serve phishing. */
  readonly domains: readonly string[];
  /** Whether `${SP_NUID}` in the address is replaced by the network user id. Default false: it hands the id on. */
  readonly macro: boolean;
}

export interface CorsConfig {
  /** Request headers that pages may send. Default `Content-Type`, `SP-Anonymous`. Add a tracker's `customHeaders` here. */
  readonly allowedHeaders: readonly string[];
  /** How long a browser may remember a preflight, seconds, 0 to 86400. Default 3600. */
  readonly maxAgeSeconds: number;
}

export interface CrossDomainConfig {
  /** Whether /crossdomain.xml answers. Default false: only Flash read it. */
  readonly enabled: boolean;
  /** Domains that may read; `*` is any. Default `["*"]`. */
  readonly domains: readonly string[];
  /** Whether they must come over https. Default true. */
  readonly secure: boolean;
}

export interface RootResponseConfig {
  /** Whether `/` answers. Default false: 404. */
  readonly enabled: boolean;
  /** Status of the answer, 200 to 599. Default 302. */
  readonly statusCode: number;
  /** Headers of the answer. Default none. Example `{ "Location": "https://example.com/" }`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body of the answer. Default empty. */
  readonly body: string;
}

/** Each has its reason in kernel/limits.ts. */
export interface CollectorLimits {
  /** Open connections, 1 to 65536. Default 1024. Further ones are closed at once. */
  readonly connectionsMax: number;
  /** Time to deliver a whole request, milliseconds, 100 to 600000. Default 30000; later is 408. */
  readonly requestMsMax: number;
  /** Idle time of a connection, milliseconds, 0 to 3600000. Default 610000. */
  readonly keepAliveIdleMsMax: number;
  /** Memory of requests in flight, bytes, from 16 MiB. Default 134217728 (128 MiB); beyond it 503. */
  readonly inFlightBytesMax: number;
  /** Wait for the disk, milliseconds, 100 to 600000. Default 30000; then 503, and the event may be stored all the same. */
  readonly appendWaitMsMax: number;
  /** Wait for requests in flight at the end, milliseconds, 0 to 600000. Default 10000. */
  readonly drainMsMax: number;
  /** Free bytes under which events are answered 503. Default 1073741824 (1 GiB). 0 never refuses. */
  readonly diskFloorBytes: number;
  /** Retry-After of a 503, seconds, 1 to 3600. Default 5. */
  readonly retryAfterSeconds: number;
}

export const DEFAULT_COLLECTOR_CONFIG: CollectorConfig = {
  host: '127.0.0.1',
  port: 8080,
  tls: null,
  paths: {},
  cookie: {
    enabled: true,
    name: 'sp',
    clientCookieName: null,
    expiryDays: 365,
    domains: [],
    fallbackDomain: null,
    secure: true,
    httpOnly: true,
    sameSite: 'None',
  },
  cookieBounce: { enabled: false, name: 'n3pc', fallbackNetworkUserId: '00000000-0000-4000-A000-000000000000' },
  doNotTrackCookie: { enabled: false, name: 'dnt', values: ['*'] },
  redirect: { enabled: false, domains: [], macro: false },
  cors: { allowedHeaders: ['Content-Type', 'SP-Anonymous'], maxAgeSeconds: 3600 },
  crossDomain: { enabled: false, domains: ['*'], secure: true },
  rootResponse: { enabled: false, statusCode: 302, headers: {}, body: '' },
  trustedProxies: [],
  metricsNetworks: ['127.0.0.0/8', '::1'],
  limits: {
    connectionsMax: CONNECTIONS_MAX,
    requestMsMax: REQUEST_MS_MAX,
    keepAliveIdleMsMax: KEEP_ALIVE_IDLE_MS_MAX,
    inFlightBytesMax: BODIES_IN_FLIGHT_BYTES_MAX,
    appendWaitMsMax: APPEND_WAIT_MS_MAX,
    drainMsMax: DRAIN_MS_MAX,
    diskFloorBytes: DISK_FLOOR_BYTES,
    retryAfterSeconds: 5,
  },
};
