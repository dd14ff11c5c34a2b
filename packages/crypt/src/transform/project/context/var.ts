import { bind, textArgument } from '../../jinja/values/bind.ts';
import { makeObject, type ObjectType, type PyObject, type Value } from '../../jinja/values/value.ts';
import { renderSync } from '../../jinja/render.ts';
import type { Context, RenderOptions } from '../../jinja/run/state.ts';
import { hasTags, parseTemplate } from '../../jinja/syntax/parse-template.ts';
import { fail } from '../errors.ts';
import { makeFunction } from './make-function.ts';

export interface VarContext {
  /** Undefined: nobody gave the variable a value. */
  readonly find: (name: string) => Value | undefined;
  /** For what is missing: None while a project is parsed, an error while it runs. */
  readonly isRequired: boolean;
  /** What a value that is a template is rendered with; without it the value stays as it is written, as in YAML files. */
  readonly context?: () => Context;
  readonly options?: RenderOptions;
}

const VAR: ObjectType<VarContext> = {
  name: 'Var',
  call: (self, args) => {
    const [given, fallback] = bind(args, 'var', ['var', 'default'], 1);
    const name = textArgument(given, 'var');
    const found = self.find(name);
    if (found !== undefined) return rendered(found, name, self);
    if (fallback !== undefined) return fallback;
    if (self.isRequired) throw fail('PROJECT_VAR', { reason: `the variable '${name}' has no value` });
    return null;
  },
  attribute: (self, name) =>
    name === 'has_var'
      ? makeFunction(name, (args) => self.find(textArgument(bind(args, name, ['var'], 1)[0], name)) !== undefined)
      : undefined,
};

/** A value of `vars:` may be a template: nobody renders it before it is asked for. */
function rendered(value: Value, name: string, { context, options }: VarContext): Value {
  if (typeof value !== 'string' || context === undefined || !hasTags(value)) return value;
  return renderSync(parseTemplate(value, `vars: ${name}`), context(), options);
}

/** dbt's `var(name, default)`, with `var.has_var(name)`. */
export function makeVar(context: VarContext): PyObject {
  return makeObject(VAR, context);
}
