// One schema from the sources, with everything that judging and storing its data takes: the version that judges in its
// place, and all versions of its model up to there. What is found depends on the sources alone, never on which of them
// happened to answer: when one that counts does not, the whole schema is unavailable.
import { parseVersion, schemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import type { SchemaSource } from '../contracts/schema-source.ts';
import { SCHEMA_SUPERSEDING_MAX, SCHEMA_VERSIONS_MAX } from '../kernel/limits.ts';
import type { JsonObject } from '../kernel/parse-json.ts';
import { compileSchema, selfProblem, type BrokenSchema, type CompiledSchema } from './compile-schema.ts';
import { parseSchemaText } from './parse-schema-text.ts';
import { schemaDigest } from './schema-digest.ts';

/** A version of a model, as its column is made from it. */
export interface ModelVersion {
  readonly version: string;
  readonly document: JsonObject;
  /** schemaDigest() of the document. */
  readonly digest: string;
}

export interface KnownSchema {
  readonly key: SchemaKey;
  readonly uri: string;
  readonly document: JsonObject;
  /** schemaDigest() of the document. */
  readonly digest: string;
  /** Name of the source that has it. */
  readonly source: string;
  /** What judges: the schema itself, or the one that supersedes it. */
  readonly validWith: CompiledSchema;
  readonly supersededBy: SchemaKey | undefined;
  /** Of the model that data lands in: every version from x-0-0 up to `supersededBy`, or else this one, ascending. */
  readonly versions: readonly ModelVersion[];
}

export type SchemaEntry =
  | { readonly state: 'known'; readonly schema: KnownSchema }
  /** Every source says that it does not have it. */
  | { readonly state: 'missing' }
  /** A source could not say. */
  | { readonly state: 'unavailable'; readonly reason: string }
  /** There is one, and it cannot be used. */
  | { readonly state: 'broken'; readonly reason: string }
  /** Not asked for yet, or due to be asked for again. */
  | { readonly state: 'unloaded' };

/** Reads through the sources in their order; `upTo` counts those that are asked. */
export type ReadSources = (key: SchemaKey, upTo: number) => Promise<SourcedReading>;

export type SourcedReading =
  | { readonly outcome: 'found'; readonly text: string; readonly at: number }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'unavailable'; readonly reason: string };

export async function findSchema(
  key: SchemaKey,
  sources: readonly SchemaSource[],
  read: ReadSources,
): Promise<SchemaEntry> {
  const target = await readDocument(key, sources.length, read);
  if (target.state !== 'found') return target;
  const own = compileSchema(target.document, key);
  if (own.state === 'broken') return own;
  const last = await followSuperseding({ ...target, compiled: own }, sources.length, read);
  if (last.state !== 'found') return last;
  const versions = await readVersions(last, sources.length, read);
  if (versions.state !== 'found') return versions;
  const schema: KnownSchema = {
    key,
    uri: schemaUri(key),
    document: target.document,
    digest: schemaDigest(target.document),
    source: sources[target.at]?.name ?? '',
    validWith: last.compiled,
    supersededBy: last.compiled === own ? undefined : last.compiled.key,
    versions: versions.versions,
  };
  return { state: 'known', schema };
}

type Unfound = Exclude<SchemaEntry, { state: 'known' }>;
type FoundDocument = { readonly state: 'found'; readonly document: JsonObject; readonly at: number };
type FoundSchema = FoundDocument & { readonly compiled: CompiledSchema };

async function readDocument(key: SchemaKey, upTo: number, read: ReadSources): Promise<FoundDocument | Unfound> {
  const reading = await read(key, upTo);
  if (reading.outcome === 'missing') return { state: 'missing' };
  if (reading.outcome === 'unavailable') return { state: 'unavailable', reason: reading.reason };
  const { document, reason } = parseSchemaText(reading.text);
  const problem = reason ?? selfProblem(document, key);
  if (document === undefined || problem !== undefined) return broken(problem ?? '');
  return { state: 'found', document, at: reading.at };
}

function broken(reason: string): BrokenSchema {
  return { state: 'broken', reason };
}

async function followSuperseding(first: FoundSchema, upTo: number, read: ReadSources): Promise<FoundSchema | Unfound> {
  let last = first;
  for (let hops = 0; last.compiled.supersededBy !== undefined; hops++) {
    const key = last.compiled.supersededBy;
    if (hops === SCHEMA_SUPERSEDING_MAX)
      return broken(`more than ${SCHEMA_SUPERSEDING_MAX} versions supersede each other`);
    const next = await readDocument(key, upTo, read);
    if (next.state === 'unavailable') return next;
    if (next.state === 'missing') return broken(`${key.version} supersedes it, and no source has that`);
    if (next.state !== 'found') return broken(`${key.version} supersedes it: ${reasonOf(next)}`);
    const compiled = compileSchema(next.document, key);
    if (compiled.state === 'broken') return broken(`${key.version} supersedes it: ${compiled.reason}`);
    last = { ...next, compiled };
  }
  return last;
}

function reasonOf(entry: Unfound): string {
  return 'reason' in entry ? entry.reason : '';
}

type FoundVersions = { readonly state: 'found'; readonly versions: readonly ModelVersion[] };

/**
 * Registries have no lists, so versions are asked for one by one: in each revision from addition 0 until one is missing.
 * A source that has the beginning of the model is taken to have all of it; only otherwise those after it are asked,
 * so that what a project or the built-in set has needs no registry.
 */
async function readVersions(last: FoundSchema, upTo: number, read: ReadSources): Promise<FoundVersions | Unfound> {
  const { key } = last.compiled;
  const { model, revision, addition } = parseVersion(key.version);
  const tooMany = broken(`it has more than ${SCHEMA_VERSIONS_MAX} versions`);
  if (revision >= SCHEMA_VERSIONS_MAX) return tooMany;
  const versions: ModelVersion[] = [];
  const first = await readDocument({ ...key, version: `${model}-0-0` }, last.at + 1, read);
  const asked = first.state === 'missing' ? upTo : last.at + 1;
  for (let r = 0; r <= revision; r++) {
    const end = r === revision ? addition : Number.POSITIVE_INFINITY;
    for (let a = 0; a < end; a++) {
      if (versions.length >= SCHEMA_VERSIONS_MAX) return tooMany;
      const version = `${model}-${r}-${a}`;
      const found = await readDocument({ ...key, version }, asked, read);
      if (found.state === 'missing') break;
      if (found.state === 'unavailable') return { ...found, reason: `version ${version}: ${found.reason}` };
      if (found.state !== 'found') return broken(`version ${version} before it: ${reasonOf(found)}`);
      versions.push(toVersion(version, found.document));
    }
  }
  versions.push(toVersion(key.version, last.document));
  return { state: 'found', versions };
}

function toVersion(version: string, document: JsonObject): ModelVersion {
  return { version, document, digest: schemaDigest(document) };
}
