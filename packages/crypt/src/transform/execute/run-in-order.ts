// Runs nodes one after another, each after those that it needs. The scheduler of commands is not this: it is for tests and
// for what has no need of threads.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { ManifestNode } from '../project/manifest.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { createSchemas } from './create-schemas.ts';
import { notRun, type NodeResult } from './node-result.ts';
import { runNode } from './run-node.ts';

const RUN_TYPES: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot', 'test']);

/**
 * @param ids which nodes; all that can run without it.
 * @returns a result for each, in the order they ran. What needs a node that failed is skipped; tests fail only themselves.
 */
export async function runInOrder(
  world: RunWorld,
  engine: SqlEngine,
  ids?: readonly string[],
): Promise<readonly NodeResult[]> {
  const wanted = new Set(ids ?? Object.keys(world.manifest.nodes));
  const nodes = orderNodes(
    world,
    Object.values(world.manifest.nodes).filter((node) => wanted.has(node.unique_id) && isRun(node)),
  );
  const results = new Map<string, NodeResult>();
  for (const hook of hooksOf(world, 'on-run-start')) results.set(hook.unique_id, await runNode(world, hook, engine));
  await createSchemas(world, nodes, engine);
  for (const node of nodes) {
    const isBroken = upstream(world, node).some(
      (id) =>
        ['error', 'skipped', 'fail'].includes(results.get(id)?.status ?? '') &&
        world.manifest.nodes[id]?.resource_type !== 'test',
    );
    results.set(node.unique_id, isBroken ? notRun(node) : await runNode(world, node, engine));
  }
  for (const hook of hooksOf(world, 'on-run-end')) results.set(hook.unique_id, await runNode(world, hook, engine));
  return [...results.values()];
}

function isRun(node: ManifestNode): boolean {
  return RUN_TYPES.has(node.resource_type) && node.config['materialized'] !== 'ephemeral';
}

function hooksOf({ manifest }: RunWorld, tag: string): readonly ManifestNode[] {
  const hooks = Object.values(manifest.nodes).filter(
    (node) => node.resource_type === 'operation' && node.tags.includes(tag),
  );
  return hooks.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
}

/** What a node needs, through ephemeral models. */
function upstream({ manifest }: RunWorld, node: ManifestNode): readonly string[] {
  const found = new Set<string>();
  const walk = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    const parent = manifest.nodes[id];
    if (parent?.config['materialized'] === 'ephemeral') parent.depends_on.nodes?.forEach(walk);
  };
  node.depends_on.nodes?.forEach(walk);
  return [...found];
}

function orderNodes(world: RunWorld, nodes: readonly ManifestNode[]): readonly ManifestNode[] {
  const known = new Map(nodes.map((node) => [node.unique_id, node]));
  const ordered = new Set<ManifestNode>();
  const visit = (node: ManifestNode): void => {
    if (ordered.has(node)) return;
    for (const id of upstream(world, node)) {
      const parent = known.get(id);
      if (parent !== undefined) visit(parent);
    }
    ordered.add(node);
  };
  nodes.forEach(visit);
  return [...ordered];
}
