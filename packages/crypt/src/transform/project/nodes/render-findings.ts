// What a node's file says: by its tree where that suffices, else by rendering it.
import { isCryptError, type CryptError } from '../../../kernel/crypt-error.ts';
import { renderSync } from '../../jinja/render.ts';
import { MacroReturn } from '../../jinja/run/macro.ts';
import type { RenderOptions } from '../../jinja/run/state.ts';
import { hasTags, parseTemplate } from '../../jinja/syntax/parse-template.ts';
import type { ParseContext } from '../context/parse-context.ts';
import type { Place } from '../errors.ts';
import { placedText } from '../files/source-file.ts';
import { callPlace } from '../graph/reference-place.ts';
import type { NodeWork } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import { placed } from '../settings/render-yaml.ts';
import { LITERAL_CALLS, readLiteralCalls } from './literal-calls.ts';

/** Undefined names are harmless while a project is parsed, as in dbt. */
export const PARSE_OPTIONS: RenderOptions = { undefined: 'chain' };

/**
 * Fills `work.findings` from a text of the node: its file, or a hook.
 *
 * @param place of the text when it is not the whole file.
 * @returns how it was done; the problem is in `world.problems` when it failed.
 */
export function renderFindings(
  work: NodeWork,
  code: string,
  context: ParseContext,
  world: ParseWorld,
  place?: Place,
): 'read' | 'rendered' | 'failed' {
  if (!hasTags(code)) return 'read';
  try {
    const template = parseTemplate(
      placedText({ text: code, leadLines: place === undefined ? work.leadLines : 0 }),
      work.shownPath,
    );
    if (!LITERAL_CALLS.some(context.overrides) && readLiteralCalls(template, work.findings)) return 'read';
    world.session.work = work;
    renderSync(template, context, PARSE_OPTIONS);
    return 'rendered';
  } catch (error) {
    if (error instanceof MacroReturn) return 'rendered';
    world.problems.errors.push(place === undefined ? located(error, work) : placed(error, place));
    return 'failed';
  } finally {
    world.session.work = undefined;
  }
}

/** Jinja's errors have a place, and those of our functions where they are called. */
function located(error: unknown, work: NodeWork): CryptError {
  if (!isCryptError(error)) throw error;
  if (error.code.startsWith('JINJA_') || 'place' in error.params) return error;
  // `ref() takes …`: what is read from the tree has no place of its own.
  const called = /^(\w+)\(\)/.exec(error.message)?.[1];
  return placed(error, called === undefined ? { file: work.shownPath, line: 1, column: 1 } : callPlace(work, called));
}
