import { bind, textArgument } from '../../jinja/values/bind.ts';
import { makeObject, orElse, type ObjectType, type PyObject, type Value } from '../../jinja/values/value.ts';
import { fail } from '../errors.ts';
import { makeFunction } from './make-function.ts';

export interface VarContext {
  /** Undefined: nobody gave the variable a value. */
  readonly find: (name: string) => Value | undefined;
  /** For what is missing: None while a project is parsed, an error while it runs. */
  readonly isRequired: boolean;
}

const VAR: ObjectType<VarContext> = {
  name: 'Var',
  call: (self, args) => {
    const [given, fallback] = bind(args, 'var', ['var', 'default'], 1);
    const name = textArgument(given, 'var');
    const value = orElse(self.find(name), fallback);
    if (value !== undefined) return value;
    if (self.isRequired) throw fail('PROJECT_VAR', { reason: `the variable '${name}' has no value` });
    return null;
  },
  attribute: (self, name) =>
    name === 'has_var'
      ? makeFunction(name, (args) => self.find(textArgument(bind(args, name, ['var'], 1)[0], name)) !== undefined)
      : undefined,
};

/** dbt's `var(name, default)`, with `var.has_var(name)`. */
export function makeVar(context: VarContext): PyObject {
  return makeObject(VAR, context);
}
