// dbt's `exceptions`: macros that refuse or warn.
import { placeOf } from '../../jinja/run/locate.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { makeObject, type CallSite, type ObjectType, type Value } from '../../jinja/values/value.ts';
import { fail, type Place, type Problems } from '../errors.ts';
import { makeFunction } from './make-function.ts';

const EXCEPTIONS: ObjectType<Problems> = {
  name: 'exceptions',
  attribute: (problems, name) =>
    makeFunction(name, (args, site) => {
      const reason = args.positional.map(textOf).join(', ') || name;
      if (name !== 'warn') throw fail('PROJECT_RAISED', { reason, place: placeAt(site) });
      problems.warnings.push(fail('PROJECT_WARNED', { reason, place: placeAt(site) }));
      return '';
    }),
};

/** Of the statement that is running. */
function placeAt(site: CallSite): Place {
  const { template, line, column } = placeOf(site);
  return { file: template, line, column };
}

export function makeExceptions(problems: Problems): Value {
  return makeObject(EXCEPTIONS, problems);
}
