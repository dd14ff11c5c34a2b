// Warnings of a project: those that are errors, and the others in few lines.
import type { CryptError } from '../../kernel/crypt-error.ts';
import type { Narrator } from './narrator.ts';
import type { OpenProject } from './open-project.ts';
import { eventOf, readWarnErrors } from './warn-errors.ts';

/** Of one kind, unless --show-all-deprecations is given: a project that has a thousand is not read line by line. */
const TOLD_OF_A_KIND = 5;

export function tellWarnings({ parsed, flags }: OpenProject, narrator: Narrator): void {
  const warns = readWarnErrors(flags);
  const kinds = new Map<string, CryptError[]>();
  for (const warning of parsed.warnings) {
    if (warns.weighLeniency(warning) === 'silent') continue;
    const kind = eventOf(warning);
    const before = kinds.get(kind);
    if (before === undefined) kinds.set(kind, [warning]);
    else before.push(warning);
  }
  const isAll = flags.get('show_all_deprecations') === true;
  for (const [kind, all] of kinds) {
    const told = isAll ? all : all.slice(0, TOLD_OF_A_KIND);
    for (const warning of told) narrator.problem(warning, 'warn');
    const left = all.length - told.length;
    if (left > 0) narrator.warn(`… and ${left} more of ${kind}; --show-all-deprecations tells all.`);
  }
}
