// The names that a node's templates see while it runs. Order of a name, which the first has: macros of the project and of the
// engine, as the namespace has them; packages; what stands here. `builtins` has what stands here, for a project that puts its
// own macro in place of one.
import { renderSync } from '../../jinja/render.ts';
import type { Context, State } from '../../jinja/run/state.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { dictOf, emptyDict } from '../../jinja/values/dict.ts';
import { isEqual } from '../../jinja/values/equal.ts';
import { textOf } from '../../jinja/values/repr.ts';
import {
  isKind,
  makeObject,
  makeUndefined,
  orElse,
  type Dict,
  type ObjectType,
  type Value,
} from '../../jinja/values/value.ts';
import { DBT_VERSION } from '../../project/dbt-version.ts';
import { BASE_NAMES } from '../../project/context/base-names.ts';
import { makeEnvVar } from '../../project/context/env-var.ts';
import { makeMacroPackage } from '../../project/context/macro-package.ts';
import { makeFunction } from '../../project/context/make-function.ts';
import { makeVar } from '../../project/context/var.ts';
import { fieldOf, isDict, listField, textEntries } from '../../project/fields.ts';
import { resolveMacro } from '../../project/macros/find-macro.ts';
import { findVar } from '../../project/settings/vars.ts';
import { fail } from '../errors.ts';
import { renderOptions, templateOf, type NodeRun } from '../node-run.ts';
import { makeAdapter } from './adapter.ts';
import { makeApi } from './api.ts';
import { makeConfig, VALIDATION } from './config.ts';
import { makeExceptions } from './exceptions.ts';
import { makeRef, makeSource, relationOfNode } from './references.ts';
import { resultNames } from './results.ts';
import { placed } from './placed.ts';
import { loadSeedTable } from './seed-table.ts';
import { renderTraced } from '../trace.ts';
import type { Template } from '../../jinja/syntax/tree.ts';

export function openNodeContext(run: NodeRun): Context {
  const { namespace } = run;
  const names = new Map(
    Array.from(
      fixedNames(run, () => whole),
      ([name, value]) => [name, isKind(value, 'function') ? placed(run.world, value) : value] as const,
    ),
  );
  names.set('builtins', dictOf([...names]));
  const packages = new Map<string, Value>();
  const packageValue = (name: string): Value | undefined => {
    const known = packages.get(name);
    if (known !== undefined) return known;
    const found = namespace.packageOf(name);
    if (found === undefined) return undefined;
    const value = makeMacroPackage({ name, find: (key) => found.get(key)?.call, names: () => found.keys() });
    packages.set(name, value);
    return value;
  };
  const get = (name: string): Value | undefined => {
    const given = run.extra.get(name);
    if (given !== undefined) return given;
    const named = namespace.find(name)?.call ?? packageValue(name);
    if (named !== undefined) return named;
    return names.has(name) ? names.get(name) : CHANGING.has(name) ? changing(name, run) : testMacro(name, run);
  };
  const keys = (): Iterable<string> => [...names.keys(), ...CHANGING, ...namespace.names()];
  names.set('context', makeObject(CONTEXT, { get, keys, set: (name, value) => void names.set(name, value) }));
  const whole: Context = { get, keys };
  return whole;
}

/** A generic test's macro may be of any package, as properties files name macros. */
function testMacro(name: string, { node, world, packageName }: NodeRun): Value | undefined {
  if (node?.resource_type !== 'test' || !name.startsWith('test_')) return undefined;
  return resolveMacro(world.index, packageName, name)?.call;
}

const CHANGING: ReadonlySet<string> = new Set(['sql', 'compiled_code', 'compiled_sql', 'thread_id', 'graph']);

/** Names whose value comes while the node runs, None until then, or when it is first read. */
function changing(name: string, { threadId, compiledCode, world }: NodeRun): Value {
  if (name === 'graph') return world.graph();
  return name === 'thread_id' ? threadId : compiledCode;
}

interface ContextData {
  readonly get: (name: string) => Value | undefined;
  readonly keys: () => Iterable<string>;
  readonly set: (name: string, value: Value) => void;
}

/** `context['name']`, `context.get('name', default)`. */
const CONTEXT: ObjectType<ContextData> = {
  name: 'dict',
  isMapping: true,
  attribute: (self, name) => {
    if (name === 'get')
      return makeFunction(name, (args) => {
        const [key, otherwise] = bind(args, 'get', ['key', 'default'], 1);
        return orElse(self.get(textOf(key ?? null)), orElse(otherwise, null));
      });
    if (name === 'keys') return makeFunction(name, () => [...new Set(self.keys())]);
    if (name === 'update')
      return makeFunction(name, ({ positional: [given] }) => {
        if (given !== undefined && isDict(given))
          for (const [key, value] of given.values) if (typeof key === 'string') self.set(key, value);
        return null;
      });
    return self.get(name);
  },
  item: (self, key) => (typeof key === 'string' ? self.get(key) : undefined),
  contains: (self, key) => typeof key === 'string' && self.get(key) !== undefined,
  iterate: (self) => new Set(self.keys()),
};

function fixedNames(run: NodeRun, context: () => Context): Map<string, Value> {
  const { world, node, model } = run;
  const { profile } = world;
  const config = fieldOf(model, 'config');
  const values: Dict = isDict(config) ? config : emptyDict();
  const hooks = (key: string): Value =>
    [...listField(values, key)].map((hook) =>
      isDict(hook)
        ? hook
        : dictOf([
            ['sql', hook],
            ['transaction', true],
          ]),
    );
  return new Map<string, Value>([
    ...BASE_NAMES,
    ['ref', makeRef(run)],
    ['source', makeSource(run)],
    ['config', makeConfig(node?.name ?? run.packageName, values, world)],
    ['metric', makeFunction('metric', () => '')],
    ['function', makeFunction('function', () => '')],
    ['doc', makeFunction('doc', () => '')],
    ['this', node === undefined || node.resource_type === 'operation' ? null : relationOfNode(node, world)],
    ['model', model],
    ['node', model],
    ['database', node?.database ?? profile.database],
    ['schema', node?.schema ?? profile.schema],
    ['pre_hooks', hooks('pre-hook')],
    ['post_hooks', hooks('post-hook')],
    ['defer_relation', deferRelation(run)],
    ['var', makeVar({ find: (name) => findVar(name, world.varsOf(run.packageName)), isRequired: true, context })],
    ['env_var', makeEnvVar({ environment: world.environment, allowsSecrets: false })],
    ['target', profile.target],
    ['env', profile.target],
    ['project_name', world.rootName],
    ['dbt_version', DBT_VERSION],
    ['execute', true],
    ['flags', flagsValue(world.flags)],
    ['modules', world.modules],
    ['invocation_id', world.invocationId],
    ['run_started_at', world.runStartedAt],
    ['invocation_args_dict', world.args ?? emptyDict()],
    ['dbt_metadata_envs', metadataEnvs(run)],
    ['selected_resources', [...world.selected]],
    ['adapter', makeAdapter(run)],
    ['api', makeApi(world)],
    ['column', fieldOf(makeApi(world), 'Column') ?? null],
    ['exceptions', makeExceptions(run)],
    ['validation', VALIDATION],
    ['sql_now', world.runStartedAt],
    ...resultNames(run),
    ...speaking(run),
    ...working(run),
  ]);
}

function deferRelation({ node, world }: NodeRun): Value {
  const deferred = node === undefined ? undefined : world.deferred?.get(node.unique_id);
  return deferred === undefined ? null : relationOfNode(deferred, world);
}

/** A flag that nobody set is None. */
function flagsValue(flags: Dict): Value {
  return makeObject<Dict>(
    {
      name: 'flags',
      isMapping: true,
      attribute: (self, name) => {
        if (name === 'get')
          return makeFunction(name, ({ positional: [key = null, otherwise = null] }) =>
            orElse(fieldOf(self, textOf(key)), otherwise),
          );
        return orElse(fieldOf(self, name), /^[A-Z_]+$/.test(name) ? null : undefined);
      },
      item: (self, key) => fieldOf(self, textOf(key)),
      contains: (self, key) => fieldOf(self, textOf(key)) !== undefined,
    },
    flags,
  );
}

function metadataEnvs({ world }: NodeRun): Value {
  const prefix = 'DBT_ENV_CUSTOM_ENV_';
  const found = Object.entries(world.environment).filter(
    ([name, value]) => name.startsWith(prefix) && value !== undefined,
  );
  return dictOf(found.map(([name, value]) => [name.slice(prefix.length), value ?? null] as const));
}

function speaking({ world }: NodeRun): readonly (readonly [string, Value])[] {
  return [
    [
      'log',
      makeFunction('log', (args) => {
        const [text, info] = bind(args, 'log', ['msg', 'info'], 1);
        world.voice.log(textOf(text ?? null), info === true);
        return '';
      }),
    ],
    [
      'print',
      makeFunction('print', (args) => {
        world.voice.print(textOf(bind(args, 'print', ['msg'], 1)[0] ?? null));
        return '';
      }),
    ],
    [
      'diff_of_two_dicts',
      makeFunction('diff_of_two_dicts', (args) => difference(args.positional[0], args.positional[1])),
    ],
  ];
}

/** Lists of the first that the second does not have, by key; case of keys does not matter. */
function difference(one: Value | undefined, other: Value | undefined): Value {
  const known = listsIn(other);
  const rest = [...listsIn(one)].map(
    ([key, list]) => [key, list.filter((item) => !(known.get(key) ?? []).some((own) => isEqual(own, item)))] as const,
  );
  return dictOf(rest.filter(([, list]) => list.length > 0));
}

function listsIn(value: Value | undefined): ReadonlyMap<string, readonly Value[]> {
  return new Map(
    Array.from(textEntries(value), ([key, list]) => [key.toLowerCase(), Array.isArray(list) ? list : []] as const),
  );
}

async function renderedText(run: NodeRun, template: Template): Promise<string> {
  run.rendered = await renderTraced(template, run.context, renderOptions(run));
  return run.rendered.code;
}

function working(run: NodeRun): readonly (readonly [string, Value])[] {
  return [
    [
      'render',
      {
        kind: 'function',
        name: 'render',
        call: (args, site) => {
          const text = textOf(bind(args, 'render', ['string'], 1)[0] ?? null);
          const template = templateOf(run.world, text, run.node?.original_file_path ?? 'render');
          return (site as State).isSync
            ? renderSync(template, run.context, renderOptions(run))
            : site.pause(renderedText(run, template));
        },
      },
    ],
    [
      'write',
      makeFunction('write', (args) => {
        run.builtCode = textOf(bind(args, 'write', ['payload'], 1)[0] ?? null);
        return '';
      }),
    ],
    [
      'load_agate_table',
      { kind: 'function', name: 'load_agate_table', call: (_, site) => site.pause(loadSeedTable(run)) },
    ],
    [
      'try_or_compiler_error',
      {
        kind: 'function',
        name: 'try_or_compiler_error',
        call: ({ positional: [message, called, ...rest], named }, site) => {
          if (typeof called !== 'object' || called === null || Array.isArray(called) || called.kind !== 'function')
            return makeUndefined('nothing to try');
          try {
            return called.call({ positional: rest, named }, site);
          } catch (error) {
            throw fail('RUN_COMPILER', { reason: textOf(message ?? null) }, error);
          }
        },
      },
    ],
    [
      'submit_python_job',
      makeFunction('submit_python_job', () => {
        throw fail('RUN_UNSUPPORTED', { reason: 'models in Python are not run' });
      }),
    ],
    [
      'adapter_macro',
      makeFunction('adapter_macro', (args) => {
        const name = textArgument(args.positional[0], 'adapter_macro');
        throw fail('RUN_DISPATCH', {
          reason: `adapter_macro('${name}') is gone`,
          advice: `write adapter.dispatch('${name.split('.').at(-1) ?? name}')`,
        });
      }),
    ],
  ];
}
