// Database, schema and alias of a node, by the macros generate_database_name, generate_schema_name, generate_alias_name.
// Where a project has none of its own, the rules of dbt's are applied at once, as most of a parse would go into them.
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { renderNative } from '../../jinja/render.ts';
import { parseTemplate } from '../../jinja/syntax/parse-template.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { orElse, type Value } from '../../jinja/values/value.ts';
import type { ReadonlyConfig } from '../config/config-map.ts';
import type { ParseContext } from '../context/parse-context.ts';
import { findGenerateMacro } from '../macros/find-macro.ts';
import type { Macro } from '../macros/macro.ts';
import type { NodeWork } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import { placed } from '../settings/render-yaml.ts';
import { versionText } from '../to-data.ts';
import { modelValue } from './model-value.ts';
import { PARSE_OPTIONS } from './render-findings.ts';

export interface RelationNames {
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
}

const KINDS = ['database', 'schema', 'alias'] as const;
type NameKind = (typeof KINDS)[number];

export interface NameRules {
  readonly namesOf: (work: NodeWork, config: ReadonlyConfig, version: Value) => RelationNames;
}

const CALL = parseTemplate('{{ macro(custom, node) }}', 'generate_name');

/** @param contextOf the context of a package's templates. */
export function openNameRules(world: ParseWorld, contextOf: (packageName: string) => ParseContext): NameRules {
  const macros = new Map<string, Macro | undefined>();
  const macroFor = (kind: NameKind, packageName: string): Macro | undefined => {
    const key = `${kind} ${packageName}`;
    if (!macros.has(key)) macros.set(key, ownMacro(kind, packageName, world));
    return macros.get(key);
  };
  const nameOf = (kind: NameKind, work: NodeWork, config: ReadonlyConfig, version: Value): string | null => {
    const custom = config.get(kind) ?? null;
    const macro = macroFor(kind, work.packageName);
    if (macro === undefined) return builtIn(kind, custom, work, version, world);
    const context = contextOf(world.root.name);
    const node = modelValue(work, world, { config, version });
    const names = new Map<string, Value>([
      ['macro', macro.call],
      ['custom', custom],
      ['node', node],
    ]);
    try {
      const value = renderNative(
        CALL,
        { ...context, get: (name) => orElse(names.get(name), context.get(name)) },
        PARSE_OPTIONS,
      );
      return value === null ? null : textOf(value).trim();
    } catch (error) {
      if (!isCryptError(error)) throw error;
      world.problems.errors.push(placed(error, macro.place));
      return builtIn(kind, custom, work, version, world);
    }
  };
  return {
    namesOf: (work, config, version) => ({
      database: nameOf('database', work, config, version),
      schema: nameOf('schema', work, config, version) ?? '',
      alias: nameOf('alias', work, config, version) ?? work.name,
    }),
  };
}

/** A macro of the project or the package; undefined when the engine's own would be taken and nothing changes it. */
function ownMacro(kind: NameKind, packageName: string, { index, dispatch, root }: ParseWorld): Macro | undefined {
  const name = `generate_${kind}_name`;
  const macro = findGenerateMacro(index, name, packageName);
  if (macro !== undefined && !index.internalPackages.has(macro.packageName)) return macro;
  // Another package's rule under the name that dispatch looks for.
  for (const prefix of [...dispatch.adapterTypes, 'default'])
    for (const owner of [root.name, packageName]) {
      const own = index.packages.get(owner)?.get(`${prefix}__${name}`);
      if (own !== undefined) return macro ?? own;
    }
  return undefined;
}

function builtIn(kind: NameKind, custom: Value, work: NodeWork, version: Value, { profile }: ParseWorld): string {
  const given = custom === null ? undefined : textOf(custom).trim();
  if (kind === 'database') return given ?? profile.database;
  if (kind === 'schema') return given === undefined ? profile.schema : `${profile.schema}_${given}`;
  if (given !== undefined && given !== '') return given;
  const number = versionText(version);
  return number === undefined ? work.name : `${work.name}_v${number.replaceAll('.', '_')}`;
}
