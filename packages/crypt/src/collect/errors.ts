import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

interface Setting {
  readonly field: string;
  readonly value: string;
  readonly reason: string;
}

// The first half stops the start of the collector. The second half is what clients are told: those texts name no
// address, path or number of this machine, because anyone can ask for them.
export const collectErrors = {
  COLLECTOR_PORT_TAKEN: {
    kind: 'user',
    message: (p) =>
      `Port ${p.port} of ${p.host} is taken${p.owner === '' ? '' : ` by ${p.owner}`}. The collector did not start.`,
    hint: (p) => `See who listens: lsof -nP -iTCP:${p.port} -sTCP:LISTEN. Stop it, or set another collector port.`,
    example: { host: '127.0.0.1', port: 8080, owner: 'node (process 4711)' },
  } satisfies ErrorEntry<{ host: string; port: number; owner: string }>,
  COLLECTOR_LISTEN_REFUSED: {
    kind: 'user',
    message: (p) => `The system refused to listen on ${p.host}:${p.port} (${p.code}). The collector did not start.`,
    hint: (p) =>
      p.code === 'EACCES'
        ? 'Ports below 1024 need a privilege: choose a port above, with a proxy before it.'
        : 'The host must be an address of this machine: 127.0.0.1, 0.0.0.0 or ::.',
    example: { host: '203.0.113.9', port: 8080, code: 'EADDRNOTAVAIL' },
  } satisfies ErrorEntry<{ host: string; port: number; code: string }>,
  COLLECTOR_CONFIG_NETWORK: setting('Write a network as address/prefix: 10.0.0.0/8, 2001:db8::/32, or one address.', {
    field: 'trustedProxies',
    value: '10.0.0.0/33',
    reason: 'the prefix is not between 0 and 32',
  }),
  COLLECTOR_CONFIG_DOMAIN: setting('Write a bare host name: shop.example.com, without scheme, port or path.', {
    field: 'redirect.domains',
    value: 'https://example.com/',
    reason: 'it is not a host name',
  }),
  COLLECTOR_CONFIG_PATH: setting(
    'Map two segments to two segments: /com.acme/track: /com.snowplowanalytics.snowplow/tp2.',
    {
      field: 'paths',
      value: '/track',
      reason: 'it does not have exactly two segments',
    },
  ),
  COLLECTOR_CONFIG_COOKIE: setting('See the cookie settings in docs/collector.md; sameSite None needs secure.', {
    field: 'cookie.secure',
    value: 'false',
    reason: 'browsers drop a SameSite=None cookie that is not Secure',
  }),
  COLLECTOR_CONFIG_HEADER: setting('Use only visible ASCII characters, and token characters in a name.', {
    field: 'cors.allowedHeaders',
    value: 'X Own',
    reason: 'it is not a header name',
  }),
  COLLECTOR_CONFIG_NUMBER: setting('Give a whole number within the range.', {
    field: 'port',
    value: '70000',
    reason: 'it is not a whole number from 0 to 65535',
  }),
  COLLECTOR_CONFIG_TLS: setting('Give the certificate chain and its private key in PEM form, both or neither.', {
    field: 'tls',
    value: '(PEM)',
    reason: 'the key does not belong to the certificate',
  }),

  COLLECTOR_NOT_STORED: {
    kind: 'transient',
    message: (p) => `This request was not acknowledged: ${p.reason}.`,
    hint: (p) =>
      `Keep it and send it again in ${p.retryAfterSeconds} s or later; a repeat is recognised by its event ids.`,
    example: { reason: 'the disk is too full to accept events', retryAfterSeconds: 5 },
  } satisfies ErrorEntry<{ reason: string; retryAfterSeconds: number }>,
  COLLECTOR_BODY_TOO_LARGE: {
    kind: 'data',
    message: (p) => `The body is longer than ${p.bytesMax} bytes. Nothing of it was stored.`,
    hint: () => 'Send fewer events a request. The status is 422 so that trackers do not send the same bytes again.',
    example: { bytesMax: 10_485_760 },
  } satisfies ErrorEntry<{ bytesMax: number }>,
  COLLECTOR_LINE_TOO_LONG: {
    kind: 'data',
    message: (p) => `The request line is longer than ${p.bytesMax} bytes. Nothing of it was stored.`,
    hint: () => 'Send long events with POST. The status is 422 so that trackers do not send the same bytes again.',
    example: { bytesMax: 20_480 },
  } satisfies ErrorEntry<{ bytesMax: number }>,
  COLLECTOR_HEADERS_TOO_LARGE: {
    kind: 'data',
    message: (p) => `The headers are longer than ${p.bytesMax} bytes. Nothing was stored.`,
    hint: () => 'Most often cookies of the domain have piled up: delete some, then send the same request again.',
    example: { bytesMax: 40_960 },
  } satisfies ErrorEntry<{ bytesMax: number }>,
  COLLECTOR_REQUEST_SLOW: {
    kind: 'transient',
    message: (p) => `The request did not arrive within ${p.requestMsMax} ms. Nothing was stored.`,
    hint: () => 'Send it again on a new connection.',
    example: { requestMsMax: 30_000 },
  } satisfies ErrorEntry<{ requestMsMax: number }>,
  COLLECTOR_REQUEST_MALFORMED: {
    kind: 'data',
    message: (p) => `This is not an HTTP/1.1 request: ${p.reason}. Nothing was stored.`,
    hint: () => 'Send well-formed HTTP with one Host header; the paths are in docs/collector.md.',
    example: { reason: 'HPE_INVALID_METHOD' },
  } satisfies ErrorEntry<{ reason: string }>,
  COLLECTOR_REDIRECT_REFUSED: {
    kind: 'data',
    message: (p) => `The redirect was refused: ${p.reason}. The request was kept as failed.`,
    hint: () => 'Send an http or https address in `u`, and add its host to the redirect domains of the collector.',
    example: { reason: 'its host is not in the list' },
  } satisfies ErrorEntry<{ reason: string }>,
  COLLECTOR_WEBHOOK_REFUSED: {
    kind: 'data',
    message: (p) => `This webhook was refused: ${p.reason}. Nothing was stored.`,
    hint: (p) => `Compare the secret and the header of the sender with those of ${p.path} in crypt.yml.`,
    example: { path: '/com.acme/payments', reason: 'the signature does not match' },
  } satisfies ErrorEntry<{ path: string; reason: string }>,
  COLLECTOR_PATH_UNKNOWN: {
    kind: 'data',
    message: () => 'Nothing answers at this path. Nothing was stored.',
    hint: () => 'Events go to /i, /ice.png or /{vendor}/{version}, such as /com.snowplowanalytics.snowplow/tp2.',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
  COLLECTOR_METHOD_REFUSED: {
    kind: 'data',
    message: (p) => `This path takes ${p.allowed}. Nothing was stored.`,
    hint: () => 'Send events with GET or POST.',
    example: { allowed: 'GET, HEAD, OPTIONS' },
  } satisfies ErrorEntry<{ allowed: string }>,
};

export const fail = failer(collectErrors);

function setting(hint: string, example: Setting): ErrorEntry<Setting> {
  return {
    kind: 'user',
    message: (p) => `The collector's setting ${p.field} = ${p.value} cannot be used: ${p.reason}. It did not start.`,
    hint: () => hint,
    example,
  };
}
