// Errors of functions of the host get the place where a template calls them.
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { placeOf } from '../../jinja/run/locate.ts';
import type { CallSite, PyFunction } from '../../jinja/values/value.ts';
import { fail as failProject, projectErrors, type ProjectCode, type ProjectProblem } from '../../project/errors.ts';
import { fail, runErrors, type RunCode, type RunProblem } from '../errors.ts';

export function placed(of: PyFunction): PyFunction {
  return {
    ...of,
    call: (args, site) => {
      try {
        const result = of.call(args, site);
        return result instanceof Promise ? result.catch((error: unknown) => refuse(error, site)) : result;
      } catch (error) {
        return refuse(error, site);
      }
    },
  };
}

function refuse(error: unknown, site: CallSite): never {
  if (!isCryptError(error) || (error.params as { place?: unknown }).place !== undefined) throw error;
  const place = placeOf(site);
  if (error.code in runErrors)
    throw fail(error.code as RunCode, { ...(error.params as unknown as RunProblem), place }, error);
  if (error.code in projectErrors)
    throw failProject(
      error.code as ProjectCode,
      {
        ...(error.params as unknown as ProjectProblem),
        place: { file: place.template, line: place.line, column: place.column },
      },
      error,
    );
  throw error;
}
