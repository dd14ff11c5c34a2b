// Raw records for the tests, as the collector stores them.
import { encodeCollectorPayload, type CollectorPayload } from '../../../src/contracts/collector-payload.ts';
import { enrichedRow, readEnrichedHead } from '../../../src/contracts/enriched-event.ts';
import type { LogRecord } from '../../../src/contracts/log.ts';
import type { RecordOutputs } from '../../../src/enrich/enrich-record.ts';
import { enrichNow } from '../../support/fake-schemas.ts';

export { ETL } from '../../support/fake-schemas.ts';
/** 2026-01-05 08:00:01.000 and 50 ms later. */
export const COLLECTOR_MS = Date.UTC(2026, 0, 5, 8, 0, 1);
export const ETL_MS = COLLECTOR_MS + 50;
export const PAYLOAD_DATA = 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4';
export const CONTEXTS = 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0';
export const UNSTRUCT = 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0';

export const HEAD: CollectorPayload = {
  timeMs: COLLECTOR_MS,
  method: 'POST',
  path: '/com.snowplowanalytics.snowplow/tp2',
  query: '',
  ip: '203.0.113.7',
  host: 'c.shop.example',
  contentType: 'application/json; charset=utf-8',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  referer: 'https://shop.example/from-header',
  networkUserId: '5b1b1b0e-3f5c-4f52-9c1e-0d9b5c1f0a01',
  headers: [['Host', 'c.shop.example']],
  collector: 'crypt-0.1.0-local',
  refusal: null,
};

export const EID = '2f1c9f5e-8f3c-4e57-9d7a-1f5a3f0b9c11';

/** A page view as the browser tracker sends it. */
export const PAGE_VIEW: Readonly<Record<string, string>> = {
  e: 'pv',
  url: 'https://shop.example/quotes/car?step=2#top',
  page: 'Car insurance',
  refr: 'https://www.search.example/find?q=car',
  eid: EID,
  tv: 'js-4.10.1',
  tna: 'sp',
  aid: 'shop',
  p: 'web',
  dtm: String(COLLECTOR_MS - 2000),
  stm: String(COLLECTOR_MS - 500),
};

export function record(head: Partial<CollectorPayload>, body: string | Uint8Array = '', offset = 5): LogRecord {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const payload = encodeCollectorPayload({ ...HEAD, ...head }, bytes);
  return { id: `0/${offset}`, offset, timeMs: ETL_MS, keyId: 0, payload };
}

export function post(events: readonly unknown[], head: Partial<CollectorPayload> = {}, offset = 5): LogRecord {
  return record(head, JSON.stringify({ schema: PAYLOAD_DATA, data: events }), offset);
}

export function get(query: Readonly<Record<string, string>>, head: Partial<CollectorPayload> = {}): LogRecord {
  const text = new URLSearchParams(query).toString();
  return record({ method: 'GET', path: '/i', contentType: null, query: text, ...head });
}

export function enrich(from: LogRecord): RecordOutputs {
  return enrichNow(from);
}

export type Row = Readonly<Record<string, unknown>>;

/** Rows of the enriched events, parsed, and their heads checked against them. */
export function rows(outputs: RecordOutputs): readonly Row[] {
  return outputs.enriched.map(({ line, hash }) => {
    const row = JSON.parse(Buffer.from(enrichedRow(line)).toString()) as Row;
    const head = readEnrichedHead(line);
    if (head.eventId !== row['event_id'] || head.contentHash !== hash) return { head: 'differs from row' };
    return row;
  });
}

/** The only row of a record that must have one. */
export function onlyRow(from: LogRecord): Row {
  const outputs = enrich(from);
  const [row] = rows(outputs);
  return row === undefined || outputs.failed.length > 0
    ? { failed: outputs.failed.map(({ event }) => event.messages) }
    : row;
}

/** Messages of all failed events of a record. */
export function messages(from: LogRecord): readonly (readonly string[])[] {
  return enrich(from).failed.map(({ event }) => event.messages);
}
