// What references mean, by a manifest that is there already.
import type { Manifest, ManifestNode, ManifestResource, ManifestSource } from '../manifest.ts';
import { addTarget, openLookup, type LookupBuilder, type RefTarget } from './ref-lookup.ts';
import type { Lookups } from './resolve-references.ts';

export function manifestLookups({ nodes, sources, metrics, disabled }: Manifest): Lookups {
  const lookups = {
    nodes: openLookup<RefTarget>(),
    disabledNodes: openLookup<RefTarget>(),
    sources: openLookup<string>(),
    disabledSources: openLookup<string>(),
    metrics: openLookup<string>(),
  };
  for (const node of Object.values(nodes)) addNode(lookups.nodes, node);
  for (const source of Object.values(sources)) addSource(lookups.sources, source);
  for (const { name, package_name, unique_id } of Object.values(metrics))
    lookups.metrics.add(name, package_name, unique_id);
  for (const each of Object.values(disabled).flat()) {
    if (isSource(each)) addSource(lookups.disabledSources, each);
    else if (isNode(each)) addNode(lookups.disabledNodes, each);
  }
  return lookups;
}

type Any = ManifestNode | ManifestSource | ManifestResource;

function isSource(each: Any): each is ManifestSource {
  return each.resource_type === 'source';
}

function isNode(each: Any): each is ManifestNode {
  return each.resource_type === 'model' || each.resource_type === 'seed' || each.resource_type === 'snapshot';
}

function addSource(lookup: LookupBuilder<string>, source: ManifestSource): void {
  lookup.add(`${source.source_name}.${source.name}`, source.package_name, source.unique_id);
}

function addNode(lookup: LookupBuilder<RefTarget>, node: ManifestNode): void {
  if (!isNode(node)) return;
  const { unique_id: uniqueId, package_name: packageName, name, group } = node;
  const isVersioned = node.version !== undefined && node.version !== null;
  // 1.0 is 1 in the manifest; the id has it as it was written.
  const version = isVersioned ? uniqueId.slice(uniqueId.indexOf(`.${name}.v`) + name.length + 3) : null;
  const isLatest = isVersioned && node.version === node.latest_version;
  const deprecation = node.deprecation_date ?? null;
  addTarget(lookup, {
    uniqueId,
    packageName,
    name,
    version,
    isLatest,
    access: node.access ?? null,
    group,
    deprecation,
  });
}
