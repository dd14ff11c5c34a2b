// The files of a tracking plan to its schemas. Three kinds of files give them:
//
//   schemas/<vendor>/<name>/jsonschema/<version>[.json]   Iglu's own layout
//   *.yml, *.yaml                                         the compact form
//   schemas.lock                                          what is published
//
// What is published holds: data was stored by it. A file that says otherwise is refused by `crypt check`, and until then
// the published schema is the one that judges.
import { compareVersions, parseSchemaUri, schemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import type { TrackingFile } from '../contracts/tracking-file.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { JsonObject } from '../kernel/parse-json.ts';
import { parseSchemaText } from './parse-schema-text.ts';
import { planToSchema } from './plan-to-schema.ts';
import { pointerSteps } from './pointer.ts';
import { readPlan } from './read-plan.ts';
import { judgingPart } from './schema-digest.ts';
import { LOCK_FILE, parseLock, type SchemaLock } from './schema-lock.ts';
import type { TrackingProblem } from './tracking-problem.ts';
import { readYaml } from './yaml-lines.ts';

/** A schema as a file of the project has it now. */
export interface DraftSchema {
  readonly key: SchemaKey;
  readonly uri: string;
  readonly document: JsonObject;
  readonly path: string;
  /** Line of a JSON pointer in the file; of the schema's beginning when it is not found. */
  readonly lineAt: (pointer: string) => number | undefined;
}

export interface TrackingIndex {
  /** What the source of the project answers, as JSON text, by URI. */
  readonly texts: ReadonlyMap<string, { readonly text: string }>;
  readonly drafts: ReadonlyMap<string, DraftSchema>;
  readonly lock: SchemaLock;
  readonly problems: readonly TrackingProblem[];
}

export function indexTracking(files: readonly TrackingFile[]): TrackingIndex {
  const problems: TrackingProblem[] = [];
  const drafts = new Map<string, DraftSchema>();
  let lock: SchemaLock = new Map();
  const texts = new Map<string, { readonly text: string }>();
  for (const file of files) {
    if (file.problem !== undefined) problems.push(problemAt(file.path, undefined, `It was not read: ${file.problem}`));
    else if (file.path === LOCK_FILE) lock = readLock(file, problems);
    else if (file.path.startsWith('schemas/')) addDraft(readSchemaFile(file, texts, problems), drafts, problems);
    else if (/\.ya?ml$/.test(file.path))
      for (const draft of readPlanFile(file, problems)) addDraft(draft, drafts, problems);
  }
  const documents = new Map<string, JsonObject>([...drafts].map(([uri, { document }]) => [uri, document]));
  for (const [uri, document] of lock) {
    const draft = documents.get(uri);
    if (draft === undefined || !isSameSchema(draft, document)) documents.set(uri, document);
  }
  const superseding = findSuperseding(documents);
  for (const [uri, document] of documents) {
    const version = superseding.get(uri);
    const isMarked = version === undefined || Object.hasOwn(document, '$supersededBy');
    texts.set(uri, { text: JSON.stringify(isMarked ? document : { ...document, $supersededBy: version }) });
  }
  return { texts, drafts, lock, problems };
}

/** Whether two documents judge alike. */
export function isSameSchema(left: JsonObject, right: JsonObject): boolean {
  return canonicalJson(judgingPart(left)) === canonicalJson(judgingPart(right));
}

function problemAt(path: string, line: number | undefined, message: string, hint?: string): TrackingProblem {
  return { path, line, severity: 'error', message, hint };
}

function readLock({ path, text }: TrackingFile, problems: TrackingProblem[]): SchemaLock {
  const lock = parseLock(text);
  if (typeof lock !== 'string') return lock;
  const hint = `Take it from git as it was: git checkout HEAD -- <folder>/${LOCK_FILE}`;
  problems.push(problemAt(path, 1, `The published schemas are not known: ${lock}`, hint));
  return new Map();
}

/** A file that is no JSON is handed on as it is, so that who asks for the schema learns that it is broken. */
function readSchemaFile(
  { path, text }: TrackingFile,
  texts: Map<string, { readonly text: string }>,
  problems: TrackingProblem[],
): DraftSchema | undefined {
  const key = parseSchemaUri(`iglu:${path.slice('schemas/'.length).replace(/\.json$/, '')}`);
  if (key === undefined) {
    const hint = 'Schemas lie at schemas/<vendor>/<name>/jsonschema/<version>.';
    problems.push({
      ...problemAt(path, undefined, 'This file is not where a schema is looked for', hint),
      severity: 'warning',
    });
    return undefined;
  }
  const { document, reason } = parseSchemaText(text);
  if (document === undefined) {
    const yaml = readYaml(text);
    problems.push(problemAt(path, yaml.problem?.line, `The schema cannot be read: ${reason}`));
    texts.set(schemaUri(key), { text });
    return undefined;
  }
  let lineAt: DraftSchema['lineAt'] | undefined;
  const findLine = (pointer: string): number | undefined => {
    lineAt ??= linesOf(text);
    return lineAt(pointer);
  };
  return { key, uri: schemaUri(key), document, path, lineAt: findLine };
}

function linesOf(text: string): DraftSchema['lineAt'] {
  const yaml = readYaml(text);
  return yaml.problem === undefined ? (pointer) => yaml.lineAt(pointerSteps(pointer) ?? []) : () => undefined;
}

function readPlanFile({ path, text }: TrackingFile, problems: TrackingProblem[]): readonly DraftSchema[] {
  const plan = readPlan(text);
  problems.push(...plan.problems.map(({ line, message, hint }) => problemAt(path, line, message, hint)));
  return plan.entries.map(({ schema, place }) => ({
    key: schema.key,
    uri: schemaUri(schema.key),
    document: planToSchema(schema),
    path,
    lineAt: (pointer) => plan.lineAt([...place, ...(pointerSteps(pointer) ?? [])]),
  }));
}

function addDraft(draft: DraftSchema | undefined, drafts: Map<string, DraftSchema>, problems: TrackingProblem[]): void {
  if (draft === undefined) return;
  const twin = drafts.get(draft.uri);
  if (twin === undefined) drafts.set(draft.uri, draft);
  else
    problems.push(
      problemAt(draft.path, draft.lineAt(''), `${draft.uri} is already in ${twin.path}`, 'Remove one of the two.'),
    );
}

/** `$supersedes` names older versions in the new one; who asks for an old one needs it the other way round. */
function findSuperseding(documents: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, string> {
  const superseding = new Map<string, string>();
  for (const [uri, document] of documents) {
    const key = parseSchemaUri(uri);
    const versions = document['$supersedes'];
    if (key === undefined || !Array.isArray(versions)) continue;
    for (const version of versions as readonly unknown[]) {
      const older = parseSchemaUri(`iglu:${key.vendor}/${key.name}/${key.format}/${String(version)}`);
      if (older === undefined || compareVersions(older.version, key.version) >= 0) continue;
      const known = superseding.get(schemaUri(older));
      if (known === undefined || compareVersions(known, key.version) < 0)
        superseding.set(schemaUri(older), key.version);
    }
  }
  return superseding;
}
