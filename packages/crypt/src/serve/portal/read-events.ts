// What the pages ask the warehouse. Nothing leaves this file unmasked.
import type { QueryResult, Value } from '../../contracts/warehouse.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { TAIL_ROWS } from '../../kernel/limits.ts';
import { eventField, type EventField } from './event-fields.ts';
import { fieldMaker } from './field-makers.ts';
import { maskOf, type MaskValue } from './mask/mask-value.ts';
import type { Query } from './portal-options.ts';

export interface TailRow {
  readonly eventId: string;
  /** When it happened by the app's corrected clock, else when it was received. */
  readonly timeMs: number | null;
  readonly receivedMs: number | null;
  /** From received to stored. */
  readonly storedAfterMs: number | null;
  readonly app: string;
  /** `page view`, `quote / started`, `quote requested`. */
  readonly event: string;
  readonly path: string;
  /** Alias of the user, else of the browser. */
  readonly who: string;
}

/** Why rows could not be read: the table is not there yet, or the warehouse does not answer. */
export type Unread = 'no-table' | 'no-warehouse';

const TAIL_COLUMNS = [
  'event_id',
  'derived_tstamp',
  'collector_tstamp',
  'load_tstamp',
  'app_id',
  'event',
  'event_name',
  'se_category',
  'se_action',
  'page_urlpath',
  'user_id',
  'domain_userid',
  'network_userid',
] as const;

const TAIL_SQL = `SELECT ${TAIL_COLUMNS.join(', ')} FROM landing.events
  ORDER BY load_tstamp DESC, collector_tstamp DESC, event_id LIMIT ${TAIL_ROWS}`;
const ROWS_OF_EVENT_MAX = 5;
const EVENT_SQL = `SELECT * FROM landing.events WHERE event_id = $1 ORDER BY origin LIMIT ${ROWS_OF_EVENT_MAX}`;

/** The newest events, newest first. */
export async function readTail(query: Query, mask: MaskValue): Promise<readonly TailRow[] | Unread> {
  const result = await ask(query, TAIL_SQL, []);
  if (typeof result === 'string') return result;
  return result.rows.map((row) => {
    const cell = (name: (typeof TAIL_COLUMNS)[number]): Value => row[TAIL_COLUMNS.indexOf(name)] ?? null;
    const masked = (name: (typeof TAIL_COLUMNS)[number]): string => (cell(name) === null ? '' : mask(name, cell(name)));
    const receivedMs = parseMoment(cell('collector_tstamp'));
    const loadedMs = parseMoment(cell('load_tstamp'));
    return {
      eventId: masked('event_id'),
      timeMs: parseMoment(cell('derived_tstamp')) ?? receivedMs,
      receivedMs,
      storedAfterMs: receivedMs === null || loadedMs === null ? null : Math.max(0, loadedMs - receivedMs),
      app: masked('app_id'),
      event: nameOf(masked),
      path: masked('page_urlpath'),
      who: masked('user_id') || masked('domain_userid') || masked('network_userid'),
    };
  });
}

export interface ShownField extends EventField {
  readonly name: string;
  readonly value: string;
  /** Which step gave it the value: `enrichment campaigns`. */
  readonly maker: string;
  /** Why the value is masked, or null when it is clear. */
  readonly masked: string | null;
}

/** Every non-null field of each row with this id: one, unless the id was used for different events. */
export async function readEvent(
  query: Query,
  mask: MaskValue,
  eventId: string,
): Promise<readonly (readonly ShownField[])[] | Unread> {
  const result = await ask(query, EVENT_SQL, [eventId]);
  if (typeof result === 'string') return result;
  return result.rows.map((row) =>
    result.columns.flatMap(({ name }, index) => {
      const value = row[index] ?? null;
      if (value === null) return [];
      const masked = maskOf(name)?.why ?? null;
      return [{ ...eventField(name), name, value: mask(name, value), maker: fieldMaker(name), masked }];
    }),
  );
}

/** Timestamps come as ISO 8601 or as the engine prints them: `2026-11-24 06:28:58.123+00`. */
export function parseMoment(value: Value): number | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(ms) ? null : ms;
}

export async function ask(query: Query, sql: string, params: readonly Value[]): Promise<QueryResult | Unread> {
  try {
    return await query(sql, params);
  } catch (error) {
    // Before the first batch there is no table; the statements here are ours, so nothing else is refused.
    if (isCryptError(error, 'SQL_FAILED')) return 'no-table';
    if (isCryptError(error) && error.kind !== 'bug') return 'no-warehouse';
    throw error;
  }
}

function nameOf(masked: (name: 'event' | 'event_name' | 'se_category' | 'se_action') => string): string {
  if (masked('event') === 'struct') return `${masked('se_category')} / ${masked('se_action')}`;
  return (masked('event_name') || masked('event')).replaceAll('_', ' ');
}
