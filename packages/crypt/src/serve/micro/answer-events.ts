// Answers about the events in the buffer. Pure: events and a query in, values out.
import type { CanonicalEvent, ColumnNamer } from './canonical-event.ts';
import type { MicroEvent } from './micro-buffer.ts';
import { apiOf } from './raw-event.ts';
import type { BadQuery, Bucket, EventsQuery, GoodQuery } from './read-query.ts';
import { showBad, showFlat, showGood, type BadEvent, type GoodEvent, type ParametersOf } from './show-event.ts';

/** Newest first. */
export type Events = readonly MicroEvent[];

export function* findGood(events: Events, query: GoodQuery, parametersOf: ParametersOf): Generator<GoodEvent> {
  let left = query.limit;
  for (const event of events) {
    if (left <= 0) return;
    if (event.kind !== 'good') continue;
    const shown = showGood(event, parametersOf);
    if (!matches(shown, query)) continue;
    left--;
    yield shown;
  }
}

/** `event_type` is the type, or its code in the protocol: `page_view` or `pv`. */
function matches({ eventType, schema, contexts, rawEvent }: GoodEvent, query: GoodQuery): boolean {
  if (query.eventType !== null && query.eventType !== eventType && query.eventType !== rawEvent.parameters['e'])
    return false;
  if (query.schema !== null && query.schema !== schema) return false;
  return query.contexts.every((uri) => contexts.includes(uri) || contexts.includes(`iglu:${uri}`));
}

export function* findBad(events: Events, query: BadQuery, parametersOf: ParametersOf): Generator<BadEvent> {
  let left = query.limit;
  for (const event of events) {
    if (left <= 0) return;
    if (event.kind !== 'bad') continue;
    const { vendor, version } = apiOf(event.request.head.path);
    if ((query.vendor ?? vendor) !== vendor || (query.version ?? version) !== version) continue;
    left--;
    yield showBad(event, parametersOf);
  }
}

export function* flatEvents(events: Events, columnOf: ColumnNamer): Generator<CanonicalEvent> {
  for (const event of events) yield showFlat(event, columnOf);
}

export interface EventsPage {
  readonly events: readonly CanonicalEvent[];
  readonly totalPages: number;
  readonly totalItems: number;
}

export function findPage(events: Events, query: EventsQuery, columnOf: ColumnNamer): EventsPage {
  const { page, pageSize, filters, sorting } = query;
  const inRange = events.filter((event) => isAsked(event, query));
  // Events are made flat only for what looks into them, and for the page.
  const looked = filters.length === 0 && sorting === null ? undefined : [...flatEvents(inRange, columnOf)];
  const found = looked?.filter((event) => filters.every((filter) => holds(event, filter)));
  if (found !== undefined && sorting !== null) sortBy(found, sorting);
  const from = (page - 1) * pageSize;
  const totalItems = (found ?? inRange).length;
  return {
    events: found?.slice(from, from + pageSize) ?? [...flatEvents(inRange.slice(from, from + pageSize), columnOf)],
    totalPages: Math.ceil(totalItems / pageSize),
    totalItems,
  };
}

function isAsked({ kind, request }: MicroEvent, { valid, range }: EventsQuery): boolean {
  if (valid !== null && valid !== (kind === 'good')) return false;
  return request.head.timeMs >= range.startMs && request.head.timeMs < range.endMs;
}

/** Any of the values within the text of the column, whatever its case. */
function holds(event: CanonicalEvent, { column, values }: EventsQuery['filters'][number]): boolean {
  const value = Object.hasOwn(event, column) ? event[column] : null;
  if (value === null || value === undefined) return false;
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();
  return values.some((part) => text.includes(part));
}

/** Numbers by their value, all else by its text; what has no value comes last. */
function sortBy(events: CanonicalEvent[], { column, descending }: NonNullable<EventsQuery['sorting']>): void {
  const sign = descending ? -1 : 1;
  const keyOf = (event: CanonicalEvent): string | number | null => {
    const value = Object.hasOwn(event, column) ? (event[column] ?? null) : null;
    return value === null || typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
  };
  const keyed = events.map((event) => ({ event, key: keyOf(event) }));
  keyed.sort((left, right) => {
    if (left.key === null || right.key === null) return Number(left.key === null) - Number(right.key === null);
    return left.key < right.key ? -sign : Number(left.key > right.key) * sign;
  });
  for (const [at, { event }] of keyed.entries()) events[at] = event;
}

export interface TimelinePoint {
  readonly validEvents: number;
  readonly failedEvents: number;
  readonly bucket: Bucket['bucket'];
}

export function countBuckets(events: Events, buckets: readonly Bucket[]): readonly TimelinePoint[] {
  return buckets.map(({ startMs, endMs, bucket }) => {
    const within = events.filter(({ request: { head } }) => head.timeMs >= startMs && head.timeMs < endMs);
    const validEvents = within.filter(({ kind }) => kind === 'good').length;
    return { validEvents, failedEvents: within.length - validEvents, bucket };
  });
}
