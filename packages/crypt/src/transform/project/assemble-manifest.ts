// Nodes, sources and resources to the manifest: duplicates, references, circles, docs, maps.
import type { ParseContext } from './context/parse-context.ts';
import { fail, renderPlace, type Place } from './errors.ts';
import { describeText, indexDocs, openDescribe } from './graph/describe.ts';
import { primaryKeys } from './graph/primary-keys.ts';
import { findCycles } from './graph/find-cycle.ts';
import { deprecationText } from './graph/deprecation-text.ts';
import {
  addTarget,
  candidatesOf,
  findAmong,
  openLookup,
  type LookupBuilder,
  type Lookup,
  type RefTarget,
} from './graph/ref-lookup.ts';
import { resolveNode } from './graph/resolve-node.ts';
import { resolveReferences, type Lookups } from './graph/resolve-references.ts';
import { sortedMaps } from './graph/edge-maps.ts';
import { resolveMetrics } from './graph/resolve-metrics.ts';
import { nodePlace } from './graph/reference-place.ts';
import type { Manifest, ManifestDoc, ManifestNode, ManifestResource, ManifestSource } from './manifest.ts';
import { toManifestNode } from './nodes/manifest-node.ts';
import type { MadeNode } from './nodes/made-node.ts';
import type { SourceFile } from './files/source-file.ts';
import { settleUnitTest } from './graph/unit-tests.ts';
import type { ParsedParts } from './parse-nodes.ts';
import type { ParseWorld } from './parse-world.ts';
import type { MadeResource } from './properties/make-resource.ts';
import type { MadeSource } from './properties/make-source.ts';
import { versionText } from './to-data.ts';
import type { Json } from '../../kernel/parse-json.ts';
import { manifestMacros } from './macros/manifest-macros.ts';

export interface AssemblyInputs {
  readonly parts: ParsedParts;
  /** Files of rows for unit tests. */
  readonly fixtures: readonly SourceFile[];
  readonly docs: readonly ManifestDoc[];
  readonly world: ParseWorld;
  readonly contextOf: (packageName: string) => ParseContext;
  readonly selectors: readonly Json[];
  readonly metadata: Manifest['metadata'];
}

type Disabled = Record<string, (ManifestNode | ManifestSource | ManifestResource)[]>;

export function assembleManifest({
  parts,
  fixtures,
  docs,
  world,
  contextOf,
  selectors,
  metadata,
}: AssemblyInputs): Manifest {
  const docLookup = indexDocs(docs, world.problems);
  const { nodes, disabledNodes } = separate(parts.nodes, world);
  const lookups = openLookups(nodes, disabledNodes, parts);
  resolveNodes(nodes, lookups, world);
  for (const node of disabledNodes) if (node.test !== undefined) node.test.attachedNode = attachedTo(node, lookups);
  const keys = primaryKeys([...nodes, ...disabledNodes]);
  checkRelations(nodes, world);
  const describe = openDescribe(docLookup, contextOf, world);
  const disabled: Disabled = {};
  for (const made of disabledNodes) (disabled[made.work.uniqueId] ??= []).push(toManifestNode(made, world, describe));
  const groups = new Map<string, string | null>();
  const finished = nodes.map((made): [string, ManifestNode] => {
    const node = withKey(toManifestNode(made, world, describe), keys);
    const attached = made.test?.attachedNode ?? null;
    const group = attached === null ? node.group : (groups.get(attached) ?? node.group);
    groups.set(node.unique_id, node.group);
    if (group === node.group && node.config['enabled'] === made.isEnabled) return [node.unique_id, node];
    return [node.unique_id, { ...node, group, config: { ...node.config, enabled: made.isEnabled } }];
  });
  const sources = finishSources(parts.sources, disabled, docLookup, contextOf, world);
  const byId = Object.fromEntries(finished);
  const settled = finishResources(parts.resources, disabled, lookups, world);
  const resources = resolveMetrics(settled, byId).flatMap((resource) =>
    settleUnitTest(resource, byId, fixtures, world.problems),
  );
  const ofKind = (kind: string): Record<string, ManifestResource> =>
    Object.fromEntries(
      resources.filter(({ resource_type }) => resource_type === kind).map((resource) => [resource.unique_id, resource]),
    );
  const edges = new Map<string, readonly string[]>([
    ...finished.map(([id, node]) => [id, node.depends_on.nodes ?? []] as const),
    ...sources.map(({ unique_id }) => [unique_id, []] as const),
    ...resources
      .filter(({ resource_type }) => resource_type !== 'group')
      .map((resource) => [resource.unique_id, resource.depends_on?.nodes ?? []] as const),
  ]);
  checkCycles(edges, nodes, world);
  const { parents, children } = sortedMaps(edges);
  return {
    metadata,
    nodes: byId,
    sources: Object.fromEntries(sources.map((source) => [source.unique_id, source])),
    macros: manifestMacros(world, parts.macroProperties),
    docs: Object.fromEntries(docs.map((doc) => [doc.unique_id, doc])),
    exposures: ofKind('exposure'),
    metrics: ofKind('metric'),
    groups: ofKind('group'),
    selectors: Object.fromEntries(selectors.map((selector) => [nameOf(selector), selector])),
    disabled,
    parent_map: parents,
    child_map: children,
    group_map: groupMap(
      finished.map(([, node]) => node),
      ofKind('group'),
    ),
    saved_queries: ofKind('saved_query'),
    semantic_models: ofKind('semantic_model'),
    unit_tests: ofKind('unit_test'),
    functions: {},
  };
}

function withKey(node: ManifestNode, keys: ReadonlyMap<string, readonly string[]>): ManifestNode {
  const key = keys.get(node.unique_id);
  return key === undefined || node.primary_key?.length !== 0 ? node : { ...node, primary_key: key };
}

function nameOf(selector: Json): string {
  return typeof selector === 'object' && selector !== null && 'name' in selector && typeof selector['name'] === 'string'
    ? selector['name']
    : '';
}

/** Enabled nodes, each id once, and disabled ones. */
function separate(
  made: readonly MadeNode[],
  { problems }: ParseWorld,
): { readonly nodes: MadeNode[]; readonly disabledNodes: MadeNode[] } {
  const nodes = new Map<string, MadeNode>();
  const refable = new Map<string, MadeNode>();
  const disabledNodes: MadeNode[] = [];
  for (const node of made) {
    const { uniqueId, packageName, name, type } = node.work;
    if (!node.isEnabled) {
      disabledNodes.push(node);
      continue;
    }
    const isRefable = type === 'model' || type === 'seed' || type === 'snapshot';
    const key = `${packageName} ${name} ${versionText(node.properties?.version) ?? ''}`;
    const first = nodes.get(uniqueId) ?? (isRefable ? refable.get(key) : undefined);
    if (first !== undefined) {
      const reason = `two ${type === first.work.type ? `${type}s` : 'nodes'} of the package '${packageName}' are named '${name}': ${first.work.originalPath} and ${node.work.originalPath}`;
      problems.errors.push(fail('PROJECT_DUPLICATE', { reason, place: nodePlace(node, '') }));
      continue;
    }
    nodes.set(uniqueId, node);
    if (isRefable) refable.set(key, node);
  }
  return { nodes: [...nodes.values()], disabledNodes };
}

function fill(lookup: LookupBuilder<RefTarget>, list: readonly MadeNode[]): void {
  for (const node of list)
    if (['model', 'seed', 'snapshot'].includes(node.work.type)) addTarget(lookup, targetOf(node));
}

function targetOf({ work, properties, config }: MadeNode): RefTarget {
  const version = versionText(properties?.version);
  const access = work.type === 'model' ? (properties?.access ?? config.get('access')) : null;
  return {
    uniqueId: work.uniqueId,
    packageName: work.packageName,
    name: work.name,
    version: version ?? null,
    isLatest: version !== undefined && version === versionText(properties?.latestVersion),
    access: typeof access === 'string' ? access : work.type === 'model' ? 'protected' : null,
    group: (config.get('group') as string | null | undefined) ?? null,
    deprecation: deprecationText({ properties }) ?? null,
  };
}

function openLookups(nodes: readonly MadeNode[], disabledNodes: readonly MadeNode[], parts: ParsedParts): Lookups {
  const [enabled, disabled] = [openLookup<RefTarget>(), openLookup<RefTarget>()];
  fill(enabled, nodes);
  fill(disabled, disabledNodes);
  const [sources, disabledSources] = [openLookup<string>(), openLookup<string>()];
  for (const made of parts.sources)
    (made.isEnabled ? sources : disabledSources).add(
      `${made.source.source_name}.${made.source.name}`,
      made.source.package_name,
      made.source.unique_id,
    );
  const metrics = openLookup<string>();
  for (const made of parts.resources)
    if (made.resource.resource_type === 'metric' && made.isEnabled)
      metrics.add(made.resource.name, made.resource.package_name, made.resource.unique_id);
  return { nodes: enabled, disabledNodes: disabled, sources, disabledSources, metrics };
}

function resolveNodes(nodes: readonly MadeNode[], lookups: Lookups, world: ParseWorld): void {
  for (const node of nodes) {
    const isWhole = resolveNode(node, lookups, world);
    if (!isWhole && node.work.type === 'test') node.isEnabled = false;
    if (node.test !== undefined) node.test.attachedNode = attachedTo(node, lookups);
  }
}

/** The node that a test of a properties file stands below. */
function attachedTo({ test, work }: MadeNode, lookups: Lookups): string | null {
  const [key = '', name = ''] = (test?.fileKeyName ?? '').split(/\.(.*)/s);
  if (key === 'sources') return null;
  const version = work.findings.refs.find((ref) => ref.name === name)?.version ?? null;
  const wanted = version === null ? name : `${name}.v${version}`;
  const found = lookups.nodes.find(wanted, work.packageName) ?? lookups.disabledNodes.find(wanted, undefined);
  return found?.uniqueId ?? null;
}

/** Two nodes may not be one table. */
function checkRelations(nodes: readonly MadeNode[], { problems }: ParseWorld): void {
  const known = new Map<string, MadeNode>();
  for (const node of nodes) {
    const { relationName, work } = node;
    if (relationName === null || work.type === 'test') continue;
    const first = known.get(relationName);
    if (first === undefined) known.set(relationName, node);
    else {
      const reason = `'${first.work.uniqueId}' and '${work.uniqueId}' are both the relation ${relationName}`;
      problems.errors.push(
        fail('PROJECT_DUPLICATE', {
          reason,
          place: { file: work.shownPath, line: 1, column: 1 },
          advice: 'give one of them another alias or schema',
        }),
      );
    }
  }
}

function finishSources(
  made: readonly MadeSource[],
  disabled: Disabled,
  docs: Lookup<ManifestDoc>,
  contextOf: AssemblyInputs['contextOf'],
  world: ParseWorld,
): readonly ManifestSource[] {
  const found = new Map<string, MadeSource>();
  const finished: ManifestSource[] = [];
  for (const each of made) {
    const { source, element, path } = each;
    const describe = (text: string, at: readonly string[]): ReturnType<typeof describeText> =>
      describeText(text, docs, contextOf(source.package_name), world, () => element.yaml.placeOf([...path, ...at]));
    const description = describe(source.description, ['description']);
    const columns = Object.fromEntries(
      Object.entries(source.columns).map(([name, column]) => {
        const described = describe(column.description, ['columns']);
        return [name, { ...column, description: described.text, doc_blocks: described.blocks }];
      }),
    );
    const whole = {
      ...source,
      description: description.text,
      doc_blocks: description.blocks,
      columns,
      source_description: describe(source.source_description, []).text,
    };
    if (!each.isEnabled) {
      (disabled[source.unique_id] ??= []).push(whole);
      continue;
    }
    const first = found.get(source.unique_id);
    if (first === undefined) finished.push(whole);
    else {
      const reason = `the table '${source.source_name}.${source.name}' is defined twice, first at ${renderPlace(first.element.yaml.placeOf(first.path)).replace(/: $/, '')}`;
      world.problems.errors.push(fail('PROJECT_DUPLICATE', { reason, place: element.yaml.placeOf(path) }));
    }
    found.set(source.unique_id, each);
  }
  return finished;
}

function finishResources(
  made: readonly MadeResource[],
  disabled: Disabled,
  lookups: Lookups,
  world: ParseWorld,
): readonly ManifestResource[] {
  const finished = new Map<string, ManifestResource>();
  for (const { resource, element, findings, isEnabled } of made) {
    const place = (): Place => element.yaml.placeOf(element.path);
    if (!isEnabled) {
      (disabled[resource.unique_id] ??= []).push(resource);
      continue;
    }
    if (finished.has(resource.unique_id))
      world.problems.errors.push(
        fail('PROJECT_DUPLICATE', { reason: `'${resource.unique_id}' is defined twice`, place: place() }),
      );
    const what = `the ${resource.resource_type.replace('_', ' ')} '${resource.name}'`;
    const isUnitTest = resource.resource_type === 'unit_test';
    const model = isUnitTest ? modelOf(resource, lookups.nodes, world) : undefined;
    const referrer = {
      what,
      packageName: resource.package_name,
      findings,
      placeOf: place,
      group: resource.group ?? null,
      isModel: false,
      isTest: (model ?? (isUnitTest ? modelOf(resource, lookups.disabledNodes, world) : undefined)) !== undefined,
    };
    const { nodes: found } = resolveReferences(referrer, lookups, world);
    // A unit test stands below its model; what it is given instead of its parents is no dependency.
    const nodes = isUnitTest ? [model?.uniqueId ?? []].flat() : found;
    finished.set(
      resource.unique_id,
      resource.resource_type === 'group'
        ? resource
        : { ...resource, depends_on: { macros: [...findings.macros], nodes } },
    );
  }
  return [...finished.values()];
}

/** A unit test of a disabled model is disabled; of one that there is not, it is wrong. */
function modelOf(resource: ManifestResource, lookup: Lookups['nodes'], { root }: ParseWorld): RefTarget | undefined {
  return findAmong(lookup, String(resource['model']), candidatesOf(null, root.name, resource.package_name));
}

/** Without type and package. */
function plainName(id: string): string {
  return id.split('.').slice(2).join('.');
}

function checkCycles(
  edges: ReadonlyMap<string, readonly string[]>,
  nodes: readonly MadeNode[],
  { problems }: ParseWorld,
): void {
  for (const cycle of findCycles(edges)) {
    const first = nodes.find(({ work }) => work.uniqueId === cycle[0]);
    const place = first === undefined ? undefined : nodePlace(first, plainName(cycle[1] ?? ''));
    // The walk goes to parents; people read from cause to effect.
    const names = cycle.toReversed().map(plainName);
    problems.errors.push(fail('PROJECT_CYCLE', { reason: `these need one another: ${names.join(' → ')}`, place }));
  }
}

/** Members of each group; a group without members is there too. */
function groupMap(
  nodes: readonly ManifestNode[],
  groups: Readonly<Record<string, ManifestResource>>,
): Record<string, readonly string[]> {
  const map = new Map<string, string[]>(Object.values(groups).map(({ name }) => [name, []]));
  for (const { group, unique_id, resource_type } of nodes)
    if (group !== null && resource_type !== 'test') map.set(group, [...(map.get(group) ?? []), unique_id]);
  return Object.fromEntries(map);
}
