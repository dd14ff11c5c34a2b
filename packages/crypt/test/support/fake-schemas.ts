// Schemas and columns for tests that are about something else: every schema is known and fits everything, and each has a
// column of JSON.
import { parseSchemaUri, parseVersion, type SchemaKey } from '../../src/contracts/schema-key.ts';
import { shardOf } from '../../src/contracts/nested-column.ts';
import type { ColumnDefinition } from '../../src/contracts/column-definition.ts';
import type { LogRecord } from '../../src/contracts/log.ts';
import type { Columns } from '../../src/enrich/column-book.ts';
import type { ColumnKind } from '../../src/schemas/columns/column-name.ts';
import { finishRecord, type RecordOutputs } from '../../src/enrich/enrich-record.ts';
import { enrichDraft, placeDraft, takeApart, type Pipeline } from '../../src/enrich/pipeline.ts';
import type { KnownSchema, SchemaEntry, Schemas } from '../../src/enrich/schemas.ts';
import { stringifyExactJson } from '../../src/kernel/exact-json.ts';

export const ETL = 'crypt-0.1.0';

/** `entries` are those that are something else than known. */
export function openSchemas(entries: Readonly<Record<string, SchemaEntry>> = {}): Schemas {
  return {
    lookup: (uri) => entries[uri] ?? { state: 'known', schema: knownSchema(uri) },
    load: async () => undefined,
  };
}

function knownSchema(uri: string): KnownSchema {
  const key: SchemaKey = parseSchemaUri(uri) ?? { vendor: '', name: '', format: '', version: '1-0-0' };
  return { key, uri, supersededBy: undefined, validate: () => [], versions: [] };
}

export function jsonColumns(): Columns {
  const known = new Set<string>();
  let fresh: ColumnDefinition[] = [];
  return {
    place: (kind, { key, uri }) => {
      const name = jsonColumn(kind, key);
      if (!known.has(name)) fresh.push({ name, type: 'json', origin: uri, description: '', versions: [key.version] });
      known.add(name);
      return { name, shard: shardOf(name), render: (data) => stringifyExactJson(data) };
    },
    takeNew: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}

function jsonColumn(kind: ColumnKind, { vendor, name, version }: SchemaKey): string {
  return `${kind}_${vendor.replaceAll(/[.-]/g, '_')}_${name}_${parseVersion(version).model}`;
}

/** The pipeline without enrichments. */
export function plainPipeline(more: Partial<Pipeline> = {}): Pipeline {
  return {
    context: { topic: 'raw', etl: ETL, keepsSent: true },
    schemas: openSchemas(),
    columns: jsonColumns(),
    publish: async () => true,
    enrichments: [],
    privacy: [],
    ...more,
  };
}

/** One record through a pipeline that waits for nothing. */
export function enrichNow(record: LogRecord, pipeline: Pipeline = plainPipeline()): RecordOutputs {
  const work = takeApart(record, pipeline.context);
  for (const draft of work.drafts) enrichDraft(draft, pipeline);
  for (const draft of work.drafts) placeDraft(draft, pipeline);
  return finishRecord(work, pipeline.context);
}
