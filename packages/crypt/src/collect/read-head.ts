// The request's headers, read once. Header values are Latin-1 text, as HTTP defines bytes above 127 to be opaque.

export interface RequestHead {
  /** As received and in order, less those that SP-Anonymous removes. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Length of the header lines in bytes. */
  readonly bytes: number;
  readonly host: string | null;
  readonly cookie: string | null;
  readonly origin: string | null;
  readonly referer: string | null;
  readonly userAgent: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** -1 for a chunked body, 0 for none. The parser has refused what is no number. */
  readonly contentLength: number;
  /** All X-Forwarded-For headers joined, as one list. */
  readonly forwardedFor: string | null;
  /** Whether any proxy has left a trace. */
  readonly forwarded: boolean;
  /** SP-Anonymous is there, with any value. */
  readonly anonymous: boolean;
}

/** What names the person or the way to them. The first three are Snowplow's; proxies and CDNs write the others. */
const IDENTIFYING: ReadonlySet<string> = new Set([
  'cookie',
  'x-forwarded-for',
  'x-real-ip',
  'forwarded',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-pseudo-ipv4',
  'do-connecting-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'true-client-ip',
  'x-appengine-user-ip',
  'x-azure-clientip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-original-forwarded-for',
]);

/** Every header line has a colon, a space, and CR LF beside its name and value. */
const LINE_EXTRA_BYTES = 4;

type Draft = { -readonly [K in keyof RequestHead]: RequestHead[K] };

export function readHead(rawHeaders: readonly string[]): RequestHead {
  const pairs: [string, string][] = [];
  const head: Draft = {
    pairs,
    bytes: 0,
    host: null,
    cookie: null,
    origin: null,
    referer: null,
    userAgent: null,
    contentType: null,
    contentEncoding: null,
    contentLength: 0,
    forwardedFor: null,
    forwarded: false,
    anonymous: false,
  };
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    pairs.push([name, value]);
    head.bytes += name.length + value.length + LINE_EXTRA_BYTES;
    takeHeader(head, name.toLowerCase(), value);
  }
  if (head.anonymous) head.pairs = pairs.filter(([name]) => !IDENTIFYING.has(name.toLowerCase()));
  return head;
}

/** The first of repeated headers counts, except for lists. */
function takeHeader(head: Draft, name: string, value: string): void {
  switch (name) {
    case 'host':
      head.host ??= value;
      break;
    case 'cookie':
      head.cookie = head.cookie === null ? value : `${head.cookie}; ${value}`;
      break;
    case 'origin':
      head.origin ??= value;
      break;
    case 'referer':
      head.referer ??= value;
      break;
    case 'user-agent':
      head.userAgent ??= value;
      break;
    case 'content-type':
      head.contentType ??= value.toLowerCase();
      break;
    case 'content-encoding':
      head.contentEncoding =
        head.contentEncoding === null ? value.toLowerCase() : `${head.contentEncoding}, ${value.toLowerCase()}`;
      break;
    case 'content-length':
      head.contentLength = Number(value);
      break;
    case 'transfer-encoding':
      head.contentLength = -1;
      break;
    case 'x-forwarded-for':
      head.forwardedFor = head.forwardedFor === null ? value : `${head.forwardedFor},${value}`;
      head.forwarded = true;
      break;
    case 'forwarded':
    case 'x-real-ip':
    case 'via':
      head.forwarded = true;
      break;
    case 'sp-anonymous':
      head.anonymous = true;
      break;
    default:
      break;
  }
}

/** Host header without its port; an IPv6 host keeps its brackets. */
export function hostName(host: string | null): string {
  if (host === null) return '';
  const colon = host.indexOf(':', host.startsWith('[') ? Math.max(host.indexOf(']'), 0) : 0);
  return colon === -1 ? host : host.slice(0, colon);
}
