// Metrics name measures and other metrics; saved queries name metrics.
import type { ManifestResource } from '../manifest.ts';

/** The same resources, with what those names mean in `depends_on.nodes`. */
export function resolveMetrics(resources: readonly ManifestResource[]): readonly ManifestResource[] {
  const measures = new Map<string, string>();
  const metrics = new Map<string, string>();
  for (const resource of resources) {
    if (resource.resource_type === 'metric') metrics.set(resource.name, resource.unique_id);
    if (resource.resource_type === 'semantic_model')
      for (const name of namesIn(resource['measures'])) measures.set(name, resource.unique_id);
  }
  return resources.map((resource) => {
    if (resource.resource_type !== 'metric' && resource.resource_type !== 'saved_query') return resource;
    const isMetric = resource.resource_type === 'metric';
    // A ratio and a derived metric are made of metrics, others of measures.
    const readsMeasures = isMetric && resource['type'] !== 'ratio' && resource['type'] !== 'derived';
    const wanted = isMetric ? textsIn(resource['type_params']) : textsIn(resource['query_params']);
    const found = wanted
      .flatMap((name) => [...(readsMeasures ? [measures.get(name)] : []), metrics.get(name)])
      .filter((id) => id !== undefined && id !== resource.unique_id);
    const nodes = [...new Set([...(resource.depends_on?.nodes ?? []), ...found.filter((id) => id !== undefined)])];
    return { ...resource, depends_on: { macros: resource.depends_on?.macros ?? [], nodes } };
  });
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value)
    ? value.flatMap((item: unknown) =>
        typeof item === 'object' && item !== null && 'name' in item ? [String(item.name)] : [],
      )
    : [];
}

/** All texts of nested data; keys are not among them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
