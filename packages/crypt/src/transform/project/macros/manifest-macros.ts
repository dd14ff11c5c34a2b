// Macros as the manifest has them.
import { fail } from '../errors.ts';
import { dictField, dictOfFields, fieldOf, listField, textField } from '../fields.ts';
import type { ManifestMacro } from '../manifest.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { PropertyElement } from '../properties/property-file.ts';
import { toObject } from '../to-data.ts';
import { positionOf } from '../../jinja/syntax/position.ts';
import { macroDependencies, type Unanswered } from './macro-calls.ts';
import type { Macro } from './macro.ts';

export function manifestMacros(
  world: ParseWorld,
  properties: readonly PropertyElement[],
): Record<string, ManifestMacro> {
  const described = new Map<string, PropertyElement>();
  for (const element of properties) {
    const id = `macro.${element.file.packageName}.${element.name}`;
    if (world.index.all.has(id) || world.index.all.has(`macro.${element.file.packageName}.test_${element.name}`))
      described.set(id, element);
    else
      world.problems.warnings.push(
        fail('PROJECT_UNUSED', {
          reason: `there is no macro '${element.name}' for these properties`,
          place: element.yaml.placeOf(element.path),
        }),
      );
  }
  const macros: Record<string, ManifestMacro> = {};
  for (const macro of world.index.all.values()) {
    const element = described.get(macro.uniqueId);
    const written = dictField(element?.value, 'docs');
    const meta = toObject(
      dictOfFields(dictField(dictField(element?.value, 'config'), 'meta'), dictField(element?.value, 'meta')),
    );
    const docs = { show: fieldOf(written, 'show') !== false, node_color: textField(written, 'node_color') ?? null };
    macros[macro.uniqueId] = {
      name: macro.name,
      resource_type: 'macro',
      package_name: macro.packageName,
      path: macro.path,
      original_file_path: macro.path,
      unique_id: macro.uniqueId,
      macro_sql: macro.text,
      depends_on: {
        macros: macroDependencies(macro, world.index, world.dispatch, (...call) => tellUnanswered(macro, call, world)),
      },
      description: textField(element?.value, 'description') ?? '',
      meta,
      docs,
      config: { meta, docs },
      patch_path: element === undefined ? null : `${element.file.packageName}://${element.file.path}`,
      arguments: listField(element?.value, 'arguments').map(toObject),
      created_at: world.invocation.startedMs / 1000,
      supported_languages: macro.statement.block === 'materialization' ? ['sql'] : null,
    };
  }
  return macros;
}

/** Also of a macro that nothing calls, as in dbt. Without the engine's own macros nothing is missed. */
function tellUnanswered(
  { template, place }: Macro,
  [at, name, attempts]: Parameters<Unanswered>,
  { index, problems }: ParseWorld,
): void {
  if (index.internal.size === 0) return;
  const where = { ...place, ...positionOf(template.source, at) };
  const [packageName = '', rest] = name.split('.');
  const error = fail(
    'PROJECT_DISPATCH',
    rest === undefined
      ? { reason: `no macro '${name}' for dispatch; looked for ${attempts.join(', ')}`, place: where }
      : {
          reason: `'${name}' has a dot, which no name of a macro has`,
          place: where,
          advice: `did you mean adapter.dispatch('${rest}', macro_namespace='${packageName}')?`,
        },
  );
  // A node that calls the macro has told it already.
  if (problems.errors.every(({ message }) => message !== error.message)) problems.errors.push(error);
}
