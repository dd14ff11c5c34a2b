// adapter.dispatch: the macro that an adapter, or a project, has instead of another.
import type { Macro } from './macro.ts';
import { findFrom, INTERNAL, type MacroNamespace } from './macro-namespace.ts';
import { fieldOf } from '../fields.ts';
import type { DispatchSetting, ProjectSettings } from '../settings/project-settings.ts';

export interface DispatchWorld {
  /** `dispatch:` of the root project. */
  readonly settings: readonly DispatchSetting[];
  /** The adapter, then those it descends from: `redshift`, `postgres`. */
  readonly adapterTypes: readonly string[];
  /** Packages may stand in for built-in materializations. */
  readonly mayOverride: boolean;
}

export interface Dispatched {
  readonly macro: Macro | undefined;
  /** What was looked for, in order. */
  readonly attempts: readonly string[];
}

/**
 * Finds `<adapter>__<name>`, else `default__<name>`, in each package of the search order.
 *
 * @param macroNamespace the package that the macro belongs to; without one, plain names are searched.
 */
export function dispatchMacro(
  namespace: MacroNamespace,
  name: string,
  macroNamespace: string | undefined,
  world: DispatchWorld,
): Dispatched {
  const attempts: string[] = [];
  for (const packageName of searchOrder(namespace, macroNamespace, world))
    for (const prefix of [...world.adapterTypes, 'default']) {
      const wanted = `${prefix}__${name}`;
      attempts.push(packageName === undefined ? wanted : `${packageName}.${wanted}`);
      const macro = findFrom(namespace, packageName, wanted);
      if (macro !== undefined) return { macro, attempts };
    }
  return { macro: undefined, attempts };
}

function searchOrder(
  { index }: MacroNamespace,
  macroNamespace: string | undefined,
  { settings }: DispatchWorld,
): readonly (string | undefined)[] {
  if (macroNamespace === undefined) return [undefined];
  const setting = settings.find(({ namespace }) => namespace === macroNamespace);
  if (setting !== undefined) return setting.searchOrder;
  const isPackage =
    index.packages.has(macroNamespace) || index.internalPackages.has(macroNamespace) || macroNamespace === INTERNAL;
  return isPackage ? [index.rootName, macroNamespace] : [undefined];
}

/** Of the root project. */
export function dispatchWorld(
  { dispatch, flags }: Pick<ProjectSettings, 'dispatch' | 'flags'>,
  type: string,
): DispatchWorld {
  const mayOverride = fieldOf(flags, 'require_explicit_package_overrides_for_builtin_materializations') === false;
  return { settings: dispatch, adapterTypes: adapterTypesOf(type), mayOverride };
}

const PARENTS: Readonly<Record<string, readonly string[]>> = { redshift: ['postgres'], databricks: ['spark'] };

/** An adapter and those whose macros it inherits. */
function adapterTypesOf(type: string): readonly string[] {
  return [type, ...(PARENTS[type] ?? [])];
}
