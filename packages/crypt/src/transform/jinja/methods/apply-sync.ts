import { raised } from '../values/raise.ts';
import { NO_NAMED, type CallSite, type PyFunction, type Value } from '../values/value.ts';

/** Calls a function from inside a builtin, where nothing can be waited for. */
export function applySync(callable: PyFunction, positional: readonly Value[], site: CallSite): Value {
  const result = callable.call({ positional, named: NO_NAMED }, site);
  if (!(result instanceof Promise)) return result;
  // Its failure would otherwise end the process.
  result.catch(() => undefined);
  throw raised('JINJA_ASYNC', `'${callable.name}' has to wait, and a builtin that calls it cannot`);
}
