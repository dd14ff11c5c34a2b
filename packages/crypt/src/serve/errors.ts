import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

interface Door {
  readonly door: string;
  readonly host: string;
  readonly port: number;
}

export const serveErrors = {
  SERVE_PORT_TAKEN: {
    kind: 'transient',
    message: (p) =>
      `The ${p.door} cannot listen on ${p.host}:${p.port}: another program does. Nothing else was stopped.`,
    hint: (p) => `See which: ss -ltnp 'sport = :${p.port}'. Then end it, or set ${p.door}.port in crypt.yml.`,
    example: { door: 'portal', host: '127.0.0.1', port: 4040 },
  } satisfies ErrorEntry<Door>,
  SERVE_ADDRESS_REFUSED: {
    kind: 'user',
    message: (p) => `The ${p.door} cannot listen on ${p.host}:${p.port}: ${p.reason}. Nothing else was stopped.`,
    hint: (p) =>
      `Set ${p.door}.host in crypt.yml to an address of this machine, such as 127.0.0.1, and a port above 1023.`,
    example: { door: 'portal', host: '10.9.8.7', port: 80, reason: 'EADDRNOTAVAIL' },
  } satisfies ErrorEntry<Door & { readonly reason: string }>,
  SITE_FOLDER_MISSING: {
    kind: 'user',
    message: (p) => `There is no folder ${p.folder} to serve. The site was not started.`,
    hint: (p) => `Make one: mkdir -p ${p.folder}, and put an index.html in it.`,
    example: { folder: 'site' },
  } satisfies ErrorEntry<{ readonly folder: string }>,
  SITE_TRACKER_MISSING: {
    kind: 'user',
    message: (p) => `@snowplow/browser-tracker is not installed in ${p.folder}, so /sp.js has nothing to serve.`,
    hint: () => 'Install it: npm install @snowplow/browser-tracker@4',
    example: { folder: 'my-company' },
  } satisfies ErrorEntry<{ readonly folder: string }>,
  PORTAL_KEY_SHORT: {
    kind: 'user',
    message: (p) =>
      `The key that signs sessions has ${p.sizeBytes} bytes; ${p.sizeBytesMin} are needed. No page was served.`,
    hint: () => 'Delete the key file; the next start makes a new one, and everybody logs in again.',
    example: { sizeBytes: 7, sizeBytesMin: 32 },
  } satisfies ErrorEntry<{ readonly sizeBytes: number; readonly sizeBytesMin: number }>,
  MICRO_REQUEST: {
    kind: 'data',
    message: (p) => `This request for events cannot be answered: ${p.reason}. Nothing was changed.`,
    hint: () => 'Paths and fields are in docs/testing.md.',
    example: { reason: 'limit is no whole number from 0 on' },
  } satisfies ErrorEntry<{ readonly reason: string }>,
  MICRO_PATH_UNKNOWN: {
    kind: 'data',
    message: () => 'Nothing of the testing API answers at this path. Nothing was changed.',
    hint: () =>
      'There are /micro/all, good, bad, reset, events, timeline, ui, and iglu/{vendor}/{name}/jsonschema/{version}.',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
  MICRO_HOST_REFUSED: {
    kind: 'data',
    message: () => 'The testing API shows personal data, and answers this machine by its own names alone.',
    hint: () => 'Ask 127.0.0.1, localhost, or a name that ends in .localhost, .test or .local.',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
  MICRO_BEHIND: {
    kind: 'transient',
    message: (p) =>
      `Enrich has not passed what was acknowledged within ${p.waitMsMax} ms, so an answer could miss events.`,
    hint: () => 'Ask again in a moment. When it stays so, see whether the enricher runs: crypt status',
    example: { waitMsMax: 5_000 },
  } satisfies ErrorEntry<{ readonly waitMsMax: number }>,
  PORTAL_ASSET_MISSING: {
    kind: 'terminal',
    message: (p) => `${p.path} is missing from the installed package. No page was served.`,
    hint: () => 'Install again: npm install @thecrypt/crypt',
    example: { path: 'assets/portal/portal.css' },
  } satisfies ErrorEntry<{ readonly path: string }>,
};

export const fail = failer(serveErrors);
