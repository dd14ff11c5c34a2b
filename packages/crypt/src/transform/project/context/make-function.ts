import type { Arguments, CallSite, PyFunction, Value } from '../../jinja/values/value.ts';

/** A function of the host, as templates see one. */
export function makeFunction(name: string, call: (args: Arguments, site: CallSite) => Value): PyFunction {
  return { kind: 'function', name, call };
}

export function entryOf(name: string, call: (args: Arguments, site: CallSite) => Value): [string, PyFunction] {
  return [name, makeFunction(name, call)];
}
