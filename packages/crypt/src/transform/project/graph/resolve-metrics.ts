// Metrics name measures and other metrics; saved queries name metrics; a semantic model is of one relation.
import type { Json } from '../../../kernel/parse-json.ts';
import type { JsonObject, ManifestNode, ManifestResource } from '../manifest.ts';

/** The same resources, with what those names mean in `depends_on.nodes`, and the measures that a metric rests on. */
export function resolveMetrics(
  resources: readonly ManifestResource[],
  nodes: Readonly<Record<string, ManifestNode>>,
): readonly ManifestResource[] {
  const measures = new Map<string, string>();
  const metrics = new Map<string, ManifestResource>();
  for (const resource of resources) {
    if (resource.resource_type === 'metric') metrics.set(resource.name, resource);
    if (resource.resource_type === 'semantic_model')
      for (const name of namesIn(resource['measures'])) measures.set(name, resource.unique_id);
  }
  const inputs = new Map<ManifestResource, readonly JsonObject[]>();
  return resources.map((resource) => {
    if (resource.resource_type === 'semantic_model') return { ...resource, node_relation: relationOf(resource, nodes) };
    if (resource.resource_type === 'saved_query') {
      const asked = namesOf(objectOf(resource['query_params'])['metrics']);
      return withParents(
        resource,
        asked.map((name) => metrics.get(name)?.unique_id),
      );
    }
    if (resource.resource_type !== 'metric') return resource;
    const input_measures = inputMeasures(resource, metrics, inputs);
    const made = { ...resource, type_params: { ...objectOf(resource['type_params']), input_measures } };
    return withParents(
      made,
      isOfMetrics(resource)
        ? inputMetrics(resource).map((name) => metrics.get(name)?.unique_id)
        : namesIn(input_measures).map((name) => measures.get(name)),
    );
  });
}

function isOfMetrics(metric: ManifestResource): boolean {
  return metric['type'] === 'ratio' || metric['type'] === 'derived';
}

function inputMetrics(metric: ManifestResource): readonly string[] {
  const params = objectOf(metric['type_params']);
  return metric['type'] === 'ratio'
    ? namesIn([params['numerator'] ?? null, params['denominator'] ?? null])
    : namesIn(params['metrics']);
}

/** A metric's own measures, or those of the metrics that it is made of, each once. */
function inputMeasures(
  metric: ManifestResource,
  metrics: ReadonlyMap<string, ManifestResource>,
  known: Map<ManifestResource, readonly JsonObject[]>,
): readonly JsonObject[] {
  const before = known.get(metric);
  if (before !== undefined) return before;
  // Metrics that need one another are told of as a circle; here they end.
  known.set(metric, []);
  const params = objectOf(metric['type_params']);
  const conversion = objectOf(params['conversion_type_params']);
  const wanted: readonly Json[] = isOfMetrics(metric)
    ? inputMetrics(metric).flatMap((name) => {
        const input = metrics.get(name);
        return input === undefined ? [] : inputMeasures(input, metrics, known);
      })
    : metric['type'] === 'conversion'
      ? [conversion['base_measure'] ?? null, conversion['conversion_measure'] ?? null]
      : [params['measure'] ?? null];
  const found = new Map<string, JsonObject>();
  for (const measure of wanted) if (isObject(measure)) found.set(JSON.stringify(measure), measure);
  const own = [...found.values()];
  known.set(metric, own);
  return own;
}

function withParents(resource: ManifestResource, found: readonly (string | undefined)[]): ManifestResource {
  const own = found.filter((id) => id !== undefined && id !== resource.unique_id);
  const nodes = [...new Set([...(resource.depends_on?.nodes ?? []), ...own.filter((id) => id !== undefined)])];
  return { ...resource, depends_on: { macros: resource.depends_on?.macros ?? [], nodes } };
}

function relationOf(
  { depends_on }: ManifestResource,
  nodes: Readonly<Record<string, ManifestNode>>,
): JsonObject | null {
  const node = nodes[depends_on?.nodes[0] ?? ''];
  if (node === undefined) return null;
  const { alias, schema, database, relation_name } = node;
  return { alias, schema_name: schema, database, relation_name };
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value)
    ? value.flatMap((item: unknown) => (isObject(item) && typeof item['name'] === 'string' ? [item['name']] : []))
    : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
