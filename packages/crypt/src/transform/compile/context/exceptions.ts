// dbt's `exceptions`: all 21 ways in which macros refuse, and the one in which they warn.
import { placeOf } from '../../jinja/run/locate.ts';
import { iterate } from '../../jinja/values/iterate.ts';
import { textOf } from '../../jinja/values/repr.ts';
import {
  makeObject,
  type Arguments,
  type CallSite,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../../jinja/values/value.ts';
import { fieldOf } from '../../project/fields.ts';
import { columnOf } from '../column.ts';
import { fail, type RunCode } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { contractDifference } from './contract-difference.ts';

type Reason = (texts: readonly string[], values: readonly Value[]) => string;

/** By name: the code and what is said. Parameters may come by name, in the order given. */
const REASONS: ReadonlyMap<string, readonly [RunCode, readonly string[], Reason]> = new Map<
  string,
  readonly [RunCode, readonly string[], Reason]
>([
  ['raise_compiler_error', ['RUN_COMPILER', ['msg', 'node'], ([text = '']) => text]],
  ['raise_database_error', ['RUN_DATABASE', ['msg', 'node'], ([text = '']) => text]],
  ['raise_not_implemented', ['RUN_COMPILER', ['msg'], ([text = '']) => text]],
  ['raise_fail_fast_error', ['RUN_COMPILER', ['msg', 'node'], ([text = '']) => text]],
  ['raise_dependency_error', ['RUN_COMPILER', ['msg'], ([text = '']) => text]],
  ['raise_cache_inconsistent', ['RUN_COMPILER', ['message'], ([text = '']) => text]],
  ['raise_dataclass_not_dict', ['RUN_COMPILER', ['obj'], ([text = '']) => `'${text}' is no mapping`]],
  [
    'missing_config',
    ['RUN_CONFIG', ['model', 'name'], ([, name = ''], [model]) => `'${idOf(model)}' needs the configuration '${name}'`],
  ],
  [
    'missing_materialization',
    [
      'RUN_MATERIALIZATION',
      ['model', 'adapter_type'],
      ([, type = ''], [model]) => `'${idOf(model)}' has a materialization that ${type} does not have`,
    ],
  ],
  [
    'missing_relation',
    ['RUN_COMPILER', ['relation', 'model'], ([relation = '']) => `there is no relation ${relation}`],
  ],
  [
    'relation_wrong_type',
    [
      'RUN_COMPILER',
      ['relation', 'expected_type', 'model'],
      ([relation = '', type = '']) => `${relation} is no ${type}; drop it, or rename it`,
    ],
  ],
  [
    'raise_ambiguous_alias',
    [
      'RUN_COMPILER',
      ['node_1', 'node_2', 'duped_name'],
      (_, [one, other]) => `'${idOf(one)}' and '${idOf(other)}' are the same relation`,
    ],
  ],
  [
    'raise_ambiguous_catalog_match',
    ['RUN_COMPILER', ['unique_id', 'match_1', 'match_2'], ([id = '']) => `two relations of the catalogue are '${id}'`],
  ],
  [
    'raise_dep_not_found',
    [
      'RUN_REF',
      ['node', 'node_description', 'required_pkg'],
      ([, what = '', name = '']) => `${what} needs the package '${name}', which is not there`,
    ],
  ],
  [
    'raise_duplicate_patch_name',
    [
      'RUN_COMPILER',
      ['patch_1', 'existing_patch_path'],
      ([name = '', path = '']) => `'${name}' has properties already, in ${path}`,
    ],
  ],
  [
    'raise_duplicate_resource_name',
    ['RUN_COMPILER', ['node_1', 'node_2'], (_, [one, other]) => `'${idOf(one)}' and '${idOf(other)}' have one name`],
  ],
  [
    'raise_invalid_property_yml_version',
    ['RUN_COMPILER', ['path', 'issue'], ([path = '', issue = '']) => `${path}: ${issue}`],
  ],
  [
    'raise_contract_error',
    [
      'RUN_COMPILER',
      ['yaml_columns', 'sql_columns'],
      (_, [yaml, sql]) => contractDifference(columnsIn(yaml), columnsIn(sql)),
    ],
  ],
  [
    'column_type_missing',
    [
      'RUN_COMPILER',
      ['column_names'],
      (_, [names]) =>
        `a contract needs the 'data_type' of every column; it is missing for ${Array.from(iterate(names ?? []), textOf).join(', ')}`,
    ],
  ],
]);

function idOf(value: Value | undefined): string {
  return textOf(fieldOf(value, 'unique_id') ?? fieldOf(value, 'name') ?? value ?? null);
}

function columnsIn(value: Value | undefined): readonly (readonly [string, string])[] {
  return Array.from(iterate(value ?? []), (column) => {
    const known = columnOf(column);
    if (known !== undefined) return [known.name, known.type] as const;
    return [
      textOf(fieldOf(column, 'name') ?? null),
      textOf(fieldOf(column, 'formatted') ?? fieldOf(column, 'data_type') ?? null),
    ] as const;
  });
}

function valuesOf({ positional, named }: Arguments, names: readonly string[]): readonly Value[] {
  return names.map((name, i) => positional[i] ?? named.get(name) ?? null);
}

function refusal(name: string): PyFunction | undefined {
  const known = REASONS.get(name);
  if (known === undefined) return undefined;
  const [code, names, reason] = known;
  return {
    kind: 'function',
    name,
    call: (args, site) => {
      const values = valuesOf(args, names);
      throw fail(code, {
        reason: reason(
          values.map((value) => (value === null ? '' : textOf(value))),
          values,
        ).trim(),
        place: placeAt(site),
      });
    },
  };
}

function placeAt(site: CallSite): ReturnType<typeof placeOf> {
  return placeOf(site);
}

const EXCEPTIONS: ObjectType<NodeRun> = {
  name: 'exceptions',
  attributeNames: () => [...REASONS.keys(), 'warn', 'warn_snapshot_timestamp_data_types'],
  attribute: (run, name) => {
    if (name === 'warn')
      return {
        kind: 'function',
        name,
        call: (args) => (run.world.voice.warn(textOf(args.positional[0] ?? args.named.get('msg') ?? '')), ''),
      };
    if (name === 'warn_snapshot_timestamp_data_types')
      return {
        kind: 'function',
        name,
        call: ({ positional: [one = null, other = null] }) => {
          run.world.voice.warn(
            `the time of the snapshot is ${textOf(one)}, and its updated_at ${textOf(other)}: comparing them may be wrong`,
          );
          return '';
        },
      };
    return refusal(name);
  },
};

export function makeExceptions(run: NodeRun): Value {
  return makeObject(EXCEPTIONS, run);
}
