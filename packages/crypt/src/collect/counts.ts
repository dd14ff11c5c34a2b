// What became of every request. Each request that was parsed ends in exactly one outcome, so that
// `requests = sum of outcomes + inFlight` holds at any time; what never became a request is counted apart.

export const OUTCOMES = [
  /** Stored as usual, and answered 200 or a redirect. */
  'stored',
  /** Stored with a refusal: oversized, not decodable, redirect refused. */
  'kept',
  /** Not stored: the do-not-track cookie was there. */
  'doNotTrack',
  /** Not stored: sent round once to see whether cookies are kept. */
  'bounced',
  'preflight',
  /** Health, metrics, robots and the like. */
  'served',
  /** 401: a webhook that is not from whom it says. */
  'unverified',
  'notFound',
  'methodRefused',
  /** No Host header. */
  'malformed',
  'lineTooLong',
  'headersTooLarge',
  'bodyTooLarge',
  /** 503: too much memory in flight. */
  'memoryFull',
  /** 503: below the floor of free bytes. */
  'diskLow',
  /** 503: the log refused. */
  'logRefused',
  /** 503: the log did not answer in time; the payload may be stored. */
  'logSlow',
  /** 503: the collector is stopping. */
  'draining',
  /** The client went away, or was cut for slowness, before the request was whole. */
  'abandoned',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const UNPARSED = [
  /** Not HTTP. */
  'malformed',
  /** Headers longer than the parser takes. */
  'headers',
  /** 408. */
  'slow',
  /** Closed at once: too many connections. */
  'connections',
] as const;
export type Unparsed = (typeof UNPARSED)[number];

export interface CollectorCounts {
  /** Requests whose headers were parsed. */
  readonly requests: number;
  readonly inFlight: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Connections that ended without a request we could parse, by reason. */
  readonly unparsed: Readonly<Record<Unparsed, number>>;
  /** Appends that the log resolved since the start, counted here: the growth of the log must equal it. */
  readonly acceptedSinceStart: number;
  /** Bytes of those payloads. */
  readonly acceptedBytes: number;
  /** Of those, the ones whose client could not be answered 200: gone, or answered 503 for slowness. */
  readonly acceptedUnanswered: number;
  /** Appends that the log rejected: by its contract, each may be stored all the same. */
  readonly appendsRejected: number;
  /** Appends that the log has not answered yet. */
  readonly appendsPending: number;
  /** Memory charged to requests in flight, bytes. */
  readonly inFlightBytes: number;
}

export type Counters = {
  -readonly [K in keyof Omit<CollectorCounts, 'outcomes' | 'unparsed' | 'inFlightBytes'>]: number;
} & { readonly outcomes: Record<Outcome, number>; readonly unparsed: Record<Unparsed, number> };

export function makeCounters(): Counters {
  return {
    requests: 0,
    inFlight: 0,
    outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>,
    unparsed: Object.fromEntries(UNPARSED.map((reason) => [reason, 0])) as Record<Unparsed, number>,
    acceptedSinceStart: 0,
    acceptedBytes: 0,
    acceptedUnanswered: 0,
    appendsRejected: 0,
    appendsPending: 0,
  };
}
