// What the templates of a unit test's model see differently: inputs for what they read, and the overrides.
import type { Json, JsonObject } from '../../kernel/parse-json.ts';
import { isJsonObject } from '../../kernel/parse-json.ts';
import { makeObject, type Value } from '../jinja/values/value.ts';
import { makeEnvVar } from '../project/context/env-var.ts';
import { makeFunction } from '../project/context/make-function.ts';
import { refArguments, sourceArguments } from '../project/context/node-calls.ts';
import { makeVar } from '../project/context/var.ts';
import { fieldOf } from '../project/fields.ts';
import { openNamespace } from '../project/macros/macro-namespace.ts';
import type { ManifestNode, ManifestResource } from '../project/manifest.ts';
import { findVar } from '../project/settings/vars.ts';
import { toValue } from '../project/to-data.ts';
import { placed } from '../compile/context/placed.ts';
import { relationBase } from '../compile/context/references.ts';
import { fail } from '../compile/errors.ts';
import { ephemeralName, makeRelation } from '../compile/relation.ts';
import type { RunWorld } from '../compile/run-world.ts';
import type { UnitInputs } from './unit-inputs.ts';

/** @param use is told of each input that the code names. */
export function unitNames(
  { names, world }: UnitInputs,
  unit: ManifestResource,
  model: ManifestNode,
  use: (id: string) => void,
): ReadonlyMap<string, Value> {
  const over = isJsonObject(unit['overrides'] as Json) ? (unit['overrides'] as JsonObject) : {};
  const relation = (id: string): Value => {
    use(id);
    const quoted = { database: true, schema: true, identifier: false };
    return makeRelation({
      ...relationBase(world),
      identifier: ephemeralName(world.manifest.nodes[id]?.alias ?? ''),
      type: 'cte',
      quoted,
    });
  };
  const input = (id: string, call: string): Value => {
    const found = names.get(id);
    if (found !== undefined) return relation(found);
    throw fail('RUN_TEST', {
      reason: `the unit test '${unit.name}' gives no rows for ${call}`,
      advice: `add - {input: ${call}, rows: []}`,
    });
  };
  const part = (key: string): JsonObject => {
    const value = over[key] ?? null;
    return isJsonObject(value) ? value : {};
  };
  const vars = toValue(part('vars'));
  const environment = {
    ...world.environment,
    ...Object.fromEntries(
      Object.entries(part('env_vars')).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
  const extra = new Map<string, Value>([
    [
      'ref',
      placed(
        world,
        makeFunction('ref', (args) => {
          const asked = refArguments(args);
          return input(world.refs.node(asked, model.package_name).unique_id, `ref('${asked.name}')`);
        }),
      ),
    ],
    [
      'source',
      placed(
        world,
        makeFunction('source', (args) => {
          const [source, table] = sourceArguments(args);
          return input(
            world.refs.source(source, table, model.package_name).unique_id,
            `source('${source}', '${table}')`,
          );
        }),
      ),
    ],
    [
      'var',
      makeVar({
        find: (name) =>
          (vars === null ? undefined : fieldOf(vars, name)) ?? findVar(name, world.varsOf(model.package_name)),
        isRequired: true,
      }),
    ],
    ['env_var', placed(world, makeEnvVar({ environment, allowsSecrets: false }))],
    ...overriddenMacros(world, model, part('macros')),
  ]);
  const own = names.get(model.unique_id);
  if (own !== undefined) extra.set('this', relation(own));
  return extra;
}

function always(name: string, value: Json): Value {
  return makeFunction(name, () => toValue(value));
}

function overriddenMacros(
  world: RunWorld,
  model: ManifestNode,
  macros: JsonObject,
): readonly (readonly [string, Value])[] {
  const packages = new Map<string, Map<string, Value>>();
  const plain: [string, Value][] = [];
  for (const [name, value] of Object.entries(macros)) {
    const [first = '', second] = name.split('.');
    if (second === undefined) plain.push([name, always(name, value)]);
    else packages.set(first, (packages.get(first) ?? new Map<string, Value>()).set(second, always(name, value)));
  }
  const namespace = openNamespace(world.index, model.package_name);
  for (const [name, over] of packages)
    plain.push([
      name,
      makeObject(
        {
          name: 'MacroNamespace',
          attribute: (_: null, key: string) => over.get(key) ?? namespace.packageOf(name)?.get(key)?.call,
        },
        null,
      ),
    ]);
  return plain;
}
