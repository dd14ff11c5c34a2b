import { isCryptError } from '../../../kernel/crypt-error.ts';
import { fail, transformErrors, type TemplatePlace, type TemplateProblem } from '../../errors.ts';
import { positionOf } from '../syntax/position.ts';
import type { PythonError } from '../values/raise.ts';
import type { CallSite } from '../values/value.ts';
import type { CallRecord, State } from './state.ts';

/** Where a rendering is, and the macros that lead there, innermost first; for errors that functions of the host throw. */
export function placeOf(site: CallSite): TemplatePlace {
  const { at, call } = site as State;
  const { line, column } = positionOf(call.template.source, at);
  const stack: string[] = [];
  for (let record: CallRecord | undefined = call; record?.parent !== undefined; record = record.parent) {
    if (stack.length >= 50) break;
    const from = positionOf(record.parent.template.source, record.at);
    stack.push(`${record.name} (${record.parent.template.name}:${from.line}:${from.column})`);
  }
  return { template: call.template.name, line, column, stack };
}

/** The error with its place, when it is one of a template; others as they are. */
export function locate(error: unknown, state: State): unknown {
  if (error instanceof RangeError)
    return fail('JINJA_LIMIT', { reason: limitText(error), place: placeOf(state) }, error);
  if (!isCryptError(error) || !isTemplateCode(error.code)) return error;
  const problem = error.params as unknown as TemplateProblem;
  if (problem.place !== undefined) return error;
  return fail(error.code, { ...problem, place: placeOf(state) });
}

/** JavaScript's own limits: its stack, and the length of a text. */
function limitText(error: RangeError): string {
  return /call stack/i.test(error.message) ? 'expressions or macros nest too deep' : 'a value is too large';
}

function isTemplateCode(code: string): code is PythonError {
  return code in transformErrors && code.startsWith('JINJA_') && code !== 'JINJA_SYNTAX' && code !== 'JINJA_BLOCKS';
}
