// Names to what they refer to. A versioned model has its name with `.v2`, and the plain one when it is the latest.
import type { MadeNode } from '../nodes/made-node.ts';
import { versionText } from '../to-data.ts';

export interface Lookup<T> {
  /** In the package, or in the first that has the name. */
  readonly find: (name: string, packageName: string | undefined) => T | undefined;
  readonly names: () => Iterable<string>;
}

export interface LookupBuilder<T> extends Lookup<T> {
  readonly add: (name: string, packageName: string, value: T) => void;
}

export function openLookup<T>(): LookupBuilder<T> {
  const byName = new Map<string, Map<string, T>>();
  return {
    add: (name, packageName, value) => {
      const found = byName.get(name) ?? new Map<string, T>();
      byName.set(name, found.set(packageName, value));
    },
    find: (name, packageName) => {
      const found = byName.get(name);
      return packageName === undefined ? found?.values().next().value : found?.get(packageName);
    },
    names: () => byName.keys(),
  };
}

/** Adds what ref() can name. */
export function addNode(lookup: LookupBuilder<MadeNode>, node: MadeNode): void {
  const { packageName, name } = node.work;
  const version = versionText(node.properties?.version);
  if (version === undefined) {
    lookup.add(name, packageName, node);
    return;
  }
  lookup.add(`${name}.v${version}`, packageName, node);
  if (version === versionText(node.properties?.latestVersion)) lookup.add(name, packageName, node);
}

/** Packages that a reference is looked for in, in order; undefined is any. */
export function candidatesOf(asked: string | null, rootName: string, own: string): readonly (string | undefined)[] {
  return asked === null ? [rootName, own, undefined] : [asked];
}

/** The first that a candidate has. */
export function findAmong<T>(
  lookup: Lookup<T>,
  name: string,
  candidates: readonly (string | undefined)[],
): T | undefined {
  for (const packageName of candidates) {
    const found = lookup.find(name, packageName);
    if (found !== undefined) return found;
  }
  return undefined;
}
