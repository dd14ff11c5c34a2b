// Self-describing data against its schemas.
import { parseSchemaUri, schemaUri } from '../contracts/schema-key.ts';
import { setSchemaColumns, type DraftedEvent } from './draft-event.ts';
import type { SelfDescribing } from './event-draft.ts';
import { schemaProblem, type Problem } from './problem.ts';
import type { KnownSchema, SchemaEntry } from '../schemas/find-schema.ts';
import type { Schemas } from './schemas.ts';

/** Causes by which a schema that arrives late finds the events that wait for it. */
export const SCHEMA_MISSING = 'schema: in no source';
export const SCHEMA_UNAVAILABLE = 'schema: its source could not be reached';

/** Adds the schema of a part to `wanted` when it is not loaded. */
export function wantSchema({ schema }: SelfDescribing, schemas: Schemas, wanted: Set<string>): void {
  if (schemas.lookup(schema).state === 'unloaded') wanted.add(schema);
}

function partsSent({ unstruct, entities }: DraftedEvent): readonly SelfDescribing[] {
  return unstruct === undefined ? entities : [unstruct, ...entities];
}

/** Judges what was sent. A superseded schema is replaced by the one that took its place, and an entity says so. */
export function judgeSent(draft: DraftedEvent, schemas: Schemas): void {
  const replaced = new Set<string>();
  for (const part of partsSent(draft)) {
    const schema = judgePart(part, schemas, draft.problems);
    if (schema?.supersededBy === undefined) continue;
    const original = part.schema;
    part.schema = schemaUri(schema.supersededBy);
    if (part === draft.unstruct) setSchemaColumns(draft.row, schema.supersededBy);
    if (replaced.has(original)) continue;
    replaced.add(original);
    draft.derived.push({
      schema: 'iglu:com.snowplowanalytics.iglu/validation_info/jsonschema/1-0-0',
      data: { originalSchema: original, validatedWith: schema.supersededBy.version },
    });
  }
}

/** Adds what is wrong with a part to `problems`; returns its schema when nothing is. */
export function judgePart(part: SelfDescribing, schemas: Schemas, problems: Problem[]): KnownSchema | undefined {
  const entry = schemas.lookup(part.schema);
  if (entry.state !== 'known') {
    problems.push(unusable(part, entry));
    return undefined;
  }
  const mismatches = entry.schema.validWith.validate(part.data);
  if (mismatches.length === 0) return entry.schema;
  const name = parseSchemaUri(part.schema)?.name ?? '';
  for (const { path, message } of mismatches) {
    problems.push(schemaProblem(`${name} ${path === '' ? '/' : path}: ${message}`, '', part));
  }
  return undefined;
}

function unusable(part: SelfDescribing, entry: Exclude<SchemaEntry, { state: 'known' }>): Problem {
  switch (entry.state) {
    case 'unavailable':
      return schemaProblem(SCHEMA_UNAVAILABLE, entry.reason, part);
    case 'broken':
      return schemaProblem('schema: cannot be used', entry.reason, part);
    case 'missing':
    case 'unloaded':
      return schemaProblem(SCHEMA_MISSING, '', part);
    default:
      return entry satisfies never;
  }
}
