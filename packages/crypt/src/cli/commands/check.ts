import { join, relative, resolve } from 'node:path';
import { listTracking, readTracking } from '../../adapters/iglu/read-tracking.ts';
import { readProject } from '../../config/read-config.ts';
import { EXIT_CODE } from '../../kernel/crypt-error.ts';
import { checkTracking, publish } from '../../schemas/check-tracking.ts';
import { indexTracking, type TrackingIndex } from '../../schemas/index-tracking.ts';
import { LOCK_FILE, renderLock } from '../../schemas/schema-lock.ts';
import type { TrackingProblem } from '../../schemas/tracking-problem.ts';
import type { CliContext, Command } from '../context.ts';
import { trackingFolder } from '../open-schemas.ts';

export const check: Command = async (context, args) => {
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  const folder = trackingFolder(project);
  const entries = await listTracking(folder, context.files);
  let index = indexTracking(await readTracking(folder, context.files, entries));
  const options = { acceptBreaks: args.flag('accept-breaks') };
  let problems = checkTracking(index, options);
  let written = false;
  if (args.flag('write') && countOf(problems, 'error') === 0) {
    index = { ...index, lock: publish(index) };
    written = await writeLock(folder, index, context);
    problems = checkTracking(index, options);
  }
  const counts = {
    schemas: new Set([...index.drafts.keys(), ...index.lock.keys()]).size,
    errors: countOf(problems, 'error'),
    warnings: countOf(problems, 'warning'),
  };
  const named = problems.map((problem) => ({ ...problem, path: relative(context.folder, join(folder, problem.path)) }));
  if (args.json) context.out(`${JSON.stringify({ ...counts, written, problems: named.map(plain) })}\n`);
  else {
    context.out(named.map((problem) => `${render(problem)}\n`).join(''));
    context.out(`${renderCounts(counts)}${written ? ` Wrote ${LOCK_FILE}; commit it.` : ''}\n`);
    if (args.flag('write') && counts.errors > 0) context.note('Nothing was published: there are errors.\n');
  }
  return counts.errors > 0 ? EXIT_CODE.user : 0;
};

function countOf(problems: readonly TrackingProblem[], severity: TrackingProblem['severity']): number {
  return problems.filter((problem) => problem.severity === severity).length;
}

/** Returns whether the file is another one now. */
async function writeLock(folder: string, { lock }: TrackingIndex, { files }: CliContext): Promise<boolean> {
  if (lock.size === 0) return false;
  const path = join(folder, LOCK_FILE);
  const text = renderLock(lock);
  const present =
    (await files.stat(path)) === undefined ? '' : Buffer.from(await files.readFile(path)).toString('utf8');
  if (present === text) return false;
  await files.replaceFile(path, text);
  return true;
}

/** For machines: what is not there is null. */
function plain({ path, line, severity, message, hint }: TrackingProblem): Readonly<Record<string, unknown>> {
  return { path, line: line ?? null, severity, message, hint: hint ?? null };
}

function render({ path, line, severity, message, hint }: TrackingProblem): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}  ${severity}  ${message}${hint === undefined ? '' : `\n    → ${hint}`}`;
}

function renderCounts({
  schemas,
  errors,
  warnings,
}: Readonly<Record<'schemas' | 'errors' | 'warnings', number>>): string {
  return `crypt.yml is good. ${count(schemas, 'schema')} checked: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
