// What a unit test gives instead of what its model reads: each input becomes an ephemeral model of its rows.
import type { SqlSession } from '../../contracts/sql-engine.ts';
import { renderAsync, renderSync } from '../jinja/render.ts';
import { textOf } from '../jinja/values/repr.ts';
import type { Value } from '../jinja/values/value.ts';
import { makeFunction } from '../project/context/make-function.ts';
import { refArguments, sourceArguments } from '../project/context/node-calls.ts';
import type { ManifestNode, ManifestResource, ManifestSource } from '../project/manifest.ts';
import { toValue } from '../project/to-data.ts';
import { openNodeRun, type Compiled } from '../compile/compile-node.ts';
import { fail } from '../compile/errors.ts';
import { callMacro, renderOptions, templateOf } from '../compile/node-run.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { fullRowFirst, readFixture, type UnitFixture } from './unit-fixture.ts';

export interface UnitInputs {
  /** Ephemeral models, by the unique id of what they stand for. */
  readonly names: ReadonlyMap<string, string>;
  /** A world that knows them. */
  readonly world: RunWorld;
}

export function givenOf(unit: ManifestResource): readonly UnitFixture[] {
  return (unit['given'] ?? []) as unknown as readonly UnitFixture[];
}

/** Each input becomes an ephemeral model of its rows. */
export async function readInputs(
  world: RunWorld,
  unit: ManifestResource,
  model: ManifestNode,
  session: SqlSession,
): Promise<UnitInputs> {
  const names = new Map<string, string>();
  const nodes: Record<string, ManifestNode> = { ...world.manifest.nodes };
  const ephemerals = new Map<string, Promise<Compiled>>();
  for (const given of givenOf(unit)) {
    const stands = standsFor(world, given.input ?? '', unit, model);
    const taken = new Set([...names.values()].map((id) => nodes[id]?.alias));
    const plain = stands.name;
    const name = taken.has(plain) ? `${plain}_${taken.size}` : plain;
    const id = `${unit.unique_id}__${stands.unique_id}`;
    names.set(stands.unique_id, id);
    nodes[id] = {
      ...stands,
      name,
      alias: name,
      unique_id: id,
      config: { ...stands.config, materialized: 'ephemeral' },
    };
    ephemerals.set(
      id,
      Promise.resolve({ code: await fixtureSql(world, stands, given, session), segments: [], ctes: [] }),
    );
  }
  return { names, world: { ...world, manifest: { ...world.manifest, nodes }, ephemerals } };
}

/** What `ref('orders')`, `source('shop', 'orders')` or `this` names. */
function standsFor(
  world: RunWorld,
  input: string,
  { name, package_name: packageName }: ManifestResource,
  model: ManifestNode,
): ManifestNode {
  if (input.trim() === 'this') return model;
  const found: ManifestNode[] = [];
  const take = (node: ManifestNode): string => {
    found.push(node);
    return '';
  };
  const names = new Map<string, Value>([
    ['ref', makeFunction('ref', (args) => take(world.refs.node(refArguments(args), packageName)))],
    [
      'source',
      makeFunction('source', (args) => {
        const [source, table] = sourceArguments(args);
        return take(sourceAsNode(world.refs.source(source, table, packageName), model));
      }),
    ],
  ]);
  const text = input.includes('{{') ? input : `{{ ${input} }}`;
  renderSync(templateOf(world, text, model.original_file_path), names);
  const [node] = found;
  if (node !== undefined) return node;
  throw fail('RUN_TEST', {
    reason: `an input of the unit test '${name}' is ref('…'), source('…', '…') or this, not '${input}'`,
  });
}

function sourceAsNode(source: ManifestSource, model: ManifestNode): ManifestNode {
  const { name, database, schema, identifier, unique_id, package_name, original_file_path, quoting } = source;
  return {
    ...model,
    name,
    database,
    schema,
    alias: identifier,
    unique_id,
    package_name,
    original_file_path,
    columns: {},
    config: { quoting },
    depends_on: { macros: [], nodes: [] },
  };
}

async function fixtureSql(
  world: RunWorld,
  stands: ManifestNode,
  given: UnitFixture,
  session: SqlSession,
): Promise<string> {
  const seed = stands.resource_type === 'seed' ? stands : undefined;
  const rows = await readFixture(world, given, seed);
  if ('sql' in rows) return renderSql(world, stands, session, rows.sql);
  const run = openNodeRun(world, stands, world.rootName, session);
  const macro = run.namespace.find('get_fixture_sql');
  if (macro === undefined) throw fail('RUN_DISPATCH', { reason: "no macro 'get_fixture_sql' was found" });
  const contract = stands.contract?.enforced === true;
  const types = contract
    ? Object.fromEntries(Object.values(stands.columns).map(({ name, data_type: type }) => [name, type]))
    : null;
  return textOf(await callMacro(run, macro.call, [[...fullRowFirst(rows.rows)], toValue(types)]));
}

/** SQL of a fixture may have templates. */
export function renderSql(world: RunWorld, node: ManifestNode, session: SqlSession, sql: string): Promise<string> {
  const run = openNodeRun(world, node, world.rootName, session);
  return renderAsync(templateOf(world, sql, node.original_file_path), run.context, renderOptions(run));
}
