// include, import and from, over the templates that the rendering was given.
import { iterate } from '../values/iterate.ts';
import { raised } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import {
  isList,
  isKind,
  makeObject,
  makeUndefined,
  orElse,
  type Eventual,
  type ObjectType,
  type Value,
} from '../values/value.ts';
import type { Statement, Template } from '../syntax/tree.ts';
import { follow } from './eventual.ts';
import { rootFrame, setVariable, type Frame } from './frame.ts';
import type { Runner } from './macro.ts';
import { enterCall, type Output } from './state.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

function find(name: Value, frame: Frame): Template | undefined {
  const names = isList(name) || isKind(name, 'tuple') ? [...iterate(name)] : [name];
  for (const candidate of names) {
    const template = frame.state.options.templates?.(textOf(candidate));
    if (template !== undefined) return template;
  }
  return undefined;
}

function missing(name: Value, frame: Frame): Error {
  const why =
    frame.state.options.templates === undefined ? 'this rendering has no other templates' : 'there is no such template';
  return raised('JINJA_TEMPLATE', `${textOf(name)}: ${why}`);
}

export function include(statement: Of<'include'>, frame: Frame, runner: Runner, output: Output): Eventual<void> {
  return follow(runner.evaluate(statement.template, frame), (name) => {
    frame.state.at = statement.at;
    const template = find(name, frame);
    if (template === undefined) {
      if (statement.ignoreMissing) return undefined;
      throw missing(name, frame);
    }
    const inner = statement.withContext
      ? { ...rootFrame(frame.state, frame.context), parent: frame }
      : rootFrame(frame.state, EMPTY);
    return runTemplate(template, inner, runner, output);
  });
}

const EMPTY: ReadonlyMap<string, Value> = new Map();

function runTemplate(template: Template, frame: Frame, runner: Runner, output: Output): Eventual<void> {
  const previous = enterCall(frame.state, template.name, template);
  return follow(runner.execute(template.body, frame, output), () => {
    frame.state.call = previous;
  });
}

/** What a template sets at its top, by name. */
function loadModule(
  statement: { readonly template: Of<'import'>['template']; readonly withContext: boolean; readonly at: number },
  frame: Frame,
  runner: Runner,
): Eventual<Frame> {
  return follow(runner.evaluate(statement.template, frame), (name) => {
    frame.state.at = statement.at;
    const template = find(name, frame);
    if (template === undefined) throw missing(name, frame);
    const inner = statement.withContext
      ? { ...rootFrame(frame.state, frame.context), parent: frame }
      : rootFrame(frame.state, EMPTY);
    return follow(runTemplate(template, inner, runner, { text: '', parts: undefined }), () => inner);
  });
}

const MODULE: ObjectType<Frame> = {
  name: 'TemplateModule',
  attribute: (frame, name) => (name.startsWith('_') ? undefined : frame.variables?.get(name)),
  attributeNames: (frame) => [...(frame.variables?.keys() ?? [])],
};

export function importModule(statement: Of<'import'>, frame: Frame, runner: Runner): Eventual<void> {
  return follow(loadModule(statement, frame, runner), (module) =>
    setVariable(frame, statement.name, makeObject(MODULE, module)),
  );
}

export function fromImport(statement: Of<'from import'>, frame: Frame, runner: Runner): Eventual<void> {
  return follow(loadModule(statement, frame, runner), (module) => {
    for (const { name, as } of statement.names) {
      const value = module.variables?.get(name);
      setVariable(frame, as, orElse(value, makeUndefined(`the template does not export the requested name '${name}'`)));
    }
  });
}
