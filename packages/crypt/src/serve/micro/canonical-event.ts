// The 131 fields of an event as the analytics SDKs name and type them: timestamps as ISO 8601, absent as null, an absent
// list of entities as {}.
import { ATOMIC_COLUMNS } from '../../contracts/atomic-columns.ts';
import { parseSchemaUri, schemaUri, type SchemaKey } from '../../contracts/schema-key.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { MICRO_JSON_DEPTH_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';

export type CanonicalEvent = { readonly [field: string]: Json };

export interface SelfDescribing {
  readonly schema: string;
  readonly data: Json;
}

/** Names the column of an event or an entity: schemas/columns/column-name.ts. */
export type ColumnNamer = (kind: 'unstruct_event' | 'contexts', key: SchemaKey) => string;

/** @param row values by column: of a row of log:enriched, or texts alone, as a failed event has them. */
export function canonicalEvent(row: JsonObject): CanonicalEvent {
  const event: Record<string, Json> = {};
  for (const { name, type } of ATOMIC_COLUMNS) {
    const value = Object.hasOwn(row, name) ? (row[name] ?? null) : null;
    event[name] = value === null || value === '' ? absent(name) : typed(value, type);
  }
  return event;
}

function absent(name: string): Json {
  return name === 'contexts' || name === 'derived_contexts' ? {} : null;
}

function typed(value: Json, type: string): Json {
  if (typeof value !== 'string') return value;
  if (type === 'timestamp') return `${value.replace(' ', 'T')}Z`;
  if (type === 'boolean') return value === 'true';
  if (type === 'integer' || type === 'double' || type.startsWith('decimal')) return Number(value);
  return type === 'json' ? readJsonText(value) : value;
}

/** What a failed event holds there may be no JSON: then it is shown as the text it is. */
function readJsonText(text: string): Json {
  try {
    return parseJson(text, MICRO_JSON_DEPTH_MAX);
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return text;
    throw error;
  }
}

/** The schema by which the event is known, or null. */
export function eventSchema(event: CanonicalEvent): string | null {
  const { event_vendor: vendor, event_name: name, event_format: format, event_version: version } = event;
  if (typeof vendor !== 'string' || typeof name !== 'string' || typeof version !== 'string') return null;
  return schemaUri({ vendor, name, format: typeof format === 'string' ? format : 'jsonschema', version });
}

/** Entities within `contexts` or `derived_contexts`. */
export function entitiesIn(wrapped: Json | undefined): readonly SelfDescribing[] {
  const data = isJsonObject(wrapped) ? wrapped['data'] : undefined;
  return Array.isArray(data) ? (data as readonly Json[]).flatMap(selfDescribing) : [];
}

function selfDescribing(value: Json | undefined): readonly SelfDescribing[] {
  if (!isJsonObject(value)) return [];
  const { schema, data } = value;
  return typeof schema === 'string' && data !== undefined ? [{ schema, data }] : [];
}

/**
 * The same event flat: each event and entity is a field named as its column, entities in lists, and each says its schema.
 * Entities of a schema whose name cannot be read are left out.
 */
export function flatEvent(event: CanonicalEvent, columnOf: ColumnNamer): CanonicalEvent {
  const { contexts, derived_contexts: derived, unstruct_event: unstruct, ...flat } = event as Record<string, Json>;
  for (const { schema, data } of selfDescribing(isJsonObject(unstruct) ? unstruct['data'] : undefined)) {
    const key = parseSchemaUri(schema);
    if (key !== undefined) flat[columnOf('unstruct_event', key)] = withSchema(schema, data);
  }
  for (const { schema, data } of [...entitiesIn(contexts), ...entitiesIn(derived)]) {
    const key = parseSchemaUri(schema);
    if (key === undefined) continue;
    const column = columnOf('contexts', key);
    flat[column] = [...((flat[column] as readonly Json[] | undefined) ?? []), withSchema(schema, data)];
  }
  const { geo_latitude: latitude, geo_longitude: longitude } = flat;
  const located = typeof latitude === 'number' && typeof longitude === 'number';
  flat['geo_location'] = located ? `${latitude},${longitude}` : null;
  return flat;
}

/** Copies as pairs: a member may be named `__proto__`. */
function withSchema(schema: string, data: Json): Json {
  if (!isJsonObject(data)) return data;
  return Object.fromEntries([['_schema_version', schema], ...Object.entries(data)]);
}
