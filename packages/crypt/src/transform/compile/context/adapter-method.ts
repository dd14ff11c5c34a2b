import { placeOf } from '../../jinja/run/locate.ts';
import { NO_NAMED, type Arguments, type CallSite, type Eventual, type Value } from '../../jinja/values/value.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';

export type AdapterMethod = (run: NodeRun, args: Arguments, site: CallSite) => Eventual<Value>;

/** Calls a macro of the project or of the engine by its name, in the rendering that is going on. */
export function callNamed(run: NodeRun, name: string, positional: readonly Value[], site: CallSite): Eventual<Value> {
  const macro = run.namespace.find(name);
  if (macro === undefined) throw fail('RUN_DISPATCH', { reason: `no macro '${name}' was found`, place: placeOf(site) });
  return macro.call.call({ positional, named: NO_NAMED }, site);
}
