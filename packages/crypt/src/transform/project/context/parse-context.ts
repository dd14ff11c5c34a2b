// The names that a template sees while the project is parsed. `execute` is false: nothing runs.
import { textOf } from '../../jinja/values/repr.ts';
import { dictOf, emptyDict } from '../../jinja/values/dict.ts';
import {
  makeObject,
  makeUndefined,
  orElse,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../../jinja/values/value.ts';
import type { Context, State } from '../../jinja/run/state.ts';
import { makeDatetime } from '../../jinja/modules/datetime.ts';
import { UTC } from '../../jinja/modules/zone.ts';
import { ofEpochMicros } from '../../jinja/modules/moment.ts';
import { DBT_VERSION } from '../dbt-version.ts';
import { fail } from '../errors.ts';
import { dispatchMacro } from '../macros/dispatch.ts';
import { openNamespace, type MacroNamespace } from '../macros/macro-namespace.ts';
import type { Macro } from '../macros/macro.ts';
import { PARSE_OPTIONS } from '../nodes/render-findings.ts';
import { FLAGS, type ParseWorld, type ProjectPackage } from '../parse-world.ts';
import { findVar } from '../settings/vars.ts';
import { makeAdapterStub, makeApi } from './adapter-stub.ts';
import { BASE_NAMES, inert } from './base-names.ts';
import { makeEnvVar } from './env-var.ts';
import { makeExceptions } from './exceptions.ts';
import { makeMacroPackage } from './macro-package.ts';
import { entryOf } from './make-function.ts';
import { makeConfig, makeMetric, makeRef, makeSource, type NodeCalls } from './node-calls.ts';
import { makeRelation, quoteOf, quotingOf, relationData } from './relation.ts';
import { runtimeConfig } from './runtime-config.ts';
import { makeVar } from './var.ts';

export interface ParseContext extends Context {
  readonly namespace: MacroNamespace;
  /** Whether a project has a macro instead of one of dbt's functions. */
  readonly overrides: (name: string) => boolean;
  /** One of dbt's own names, also when a macro has it. */
  readonly fixed: (name: string) => Value | undefined;
}

/** Names whose value changes from run to run: what read one is not kept in a cache. */
const VOLATILE = new Set(['run_started_at', 'invocation_id', 'thread_id', 'invocation_args_dict']);

/** The context of the nodes of one package; which node it is stands in `world.session`. */
export function openParseContext(world: ParseWorld, of: ProjectPackage): ParseContext {
  const { session } = world;
  const namespace = openNamespace(world.index, of.name);
  const macros = new Map<string, PyFunction>();
  const callable = (macro: Macro): PyFunction => {
    const known = macros.get(macro.uniqueId);
    if (known !== undefined) return known;
    const made = recording(macro, world);
    macros.set(macro.uniqueId, made);
    return made;
  };
  const packages = new Map<string, Value>();
  const packageValue = (name: string): Value | undefined => {
    const known = packages.get(name);
    if (known !== undefined) return known;
    const found = namespace.packageOf(name);
    if (found === undefined) return undefined;
    const value = makeMacroPackage({
      name,
      find: (key) => withDefined(found.get(key), callable),
      names: () => found.keys(),
      // A macro that is not there is undefined and harmless while the project is parsed, as in dbt.
      missing: (key) => makeUndefined(`'${name}.${key}' is undefined`, true),
    });
    packages.set(name, value);
    return value;
  };
  const names = fixedNames(world, of, namespace, callable, () => whole);
  const get = (name: string): Value | undefined => {
    const macro = namespace.find(name);
    if (macro !== undefined) return callable(macro);
    const found = packageValue(name);
    if (found !== undefined) return found;
    if (name === 'flags') session.outsideReads.set(FLAGS, world.flagsKey);
    if (VOLATILE.has(name) && session.work !== undefined) session.work.findings.isVolatile = true;
    return orElse(names.get(name), nodeName(name, world));
  };
  names.set('context', makeObject(CONTEXT, get));
  const whole: ParseContext = {
    namespace,
    get,
    keys: () => [...names.keys(), ...namespace.names()],
    fixed: (name) => names.get(name),
    overrides: (name) => namespace.find(name) !== undefined || namespace.packageOf(name) !== undefined,
  };
  return whole;
}

function withDefined<T, R>(value: T | undefined, map: (value: T) => R): R | undefined {
  return value === undefined ? undefined : map(value);
}

/** A macro that notes that a node's own file called it. */
function recording(macro: Macro, { session }: ParseWorld): PyFunction {
  const inner = macro.call;
  return {
    ...inner,
    call: (args, site) => {
      if ((site as State).call.depth === 0) session.work?.findings.macros.add(macro.uniqueId);
      return inner.call(args, site);
    },
  };
}

/** `context['name']` and `context.get('name')`. */
const CONTEXT: ObjectType<(name: string) => Value | undefined> = {
  name: 'dict',
  attribute: (get, name) =>
    name === 'get'
      ? entryOf(name, ({ positional }) => orElse(get(textOf(positional[0] ?? '')), positional[1] ?? null))[1]
      : get(name),
  item: (get, key) => (typeof key === 'string' ? get(key) : undefined),
};

function nodeCalls(world: ParseWorld): NodeCalls {
  return {
    findings: () => world.session.work?.findings,
    relation: () => thisRelation(world),
    runtimeConfig: runtimeConfig(world),
  };
}

/** Of the node itself, with the database and schema that it would have without configuration. */
function thisRelation({ session, profile, root }: ParseWorld): Value {
  const { database, schema, type } = profile;
  const identifier = session.work?.name ?? '';
  return makeRelation(
    relationData({ database, schema, identifier, quote: quoteOf(type), quoted: quotingOf(root.settings.quoting) }),
  );
}

function nodeName(name: string, world: ParseWorld): Value | undefined {
  if (name === 'this') return thisRelation(world);
  if (name === 'model' || name === 'node') return world.session.work?.model();
  return undefined;
}

function fixedNames(
  world: ParseWorld,
  of: ProjectPackage,
  namespace: MacroNamespace,
  callable: (macro: Macro) => PyFunction,
  context: () => ParseContext,
): Map<string, Value> {
  const { profile, invocation, problems, session, root, givenVars } = world;
  const calls = nodeCalls(world);
  const [ref, source, config] = [makeRef(calls), makeSource(calls), makeConfig(calls)];
  const vars = { given: givenVars, root: root.settings.vars, own: of.settings.vars, packageName: of.name };
  const dispatch = (name: string, macroNamespace: string | undefined): Value => {
    const { macro, attempts } = dispatchMacro(namespace, name, macroNamespace, world.dispatch);
    if (macro !== undefined) return callable(macro);
    // Without the engine's own macros, what they would dispatch to is not missed.
    if (world.index.internal.size === 0) return makeUndefined(`'${name}' is undefined`, true);
    throw fail('PROJECT_DISPATCH', { reason: `no macro '${name}' for dispatch; looked for ${attempts.join(', ')}` });
  };
  const outsideReads = (name: string, value: string | undefined): void => void session.outsideReads.set(name, value);
  return new Map<string, Value>([
    ...BASE_NAMES,
    ['ref', ref],
    ['source', source],
    ['config', config],
    ['metric', makeMetric(calls)],
    [
      'builtins',
      dictOf([
        ['ref', ref],
        ['source', source],
        ['config', config],
      ]),
    ],
    ['var', makeVar({ find: (name) => findVar(name, vars), isRequired: false, context, options: PARSE_OPTIONS })],
    ['env_var', makeEnvVar({ environment: world.environment, allowsSecrets: false, onRead: outsideReads })],
    ['target', profile.target],
    ['database', profile.database],
    ['schema', profile.schema],
    ['project_name', root.name],
    ['dbt_version', DBT_VERSION],
    ['execute', false],
    ['flags', invocation.flags],
    ['modules', world.modules],
    ['invocation_id', invocation.id],
    ['thread_id', 'MainThread'],
    ['run_started_at', makeDatetime(ofEpochMicros(BigInt(Math.trunc(invocation.startedMs)) * 1000n, UTC))],
    ['invocation_args_dict', emptyDict()],
    ['dbt_metadata_envs', emptyDict()],
    ['selected_resources', []],
    ['adapter', makeAdapterStub({ type: profile.type, dispatch })],
    ['api', makeApi(profile.type)],
    ['exceptions', makeExceptions(problems)],
    [
      'graph',
      dictOf(
        ['nodes', 'sources', 'exposures', 'metrics', 'groups', 'semantic_models', 'saved_queries'].map((key) => [
          key,
          emptyDict(),
        ]),
      ),
    ],
    ['store_result', inert('store_result')],
    ['store_raw_result', inert('store_raw_result')],
    ['load_result', inert('load_result', makeUndefined('there are no results while the project is parsed', true))],
    ['write', inert('write')],
    ['render', entryOf('render', ({ positional }) => positional[0] ?? '')[1]],
    ['submit_python_job', inert('submit_python_job', null)],
    ['load_agate_table', inert('load_agate_table', null)],
    ['sql', null],
    ['pre_hooks', []],
    ['post_hooks', []],
    ['doc', inert('doc')],
  ]);
}
