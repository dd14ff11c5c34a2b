// Schemas and columns for tests that are about something else: every schema is known and fits everything, and each has a
// column of JSON.
import assert from 'node:assert/strict';
import { parseSchemaUri, parseVersion, type SchemaKey } from '../../src/contracts/schema-key.ts';
import { shardOf } from '../../src/contracts/nested-column.ts';
import type { ColumnDefinition } from '../../src/contracts/column-definition.ts';
import type { LogRecord } from '../../src/contracts/log.ts';
import type { ProjectCode } from '../../src/contracts/project-code.ts';
import type { Columns } from '../../src/enrich/column-book.ts';
import type { ColumnKind } from '../../src/schemas/columns/column-name.ts';
import { beginRecord, finishRecord, readRequest, type RecordOutputs } from '../../src/enrich/enrich-record.ts';
import { enrichDraft, placeDraft, type Pipeline } from '../../src/enrich/pipeline.ts';
import type { Schemas } from '../../src/enrich/schemas.ts';
import type { KnownSchema, SchemaEntry } from '../../src/schemas/find-schema.ts';
import { compileSchema } from '../../src/schemas/compile-schema.ts';
import { stringifyExactJson } from '../../src/kernel/exact-json.ts';

export const ETL = 'crypt-0.1.0';

/** `entries` are those that are something else than known. */
export function openSchemas(entries: Readonly<Record<string, SchemaEntry>> = {}): Schemas {
  return {
    lookup: (uri) => entries[uri] ?? { state: 'known', schema: knownSchema(uri) },
    load: async () => undefined,
    changes: () => 0,
    askAgain: () => undefined,
  };
}

function knownSchema(uri: string): KnownSchema {
  const key: SchemaKey = parseSchemaUri(uri) ?? { vendor: '', name: '', format: '', version: '1-0-0' };
  const compiled = compileSchema({ self: { ...key } }, key);
  assert.ok(compiled.state === 'compiled');
  return {
    key,
    uri,
    document: {},
    digest: '',
    source: 'test',
    validWith: compiled,
    supersededBy: undefined,
    versions: [],
  };
}

export function jsonColumns(): Columns {
  const known = new Set<string>();
  let fresh: ColumnDefinition[] = [];
  return {
    place: (kind, { key, uri }) => {
      const name = jsonColumn(kind, key);
      if (!known.has(name)) fresh.push({ name, type: 'json', origin: uri, description: '', versions: [key.version] });
      known.add(name);
      return { name, shard: shardOf(name), render: (data) => stringifyExactJson(data), rendered: new WeakMap() };
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

const NO_CODE: ProjectCode = {
  enrich: async (events) => events.map(() => ({ ok: true, result: { entities: [], columns: {}, drop: null } })),
  map: async (requests) => requests.map(() => ({ ok: false, cause: 'none', detail: '' })),
  close: async () => undefined,
};

/** The pipeline without enrichments. */
export function plainPipeline(more: Partial<Pipeline> = {}): Pipeline {
  return {
    context: { topic: 'raw', etl: ETL, keepsSent: true },
    schemas: openSchemas(),
    columns: jsonColumns(),
    publish: async () => true,
    enrichments: [],
    webhooks: new Set(),
    code: NO_CODE,
    hasProjectEnrichments: false,
    privacy: [],
    ...more,
  };
}

/** One record through a pipeline that waits for nothing. */
export function enrichNow(record: LogRecord, pipeline: Pipeline = plainPipeline()): RecordOutputs {
  const { request, broken } = readRequest(record);
  const work = beginRecord(record, request, broken, pipeline.context);
  for (const draft of work.drafts) enrichDraft(draft, pipeline);
  for (const draft of work.drafts) for (const rule of pipeline.privacy) rule.apply(draft);
  for (const draft of work.drafts) placeDraft(draft, pipeline);
  return finishRecord(work, pipeline.context);
}
