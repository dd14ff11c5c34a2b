// All macros by package, and who sees which. Used while a project is parsed and while it runs.
import type { Macro } from './macro.ts';

type Macros = ReadonlyMap<string, Macro>;

export interface MacroIndex {
  readonly rootName: string;
  /** By unique id. */
  readonly all: ReadonlyMap<string, Macro>;
  /** Packages that are not internal, the root project's too. */
  readonly packages: ReadonlyMap<string, Macros>;
  /** Macros of all internal packages together: what `dbt.` names. An adapter's win over the general ones. */
  readonly internal: Macros;
  /** Internal packages, each by its name. */
  readonly internalPackages: ReadonlyMap<string, Macros>;
}

/**
 * @param internalNames in order of precedence: the adapter's package first, `dbt` last.
 * @param onDuplicate told of a second macro of one name in a package; the first counts.
 */
export function indexMacros(
  macros: Iterable<Macro>,
  rootName: string,
  internalNames: readonly string[],
  onDuplicate: (macro: Macro, first: Macro) => void,
): MacroIndex {
  const byPackage = new Map<string, Map<string, Macro>>();
  const all = new Map<string, Macro>();
  for (const macro of macros) {
    const known = byPackage.get(macro.packageName) ?? new Map<string, Macro>();
    byPackage.set(macro.packageName, known);
    const first = known.get(macro.name);
    if (first !== undefined) {
      onDuplicate(macro, first);
      continue;
    }
    known.set(macro.name, macro);
    all.set(macro.uniqueId, macro);
  }
  const internal = new Map<string, Macro>();
  for (const name of internalNames.toReversed())
    for (const [key, macro] of byPackage.get(name) ?? []) internal.set(key, macro);
  const isInternal = new Set(internalNames);
  return {
    rootName,
    all,
    internal,
    packages: new Map([...byPackage].filter(([name]) => !isInternal.has(name))),
    internalPackages: new Map([...byPackage].filter(([name]) => isInternal.has(name))),
  };
}
