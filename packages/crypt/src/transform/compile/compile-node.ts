// A node's code: its template rendered, with the ephemeral models that it reads put in.
import { renderNative } from '../jinja/render.ts';
import { hasTags } from '../jinja/syntax/parse-template.ts';
import type { SqlSession } from '../../contracts/sql-engine.ts';
import { openNamespace } from '../project/macros/macro-namespace.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { TEST_ARGUMENTS, renderTestArguments } from '../project/tests/test-arguments.ts';
import { isDict } from '../project/fields.ts';
import { toValue } from '../project/to-data.ts';
import { dictOf, emptyDict, setItem } from '../jinja/values/dict.ts';
import type { Context } from '../jinja/run/state.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import { openNodeContext } from './context/node-context.ts';
import { fail } from './errors.ts';
import { injectCtes } from './inject-ctes.ts';
import { renderOptions, templateOf, type NodeRun, type ReadWindow } from './node-run.ts';
import { ephemeralName } from './relation.ts';
import type { RunWorld } from './run-world.ts';
import { renderTraced, type Segment } from './trace.ts';

export interface Compiled {
  readonly code: string;
  readonly segments: readonly Segment[];
  /** Ephemeral models in the code, each after those that it reads. */
  readonly ctes: readonly {
    readonly id: string;
    readonly name: string;
    readonly sql: string;
    readonly segments: readonly Segment[];
  }[];
}

const NOWHERE: Context = { get: () => undefined };

export interface NodeRunParts {
  readonly extra?: ReadonlyMap<string, Value>;
  readonly threadId?: string;
  /** Ephemeral models that the code needs; filled while it is compiled. */
  readonly ctes?: Set<string>;
  /** Cancels the statement that runs. */
  readonly signal?: AbortSignal;
  /** What is read is cut to this span, where it has an event_time. */
  readonly window?: ReadWindow;
  /** Fields of the model that only this run has: `batch`. */
  readonly model?: readonly (readonly [string, Value])[];
}

/** @param packageName whose macros are seen by plain names; the node's own. */
export function openNodeRun(
  world: RunWorld,
  node: ManifestNode | undefined,
  packageName: string,
  session: SqlSession,
  parts: NodeRunParts = {},
): NodeRun {
  const run: NodeRun = {
    world,
    node,
    packageName,
    session,
    namespace: openNamespace(world.index, packageName),
    model: modelValue(world, node, parts.model ?? []),
    results: new Map(),
    ctes: parts.ctes ?? new Set(),
    window: parts.window,
    extra: parts.extra ?? new Map(),
    context: NOWHERE,
    compiledCode: null,
    segments: [],
    rendered: undefined,
    builtCode: null,
    threadId: parts.threadId ?? 'Thread-1',
  };
  run.context = openNodeContext(run);
  return run;
}

function modelValue(
  world: RunWorld,
  node: ManifestNode | undefined,
  more: readonly (readonly [string, Value])[],
): Dict {
  if (node === undefined) return emptyDict();
  const model = toValue(node);
  if (!isDict(model)) return emptyDict();
  const config = world.valuesOf(node.unique_id)?.config;
  // A copy: config.set() of one run is not the next one's.
  if (config !== undefined) setItem(model, 'config', { ...config, values: new Map(config.values) });
  for (const [name, value] of more) setItem(model, name, value);
  return model;
}

/** Renders the node's code into the run, and into its `model`. @throws JINJA_*, RUN_*, PROJECT_* with the place. */
export async function compileNode(run: NodeRun): Promise<Compiled> {
  const { node, world } = run;
  if (node === undefined || node.resource_type === 'seed') return { code: '', segments: [], ctes: [] };
  if (node.language === 'python')
    throw fail('RUN_UNSUPPORTED', {
      reason: `${node.original_file_path}: models in Python are not run; write it in SQL, or leave it out: --exclude ${node.name}`,
    });
  const template = templateOf(world, node.raw_code, node.original_file_path);
  const context = node.test_metadata === undefined ? run.context : withArguments(run, node);
  const traced = await renderTraced(template, context, renderOptions(run));
  const compiled = await inject(run, traced.code, traced.segments);
  run.compiledCode = compiled.code;
  run.segments = compiled.segments;
  setItem(run.model, 'compiled', true);
  setItem(run.model, 'compiled_code', compiled.code);
  setItem(run.model, 'compiled_sql', compiled.code);
  setItem(run.model, 'extra_ctes_injected', true);
  setItem(
    run.model,
    'extra_ctes',
    compiled.ctes.map(({ id, name, sql }) =>
      dictOf([
        ['id', id],
        ['sql', ` ${name} as (\n${sql}\n)`],
      ]),
    ),
  );
  return compiled;
}

/** The arguments of a generic test: templates in them are rendered to values. */
function withArguments(run: NodeRun, node: ManifestNode): Context {
  const kwargs = run.world.valuesOf(node.unique_id)?.kwargs ?? toValue(node.test_metadata?.kwargs);
  const render = (text: string): Value =>
    hasTags(text)
      ? renderNative(templateOf(run.world, text, node.original_file_path), run.context, renderOptions(run))
      : text;
  const values = renderTestArguments(isDict(kwargs) ? kwargs : emptyDict(), render);
  const { get, keys } = run.context;
  const context: Context = { get: (name) => (name === TEST_ARGUMENTS ? values : get(name)) };
  return keys === undefined ? context : { ...context, keys };
}

async function inject(run: NodeRun, code: string, segments: readonly Segment[]): Promise<Compiled> {
  const ctes = await ctesOf(run);
  const { code: whole, at, length, starts } = injectCtes(code, ctes);
  const before = segments.filter(({ start }) => start < at || ctes.length === 0);
  const after = segments.filter(({ start }) => start >= at && ctes.length > 0).map((segment) => moved(segment, length));
  // The rest of what is cut in two goes on behind what was put in.
  const cut = ctes.length === 0 ? undefined : before.at(-1);
  const rest =
    cut === undefined
      ? []
      : [
          {
            ...cut,
            start: at + length,
            at: cut.isText ? cut.at + at - cut.start : cut.at,
            innerAt: cut.innerAt + at - cut.start,
          },
        ];
  const within = ctes.flatMap((cte, i) => cte.segments.map((segment) => moved(segment, starts[i] ?? 0)));
  return { code: whole, segments: [...before, ...within, ...rest, ...after], ctes };
}

function moved(segment: Segment, by: number): Segment {
  return { ...segment, start: segment.start + by };
}

/** All ephemeral models that the run's code needs, those that others need first. */
async function ctesOf(run: NodeRun): Promise<Compiled['ctes']> {
  const found = new Map<string, Compiled['ctes'][number]>();
  for (const id of run.ctes) {
    const node = run.world.manifest.nodes[id];
    if (node === undefined) continue;
    const own = await compileEphemeral(run.world, node, run.session);
    for (const cte of own.ctes) found.set(cte.id, cte);
    found.set(id, { id, name: ephemeralName(node.alias), sql: own.code, segments: own.segments });
  }
  return [...found.values()];
}

/** The code of an ephemeral model, without those that it reads itself. */
function compileEphemeral(world: RunWorld, node: ManifestNode, session: SqlSession): Promise<Compiled> {
  const known = world.ephemerals.get(node.unique_id);
  if (known !== undefined) return known;
  const compiling = (async (): Promise<Compiled> => {
    const run = openNodeRun(world, node, node.package_name, session);
    const { code, segments } = await renderTraced(
      templateOf(world, node.raw_code, node.original_file_path),
      run.context,
      renderOptions(run),
    );
    return { code, segments, ctes: await ctesOf(run) };
  })();
  world.ephemerals.set(node.unique_id, compiling);
  return compiling;
}
