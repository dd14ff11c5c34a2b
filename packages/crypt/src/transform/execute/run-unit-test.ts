// Runs a unit test: its model's SQL over rows that the test gives, and what comes of it against the rows it expects.
//
//   given rows ─ get_fixture_sql ─▶ CTEs ─┐
//   model's template, overrides ──────────┴▶ SQL ─ materialization `unit` ─▶ actual and expected rows ─ compareRows ─▶ pass, fail
import { errorText, isCryptError } from '../../kernel/crypt-error.ts';
import type { SqlEngine, SqlSession } from '../../contracts/sql-engine.ts';
import { textOf } from '../jinja/values/repr.ts';
import { fieldOf, isDict } from '../project/fields.ts';
import { findMaterialization } from '../project/macros/find-macro.ts';
import type { ManifestNode, ManifestResource } from '../project/manifest.ts';
import { compileNode, openNodeRun, type NodeRunParts } from '../compile/compile-node.ts';
import { fail } from '../compile/errors.ts';
import { callMacro, type NodeRun } from '../compile/node-run.ts';
import { tableOf } from '../compile/result-table.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { compareRows } from './compare-rows.ts';
import type { NodeResult } from './node-result.ts';
import { fullRowFirst, readFixture, type UnitFixture } from './unit-fixture.ts';
import { givenOf, readInputs, renderSql } from './unit-inputs.ts';
import { unitNames } from './unit-names.ts';

/** Undefined for an id that is no unit test. The node has what runs and lines need of one. */
export function unitTestNode(world: RunWorld, id: string): ManifestNode | undefined {
  const unit = world.manifest.unit_tests[id];
  const model = unit === undefined ? undefined : world.manifest.nodes[unit.depends_on?.nodes[0] ?? ''];
  if (unit === undefined || model === undefined) return undefined;
  const type = 'unit_test' as 'test';
  const { name, unique_id, package_name, original_file_path, fqn = [], config = {}, tags = [] } = unit;
  return {
    ...model,
    name,
    alias: name,
    unique_id,
    package_name,
    original_file_path,
    path: `models/${name}.sql`,
    fqn,
    tags,
    config,
    resource_type: type,
    relation_name: null,
    depends_on: unit.depends_on ?? model.depends_on,
    columns: {},
    description: '',
  };
}

export async function runUnitTest(
  world: RunWorld,
  node: ManifestNode,
  engine: SqlEngine,
  parts: NodeRunParts = {},
): Promise<NodeResult> {
  const unit = world.manifest.unit_tests[node.unique_id] as ManifestResource;
  const startMs = world.clock.monotonicMs();
  const startedAt = new Date(world.clock.nowMs()).toISOString();
  const session = await engine.session();
  const cancel = (): void => session.cancel();
  parts.signal?.addEventListener('abort', cancel, { once: true });
  const base = {
    thread_id: parts.threadId ?? 'Thread-1',
    unique_id: node.unique_id,
    relation_name: null,
    batch_results: null,
    compiled: null,
    compiled_code: null,
    built_code: null,
    failures: null,
    adapter_response: {},
  };
  const timing = (): NodeResult['timing'] =>
    ['compile', 'execute'].map((name) => ({
      name: name as 'compile',
      started_at: startedAt,
      completed_at: new Date(world.clock.nowMs()).toISOString(),
    }));
  const seconds = (): number => (world.clock.monotonicMs() - startMs) / 1_000;
  try {
    const outcome = await work(world, unit, node, session);
    return { ...base, ...outcome, timing: timing(), execution_time: seconds() };
  } catch (error) {
    if (isCryptError(error) && error.code === 'WAREHOUSE_LOST') throw error;
    return {
      ...base,
      status: 'error',
      timing: timing(),
      execution_time: seconds(),
      message: world.mask(errorText(error)),
    };
  } finally {
    parts.signal?.removeEventListener('abort', cancel);
    await session.close();
  }
}

async function work(
  world: RunWorld,
  unit: ManifestResource,
  node: ManifestNode,
  session: SqlSession,
): Promise<
  Pick<NodeResult, 'status' | 'message' | 'failures' | 'compiled' | 'compiled_code' | 'built_code' | 'adapter_response'>
> {
  const model = world.manifest.nodes[unit.depends_on?.nodes[0] ?? ''];
  if (model === undefined) throw fail('RUN_TEST', { reason: `the model of the unit test '${unit.name}' is not there` });
  checkIncremental(unit, model);
  const inputs = await readInputs(world, unit, model, session);
  const used = new Set<string>();
  const tested = openNodeRun(inputs.world, model, model.package_name, session, {
    extra: unitNames(inputs, unit, model, (id) => void used.add(id)),
    ctes: used,
  });
  const { code } = await compileNode(tested);
  const expected = await readFixture(world, unit['expect'] as UnitFixture, undefined);
  const config =
    'sql' in expected
      ? { expected_sql: await renderSql(world, model, session, expected.sql), expected_rows: [] }
      : { expected_rows: [...fullRowFirst(expected.rows)] };
  const run = openNodeRun(
    world,
    { ...node, config: { ...node.config, materialized: 'unit' } },
    model.package_name,
    session,
  );
  const own = fieldOf(run.model, 'config');
  if (isDict(own)) for (const [name, value] of Object.entries(config)) own.values.set(name, value);
  const macro = findMaterialization(world.index, 'unit', world.dispatch.adapterTypes, world.dispatch.mayOverride);
  if (macro === undefined) throw fail('RUN_MATERIALIZATION', { reason: "there is no materialization 'unit'" });
  run.compiledCode = code;
  run.segments = tested.segments;
  await callMacro(run, macro.call, []);
  const diff = judge(run);
  const compiled = {
    compiled: true,
    compiled_code: world.mask(code),
    built_code: run.builtCode,
    adapter_response: { _message: 'OK' },
  };
  if (diff === undefined) return { status: 'pass', message: null, failures: 0, ...compiled };
  return { status: 'fail', message: `\n${world.mask(diff)}\n`, failures: 1, ...compiled };
}

/** A model that asks is_incremental() must be told, and with a true answer it needs what is there already. */
function checkIncremental(unit: ManifestResource, model: ManifestNode): void {
  if (!model.depends_on.macros.includes('macro.dbt.is_incremental')) return;
  const over = unit['overrides'] as { readonly macros?: { readonly [name: string]: unknown } } | null;
  const told = over?.macros?.['is_incremental'];
  if (typeof told !== 'boolean')
    throw fail('RUN_TEST', {
      reason: `the model '${model.name}' asks is_incremental(), and the unit test '${unit.name}' does not say`,
      advice: 'add overrides: {macros: {is_incremental: true}} or false',
    });
  if (told && !givenOf(unit).some(({ input }) => input === 'this'))
    throw fail('RUN_TEST', {
      reason: `the unit test '${unit.name}' of the incremental model '${model.name}' gives no rows for this`,
      advice: 'add - input: this',
    });
}

function judge(run: NodeRun): string | undefined {
  const table = tableOf(fieldOf(run.results.get('main') ?? null, 'table'));
  if (table === undefined) throw fail('RUN_TEST', { reason: 'the unit test gave no rows' });
  const which = table.names.findIndex((name) => name.toLowerCase() === 'actual_or_expected');
  const rowsOf = (kind: string): readonly (readonly string[])[] =>
    table.rows
      .filter((row) => row[which] === kind)
      .map((row) => row.filter((_, i) => i !== which).map((value) => (value === null ? 'null' : textOf(value))));
  return compareRows(
    table.names.filter((_, i) => i !== which),
    rowsOf('expected'),
    rowsOf('actual'),
  );
}
