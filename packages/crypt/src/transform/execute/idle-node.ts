// Exposures and saved queries: a build counts them in the order of the graph, and has nothing to do for them.
import type { RunWorld } from '../compile/run-world.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { notRun, type NodeResult } from './node-result.ts';

/** One of them in the shape of a node; undefined for what is none. */
export function idleNode({ manifest }: RunWorld, id: string): ManifestNode | undefined {
  const resource = manifest.exposures[id] ?? manifest.saved_queries[id];
  if (resource === undefined) return undefined;
  const { config = {}, fqn = [], tags = [] } = resource;
  // Nothing reads what these have not: they are named, skipped and counted.
  return { ...resource, config, fqn, tags, alias: resource.name, relation_name: null } as unknown as ManifestNode;
}

export function isIdle({ resource_type: type }: { readonly resource_type: string }): boolean {
  return type === 'exposure' || type === 'saved_query';
}

/** What dbt says of them. */
export function idleResult(node: ManifestNode): NodeResult {
  return { ...notRun(node), status: 'no-op', message: 'NO-OP', failures: 0, compiled: null };
}
