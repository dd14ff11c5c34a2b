// One raw event to a draft: its columns by the protocol, its self-describing parts taken out, and everything that is wrong
// with it so far, in the order of the steps: protocol, fields, self-describing parts.
import type { ExactJson } from '../kernel/exact-json.ts';
import { cleanText } from './clean-text.ts';
import { contentHash, eventIdOf } from './content-hash.ts';
import { convertSize } from './convert.ts';
import type { EventDraft, SelfDescribing } from './event-draft.ts';
import type { PayloadFacts } from './payload-facts.ts';
import { describeShape, fieldProblem, schemaProblem, type Problem } from './problem.ts';
import type { RawEvent } from './split/raw-event.ts';
import { readParams, type Values } from './read-params.ts';
import { columnIndex, emptyRow, type Row, type Shards } from './row.ts';
import { parseSchemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import { decodeBase64, readEnvelope, type Envelope } from './self-describing.ts';
import { formatTimestamp, parseMs } from './timestamp.ts';
import { PARAM_RULES, PARAM_SLOTS } from './tracker-params.ts';
import { parseUrl } from './url-parts.ts';

export interface DraftedEvent extends EventDraft {
  readonly origin: string;
  readonly raw: RawEvent;
  /** 16 hex digits. */
  readonly contentHash: string;
  /** The self-describing parts as they were sent, to tell whether their texts still stand. */
  readonly sent: readonly SentPart[];
  /** JSON texts of the nested columns by shard, '' for none. */
  shards: Shards;
  /** A rule of the project wants the event neither stored nor failed. */
  dropped: boolean;
}

export interface SentPart {
  readonly schema: string;
  readonly data: ExactJson;
}

/** Never throws. */
export function draftEvent(raw: RawEvent, facts: PayloadFacts, origin: string): DraftedEvent {
  const problems = [...raw.problems];
  // What is no object has no parameters that could be judged.
  const values = raw.problems.length === 0 ? readParams(raw, problems) : [];
  const row = emptyRow();
  setFacts(row, facts);
  for (let slot = 0; slot < values.length; slot++) setColumn(row, slot, values[slot], problems);
  for (const size of SIZES) setSize(row, size, values, problems);
  if (row[EVENT_ID] === '') row[EVENT_ID] = eventIdOf(origin);
  setDerivedTstamp(row, facts, values, problems);
  setUrls(row, facts);
  const unstruct = setEnvelope(row, UNSTRUCT_EVENT, values, UNSTRUCT_SLOTS, 'unstruct_event', problems)[0];
  const entities = setEnvelope(row, CONTEXTS, values, CONTEXTS_SLOTS, 'contexts', problems);
  setSchema(row, values, unstruct, problems);
  const sent = [...(unstruct === undefined ? NO_PARTS : [unstruct]), ...entities].map((part) => ({ ...part }));
  const drafted = { unstruct, entities, derived: [], problems, sent, shards: NO_SHARDS, dropped: false };
  return { row, values, facts, origin, raw, contentHash: contentHash(values), ...drafted };
}

const EVENT_ID = columnIndex('event_id');
const ETL_TSTAMP = columnIndex('etl_tstamp');
const COLLECTOR_TSTAMP = columnIndex('collector_tstamp');
const DERIVED_TSTAMP = columnIndex('derived_tstamp');
const TRUE_TSTAMP = columnIndex('true_tstamp');
const V_COLLECTOR = columnIndex('v_collector');
const V_ETL = columnIndex('v_etl');
const USER_IPADDRESS = columnIndex('user_ipaddress');
const USERAGENT = columnIndex('useragent');
const NETWORK_USERID = columnIndex('network_userid');

/** What the parameters may replace. */
function setFacts(row: Row, facts: PayloadFacts): void {
  row[ETL_TSTAMP] = facts.etlTstamp;
  row[COLLECTOR_TSTAMP] = facts.collectorTstamp;
  row[V_COLLECTOR] = facts.collector;
  row[V_ETL] = facts.etl;
  row[USER_IPADDRESS] = facts.ip;
  row[USERAGENT] = facts.userAgent;
  row[NETWORK_USERID] = facts.networkUserId;
}

const COLUMNS: readonly number[] = PARAM_RULES.map(({ column }) => columnIndex(column));

function setColumn(row: Row, slot: number, value: string | undefined, problems: Problem[]): void {
  const column = COLUMNS[slot] ?? -1;
  if (value === undefined || column === -1) return;
  const rule = PARAM_RULES[slot];
  const text = rule?.convert(value);
  if (text === undefined) problems.push(fieldProblem(rule?.wrong ?? '', describeShape(value)));
  else {
    const clean = rule?.isSafe === true ? text : cleanText(text);
    // An empty `tnuid` says nothing, so what the cookie said stays.
    if (clean !== '') row[column] = clean;
  }
}

const SIZES = [
  ['res', 'dvce_screenwidth', 'dvce_screenheight'],
  ['vp', 'br_viewwidth', 'br_viewheight'],
  ['ds', 'doc_width', 'doc_height'],
].map(([param = '', width = '', height = '']) => ({
  slot: slotOf(param),
  width: columnIndex(width),
  height: columnIndex(height),
  wrong: `${param}: not a width and a height such as 1024x768`,
}));

function slotOf(param: string): number {
  return PARAM_SLOTS.get(param) ?? -1;
}

function setSize(row: Row, size: (typeof SIZES)[number], values: Values, problems: Problem[]): void {
  const value = values[size.slot];
  if (value === undefined) return;
  const pair = convertSize(value);
  if (pair === undefined) problems.push(fieldProblem(size.wrong, describeShape(value)));
  else [row[size.width], row[size.height]] = pair;
}

const DTM = slotOf('dtm');
const STM = slotOf('stm');

/** The true time if the tracker knows it, else ours less the time that the event waited in the tracker. */
function setDerivedTstamp(row: Row, facts: PayloadFacts, values: Values, problems: Problem[]): void {
  if (facts.collectorTstamp === '') problems.push(fieldProblem('collector_tstamp: not a time in the years 0 to 9999'));
  const trueTstamp = row[TRUE_TSTAMP] ?? '';
  const createdMs = parseMs(values[DTM] ?? '') ?? 0;
  const sentMs = parseMs(values[STM] ?? '') ?? 0;
  const known = values[DTM] !== undefined && values[STM] !== undefined;
  if (trueTstamp !== '') row[DERIVED_TSTAMP] = trueTstamp;
  else if (!known || createdMs >= sentMs) row[DERIVED_TSTAMP] = facts.collectorTstamp;
  else {
    const derived = formatTimestamp(facts.collectorMs - (sentMs - createdMs));
    if (derived === undefined) problems.push(fieldProblem('derived_tstamp: not a time in the years 0 to 9999'));
    row[DERIVED_TSTAMP] = derived ?? '';
  }
}

const PAGE_URL = columnIndex('page_url');
const PAGE_REFERRER = columnIndex('page_referrer');
const URL_PARTS = ['scheme', 'host', 'port', 'path', 'query', 'fragment'] as const;
const PAGE_PARTS = URL_PARTS.map((part) => columnIndex(`page_url${part}`));
const REFR_PARTS = URL_PARTS.map((part) => columnIndex(`refr_url${part}`));

function setUrls(row: Row, facts: PayloadFacts): void {
  const page = encodeSpaces(row[PAGE_URL] || facts.referer);
  row[PAGE_URL] = page;
  setUrlParts(row, page, PAGE_PARTS);
  setUrlParts(row, encodeSpaces(row[PAGE_REFERRER] ?? ''), REFR_PARTS);
}

function encodeSpaces(url: string): string {
  return url.includes(' ') ? url.replaceAll(' ', '%20') : url;
}

function setUrlParts(row: Row, url: string, columns: readonly number[]): void {
  const parts = url === '' ? undefined : parseUrl(url);
  if (parts === undefined) return;
  const [scheme = -1, host = -1, port = -1, path = -1, query = -1, fragment = -1] = columns;
  row[scheme] = parts.scheme;
  row[host] = parts.host;
  row[port] = parts.port;
  row[path] = parts.path;
  row[query] = parts.query;
  row[fragment] = parts.fragment;
}

const EVENT = columnIndex('event');
const UNSTRUCT_EVENT = columnIndex('unstruct_event');
const CONTEXTS = columnIndex('contexts');
const UNSTRUCT_SLOTS = [slotOf('ue_pr'), slotOf('ue_px')] as const;
const CONTEXTS_SLOTS = [slotOf('co'), slotOf('cx')] as const;
const SCHEMA_COLUMNS = ['vendor', 'name', 'format', 'version'].map((part) => columnIndex(`event_${part}`));

function setSchema(row: Row, values: Values, unstruct: SelfDescribing | undefined, problems: Problem[]): void {
  const event = row[EVENT] ?? '';
  const isGiven = UNSTRUCT_SLOTS.some((slot) => values[slot] !== undefined);
  if (event === 'unstruct' && !isGiven) problems.push(schemaProblem('ue_pr: missing'));
  const schema = event === 'unstruct' ? parseSchemaUri(unstruct?.schema) : schemaOf(event);
  if (schema !== undefined) setSchemaColumns(row, schema);
}

function schemaOf(event: string): SchemaKey | undefined {
  if (event === '') return undefined;
  const [vendor, name] =
    event === 'struct' ? ['com.google.analytics', 'event'] : ['com.snowplowanalytics.snowplow', event];
  return { vendor, name, format: 'jsonschema', version: '1-0-0' };
}

/** event_vendor, event_name, event_format and event_version. */
export function setSchemaColumns(row: Row, schema: SchemaKey): void {
  const [vendor = -1, name = -1, format = -1, version = -1] = SCHEMA_COLUMNS;
  row[vendor] = schema.vendor;
  row[name] = schema.name;
  row[format] = schema.format;
  row[version] = schema.version;
}

const NO_PARTS: readonly SelfDescribing[] = [];
const NO_SHARDS: Shards = [];

/** Sets the column from the plain or the encoded parameter. Both at once would have to lose one, so that fails. */
function setEnvelope(
  row: Row,
  column: number,
  values: Values,
  [plainSlot, encodedSlot]: readonly [number, number],
  schemaName: Envelope['schemaName'],
  problems: Problem[],
): readonly SelfDescribing[] {
  const plain = values[plainSlot];
  const encoded = values[encodedSlot];
  if (plain === undefined && encoded === undefined) return NO_PARTS;
  const param = PARAM_RULES[plain === undefined ? encodedSlot : plainSlot]?.param ?? '';
  if (plain !== undefined && encoded !== undefined) {
    problems.push(schemaProblem(`${param}: sent twice, plain and encoded`));
    return NO_PARTS;
  }
  const text = plain ?? decodeBase64(encoded ?? '');
  if (text === undefined) {
    problems.push(schemaProblem(`${param}: not base64 of UTF-8`, describeShape(encoded)));
    return NO_PARTS;
  }
  const result = readEnvelope(text, { param, schemaName });
  if (result.problem !== undefined) {
    problems.push(result.problem);
    return NO_PARTS;
  }
  row[column] = result.json;
  return result.parts;
}
