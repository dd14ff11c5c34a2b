// Macros as functions: arguments to names, the body's text as the result.
import { dictOf } from '../values/dict.ts';
import { typeError } from '../values/raise.ts';
import { guess } from '../values/bind.ts';
import {
  makeUndefined,
  orElse,
  tuple,
  type Arguments,
  type CallSite,
  type Eventual,
  type PyFunction,
  type Value,
} from '../values/value.ts';
import type { Expression, Signature, Statement, Template } from '../syntax/tree.ts';
import { follow } from './eventual.ts';
import { setVariable, type Frame } from './frame.ts';
import { enterCall, type Output, type State } from './state.ts';
import { noteReturn } from './written.ts';

/** What runs the parts of a macro. */
export interface Runner {
  readonly evaluate: (node: Expression, frame: Frame) => Eventual<Value>;
  readonly execute: (body: readonly Statement[], frame: Frame, output: Output) => Eventual<unknown>;
}

export interface MacroParts {
  readonly name: string;
  readonly signature: Signature;
  readonly body: readonly Statement[];
  readonly template: Template;
}

/** @param scope of a call: the frame that the body's names are looked up in when they are not the macro's own. */
export function makeMacro(parts: MacroParts, scope: (state: State) => Frame, runner: Runner): PyFunction {
  const { name, signature, body, template } = parts;
  const call = (args: Arguments, site: CallSite): Eventual<Value> => {
    const state = site as State;
    const around = scope(state);
    const frame: Frame = { state, parent: around, context: around.context, variables: new Map() };
    bindParameters(frame, name, signature, args);
    const previous = enterCall(state, name, template);
    const output: Output = { text: '', parts: undefined, pieces: state.traces ? [] : undefined };
    const finish = (): Value => {
      state.call = previous;
      if (output.pieces !== undefined) state.last = { name, text: output.text, pieces: output.pieces };
      return output.text;
    };
    const filled = fillDefaults(frame, signature, runner);
    if (filled instanceof Promise) return filled.then(() => follow(runner.execute(body, frame, output), finish));
    return follow(runner.execute(body, frame, output), finish);
  };
  return { kind: 'function', name, call, text: `<Macro '${name}'>`, attributes: describe(parts) };
}

function describe({ name, signature }: MacroParts): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['name', name],
    ['arguments', tuple(signature.parameters.map((parameter) => parameter.name))],
    ['catch_kwargs', signature.uses.kwargs],
    ['catch_varargs', signature.uses.varargs],
    ['caller', signature.uses.caller],
  ]);
}

function bindParameters(frame: Frame, name: string, { parameters, uses }: Signature, args: Arguments): void {
  const extra = args.positional.slice(parameters.length);
  const rest = args.named.size === 0 ? undefined : new Map(args.named);
  for (const [i, parameter] of parameters.entries()) {
    const given = args.positional[i];
    const named = rest?.get(parameter.name);
    if (given !== undefined && named !== undefined)
      throw typeError(`macro '${name}' got multiple values for argument '${parameter.name}'`);
    const value = orElse(given, named);
    if (value !== undefined) setVariable(frame, parameter.name, value);
    rest?.delete(parameter.name);
  }
  const hasCaller = parameters.some((parameter) => parameter.name === 'caller');
  if (uses.caller && !hasCaller) {
    setVariable(frame, 'caller', rest?.get('caller') ?? makeUndefined('No caller defined'));
    rest?.delete('caller');
  }
  if (uses.kwargs) setVariable(frame, 'kwargs', dictOf(rest ?? []));
  else if (rest !== undefined && rest.size > 0) refuseNamed(name, parameters, rest);
  if (uses.varargs) setVariable(frame, 'varargs', tuple(extra));
  else if (extra.length > 0) throw typeError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
}

function refuseNamed(name: string, parameters: Signature['parameters'], rest: ReadonlyMap<string, Value>): never {
  const [unknown = ''] = rest.keys();
  if (unknown === 'caller') throw typeError(`macro '${name}' was called by a call block, and does not use caller()`);
  const names = parameters.map((parameter) => parameter.name);
  throw typeError(`macro '${name}' takes no keyword argument '${unknown}'`, guess(unknown, names));
}

/** Defaults see the parameters before them. */
function fillDefaults(frame: Frame, { parameters }: Signature, runner: Runner, from = 0): Eventual<void> {
  for (let i = from; i < parameters.length; i++) {
    const parameter = parameters[i];
    if (parameter === undefined || frame.variables?.has(parameter.name) === true) continue;
    if (parameter.fallback === null) {
      const missing = makeUndefined(`parameter '${parameter.name}' was not provided`, frame.state.chains);
      setVariable(frame, parameter.name, missing);
      continue;
    }
    const value = runner.evaluate(parameter.fallback, frame);
    if (value instanceof Promise)
      return value.then((later) => {
        setVariable(frame, parameter.name, later);
        return fillDefaults(
          frame,
          { parameters, uses: { varargs: false, kwargs: false, caller: false } },
          runner,
          i + 1,
        );
      });
    setVariable(frame, parameter.name, value);
  }
  return undefined;
}

/** Thrown by dbt's `return`: ends the macro that is called, and is its result. */
export class MacroReturn {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

function returnedValue(error: unknown, name: string, state: State): Value {
  if (!(error instanceof MacroReturn)) throw error;
  if (state.traces) noteReturn(state, name, error.value);
  return error.value;
}

/** A macro whose result may be a value: what `return` was given, instead of the text. */
export function catchReturn(macro: PyFunction): PyFunction {
  return {
    ...macro,
    call: (args, site) =>
      guardCall(
        site,
        () => macro.call(args, site),
        (error) => returnedValue(error, macro.name, site as State),
      ),
  };
}

/**
 * Runs a part of a rendering whose failure does not end it: `onError` makes the result, or throws. What the rendering
 * knew of its place is put back. For functions of the host that try something, as dbt's try_or_compiler_error does.
 */
export function guardCall<T>(
  site: CallSite,
  run: () => Eventual<T>,
  onError: (error: unknown) => Eventual<T>,
): Eventual<T> {
  const state = site as State;
  const { call, at } = state;
  const recover = (error: unknown): Eventual<T> => {
    const result = onError(error);
    state.call = call;
    state.at = at;
    return result;
  };
  try {
    const result = run();
    return result instanceof Promise ? result.catch(recover) : result;
  } catch (error) {
    return recover(error);
  }
}
