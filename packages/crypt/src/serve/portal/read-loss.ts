// What the landing says of silence and loss: docs/silence.md. Read at most once a minute, however many look.
import type { Value } from '../../contracts/warehouse.ts';
import type { Clock } from '../../kernel/effects.ts';
import { LOSS_INTERVAL_MS } from '../../kernel/limits.ts';
import { ask, parseMoment, type Unread } from './read-events.ts';
import type { MaskValue } from './mask/mask-value.ts';
import type { Query } from './portal-options.ts';

export type AlarmState = 'silent' | 'low' | 'high' | 'gone' | 'learning' | 'normal';

export interface EventSeries {
  readonly app: string;
  /** Null for all events of the app. */
  readonly event: string | null;
  readonly state: AlarmState;
  readonly lastMs: number | null;
  /** Events that the time since the last one usually has; null while that is being learnt. */
  readonly expectedSince: number | null;
  readonly events24h: number;
  readonly usual24h: { readonly least: number; readonly usual: number; readonly most: number } | null;
}

/** Sessions of the last day that have ended, of one app. */
export interface SessionLoss {
  readonly app: string;
  readonly sessions: number;
  readonly withGaps: number;
  readonly sent: number;
  readonly failed: number;
  readonly missing: number;
}

export interface Loss {
  readonly series: readonly EventSeries[];
  /** Empty when no tracker numbers its events. */
  readonly sessions: readonly SessionLoss[];
  readonly readMs: number;
}

const SERIES_SQL = `SELECT app_id, event_name, is_total, state, last_tstamp, expected_since, events_24h, least_24h, usual_24h, most_24h
  FROM landing.event_alarms
  ORDER BY array_position(['silent', 'low', 'high', 'normal', 'learning', 'gone'], state), app_id, is_total DESC, events_24h DESC, event_name`;

const SESSIONS_SQL = `SELECT app_id, count(*), count(*) FILTER (missing > 0), sum(sent), sum(failed), sum(missing)
  FROM landing.session_gaps WHERE NOT is_open GROUP BY app_id ORDER BY app_id`;

export class LossReader {
  readonly #query: Query;
  readonly #mask: MaskValue;
  readonly #clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  #loss: Loss | undefined;
  #reading: Promise<void> | undefined;
  #readAtMs = -Infinity;

  constructor(query: Query, mask: MaskValue, clock: Pick<Clock, 'nowMs' | 'monotonicMs'>) {
    this.#query = query;
    this.#mask = mask;
    this.#clock = clock;
  }

  /** What was read last; undefined before the first table. */
  async read(): Promise<Loss | undefined> {
    if (this.#clock.monotonicMs() - this.#readAtMs >= LOSS_INTERVAL_MS) this.#reading ??= this.#readAgain();
    await this.#reading;
    return this.#loss;
  }

  async #readAgain(): Promise<void> {
    try {
      const series = await readSeries(this.#query, this.#mask);
      // Asked again with the next view: what was read last is shown on, with its time.
      if (typeof series === 'string') return;
      const sessions = await readSessions(this.#query, this.#mask);
      this.#loss = { series, sessions, readMs: this.#clock.nowMs() };
      this.#readAtMs = this.#clock.monotonicMs();
    } finally {
      this.#reading = undefined;
    }
  }
}

async function readSeries(query: Query, mask: MaskValue): Promise<readonly EventSeries[] | Unread> {
  const result = await ask(query, SERIES_SQL, []);
  if (typeof result === 'string') return result;
  return result.rows.map(([app, event, isTotal, state, last, expected, events, least, usual, most]) => ({
    app: app === null || app === undefined ? 'no app' : mask('app_id', app),
    event:
      isTotal === true ? null : typeof event === 'string' ? mask('event_name', event).replaceAll('_', ' ') : 'no name',
    state: state as AlarmState,
    lastMs: parseMoment(last ?? null),
    expectedSince: countOf(expected),
    events24h: countOf(events) ?? 0,
    usual24h: usualOf(least, usual, most),
  }));
}

function usualOf(...values: readonly (Value | undefined)[]): EventSeries['usual24h'] {
  const [least = null, usual = null, most = null] = values.map(countOf);
  return least === null || usual === null || most === null ? null : { least, usual, most };
}

async function readSessions(query: Query, mask: MaskValue): Promise<readonly SessionLoss[]> {
  const result = await ask(query, SESSIONS_SQL, []);
  // The view is made when the first event with a number comes.
  if (typeof result === 'string') return [];
  return result.rows.map(([app, ...counts]) => {
    const [sessions = 0, withGaps = 0, sent = 0, failed = 0, missing = 0] = counts.map((count) => countOf(count) ?? 0);
    const name = app === null || app === undefined ? 'no app' : mask('app_id', app);
    return { app: name, sessions, withGaps, sent, failed, missing };
  });
}

/** 64-bit integers arrive as strings. */
function countOf(value: Value | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
