// Schemas that nodes write to are made before the first of them runs.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import { fieldOf } from '../project/fields.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { openNodeRun } from '../compile/compile-node.ts';
import { relationBase } from '../compile/context/references.ts';
import { fail } from '../compile/errors.ts';
import { callMacro } from '../compile/node-run.ts';
import { makeRelation } from '../compile/relation.ts';
import type { RunWorld } from '../compile/run-world.ts';

/** By the macro `create_schema`, which a project may have its own of. */
export async function createSchemas(world: RunWorld, nodes: readonly ManifestNode[], engine: SqlEngine): Promise<void> {
  const wanted = new Map<string, { readonly database: string; readonly schema: string }>();
  for (const node of nodes) {
    if (!writesRelation(node, world)) continue;
    const database = node.database ?? world.profile.database;
    wanted.set(`${database}\0${node.schema}`.toLowerCase(), { database, schema: node.schema });
  }
  if (wanted.size === 0) return;
  const session = await engine.session();
  try {
    const run = openNodeRun(world, undefined, world.rootName, session);
    const macro = run.namespace.find('create_schema');
    if (macro === undefined) throw fail('RUN_DISPATCH', { reason: "no macro 'create_schema' was found" });
    for (const { database, schema } of wanted.values()) {
      const known = await session.listSchemas(database);
      if (known.some((name) => name.toLowerCase() === schema.toLowerCase())) continue;
      const included = { database: true, schema: true, identifier: false };
      await callMacro(run, macro.call, [makeRelation({ ...relationBase(world), database, schema, included })]);
      if (session.isInTransaction()) await session.commit();
    }
  } finally {
    await session.close();
  }
}

function writesRelation({ resource_type, config }: ManifestNode, { flags }: RunWorld): boolean {
  if (resource_type === 'test')
    return (
      (config['store_failures'] ?? fieldOf(flags, 'STORE_FAILURES')) === true ||
      config['store_failures_as'] === 'table' ||
      config['store_failures_as'] === 'view'
    );
  return ['model', 'seed', 'snapshot'].includes(resource_type) && config['materialized'] !== 'ephemeral';
}
