// `adapter`: what macros ask the engine for. Most methods come down to a macro, so that a project can change them.
import { placeOf } from '../../jinja/run/locate.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import {
  makeObject,
  type Arguments,
  type CallSite,
  type ObjectType,
  type PyObject,
  type Value,
} from '../../jinja/values/value.ts';
import { dispatchMacro } from '../../project/macros/dispatch.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { COLUMN_CLASS } from '../column.ts';
import type { AdapterMethod } from './adapter-method.ts';
import { COLUMN_METHODS } from './adapter-columns.ts';
import { CONSTRAINT_METHODS } from './adapter-constraints.ts';
import { DUCKDB_METHODS } from './adapter-duckdb.ts';
import { placed } from './placed.ts';
import { RELATION_METHODS } from './adapter-relations.ts';
import { STATEMENT_METHODS } from './adapter-statements.ts';
import { relationClass } from './api.ts';

const METHODS: ReadonlyMap<string, AdapterMethod> = new Map<string, AdapterMethod>([
  ['dispatch', dispatch],
  ['type', (run) => run.world.profile.type],
  ...STATEMENT_METHODS,
  ...RELATION_METHODS,
  ...COLUMN_METHODS,
  ...CONSTRAINT_METHODS,
  ...DUCKDB_METHODS,
]);

const ADAPTER: ObjectType<NodeRun> = {
  name: 'adapter',
  attributeNames: () => [...METHODS.keys(), 'Relation', 'Column', 'behavior'],
  attribute: (run, name) => {
    if (name === 'Relation') return relationClass(run.world);
    if (name === 'Column') return COLUMN_CLASS;
    if (name === 'behavior') return BEHAVIOR;
    const method = METHODS.get(name);
    if (method === undefined) return undefined;
    return placed({
      kind: 'function',
      name,
      call: (args, site) => {
        const result = method(run, args, site);
        return result instanceof Promise ? site.pause(result) : result;
      },
    });
  },
};

/** Flags of adapters that change their behaviour; none is on. */
const BEHAVIOR: Value = makeObject<null>({ name: 'Behavior', attribute: () => FLAG }, null);
const FLAG: Value = makeObject<null>(
  {
    name: 'BehaviorFlag',
    attribute: (_, name) => (name === 'no_warn' || name === 'setting' ? false : undefined),
    truth: () => false,
  },
  null,
);

export function makeAdapter(run: NodeRun): PyObject {
  return makeObject(ADAPTER, run);
}

function dispatch(run: NodeRun, args: Arguments, site: CallSite): Value {
  const [given, asked] = bind(args, 'dispatch', ['macro_name', 'macro_namespace', 'packages'], 1);
  const name = textArgument(given, 'dispatch');
  const place = placeOf(site);
  if (name.includes('.')) {
    const [packageName = '', rest = ''] = name.split('.');
    const advice = `did you mean adapter.dispatch('${rest}', macro_namespace='${packageName}')?`;
    throw fail('RUN_DISPATCH', { reason: `'${name}' has a dot, which no name of a macro has`, advice, place });
  }
  const namespace = asked === undefined || asked === null ? undefined : textArgument(asked, 'dispatch');
  const { macro, attempts } = dispatchMacro(run.namespace, name, namespace, run.world.dispatch);
  if (macro !== undefined) return macro.call;
  throw fail('RUN_DISPATCH', { reason: `no macro '${name}' was found; looked for ${attempts.join(', ')}`, place });
}
