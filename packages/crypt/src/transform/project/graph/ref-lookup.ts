// Names to what they refer to. A versioned model has its name with `.v2`, and the plain one when it is the latest.

/** A node that ref() may name, as far as who refers to it has to know. */
export interface RefTarget {
  readonly uniqueId: string;
  readonly packageName: string;
  readonly name: string;
  /** Null for what has none. */
  readonly version: string | null;
  readonly isLatest: boolean;
  /** Of models. */
  readonly access: string | null;
  readonly group: string | null;
  /** The deprecation date as ISO 8601. */
  readonly deprecation: string | null;
}

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
export function addTarget(lookup: LookupBuilder<RefTarget>, target: RefTarget): void {
  const { packageName, name, version, isLatest } = target;
  if (version === null) {
    lookup.add(name, packageName, target);
    return;
  }
  lookup.add(`${name}.v${version}`, packageName, target);
  if (isLatest) lookup.add(name, packageName, target);
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
