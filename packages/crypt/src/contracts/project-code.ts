// Code of the user's project that runs on events: enrichments, and maps of webhooks. It is told what it may see in plain
// data and answers in plain data; types/enrichment.d.ts says the same to the project. Nothing that such code does is an
// error here: what it did to an event is that event's verdict.
import type { ExactJson } from '../kernel/exact-json.ts';
import type { Json } from '../kernel/parse-json.ts';
import { ATOMIC_COLUMNS, type AtomicColumn } from './atomic-columns.ts';

export interface ProjectCode {
  /** One verdict an event, in their order. Never rejects for what the code does. */
  enrich(events: readonly ProjectEvent[]): Promise<readonly ProjectVerdict[]>;
  /** One mapping a request, in their order. Never rejects for what the code does. */
  map(requests: readonly WebhookRequest[]): Promise<readonly WebhookMapping[]>;
  /** Ends it at once, whatever it does. What is under way fails. */
  close(): Promise<void>;
}

/** What an enrichment sees. */
export interface ProjectEvent {
  /** By name; timestamps in ISO 8601, decimals as text; without columns that are null or self-describing. */
  readonly columns: Readonly<Record<string, ColumnValue>>;
  readonly event: ProjectData | null;
  readonly entities: readonly ProjectData[];
}

export interface ProjectData {
  readonly schema: string;
  readonly data: ExactJson;
}

export type ColumnValue = string | number | boolean;

export type ProjectVerdict = { readonly ok: true; readonly result: ProjectResult } | ProjectFailure;

/** What all enrichments together answered; checked for shape, types and lengths, not for the schemas of entities. */
export interface ProjectResult {
  readonly entities: readonly AddedData[];
  /** Names of PROJECT_COLUMNS; null clears. Texts are not cleaned. */
  readonly columns: Readonly<Record<string, ColumnValue | null>>;
  /** Set when the event is to be left out. */
  readonly drop: { readonly file: string; readonly reason: string } | null;
}

export interface AddedData {
  readonly schema: string;
  readonly data: Json;
}

/** Like a Problem of enrich: neither holds values. */
export interface ProjectFailure {
  readonly ok: false;
  /** Stable, for grouping: `enrichments/score.ts: threw TypeError`. */
  readonly cause: string;
  /** `lib/rates.ts:12`; empty when there is nothing to add. */
  readonly detail: string;
}

export interface WebhookRequest {
  readonly method: string;
  /** Which webhook. */
  readonly path: string;
  /** By lower-case name. Without a prototype: names come from outside. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

export type WebhookMapping = { readonly ok: true; readonly events: readonly MappedEvent[] } | ProjectFailure;

export interface MappedEvent {
  readonly schema: string;
  readonly data: Json;
  readonly eventId: string | null;
  /** Milliseconds since 1970. */
  readonly trueMs: number | null;
  readonly userId: string | null;
  readonly appId: string | null;
}

/** What says which event it is, and what sent it. Times are fixed too. */
const FIXED = new Set([
  'event',
  'event_id',
  'event_vendor',
  'event_name',
  'event_format',
  'event_version',
  'platform',
  'name_tracker',
  'v_tracker',
  'v_collector',
  'v_etl',
]);

/** Columns that an enrichment of the project may change, by name. */
export const PROJECT_COLUMNS: ReadonlyMap<string, AtomicColumn> = new Map(
  ATOMIC_COLUMNS.filter(({ name, type }) => !FIXED.has(name) && type !== 'timestamp' && type !== 'json').map(
    (column) => [column.name, column],
  ),
);
