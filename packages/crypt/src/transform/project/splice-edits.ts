// A manifest in which the text of a few files changed: those nodes are made again, by the code that made them first, and
// stand in the old one's place. Whatever could reach beyond them (a name, a relation, a group, a problem, a file that came
// or went) makes it give up, and everything is parsed.
import { checkNodeConfigs } from './checks/check-configs.ts';
import { checkNodes } from './checks/check-nodes.ts';
import type { ParseContext } from './context/parse-context.ts';
import { indexDocs, openDescribe } from './graph/describe.ts';
import { manifestLookups } from './graph/manifest-lookups.ts';
import { resolveNode } from './graph/resolve-node.ts';
import type { FileKind } from './files/find-files.ts';
import type { FileSum } from './files/project-files.ts';
import type { SourceFile } from './files/source-file.ts';
import type { Manifest, ManifestNode } from './manifest.ts';
import type { MadeNode } from './nodes/made-node.ts';
import { toManifestNode } from './nodes/manifest-node.ts';
import { remakeNodes } from './parse-nodes.ts';
import type { ParseWorld } from './parse-world.ts';

/** More are parsed as quickly from the beginning. */
const EDITS_MAX = 50;

/** Of each of these files comes one node, and of that node no other. */
const TYPE_OF_KIND: Readonly<Partial<Record<FileKind, ManifestNode['resource_type']>>> = {
  seed: 'seed',
  model: 'model',
  analysis: 'analysis',
  'singular test': 'test',
};

/** Files whose text changed; undefined when files came or went. */
export function findEdits(before: readonly FileSum[], now: readonly FileSum[]): readonly FileSum[] | undefined {
  if (before.length !== now.length) return undefined;
  const edits: FileSum[] = [];
  for (const [index, file] of now.entries()) {
    const old = before[index];
    if (old?.kind !== file.kind || old.packageName !== file.packageName || old.path !== file.path) return undefined;
    if (old.checksum !== file.checksum) edits.push(file);
  }
  return edits;
}

/** What is needed to make the edited nodes again: their old selves, and the files that have a say. */
export interface Splice {
  readonly old: readonly ManifestNode[];
  readonly isNeeded: (file: FileSum) => boolean;
}

/** Undefined when the edits may reach further. */
export function planSplice(manifest: Manifest, edits: readonly FileSum[]): Splice | undefined {
  if (edits.length > EDITS_MAX) return undefined;
  const wanted = new Map(
    edits.map(({ kind, packageName, path }) => [keyOf(TYPE_OF_KIND[kind] ?? '', packageName, path), false]),
  );
  const old: ManifestNode[] = [];
  for (const node of Object.values(manifest.nodes)) {
    const key = keyOf(node.resource_type, node.package_name, node.original_file_path);
    if (node.test_metadata !== undefined || !wanted.has(key)) continue;
    if (wanted.get(key) === true) return undefined;
    wanted.set(key, true);
    old.push(node);
  }
  if (old.length !== edits.length) return undefined;
  const files = new Set(edits.map(({ packageName, path }) => `${packageName}://${path}`));
  for (const { patch_path } of old) if (patch_path !== null) files.add(patch_path);
  return { old, isNeeded: ({ packageName, path }) => files.has(`${packageName}://${path}`) };
}

function keyOf(type: string, packageName: string, path: string): string {
  return `${type} ${packageName} ${path}`;
}

/** What a parse of everything has, too. */
export interface SpliceParts {
  /** Those that the plan needs. */
  readonly files: readonly SourceFile[];
  /** Its problems are those of this parse alone. */
  readonly world: ParseWorld;
  readonly contextOf: (packageName: string) => ParseContext;
}

export interface Spliced {
  readonly nodes: ReadonlyMap<string, ManifestNode>;
  /** Parts of the manifest that the edits changed. */
  readonly sections: Readonly<Partial<Manifest>>;
  readonly made: readonly MadeNode[];
}

/** Undefined when the edits reach further, or something is wrong: then a parse of everything tells what. */
export function spliceEdits(manifest: Manifest, { old }: Splice, parts: SpliceParts): Spliced | undefined {
  const { files, world, contextOf } = parts;
  const made = remakeNodes({ files, world, contextOf, cache: undefined });
  const lookups = manifestLookups(manifest);
  const describe = openDescribe(indexDocs(Object.values(manifest.docs), world.problems), contextOf, world);
  const before = new Map(old.map((node) => [node.unique_id, node]));
  const changed = new Map<string, ManifestNode>();
  let movesEdges = false;
  for (const node of made) {
    const known = before.get(node.work.uniqueId);
    resolveNode(node, lookups, world);
    if (known === undefined || !node.isEnabled || node.work.findings.isVolatile) return undefined;
    const data = toManifestNode(node, world, describe);
    if (identityOf(data) !== identityOf(known)) return undefined;
    // Of its tests, which have not changed.
    const keyed = data.primary_key?.length === 0 ? { ...data, primary_key: known.primary_key ?? [] } : data;
    changed.set(data.unique_id, keyed);
    movesEdges ||= String(known.depends_on.nodes) !== String(data.depends_on.nodes);
  }
  const groups = Object.values(manifest.groups).map(({ name }) => name);
  checkNodes({ nodes: made, sources: [], groups }, world);
  checkNodeConfigs(made, world);
  const { errors, warnings } = world.problems;
  if (changed.size !== old.length || errors.length > 0 || warnings.length > 0) return undefined;
  if (!movesEdges) return { nodes: changed, sections: {}, made };
  const moved = moveEdges(manifest, changed);
  return moved === undefined ? undefined : { nodes: changed, sections: moved, made };
}

/** The maps of parents and children with the changed nodes' new parents; undefined when one of them is among its own. */
function moveEdges(
  { parent_map, child_map }: Manifest,
  changed: ReadonlyMap<string, ManifestNode>,
): Pick<Manifest, 'parent_map' | 'child_map'> | undefined {
  const parents: Record<string, readonly string[]> = { ...parent_map };
  const children: Record<string, readonly string[]> = { ...child_map };
  for (const [id, { depends_on }] of changed) {
    const now = (depends_on.nodes ?? []).toSorted();
    const before = parents[id] ?? [];
    for (const parent of before.filter((each) => !now.includes(each)))
      children[parent] = (children[parent] ?? []).filter((child) => child !== id);
    for (const parent of now.filter((each) => !before.includes(each)))
      children[parent] = [...(children[parent] ?? []), id].toSorted();
    parents[id] = now;
  }
  return [...changed.keys()].some((id) => isAmongItsOwn(id, parents))
    ? undefined
    : { parent_map: parents, child_map: children };
}

function isAmongItsOwn(id: string, parents: Readonly<Record<string, readonly string[]>>): boolean {
  const seen = new Set<string>();
  const open = [...(parents[id] ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(parents[next] ?? []));
  }
  return false;
}

/** What others know a node by. */
function identityOf(node: ManifestNode): string {
  const { unique_id, resource_type, name, alias, schema, database, relation_name, group, fqn, patch_path } = node;
  const { access, version, latest_version, deprecation_date, contract, constraints } = node;
  const own = [unique_id, resource_type, name, alias, schema, database, relation_name, group, fqn, patch_path];
  return JSON.stringify([own, access, version, latest_version, deprecation_date, contract, constraints]);
}
