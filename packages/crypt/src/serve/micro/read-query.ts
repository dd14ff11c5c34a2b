// What a POST asks for. Names that are unknown are refused: a filter that was misspelt would let everything through.
import { isCryptError } from '../../kernel/crypt-error.ts';
import { nearest } from '../../kernel/did-you-mean.ts';
import { MICRO_BUCKETS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from '../errors.ts';

export interface GoodQuery {
  readonly eventType: string | null;
  readonly schema: string | null;
  readonly contexts: readonly string[];
  readonly limit: number;
}

export interface BadQuery {
  readonly vendor: string | null;
  readonly version: string | null;
  readonly limit: number;
}

export interface EventsQuery {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly filters: readonly { readonly column: string; readonly values: readonly string[] }[];
  /** Null for both. */
  readonly valid: boolean | null;
  readonly range: TimeRange;
  readonly sorting: { readonly column: string; readonly descending: boolean } | null;
}

/** Milliseconds; the start counts, the end does not. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Bucket extends TimeRange {
  /** As asked. */
  readonly bucket: Json;
}

const PAGE_SIZE = 100;

/** An empty body asks for everything. @throws MICRO_REQUEST (data). */
export function readGoodQuery(body: Uint8Array): GoodQuery {
  const fields = readFields(body, ['event_type', 'schema', 'contexts', 'limit']);
  return {
    eventType: readText(fields, 'event_type'),
    schema: readText(fields, 'schema'),
    contexts: readTexts(fields, 'contexts') ?? [],
    limit: readCount(fields, 'limit', 0) ?? Infinity,
  };
}

/** @throws MICRO_REQUEST (data). */
export function readBadQuery(body: Uint8Array): BadQuery {
  const fields = readFields(body, ['vendor', 'version', 'limit']);
  return {
    vendor: readText(fields, 'vendor'),
    version: readText(fields, 'version'),
    limit: readCount(fields, 'limit', 0) ?? Infinity,
  };
}

/** @throws MICRO_REQUEST (data). */
export function readEventsQuery(body: Uint8Array): EventsQuery {
  const fields = readFields(body, ['page', 'pageSize', 'filters', 'validEvents', 'timeRange', 'sorting']);
  const valid = fields['validEvents'] ?? null;
  if (valid !== null && typeof valid !== 'boolean') throw refuse('validEvents is neither true, false nor null');
  return {
    page: readCount(fields, 'page', 1) ?? 1,
    pageSize: readCount(fields, 'pageSize', 1) ?? PAGE_SIZE,
    filters: readList(fields, 'filters').map(readFilter),
    valid,
    range: readRange(fields['timeRange'] ?? null, 'timeRange'),
    sorting: readSorting(fields['sorting'] ?? null),
  };
}

/** @throws MICRO_REQUEST (data). */
export function readBuckets(body: Uint8Array): readonly Bucket[] {
  const buckets = readList(readFields(body, ['buckets']), 'buckets');
  if (buckets.length > MICRO_BUCKETS_MAX) throw refuse(`buckets has more than ${MICRO_BUCKETS_MAX} elements`);
  return buckets.map((bucket) => ({ ...readRange(bucket, 'a bucket'), bucket }));
}

function readFields(body: Uint8Array, known: readonly string[]): JsonObject {
  if (body.length === 0) return {};
  return onlyKnown(parseBody(body), known, 'the body');
}

function parseBody(body: Uint8Array): Json {
  try {
    return parseJson(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    if (!isCryptError(error, 'JSON_REFUSED')) throw error;
    throw fail('MICRO_REQUEST', { reason: `its body is no JSON: ${String(error.params['reason'])}` }, error);
  }
}

function onlyKnown(value: Json, known: readonly string[], what: string): JsonObject {
  if (!isJsonObject(value)) throw refuse(`${what} is no object`);
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const instead = near === undefined ? `it knows ${known.join(', ')}` : `did you mean ${near}?`;
    throw refuse(`${what} has a field that is unknown here (${instead})`);
  }
  return value;
}

function readText(fields: JsonObject, name: string): string | null {
  const value = fields[name] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw refuse(`${name} is no text`);
}

function readTexts(fields: JsonObject, name: string): readonly string[] | null {
  const value = fields[name] ?? null;
  if (value === null) return null;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw refuse(`${name} is no list of texts`);
}

function readCount(fields: JsonObject, name: string, least: number): number | null {
  const value = fields[name] ?? null;
  if (value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw refuse(`${name} is no whole number from ${least} on`);
}

function readList(fields: JsonObject, name: string): readonly Json[] {
  const value = fields[name] ?? null;
  if (value === null) return [];
  if (Array.isArray(value)) return value as readonly Json[];
  throw refuse(`${name} is no list`);
}

function readFilter(value: Json): EventsQuery['filters'][number] {
  const filter = onlyKnown(value, ['column', 'value', 'values'], 'a filter');
  const column = readText(filter, 'column');
  const one = readText(filter, 'value');
  const values = readTexts(filter, 'values') ?? (one === null ? null : [one]);
  if (column === null || values === null) throw refuse('a filter names a column, and a value or values');
  return { column, values: values.map((text) => text.toLowerCase()) };
}

function readRange(value: Json, what: string): TimeRange {
  const { start = null, end = null } = value === null ? {} : onlyKnown(value, ['start', 'end'], what);
  return { startMs: readMoment(start, what) ?? -Infinity, endMs: readMoment(end, what) ?? Infinity };
}

function readMoment(value: Json, what: string): number | null {
  if (value === null) return null;
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw refuse(`${what} has a start or end that is no time of ISO 8601`);
  return ms;
}

function readSorting(value: Json): EventsQuery['sorting'] {
  if (value === null) return null;
  const { column, desc = null } = onlyKnown(value, ['column', 'desc'], 'sorting');
  if (typeof column !== 'string') throw refuse('sorting names no column');
  if (desc !== null && typeof desc !== 'boolean') throw refuse('sorting.desc is neither true nor false');
  return { column, descending: desc === true };
}

function refuse(reason: string) {
  return fail('MICRO_REQUEST', { reason });
}
