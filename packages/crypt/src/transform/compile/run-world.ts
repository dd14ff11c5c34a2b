// What is the same for all nodes of one run.
import type { Clock, Files } from '../../kernel/effects.ts';
import { makeDatetime } from '../jinja/modules/datetime.ts';
import { modules } from '../jinja/modules/modules.ts';
import { ofEpochMicros } from '../jinja/modules/moment.ts';
import { UTC } from '../jinja/modules/zone.ts';
import type { Template } from '../jinja/syntax/tree.ts';
import { dictOf, emptyDict, entriesOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import { runtimeConfig } from '../project/context/runtime-config.ts';
import { isDict } from '../project/fields.ts';
import type { Environment } from '../project/context/env-var.ts';
import { dispatchWorld, type DispatchWorld } from '../project/macros/dispatch.ts';
import type { MacroIndex } from '../project/macros/macro-index.ts';
import type { Manifest, ManifestNode } from '../project/manifest.ts';
import type { NodeValues, Parsed } from '../project/parse-project.ts';
import type { Project } from '../project/read-project.ts';
import type { Profile } from '../project/settings/profile.ts';
import type { VarSources } from '../project/settings/vars.ts';
import { toValue } from '../project/to-data.ts';
import type { Compiled } from './compile-node.ts';
import { makeMask, type Mask } from './mask.ts';
import { indexRefs, type RefIndex } from './find-ref.ts';
import type { ReadWindow } from './node-run.ts';

/** Where a run says things; texts hold no secret. */
export interface Voice {
  /** What `log()` and the engine say; `isInfo`: for people. */
  readonly log: (text: string, isInfo: boolean) => void;
  /** What `print()` and tables say: standard output. */
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

export interface RunOptions {
  readonly invocationId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedMs: number;
  /** Flags as templates see them, by name in upper case. */
  readonly flags: Dict;
  /** Unique ids that the command works on. */
  readonly selected: readonly string[];
  /** --sample: what is read is cut to this span, where it has an event_time. */
  readonly sample?: ReadWindow | undefined;
  /** --defer: relations that stand for models that are not here, by unique id. */
  readonly deferred?: ReadonlyMap<string, ManifestNode> | undefined;
  /** Arguments of the command, for `invocation_args_dict`. */
  readonly args?: Dict;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly files: Pick<Files, 'readFile'>;
  readonly voice: Voice;
}

export interface RunWorld extends RunOptions {
  readonly manifest: Manifest;
  readonly index: MacroIndex;
  readonly dispatch: DispatchWorld;
  readonly profile: Profile;
  readonly rootName: string;
  readonly rootQuoting: Dict;
  /** What plain data would lose of a node: 1 is not 1.0. */
  readonly valuesOf: (uniqueId: string) => NodeValues | undefined;
  readonly environment: Environment;
  readonly varsOf: (packageName: string) => VarSources;
  /** Absolute. */
  readonly folderOf: (packageName: string) => string;
  /** Whether a template is one of the engine's own macros: who made a mistake stands elsewhere. */
  readonly isInternal: (template: string) => boolean;
  readonly mask: Mask;
  readonly refs: RefIndex;
  readonly modules: Value;
  /** What packages read as `builtins.ref.config`. */
  readonly runtimeConfig: Value;
  readonly runStartedAt: Value;
  /** dbt's `graph`; made when a template first reads it. */
  readonly graph: () => Value;
  /** Parsed code of nodes, and of texts given to render(), by name and text. */
  readonly templates: Map<string, Template>;
  /** Ephemeral models that were compiled. */
  readonly ephemerals: Map<string, Promise<Compiled>>;
  /** Warnings that are said once. */
  readonly said: Set<string>;
}

export function openRunWorld(project: Project, parsed: Parsed, options: RunOptions): RunWorld {
  const { root, profile, question, givenVars } = project;
  const { manifest } = parsed;
  const settingsOf = (name: string): typeof root => project.packages.get(name) ?? root;
  const mask = makeMask(question.environment);
  const say = options.voice;
  const internalFolders = [...project.packages.values()].flatMap((each) =>
    each.isInternal ? [`${each.shownFolder}/`] : [],
  );
  let graph: Value | undefined;
  return {
    ...options,
    voice: {
      log: (text, isInfo) => say.log(mask(text), isInfo),
      print: (text) => say.print(mask(text)),
      warn: (text) => say.warn(mask(text)),
    },
    manifest,
    index: parsed.macros,
    dispatch: dispatchWorld(root.settings, profile.type),
    profile,
    rootName: root.name,
    rootQuoting: root.settings.quoting,
    valuesOf: parsed.valuesOf,
    environment: question.environment,
    varsOf: (packageName) => ({
      given: givenVars,
      root: root.settings.vars,
      own: settingsOf(packageName).settings.vars,
      packageName,
    }),
    folderOf: (packageName) => settingsOf(packageName).folder,
    isInternal: (template) => internalFolders.some((folder) => template.startsWith(folder)),
    mask,
    refs: indexRefs(manifest, root.name),
    modules: modules(options.clock),
    runtimeConfig: configValue(project, options),
    runStartedAt: makeDatetime(ofEpochMicros(BigInt(Math.trunc(options.startedMs)) * 1_000n, UTC)),
    graph: () => (graph ??= graphValue(manifest)),
    templates: new Map(),
    ephemerals: new Map(),
    said: new Set(),
  };
}

function configValue(project: Project, { args }: RunOptions): Value {
  const config = runtimeConfig(project);
  return isDict(config)
    ? dictOf([...entriesOf(config), ['args', args ?? emptyDict()], ['cli_vars', project.givenVars]])
    : config;
}

const GRAPH_KEYS = ['exposures', 'groups', 'metrics', 'nodes', 'sources', 'semantic_models', 'saved_queries'] as const;

function graphValue(manifest: Manifest): Value {
  return dictOf(
    GRAPH_KEYS.map(
      (key) => [key, Object.keys(manifest[key]).length === 0 ? emptyDict() : toValue(manifest[key])] as const,
    ),
  );
}
