// Whether the versions of a schema follow from one another. A published version does not change: events that name it are
// stored by it already, and apps in the field go on sending it.
import { compareVersions, parseSchemaUri, parseVersion, schemaUri } from '../contracts/schema-key.ts';
import type { JsonObject } from '../kernel/parse-json.ts';
import type { Break } from './columns/merge-types.ts';
import { planModel } from './columns/plan-model.ts';
import { CHANGE_KINDS, compareSchemas, greatestKind, nextVersion, stepBetween } from './compare-schemas.ts';
import { isSameSchema, type DraftSchema, type TrackingIndex } from './index-tracking.ts';
import { compareUris, LOCK_FILE } from './schema-lock.ts';
import type { TrackingProblem } from './tracking-problem.ts';

export interface EvolutionOptions {
  /** Take breaks between unpublished versions as they are: the history of schemas that come from elsewhere. */
  readonly acceptBreaks: boolean;
}

const CHANGES_TOLD = 5;

export function checkEvolution(index: TrackingIndex, { acceptBreaks }: EvolutionOptions): readonly TrackingProblem[] {
  const problems: TrackingProblem[] = [];
  for (const versions of modelsOf(index)) {
    const latest = versions.at(-1)?.version ?? '';
    for (const version of versions) problems.push(...checkPublished(index, version, latest));
    problems.push(...checkColumns(versions, acceptBreaks), ...checkSteps(versions));
  }
  return problems;
}

interface Version {
  readonly uri: string;
  readonly version: string;
  /** What is published, or else the draft. */
  readonly document: JsonObject;
  readonly draft: DraftSchema | undefined;
  readonly isPublished: boolean;
}

/** The versions of each schema, all models of it, ascending. */
function modelsOf({ drafts, lock }: TrackingIndex): Iterable<readonly Version[]> {
  const schemas = new Map<string, Version[]>();
  for (const uri of [...new Set([...drafts.keys(), ...lock.keys()])].toSorted(compareUris)) {
    const key = parseSchemaUri(uri);
    const draft = drafts.get(uri);
    const document = lock.get(uri) ?? draft?.document;
    if (key === undefined || document === undefined) continue;
    const name = schemaUri({ ...key, version: '1-0-0' });
    const versions = schemas.get(name) ?? [];
    versions.push({ uri, version: key.version, document, draft, isPublished: lock.has(uri) });
    schemas.set(name, versions);
  }
  return schemas.values();
}

function checkPublished({ lock }: TrackingIndex, version: Version, latest: string): readonly TrackingProblem[] {
  const { uri, draft } = version;
  if (draft === undefined) return [];
  const published = lock.get(uri);
  if (published === undefined) {
    const hint = `Publish it, and commit ${LOCK_FILE}: crypt check --write`;
    return [problem(draft, '', 'warning', `${uri} is not published`, hint)];
  }
  if (isSameSchema(published, draft.document)) return [];
  const changes = compareSchemas(published, draft.document);
  const next = nextVersion(latest, greatestKind(changes) ?? 'revision');
  const told = changes.slice(0, CHANGES_TOLD).map(({ text }) => text);
  const more = changes.length > told.length ? `; and ${changes.length - told.length} more` : '';
  const message = `${uri} is published, and was changed: ${told.join('; ')}${more}`;
  return [problem(draft, changes[0]?.pointer ?? '', 'error', message, `Give it the version ${next}.`)];
}

function problem(
  draft: DraftSchema,
  pointer: string,
  severity: TrackingProblem['severity'],
  message: string,
  hint: string | undefined,
): TrackingProblem {
  return { path: draft.path, line: draft.lineAt(pointer), severity, message, hint };
}

/** Within a model all versions share a column; values that take another type there go to a column of their own. */
function checkColumns(versions: readonly Version[], acceptBreaks: boolean): readonly TrackingProblem[] {
  const models = new Map<number, Version[]>();
  for (const version of versions) {
    const { model } = parseVersion(version.version);
    models.set(model, [...(models.get(model) ?? []), version]);
  }
  return [...models.values()].flatMap((model) => {
    const name = parseSchemaUri(model[0]?.uri) ?? NOBODY;
    const inModel = model.map(({ version, document }) => ({ version, document, digest: '' }));
    const plan = planModel('contexts', name, inModel);
    return model.flatMap((version) =>
      (plan.versions.get(version.version)?.breaks ?? []).flatMap((broken) => toProblem(version, broken, acceptBreaks)),
    );
  });
}

const NOBODY = { vendor: '', name: '' };

function toProblem(version: Version, { path, from, to }: Break, acceptBreaks: boolean): readonly TrackingProblem[] {
  const { draft, isPublished, uri } = version;
  if (draft === undefined) return [];
  const severity = isPublished || acceptBreaks ? 'warning' : 'error';
  const what = path === '' ? 'it' : path;
  const message = `${uri}: ${what} is ${to}, and was ${from} before, so its values would go to a column of their own`;
  const hint = isPublished
    ? undefined
    : `Give it the version ${nextVersion(version.version, 'model')}, or another name.`;
  return [problem(draft, pointerOf(path), severity, message, hint)];
}

/** `items[].sku` → `/properties/items/items/properties/sku`. */
function pointerOf(path: string): string {
  return path
    .split('.')
    .map((name) => `/properties/${name.replaceAll('[]', '/items')}`)
    .join('');
}

/** That an unpublished version says enough of what changed since the one before it, and leaves no hole. */
function checkSteps(versions: readonly Version[]): readonly TrackingProblem[] {
  return versions.flatMap((version, at) => {
    const before = versions[at - 1];
    if (version.isPublished || version.draft === undefined) return [];
    return [...checkHole(version, version.draft, versions), ...checkStep(version, version.draft, before)];
  });
}

function checkStep(version: Version, draft: DraftSchema, before: Version | undefined): readonly TrackingProblem[] {
  if (before === undefined) return [];
  const changes = compareSchemas(before.document, version.document);
  const needed = greatestKind(changes);
  const said = stepBetween(before.version, version.version);
  if (needed === undefined || CHANGE_KINDS.indexOf(needed) <= CHANGE_KINDS.indexOf(said)) return [];
  const change = changes.find(({ kind }) => kind === needed);
  const message = `${version.uri}: since ${before.version}, ${change?.text}, which is more than ${said === 'addition' ? 'an addition' : 'a revision'}`;
  const hint = `Give it the version ${nextVersion(before.version, needed)}.`;
  return [problem(draft, change?.pointer ?? '', 'warning', message, hint)];
}

function checkHole(version: Version, draft: DraftSchema, versions: readonly Version[]): readonly TrackingProblem[] {
  const { model, revision, addition } = parseVersion(version.version);
  const before = `${model}-${revision}-${addition - 1}`;
  const isFirst = versions.every((other) => compareVersions(other.version, version.version) >= 0);
  if (addition === 0 || isFirst || versions.some((other) => other.version === before)) return [];
  const message = `${version.uri}: ${before} is missing, and what is before a hole is not looked for`;
  return [problem(draft, '/self/version', 'warning', message, `Give it the version ${before}.`)];
}
