// build, run, test, seed, snapshot: the nodes that were selected, in the order of the graph, some at once.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import { dictOf } from '../jinja/values/dict.ts';
import { tuple, type Value } from '../jinja/values/value.ts';
import { openRunWorld, type RunWorld } from '../compile/run-world.ts';
import { fail as failRun } from '../compile/errors.ts';
import { createSchemas } from '../execute/create-schemas.ts';
import { notRun, type NodeResult } from '../execute/node-result.ts';
import { parseTime, sampleWindow, type TimeWindow } from '../execute/batch-windows.ts';
import { cloneNode } from '../execute/clone-node.ts';
import { isMicrobatch, runBatches } from '../execute/run-batches.ts';
import type { NodeRunParts } from '../compile/compile-node.ts';
import { idleNode, idleResult, isIdle } from '../execute/idle-node.ts';
import { resultValue } from '../execute/result-value.ts';
import { runGraph } from '../execute/run-graph.ts';
import { runNode } from '../execute/run-node.ts';
import { runUnitTest, unitTestNode } from '../execute/run-unit-test.ts';
import type { SelectingCommand } from '../graph/command-scope.ts';
import type { Outcome } from '../graph/outcome.ts';
import { planQueue } from '../graph/plan-queue.ts';
import { createReadyQueue } from '../graph/ready-queue.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { toValue } from '../project/to-data.ts';
import { fail } from './errors.ts';
import { keepState } from './kept-state.ts';
import type { Narrator } from './narrator.ts';
import { readDeferral, type Deferral } from './read-deferral.ts';
import { numberFlag, textFlag, type OpenProject } from './open-project.ts';
import {
  batchEnd,
  batchStart,
  endLine,
  exitCodeOf,
  renderFound,
  renderTotals,
  skipLine,
  startLine,
  type ShownNode,
} from './render-line.ts';
import { readWarnErrors } from './warn-errors.ts';
import { sqlPath, writeManifest, writeRunResults, writeSql } from './write-artifacts.ts';
import { judge, type SelectedNodes } from './select-nodes.ts';
import type { TransformEffects } from './transform-effects.ts';

export interface NodesRun {
  readonly open: OpenProject;
  readonly command: SelectingCommand;
  readonly selected: SelectedNodes;
  readonly engine: SqlEngine;
  readonly effects: TransformEffects;
  readonly narrator: Narrator;
  readonly deferral?: Deferral;
  /** Of a retry: batches of microbatch models that failed, by unique id. */
  readonly again?: ReadonlyMap<string, readonly TimeWindow[]>;
}

/** @returns the exit code: 0 good, 1 when a node failed. */
export async function runNodes(run: NodesRun): Promise<0 | 1> {
  const { open, selected, engine, effects, narrator, command } = run;
  const opened = openWorld(run);
  eventTimes(open);
  const deferral = await readDeferral(open, selected.ids, opened, engine, effects, command);
  const world: RunWorld = { ...opened, deferred: deferral.instead };
  sayFound(run);
  const nodes = selected.ids.flatMap((id) => nodeOfId(world, id) ?? []).filter(isRun);
  if (nodes.length === 0) {
    const nothing = 'Nothing to do. Try checking your model configs and model specification args';
    if (readWarnErrors(open.flags).isError('NothingToDo')) throw fail('COMMAND_SELECTION', { reason: nothing });
    narrator.warn(nothing, 'NothingToDo');
    await writeManifest(open, effects.files, []);
    await writeRunResults(open, effects.files, [], effects.clock.nowMs());
    return 0;
  }
  const threads = Math.max(1, numberFlag(open.flags, 'threads') ?? open.project.profile.threads);
  narrator.say(`\nConcurrency: ${threads} threads (target='${open.project.profile.targetName}')\n`);
  const results: NodeResult[] = [];
  // Hooks find the schemas that the run writes to.
  await createSchemas(world, nodes, engine);
  results.push(...(await runHooks(run, world, 'on-run-start')));
  if (exitCodeOf(results.map(outcomeOf)) === 0) {
    results.push(...(await runQueue({ ...run, deferral }, world, nodes, threads)));
  } else {
    // As in dbt: what a hook at the start forbids is skipped, and told of.
    for (const [index, node] of nodes.entries())
      narrator.line(skipLine(`${index + 1} of ${nodes.length}`, shown(node), null));
    results.push(...nodes.map(notRun));
  }
  results.push(...(await runHooks(run, world, 'on-run-end', results)));
  await writeManifest(open, effects.files, results);
  await writeRunResults(open, effects.files, results, effects.clock.nowMs());
  const code = conclude(run, world, results, command);
  if (code === 0) await keepState(open, effects.files);
  return code;
}

export function openWorld({ open, selected, effects, narrator }: Omit<NodesRun, 'engine' | 'command'>): RunWorld {
  const { project, parsed, invocationId, startedMs, shownFlags, invocation } = open;
  const warns = readWarnErrors(open.flags);
  return openRunWorld(project, parsed, {
    invocationId,
    startedMs,
    flags: shownFlags,
    selected: selected.ids,
    sample: sampleOf(open),
    args: dictOf([...invocation.given].map(([name, value]): [string, Value] => [name, toValue(value)])),
    clock: effects.clock,
    files: effects.files,
    voice: {
      log: (text, isInfo) => {
        if (isInfo) narrator.say(text);
      },
      print: (text) => narrator.print(text),
      warn: (text) => {
        if (warns.isError('JinjaLogWarning')) throw failRun('RUN_COMPILER', { reason: text });
        if (!warns.isSilent('JinjaLogWarning')) narrator.warn(text, 'JinjaLogWarning');
      },
    },
  });
}

/** @throws COMMAND_LINE */
function sampleOf({ flags, startedMs }: OpenProject): TimeWindow | undefined {
  const text = textFlag(flags, 'sample');
  if (text === undefined) return undefined;
  const window = sampleWindow(text, startedMs);
  if (window !== undefined) return window;
  throw fail('COMMAND_LINE', {
    reason: `--sample is a span such as '3 days', or {start: '2026-01-01', end: '2026-02-01'}, not '${text}'.`,
  });
}

export function sayFound({ open, effects, narrator }: Pick<NodesRun, 'open' | 'effects' | 'narrator'>): void {
  narrator.say(`Running with crypt=${effects.version}`);
  narrator.say(`Registered adapter: ${open.project.profile.type}`);
  narrator.say(renderFound(open.parsed.counts));
}

const RUN_TYPES: ReadonlySet<string> = new Set([
  'model',
  'seed',
  'snapshot',
  'test',
  'unit_test',
  'exposure',
  'saved_query',
]);

function nodeOfId(world: RunWorld, id: string): ManifestNode | undefined {
  return world.manifest.nodes[id] ?? unitTestNode(world, id) ?? idleNode(world, id);
}

function isRun(node: ManifestNode): boolean {
  return RUN_TYPES.has(node.resource_type) && node.config['materialized'] !== 'ephemeral';
}

async function runQueue(
  run: NodesRun,
  world: RunWorld,
  nodes: readonly ManifestNode[],
  threads: number,
): Promise<readonly NodeResult[]> {
  const { command, selected, effects, narrator, open } = run;
  const { members, graph } = selected;
  const ids = nodes.map((node) => node.unique_id);
  const planned = planQueue(command, ids, members, graph);
  if ('problem' in planned) {
    judge([planned.problem], narrator, readWarnErrors(open.flags));
    throw fail('COMMAND_SELECTION', { reason: planned.problem.message });
  }
  const results: NodeResult[] = [];
  const places = new Map<number, number>();
  const freeThreads = Array.from({ length: threads }, (_, index) => `Thread-${index + 1}`);
  const nodeOf = (number: number): ManifestNode => nodeOfId(world, members.list[number]?.id ?? '') as ManifestNode;
  const placeOf = (number: number): string => {
    const place = places.get(number) ?? places.size + 1;
    places.set(number, place);
    return `${place} of ${ids.length}`;
  };
  await runGraph<NodeResult>({
    queue: createReadyQueue(planned.plan),
    threads,
    failFast: open.flags.get('fail_fast') === true,
    run: async (number, signal) => {
      const threadId = freeThreads.shift() ?? 'Thread-1';
      const node = nodeOf(number);
      try {
        const result = await runOne(run, world, node, { threadId, signal });
        if (result.batch_results === null) await writeSql(open, effects.files, node, result);
        return result;
      } finally {
        freeThreads.push(threadId);
      }
    },
    outcomeOf,
    onStart: (number) => {
      const node = nodeOf(number);
      if (!isIdle(node)) narrator.line(startLine(placeOf(number), shown(node)));
    },
    onEnd: (number, result) => {
      results.push(result);
      narrator.line(endLine(placeOf(number), shown(nodeOf(number)), shownResult(result)));
    },
    onSkip: ({ number }) => {
      results.push(notRun(nodeOf(number)));
      narrator.line(skipLine(placeOf(number), shown(nodeOf(number)), null));
    },
    signal: effects.interrupted,
  });
  return results;
}

function runOne(run: NodesRun, world: RunWorld, node: ManifestNode, parts: NodeRunParts): Promise<NodeResult> {
  const { engine, open, effects, narrator, again } = run;
  if (isIdle(node)) return Promise.resolve(idleResult(node));
  if (run.command === 'clone') return cloneNode(world, node, run.deferral?.states.get(node.unique_id), engine, parts);
  if (world.manifest.unit_tests[node.unique_id] !== undefined) return runUnitTest(world, node, engine, parts);
  if (!isMicrobatch(node)) return runNode(world, node, engine, parts);
  const shownNode = shown(node);
  return runBatches(world, node, engine, parts, {
    ...eventTimes(open),
    again: again?.get(node.unique_id),
    onStart: (number, total, name) => narrator.line(batchStart(number, total, name, shownNode)),
    onEnd: async (number, total, name, result) => {
      const ended = result === 'skipped' ? { status: 'skipped' as const, execution_time: 0 } : result;
      narrator.line(batchEnd(number, total, name, shownNode, ended.status, ended.execution_time));
      if (result !== 'skipped') await writeSql(open, effects.files, batchNode(node, name), result);
    },
  });
}

/** The SQL of a batch lies in a folder named as the model. */
function batchNode(node: ManifestNode, name: string): ManifestNode {
  const folder = node.original_file_path.replace(/\.sql$/, '');
  return { ...node, original_file_path: `${folder}/${node.name}_${name}.sql` };
}

/** @throws COMMAND_LINE when one of the two is no time, is alone, or they are the wrong way round. */
function eventTimes({ flags }: OpenProject): { readonly startMs?: number; readonly endMs?: number } {
  const [start, end] = ['event_time_start', 'event_time_end'].map((name) => textFlag(flags, name));
  if (start === undefined && end === undefined) return {};
  const [startMs, endMs] = [parseTime(start ?? ''), parseTime(end ?? '')];
  if (startMs < endMs) return { startMs, endMs };
  const reason =
    '--event-time-start and --event-time-end are given together, as 2026-01-31 or 2026-01-31T10:00:00, the start first.';
  throw fail('COMMAND_LINE', { reason });
}

/** Hooks of the project, in their order; the first that fails ends them. */
async function runHooks(
  { engine, narrator, open }: NodesRun,
  world: RunWorld,
  tag: 'on-run-start' | 'on-run-end',
  results: readonly NodeResult[] = [],
): Promise<readonly NodeResult[]> {
  const hooks = Object.values(world.manifest.nodes)
    .filter(({ resource_type: type, tags }) => type === 'operation' && tags.includes(tag))
    .toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
  const done: NodeResult[] = [];
  for (const [index, hook] of hooks.entries()) {
    const place = `${index + 1} of ${hooks.length}`;
    narrator.line(startLine(place, shown(hook)));
    const result = await runNode(world, hook, engine, tag === 'on-run-end' ? { extra: endNames(world, results) } : {});
    done.push(result);
    narrator.line(endLine(place, shown(hook), shownResult(result)));
    if (result.status === 'error') break;
  }
  if (hooks.length > 0 && open.flags.get('quiet') !== true) narrator.say('');
  return done;
}

/** What only on-run-end sees: results, and the schemas that were written to. */
function endNames(world: RunWorld, results: readonly NodeResult[]): ReadonlyMap<string, Value> {
  const schemas = new Map<string, readonly [string | null, string]>();
  for (const { unique_id: id } of results) {
    const node = world.manifest.nodes[id];
    if (node !== undefined && node.resource_type !== 'test' && node.resource_type !== 'operation')
      schemas.set(`${node.database}.${node.schema}`, [node.database, node.schema]);
  }
  const ofNodes = results.filter(({ unique_id: id }) => world.manifest.nodes[id]?.resource_type !== 'operation');
  const shownResults = ofNodes.map((result) => resultValue(result, nodeOfId(world, result.unique_id)));
  return new Map<string, Value>([
    ['results', shownResults],
    ['schemas', [...schemas.values()].map(([, schema]) => schema)],
    ['database_schemas', [...schemas.values()].map(([database, schema]) => tuple([database, schema]))],
  ]);
}

function conclude(
  { narrator, effects, open }: NodesRun,
  world: RunWorld,
  results: readonly NodeResult[],
  command: string,
): 0 | 1 {
  const outcomes = results.map(outcomeOf);
  const broken = results.filter(({ status }) => status === 'error' || status === 'fail');
  const partial = results.filter(({ status }) => status === 'partial success');
  const warned = results.filter(({ status }) => status === 'warn');
  const seconds = ((effects.clock.nowMs() - open.startedMs) / 1_000).toFixed(2);
  narrator.say(`\nFinished ${command} of ${results.length} nodes in ${seconds} s.\n`);
  if (broken.length + partial.length + warned.length === 0) narrator.say('Completed successfully', 'good');
  else
    narrator.say(
      `Completed with ${count(broken.length, 'error')}, ${count(partial.length, 'partial success', 'es')}, and ${count(warned.length, 'warning')}:`,
      broken.length + partial.length > 0 ? 'bad' : 'warn',
    );
  for (const result of [...broken, ...partial, ...warned]) sayFailure(narrator, world, result);
  narrator.say(`\n${renderTotals(outcomes)}`);
  return exitCodeOf(outcomes);
}

function sayFailure(narrator: Narrator, world: RunWorld, result: NodeResult): void {
  const node = nodeOfId(world, result.unique_id);
  if (node === undefined) return;
  const tone = result.status === 'warn' ? 'warn' : 'bad';
  const what = result.status === 'warn' ? 'Warning' : result.status === 'fail' ? 'Failure' : 'Error';
  narrator.say(`\n${what} in ${node.resource_type} ${node.name} (${node.original_file_path})`, tone);
  for (const line of (result.message ?? '').split('\n')) narrator.say(`  ${line}`, tone);
  if (result.compiled_code !== null) narrator.say(`\n  compiled code at target/compiled/${sqlPath(node)}`);
}

function count(number: number, noun: string, ending = 's'): string {
  return `${number} ${noun}${number === 1 ? '' : ending}`;
}

function outcomeOf({ status }: NodeResult): Outcome {
  return status;
}

function shown(node: ManifestNode): ShownNode {
  const materialized = node.config['materialized'];
  return {
    resource_type: node.resource_type,
    name: node.name,
    alias: node.alias,
    schema: node.schema,
    language: node.language ?? 'sql',
    materialized: isMicrobatch(node) ? 'microbatch' : typeof materialized === 'string' ? materialized : null,
    model: node.fqn.at(-2) ?? null,
  };
}

function shownResult({
  status,
  message,
  failures,
  execution_time: seconds,
}: NodeResult): Parameters<typeof endLine>[2] {
  return {
    outcome: status,
    message:
      status === 'success'
        ? (message ?? '')
        : status === 'partial success'
          ? ((message ?? '').split('\n')[0] ?? '')
          : '',
    failures,
    seconds,
  };
}
