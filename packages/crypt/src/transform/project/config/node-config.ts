// The configuration of a node. Later ones win, each key by its merge kind (dbt-core 1.11 context/context_config.py):
//   1. defaults of the kind of node
//   2. the owning package's dbt_project.yml, from general to special
//   3. `config:` of the properties file
//   4. config() in the node's own file
//   5. for a node of a package: the root project's dbt_project.yml
import { parseJson } from '../../../kernel/parse-json.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import { isList, type Value } from '../../jinja/values/value.ts';
import { textField, fieldOf, isDict, listify } from '../fields.ts';
import type { ResourceType } from '../manifest.ts';
import type { ConfigKey, ProjectSettings } from '../settings/project-settings.ts';
import { mergeConfig, type Config, type ReadonlyConfig } from './config-map.ts';
import { defaultsOf } from './defaults.ts';
import { levelId, projectConfigs } from './project-configs.ts';

/** Where dbt_project.yml configures a kind of resource; what is not here stands below `models`. */
export const SECTION: Readonly<Partial<Record<ResourceType, ConfigKey>>> = {
  seed: 'seeds',
  snapshot: 'snapshots',
  source: 'sources',
  test: 'data_tests',
  metric: 'metrics',
  semantic_model: 'semantic_models',
  saved_query: 'saved_queries',
  exposure: 'exposures',
  unit_test: 'unit_tests',
};

export interface ConfigInputs {
  readonly type: ResourceType;
  readonly fqn: readonly string[];
  readonly own: ProjectSettings;
  readonly root: ProjectSettings;
  /** Other names of keys, by adapter. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Of the properties file. */
  readonly properties?: ReadonlyConfig | undefined;
  /** Of the file itself. */
  readonly calls?: ReadonlyConfig | undefined;
}

/** Configurations of nodes that say nothing themselves, by what is said of them. Most tests of a project share one. */
type Shared = Map<string, ReadonlyConfig>;
const shared = new WeakMap<ProjectSettings, Shared>();

/** Not to be changed: nodes share them. */
export function nodeConfig(inputs: ConfigInputs): ReadonlyConfig {
  const { type, fqn, own, root, properties, calls } = inputs;
  const section = SECTION[type] ?? 'models';
  const below = projectConfigs(own.configs[section], fqn);
  const above = own === root ? [] : projectConfigs(root.configs[section], fqn);
  if ((properties?.size ?? 0) > 0 || (calls?.size ?? 0) > 0) return buildConfig(inputs, below, above);
  const known: Shared = shared.get(root) ?? new Map<string, ReadonlyConfig>();
  shared.set(root, known);
  const key = [type, own.name, ...below.map(levelId), '', ...above.map(levelId)].join(' ');
  const config = known.get(key) ?? buildConfig(inputs, below, above);
  known.set(key, config);
  return config;
}

function buildConfig(
  { type, aliases, properties, calls }: ConfigInputs,
  below: readonly ReadonlyConfig[],
  above: readonly ReadonlyConfig[],
): Config {
  const config: Config = new Map(defaultsOf(type));
  const merged = (key: string): boolean => config.has(key);
  const layers = [
    ...below,
    ...(properties === undefined ? [] : [properties]),
    ...(calls === undefined ? [] : [calls]),
    ...above,
  ];
  for (const layer of layers) mergeConfig(config, translate(layer, aliases), merged);
  return finish(config, type);
}

/** The same without defaults and before rendering, each key replaced: what `state:modified` compares. */
export function unrenderedConfig(inputs: ConfigInputs): ReadonlyConfig {
  const { type, fqn, own, root, aliases, properties, calls } = inputs;
  const config: Config = new Map();
  const section = SECTION[type] ?? 'models';
  const levels = [
    ...projectConfigs(own.unrendered[section], fqn),
    ...(properties === undefined ? [] : [properties]),
    ...(calls === undefined ? [] : [calls]),
    ...(own === root ? [] : projectConfigs(root.unrendered[section], fqn)),
  ];
  for (const level of levels) for (const [key, value] of translate(level, aliases)) config.set(key, value);
  return config;
}

function* translate(layer: ReadonlyConfig, aliases: Readonly<Record<string, string>>): Iterable<[string, Value]> {
  for (const [key, value] of layer) yield [Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key, value];
}

function finish(config: Config, type: ResourceType): Config {
  for (const key of ['pre-hook', 'post-hook']) {
    const hooks = config.get(key);
    if (hooks !== undefined && isList(hooks) && hooks.length > 0) config.set(key, hooks.map(hookOf));
  }
  const tags = config.get('tags');
  if (tags !== undefined && !isList(tags)) config.set('tags', listify(tags));
  if (type === 'test') finishTest(config);
  // YAML reads `off` as false.
  const analysis = config.get('static_analysis');
  if (typeof analysis === 'boolean') config.set('static_analysis', analysis ? 'on' : 'off');
  return config;
}

function hookOf(hook: Value): Value {
  if (isDict(hook))
    return dictOf([
      ['sql', textField(hook, 'sql') ?? ''],
      ['transaction', fieldOf(hook, 'transaction') !== false],
      ['index', fieldOf(hook, 'index') ?? null],
    ]);
  const text = textOf(hook);
  return (
    parseHookText(text) ??
    dictOf([
      ['sql', text],
      ['transaction', true],
      ['index', null],
    ])
  );
}

/** before_begin() and after_commit() give a hook as JSON. */
function parseHookText(text: string): Value | undefined {
  if (!text.startsWith('{"')) return undefined;
  try {
    const value: unknown = parseJson(text);
    if (typeof value !== 'object' || value === null || !('sql' in value) || typeof value.sql !== 'string')
      return undefined;
    return dictOf([
      ['sql', value.sql],
      ['transaction', !('transaction' in value) || value.transaction !== false],
      ['index', null],
    ]);
  } catch {
    // Not JSON: SQL that begins so.
    return undefined;
  }
}

/** `store_failures_as` decides; without it, `store_failures` does. */
function finishTest(config: Config): void {
  const as = config.get('store_failures_as') ?? null;
  const stores = config.get('store_failures') ?? null;
  if (as !== null) config.set('store_failures', as !== 'ephemeral');
  else if (stores !== null) config.set('store_failures_as', stores === true ? 'table' : 'ephemeral');
}
