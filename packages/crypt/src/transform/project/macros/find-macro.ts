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
  let last: Macro | undefined;
  for (const [key, macros] of index.packages) if (key !== index.rootName) last = macros.get(name) ?? last;
  return last ?? index.internal.get(name);
}

/** generate_schema_name and its kin: the root project's, else the internal one; the package's own for its nodes. */
export function findGenerateMacro(index: MacroIndex, name: string, packageName: string): Macro | undefined {
  const own = packageName === index.rootName ? undefined : index.packages.get(packageName)?.get(name);
  return own ?? index.packages.get(index.rootName)?.get(name) ?? index.internal.get(name);
}

/**
 * The macro of a materialization. The root project's come before packages', those before internal ones; within one, the
 * adapter's before `default`.
 */
export function findMaterialization(
  index: MacroIndex,
  name: string,
  adapterTypes: readonly string[],
): Macro | undefined {
  const others = [...index.packages].filter(([key]) => key !== index.rootName).map(([, macros]) => macros);
  const root = index.packages.get(index.rootName);
  for (const group of [root === undefined ? [] : [root], others, [index.internal]])
    for (const type of [...adapterTypes, 'default'])
      for (const macros of group) {
        const macro = macros.get(`materialization_${name}_${type}`);
        if (macro !== undefined) return macro;
      }
  return undefined;
}
