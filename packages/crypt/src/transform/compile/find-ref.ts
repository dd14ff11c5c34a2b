// What ref() and source() name while a project runs.
import { guess } from '../jinja/values/bind.ts';
import type { Manifest, ManifestNode, ManifestSource, RefArgs } from '../project/manifest.ts';
import { fail } from './errors.ts';

export interface RefIndex {
  readonly node: (ref: RefArgs, packageName: string) => ManifestNode;
  readonly source: (source: string, table: string, packageName: string) => ManifestSource;
}

const REFABLE: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

/** `find` throws RUN_REF with the nearest name. */
export function indexRefs(manifest: Manifest, rootName: string): RefIndex {
  const nodes = new Map<string, ManifestNode[]>();
  const add = (name: string, node: ManifestNode): void => void nodes.set(name, [...(nodes.get(name) ?? []), node]);
  for (const node of Object.values(manifest.nodes)) {
    if (!REFABLE.has(node.resource_type)) continue;
    const { version = null, latest_version: latest = null } = node;
    if (version !== null) add(`${node.name}.v${version}`, node);
    if (version === null || String(version) === String(latest)) add(node.name, node);
  }
  const sources = new Map<string, ManifestSource[]>();
  for (const source of Object.values(manifest.sources)) {
    const key = `${source.source_name}.${source.name}`;
    sources.set(key, [...(sources.get(key) ?? []), source]);
  }
  return {
    node: ({ name, package: asked, version }, packageName) => {
      const key = version === null ? name : `${name}.v${version}`;
      const found = choose(nodes.get(key) ?? [], asked === null ? [packageName, rootName, undefined] : [asked]);
      if (found !== undefined) return found;
      throw refuse(
        `there is no model, seed or snapshot '${asked === null ? key : `${asked}.${key}`}'`,
        name,
        nodes.keys(),
      );
    },
    source: (source, table, packageName) => {
      const key = `${source}.${table}`;
      const found = choose(sources.get(key) ?? [], [packageName, rootName, undefined]);
      if (found !== undefined) return found;
      throw refuse(`there is no source '${key}'`, key, sources.keys());
    },
  };
}

function choose<T extends { readonly package_name: string }>(
  found: readonly T[],
  order: readonly (string | undefined)[],
): T | undefined {
  for (const name of order) {
    const chosen = name === undefined ? found[0] : found.find((each) => each.package_name === name);
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

function refuse(reason: string, name: string, names: Iterable<string>): Error {
  const advice = guess(name, names);
  return fail('RUN_REF', advice === undefined ? { reason } : { reason, advice });
}
