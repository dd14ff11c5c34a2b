// Runs one node: its code is compiled, then its materialization's macro does the work. What goes wrong becomes a result.
import { errorText, isCryptError } from '../../kernel/crypt-error.ts';
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { Json } from '../../kernel/parse-json.ts';
import { isTrue } from '../jinja/values/truth.ts';
import { guess } from '../jinja/values/bind.ts';
import { textOf } from '../jinja/values/repr.ts';
import { fieldOf, isDict, listField, textField } from '../project/fields.ts';
import { findMaterialization } from '../project/macros/find-macro.ts';
import type { Macro } from '../project/macros/macro.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { compileNode, openNodeRun, type NodeRunParts } from '../compile/compile-node.ts';
import { placeError } from '../compile/context/adapter-statements.ts';
import { responseOf } from '../compile/context/results.ts';
import { fail } from '../compile/errors.ts';
import { callMacro, type NodeRun } from '../compile/node-run.ts';
import { isRelation } from '../compile/relation.ts';
import { tableOf } from '../compile/result-table.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { judgeTest } from './judge-test.ts';
import { notRun, type NodeResult, type NodeTiming } from './node-result.ts';

/** A session is the node's own, and ends with it. @throws WAREHOUSE_LOST, when nothing more can run. */
export async function runNode(
  world: RunWorld,
  node: ManifestNode,
  engine: SqlEngine,
  parts: NodeRunParts = {},
): Promise<NodeResult> {
  const startMs = world.clock.monotonicMs();
  const timing: NodeTiming[] = [];
  const session = await engine.session();
  const run = openNodeRun(world, node, node.package_name, session, parts);
  const cancel = (): void => session.cancel();
  parts.signal?.addEventListener('abort', cancel, { once: true });
  try {
    await timed('compile', world, timing, () => compileNode(run));
    const outcome = await timed('execute', world, timing, () => work(run, node));
    return { ...base(run, node, timing, startMs), ...outcome };
  } catch (error) {
    return { ...base(run, node, timing, startMs), ...failure(world, error) };
  } finally {
    parts.signal?.removeEventListener('abort', cancel);
    await session.close();
  }
}

function failure(world: RunWorld, error: unknown): Outcome {
  if (isCryptError(error) && error.code === 'WAREHOUSE_LOST') throw error;
  return { status: 'error', message: world.mask(isCryptError(error) ? error.message : errorText(error)) };
}

async function timed<T>(
  name: NodeTiming['name'],
  { clock }: RunWorld,
  timing: NodeTiming[],
  act: () => Promise<T>,
): Promise<T> {
  const started_at = new Date(clock.nowMs()).toISOString();
  try {
    return await act();
  } finally {
    timing.push({ name, started_at, completed_at: new Date(clock.nowMs()).toISOString() });
  }
}

function base(run: NodeRun, node: ManifestNode, timing: readonly NodeTiming[], startMs: number): NodeResult {
  const { world, compiledCode, builtCode } = run;
  return {
    ...notRun(node),
    status: 'success',
    timing: [...timing],
    thread_id: run.threadId,
    execution_time: (world.clock.monotonicMs() - startMs) / 1_000,
    compiled: node.resource_type === 'seed' ? null : compiledCode !== null,
    compiled_code: compiledCode === null ? null : world.mask(compiledCode),
    built_code: builtCode === null ? null : world.mask(builtCode),
  };
}

type Outcome = Partial<NodeResult>;

async function work(run: NodeRun, node: ManifestNode): Promise<Outcome> {
  // dbt counts 0 failures of a hook.
  if (node.resource_type === 'operation') return { failures: 0, ...(await runHook(run)) };
  if (node.resource_type === 'analysis' || node.config['materialized'] === 'ephemeral') return { status: 'no-op' };
  const macro = requireMaterialization(run, node);
  const returned = await callMacro(run, macro.call, []);
  // A materialization that forgot to would else say success and leave nothing. What a test did not commit is dropped.
  if (node.resource_type !== 'test' && run.session.isInTransaction()) await run.session.commit();
  checkRelations(node, returned);
  const main = run.results.get('main');
  // A clone of what is there already, or nowhere, does nothing.
  if (main === undefined && materializationOf(node) === 'clone') return { status: 'success', message: 'No-op' };
  if (main === undefined)
    throw fail('RUN_MATERIALIZATION', {
      reason: `the materialization '${textOf(run.model.values.get('name') ?? '')}' ran no statement 'main'`,
    });
  const response = responseOf(fieldOf(main, 'response'));
  const shown: { [name: string]: Json } = { _message: response._message };
  if (response.code !== null) shown['code'] = response.code;
  if (response.rows_affected !== null) shown['rows_affected'] = response.rows_affected;
  if (node.resource_type !== 'test') return { status: 'success', message: response._message, adapter_response: shown };
  return { ...judgeTest(tableOf(fieldOf(main, 'table')), testSettings(run)), adapter_response: shown };
}

function testSettings({ model, world }: NodeRun): Parameters<typeof judgeTest>[1] {
  const config = fieldOf(model, 'config');
  const text = (name: string, fallback: string): string => textField(config, name) ?? fallback;
  return {
    severity: text('severity', 'error'),
    warnIf: text('warn_if', '!= 0'),
    errorIf: text('error_if', '!= 0'),
    warnsAreErrors: isTrue(fieldOf(world.flags, 'WARN_ERROR') ?? false),
  };
}

/** The code of a hook of the project; without any it has nothing to do. */
async function runHook(run: NodeRun): Promise<Outcome> {
  const sql = (run.compiledCode ?? '').trim();
  if (sql === '') return { status: 'success', message: '' };
  try {
    const result = await run.session.run(sql);
    if (run.session.isInTransaction()) await run.session.commit();
    return { status: 'success', message: result.message, adapter_response: { _message: result.message } };
  } catch (error) {
    throw placeError(run, error, sql, undefined);
  }
}

function requireMaterialization({ world }: NodeRun, node: ManifestNode): Macro {
  const name = materializationOf(node);
  const { adapterTypes, mayOverride } = world.dispatch;
  const found = findMaterialization(world.index, name, adapterTypes, mayOverride);
  if (found !== undefined) return found;
  const known = [...world.index.all.values()].flatMap(
    (macro) => /^materialization_(.+)_\w+$/.exec(macro.name)?.[1] ?? [],
  );
  const advice = guess(name, known);
  const reason = `there is no materialization '${name}' for ${adapterTypes[0] ?? ''}`;
  throw fail('RUN_MATERIALIZATION', advice === undefined ? { reason } : { reason, advice });
}

function materializationOf({ config }: ManifestNode): string {
  return typeof config['materialized'] === 'string' ? config['materialized'] : 'view';
}

/** A materialization returns `{'relations': [...]}`. */
function checkRelations(node: ManifestNode, returned: unknown): void {
  const value = returned as Parameters<typeof isDict>[0];
  if (isDict(value) && Array.isArray(fieldOf(value, 'relations')) && listField(value, 'relations').every(isRelation))
    return;
  const name = materializationOf(node);
  throw fail('RUN_MATERIALIZATION', {
    reason: `the materialization '${name}' did not return its relations`,
    advice: "end it with {{ return({'relations': [target_relation]}) }}",
  });
}
