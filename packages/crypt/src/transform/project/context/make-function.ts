import { isCryptError } from '../../../kernel/crypt-error.ts';
import { placeOf } from '../../jinja/run/locate.ts';
import type { Arguments, CallSite, PyFunction, Value } from '../../jinja/values/value.ts';
import { fail, projectErrors, type ProjectCode, type ProjectProblem } from '../errors.ts';

/** A function of the host, as templates see one. What it refuses is placed where it was called. */
export function makeFunction(name: string, call: (args: Arguments, site: CallSite) => Value): PyFunction {
  return {
    kind: 'function',
    name,
    call: (args, site) => {
      try {
        return call(args, site);
      } catch (error) {
        throw placedAt(error, site);
      }
    },
  };
}

function placedAt(error: unknown, site: CallSite): unknown {
  if (!isCryptError(error) || !(error.code in projectErrors) || error.params['place'] !== undefined) return error;
  const { template, line, column } = placeOf(site);
  const problem = error.params as unknown as ProjectProblem;
  return fail(error.code as ProjectCode, { ...problem, place: { file: template, line, column } }, error);
}

export function entryOf(name: string, call: (args: Arguments, site: CallSite) => Value): [string, PyFunction] {
  return [name, makeFunction(name, call)];
}
