import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { NodeRunParts } from '../compile/compile-node.ts';
import { relationOfNode } from '../compile/context/references.ts';
import { relationOf, renderRelation } from '../compile/relation.ts';
import type { RunWorld } from '../compile/run-world.ts';
import type { ManifestNode } from '../project/manifest.ts';
import type { NodeResult } from './node-result.ts';
import { runNode } from './run-node.ts';

/**
 * Makes the node's relation a clone of that of another state: a copy without copying where the engine can, else a view.
 *
 * @param state the node as the other state has it; without one nothing is done.
 */
export function cloneNode(
  world: RunWorld,
  node: ManifestNode,
  state: ManifestNode | undefined,
  engine: SqlEngine,
  parts: NodeRunParts,
): Promise<NodeResult> {
  const other = state === undefined ? null : relationOfNode(state, world);
  const data = relationOf(other ?? undefined);
  const cloned: ManifestNode = {
    ...node,
    resource_type: 'model',
    language: 'sql',
    raw_code: data === undefined ? '' : `{% raw %}select * from ${renderRelation(data)}{% endraw %}`,
    config: { ...node.config, materialized: 'clone', 'pre-hook': [], 'post-hook': [] },
  };
  return runNode(world, cloned, engine, {
    ...parts,
    extra: new Map([...(parts.extra ?? []), ['defer_relation', other]]),
  });
}
