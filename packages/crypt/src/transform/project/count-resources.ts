import type { Manifest } from './manifest.ts';

/** How many resources of each type a project has; `macro` too. */
export type ResourceCounts = Readonly<Record<string, number>>;

export function countResources(manifest: Manifest): ResourceCounts {
  const { nodes, sources, exposures, metrics, semantic_models, saved_queries, unit_tests, macros } = manifest;
  const counts: Record<string, number> = {};
  for (const table of [nodes, sources, exposures, metrics, semantic_models, saved_queries, unit_tests, macros])
    for (const { resource_type: type } of Object.values(table as Readonly<Record<string, { resource_type: string }>>))
      counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
