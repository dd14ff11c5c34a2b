// One event in a line for people: what it is, and what became of it. People are masked as on the pages.
import { enrichedRow } from '../contracts/enriched-event.ts';
import { isFailedEvent } from '../contracts/failed-event.ts';
import { isJsonObject, parseJson, textAt, type Json, type JsonObject } from '../kernel/parse-json.ts';
import type { MaskValue } from '../serve/portal/mask/mask-value.ts';
import type { FollowedRecord } from './follow-events.ts';

export interface EventSummary {
  /** ISO 8601, UTC: when the collector got it. */
  readonly time: string;
  readonly outcome: 'good' | 'failed';
  readonly app: string;
  readonly name: string;
  /** The page's path, the action, or the schema; empty for none. */
  readonly about: string;
  /** An alias, the same for the same person while the command runs; empty for none. */
  readonly person: string;
  /** Of a failed event: why, in words without values, and the group that `crypt events failed` shows. */
  readonly cause: string | null;
  readonly group: string | null;
}

export interface SummaryFilter {
  readonly name: string | undefined;
  readonly app: string | undefined;
  readonly failedOnly: boolean;
}

/** Undefined for a record that is no event. */
export function summariseEvent({ topic, record }: FollowedRecord, mask: MaskValue): EventSummary | undefined {
  return topic === 'enriched' ? summariseGood(record.payload, mask) : summariseFailed(record.payload, mask);
}

export function isWanted({ name, app, outcome }: EventSummary, filter: SummaryFilter): boolean {
  if (filter.failedOnly && outcome !== 'failed') return false;
  return (filter.name ?? name) === name && (filter.app ?? app) === app;
}

function summariseGood(payload: Uint8Array, mask: MaskValue): EventSummary | undefined {
  const row = readJson(enrichedRow(payload));
  if (!isJsonObject(row)) return undefined;
  const time = `${textAt(row, 'collector_tstamp').replace(' ', 'T')}Z`;
  return { time, outcome: 'good', ...facts(row, mask), cause: null, group: null };
}

function summariseFailed(payload: Uint8Array, mask: MaskValue): EventSummary | undefined {
  const failed = readJson(payload);
  if (!isFailedEvent(failed)) return undefined;
  const { app, name, about, person } = facts(failed.row, mask);
  return {
    time: new Date(failed.collectorMs).toISOString(),
    outcome: 'failed',
    app: plain(failed.appId ?? '') || app,
    name: plain(failed.eventName ?? '') || name,
    about: failed.schema === null ? about : plain(failed.schema),
    person,
    cause: plain(`${failed.failureType}: ${failed.cause}`),
    group: failed.group,
  };
}

function facts(row: JsonObject, mask: MaskValue): Pick<EventSummary, 'app' | 'name' | 'about' | 'person'> {
  const shown = (column: string): string => {
    const text = textAt(row, column);
    return text === '' ? '' : plain(mask(column, text));
  };
  return {
    app: shown('app_id'),
    name: shown('event_name') || shown('event'),
    about: aboutOf(row, shown),
    person: shown('user_id') || shown('domain_userid') || shown('network_userid'),
  };
}

function aboutOf(row: JsonObject, shown: (column: string) => string): string {
  if (textAt(row, 'event') !== 'unstruct') return shown('se_action') || shown('page_urlpath');
  return `${shown('event_vendor')}/${shown('event_name')} ${shown('event_version')}`.trim();
}

/** What came from outside is put on a terminal: no character of it may move the cursor. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '');
}

function readJson(bytes: Uint8Array): Json {
  return parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), DEPTH_MAX);
}

/** What was sent lies some levels deeper in a record of log:failed. */
const DEPTH_MAX = 200;
