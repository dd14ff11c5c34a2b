// Macros that the engine itself asks for by name.
import type { Macro } from './macro.ts';
import type { MacroIndex } from './macro-index.ts';

/**
 * As properties files name macros: the package's own, then the root project's, then any package's, then the internal ones.
 *
 * @param packageName may be an internal package.
 */
export function resolveMacro(index: MacroIndex, packageName: string, name: string): Macro | undefined {
  const own = (
    packageName === 'dbt'
      ? index.internal
      : (index.packages.get(packageName) ?? index.internalPackages.get(packageName))
  )?.get(name);
  if (own !== undefined) return own;
  // Without the engine's macros, `dbt.x` names nothing; another package's x is not meant.
  if (packageName === 'dbt' && index.internal.size === 0) return undefined;
  const root = index.packages.get(index.rootName)?.get(name);
  if (root !== undefined) return root;
  // A package does not stand in for what is built in: its own nodes have it, and the root project may say so.
  const builtIn = index.internal.get(name);
  if (builtIn !== undefined) return builtIn;
  let last: Macro | undefined;
  for (const [key, macros] of index.packages) if (key !== index.rootName) last = macros.get(name) ?? last;
  return last;
}

/** generate_schema_name and its kin: the root project's, else the internal one; the package's own for its nodes. */
export function findGenerateMacro(index: MacroIndex, name: string, packageName: string): Macro | undefined {
  const own = packageName === index.rootName ? undefined : index.packages.get(packageName)?.get(name);
  return own ?? index.packages.get(index.rootName)?.get(name) ?? index.internal.get(name);
}

/**
 * The macro of a materialization: the adapter's before `default`; within those the root project's before packages', those
 * before built-in ones. A package's stands in for a built-in one only when the root project lets it
 * (`require_explicit_package_overrides_for_builtin_materializations: false`), as in dbt 1.11.
 */
export function findMaterialization(
  index: MacroIndex,
  name: string,
  adapterTypes: readonly string[],
  mayOverride: boolean,
): Macro | undefined {
  const names = [...adapterTypes, 'default'].map((type) => `materialization_${name}_${type}`);
  const isBuiltIn = names.some((wanted) => index.internal.has(wanted));
  const root = index.packages.get(index.rootName);
  for (const wanted of names) {
    const own = root?.get(wanted);
    if (own !== undefined) return own;
    if (!isBuiltIn || mayOverride)
      for (const [key, macros] of index.packages) {
        const macro = key === index.rootName ? undefined : macros.get(wanted);
        if (macro !== undefined) return macro;
      }
    const builtIn = index.internal.get(wanted);
    if (builtIn !== undefined) return builtIn;
  }
  return undefined;
}
