// Everything of a manifest that can be in the graph, in one list. A member's place in the list is its number: graphs and
// selections are of numbers. The list is in order of ids, so whatever goes by number goes the same way every time.
import { fieldOf, textsOf, type SelectableManifest, type SelectableNode } from './selectable-manifest.ts';

export type MemberKind =
  | 'node'
  | 'source'
  | 'exposure'
  | 'metric'
  | 'semantic_model'
  | 'unit_test'
  | 'saved_query'
  | 'function';

export interface Member {
  readonly id: string;
  /** In which part of the manifest it is. */
  readonly kind: MemberKind;
  readonly node: SelectableNode;
  readonly fqn: readonly string[];
  /** The same with dots as separators too. */
  readonly flatFqn: readonly string[];
  readonly tags: readonly string[];
  /** What it waits for; seeds and sources wait for nothing, whatever they say. */
  readonly dependsOn: readonly string[];
}

export interface Members {
  readonly list: readonly Member[];
  readonly numbers: ReadonlyMap<string, number>;
  /** Ids that the manifest has but that are switched off. */
  readonly off: ReadonlySet<string>;
}

/** Members of a manifest; those that are switched off are left out. */
export function listMembers(manifest: SelectableManifest): Members {
  const off = new Set(Object.keys(manifest.disabled ?? {}));
  const list: Member[] = [];
  for (const member of everyMember(manifest)) {
    // dbt takes exposures for switched on when they are in the manifest at all.
    if (member.kind !== 'exposure' && fieldOf(member.node.config, 'enabled') === false) off.add(member.id);
    else list.push(member);
  }
  list.sort((left, right) => (left.id < right.id ? -1 : 1));
  return { list, numbers: new Map(list.map((member, number) => [member.id, number])), off };
}

/** Members of a manifest, switched off or not, by id. The first part of the manifest that has an id wins. */
export function everyMember(manifest: SelectableManifest): readonly Member[] {
  const parts: readonly (readonly [MemberKind, Readonly<Record<string, SelectableNode>> | null | undefined])[] = [
    ['node', manifest.nodes],
    ['source', manifest.sources],
    ['exposure', manifest.exposures],
    ['metric', manifest.metrics],
    ['semantic_model', manifest.semantic_models],
    ['unit_test', manifest.unit_tests],
    ['saved_query', manifest.saved_queries],
    ['function', manifest.functions],
  ];
  const found = new Map<string, Member>();
  for (const [kind, part] of parts)
    for (const [id, node] of Object.entries(part ?? {})) if (!found.has(id)) found.set(id, readMember(id, kind, node));
  return [...found.values()];
}

function readMember(id: string, kind: MemberKind, node: SelectableNode): Member {
  const fqn = node.fqn ?? [node.package_name, node.name];
  const rootless = kind === 'source' || node.resource_type === 'seed';
  return {
    id,
    kind,
    node,
    fqn,
    flatFqn: fqn.some((segment) => segment.includes('.')) ? fqn.join('.').split('.') : fqn,
    tags: textsOf(kind === 'unit_test' ? (fieldOf(node.config, 'tags') ?? node.tags) : node.tags),
    dependsOn: rootless ? [] : (node.depends_on?.nodes ?? []),
  };
}
