// Rendering: the doors of this folder.
import type { MacroStatement, Template } from './syntax/tree.ts';
import { execute, runner } from './run/execute.ts';
import { rootFrame, type Frame } from './run/frame.ts';
import { locate } from './run/locate.ts';
import { catchReturn, makeMacro } from './run/macro.ts';
import { MARKERS, nativeResult } from './run/native.ts';
import { openState, type Context, type Output, type RenderOptions } from './run/state.ts';
import type { Piece } from './run/written.ts';
import { raised } from './values/raise.ts';
import type { Eventual, PyFunction, Value } from './values/value.ts';

/**
 * Renders a template to text, at once: for parsing a project.
 *
 * @throws JINJA_* with the place; JINJA_ASYNC when a function would have to be waited for.
 */
export function renderSync(template: Template, context: Context, options: RenderOptions = {}): string {
  if (template.literal !== null) return template.literal;
  const output: Output = { text: '', parts: undefined };
  settled(run(template, context, options, true, output));
  return output.text;
}

/**
 * Renders a template to text; functions of the context may return promises. What they do is done in the template's order.
 *
 * @throws JINJA_* with the place (as a rejection).
 */
export async function renderAsync(template: Template, context: Context, options: RenderOptions = {}): Promise<string> {
  if (template.literal !== null) return template.literal;
  const output: Output = { text: '', parts: undefined };
  await run(template, context, options, false, output);
  return output.text;
}

/** As `renderAsync`, with where each part of the text comes from. */
export async function renderPieces(
  template: Template,
  context: Context,
  options: RenderOptions = {},
): Promise<{ readonly text: string; readonly pieces: readonly Piece[] }> {
  const pieces: Piece[] = [];
  const output: Output = { text: '', parts: undefined, pieces };
  await run(template, context, { ...options, traces: true }, false, output);
  return { text: output.text, pieces };
}

/**
 * Renders a template to a value, as dbt does for the values of YAML files: a template of one expression is that
 * expression's value; everything else is text. The filters `as_bool`, `as_number`, `as_native` read the value from text.
 */
export function renderNative(template: Template, context: Context, options: RenderOptions = {}): Value {
  if (template.literal !== null) return template.literal;
  const output: Output = { text: '', parts: [] };
  settled(run(template, context, { ...options, filters: withMarkers(options) }, true, output));
  return nativeResult(output.parts ?? []);
}

function withMarkers(options: RenderOptions): NonNullable<RenderOptions['filters']> {
  return options.filters === undefined ? MARKERS : new Map([...MARKERS, ...options.filters]);
}

function settled(result: Eventual<unknown>): void {
  if (!(result instanceof Promise)) return;
  result.catch(() => undefined);
  throw raised('JINJA_ASYNC', 'a function has to wait, and this rendering cannot');
}

function run(
  template: Template,
  context: Context,
  options: RenderOptions,
  isSync: boolean,
  output: Output,
): Eventual<unknown> {
  const state = openState(template, context, options, isSync);
  const fail = (error: unknown): never => {
    throw locate(error, state);
  };
  try {
    const result = execute(template.body, rootFrame(state, context), output);
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
}

/**
 * A macro of another template as a function, to be put in a context. Its free names are looked up in `context`, or in
 * that of the rendering that calls it, so that one function serves all. Other macros of its template are seen through
 * the context only, as in dbt.
 */
export function bindMacro(template: Template, macro: MacroStatement, context?: Context): PyFunction {
  const parts = { name: macro.name, signature: macro.signature, body: macro.body, template };
  return catchReturn(makeMacro(parts, (state): Frame => rootFrame(state, context ?? state.context), runner));
}

/** The macros, and blocks that are macros, at the top of a template. */
export function macrosOf(template: Template): readonly MacroStatement[] {
  return template.body.filter((statement) => statement.kind === 'macro');
}
