// Everything that `crypt check` says of a tracking plan. Reads nothing and asks nobody.
import { compareVersions, parseSchemaUri } from '../contracts/schema-key.ts';
import type { JsonObject } from '../kernel/parse-json.ts';
import { checkEvolution, type EvolutionOptions } from './check-evolution.ts';
import { compileSchema, type CompiledSchema } from './compile-schema.ts';
import type { DraftSchema, TrackingIndex } from './index-tracking.ts';
import { lintSchema } from './lint-schema.ts';
import { pointerSteps } from './pointer.ts';
import { LOCK_FILE, type SchemaLock } from './schema-lock.ts';
import type { TrackingProblem } from './tracking-problem.ts';

/** By file and line, errors before warnings of the same line. */
export function checkTracking(index: TrackingIndex, options: EvolutionOptions): readonly TrackingProblem[] {
  const latest = latestVersions(index);
  const problems: TrackingProblem[] = [...index.problems, ...checkLock(index.lock)];
  for (const draft of index.drafts.values()) problems.push(...checkDraft(draft, latest));
  problems.push(...checkEvolution(index, options));
  return problems.toSorted(
    (left, right) =>
      compareTexts(left.path, right.path) ||
      (left.line ?? 0) - (right.line ?? 0) ||
      compareTexts(left.severity, right.severity),
  );
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The lock file with what is drafted; for a plan without errors. Words of a published schema are taken from its file. */
export function publish({ lock, drafts }: TrackingIndex): SchemaLock {
  return new Map<string, JsonObject>([...lock, ...[...drafts].map(([uri, { document }]) => [uri, document] as const)]);
}

function checkLock(lock: SchemaLock): readonly TrackingProblem[] {
  return [...lock].flatMap(([uri, document]) => {
    const key = parseSchemaUri(uri);
    const compiled = key === undefined ? undefined : compileSchema(document, key);
    if (compiled?.state !== 'broken') return [];
    const message = `${uri} cannot be used: ${compiled.reason}`;
    return [
      { path: LOCK_FILE, line: undefined, severity: 'error', message, hint: 'The lock file is not written by hand.' },
    ];
  });
}

function checkDraft(draft: DraftSchema, latest: ReadonlyMap<string, string>): readonly TrackingProblem[] {
  const { key, uri, document, path } = draft;
  const compiled = compileSchema(document, key);
  if (compiled.state === 'broken') {
    const line = draft.lineAt(pointerIn(compiled.reason));
    return [{ path, line, severity: 'error', message: `${uri} cannot be used: ${compiled.reason}`, hint: undefined }];
  }
  // Advice on a version that has a successor cannot be taken.
  return latest.get(nameOf(draft)) === key.version ? lintDraft(draft, compiled) : [];
}

function lintDraft({ document, path, lineAt }: DraftSchema, { tree }: CompiledSchema): readonly TrackingProblem[] {
  return lintSchema(document, tree).map(({ pointer, ...finding }) => ({ path, line: lineAt(pointer), ...finding }));
}

/** `#/properties/sku is …` → `/properties/sku`. */
function pointerIn(reason: string): string {
  const pointer = /^#(\S*) /.exec(reason)?.[1] ?? '';
  return pointerSteps(pointer) === undefined ? '' : pointer;
}

function latestVersions({ drafts, lock }: TrackingIndex): ReadonlyMap<string, string> {
  const latest = new Map<string, string>();
  for (const uri of [...drafts.keys(), ...lock.keys()]) {
    const key = parseSchemaUri(uri);
    if (key === undefined) continue;
    const known = latest.get(nameOf({ key }));
    if (known === undefined || compareVersions(known, key.version) < 0) latest.set(nameOf({ key }), key.version);
  }
  return latest;
}

function nameOf({ key }: Pick<DraftSchema, 'key'>): string {
  return `${key.vendor}/${key.name}`;
}
