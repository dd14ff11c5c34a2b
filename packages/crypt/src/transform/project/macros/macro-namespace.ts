// The macros that a node sees, by the package that it belongs to. Order of a plain name, which the first has:
//   1. macros of the node's package   2. macros of the root project   3. names of packages   4. `dbt`   5. internal macros
import type { Macro } from './macro.ts';
import type { MacroIndex } from './macro-index.ts';

/** The package whose name stands for all internal macros. */
export const INTERNAL = 'dbt';

export interface MacroNamespace {
  readonly index: MacroIndex;
  readonly packageName: string;
  /** A macro that can be called by its plain name. */
  readonly find: (name: string) => Macro | undefined;
  /** Macros of a package whose name can be said; `dbt` too. */
  readonly packageOf: (name: string) => ReadonlyMap<string, Macro> | undefined;
  /** Plain names and names of packages. */
  readonly names: () => Iterable<string>;
}

export function openNamespace(index: MacroIndex, packageName: string): MacroNamespace {
  const own = index.packages.get(packageName);
  const root = index.packages.get(index.rootName);
  const packageOf = (name: string): ReadonlyMap<string, Macro> | undefined =>
    index.packages.get(name) ?? (name === INTERNAL ? index.internal : undefined);
  return {
    index,
    packageName,
    packageOf,
    find: (name) =>
      own?.get(name) ?? root?.get(name) ?? (packageOf(name) === undefined ? index.internal.get(name) : undefined),
    names: () =>
      new Set([
        ...(own?.keys() ?? []),
        ...(root?.keys() ?? []),
        ...index.packages.keys(),
        INTERNAL,
        ...index.internal.keys(),
      ]),
  };
}

/** As `package.name` says it; without a package, as a plain name. Undefined when the package or the macro is not there. */
export function findFrom(namespace: MacroNamespace, packageName: string | undefined, name: string): Macro | undefined {
  return packageName === undefined ? namespace.find(name) : namespace.packageOf(packageName)?.get(name);
}
