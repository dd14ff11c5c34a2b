// Columns of relations and queries, and types of tables' columns.
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { hasKey } from '../../jinja/values/dict.ts';
import { iterate } from '../../jinja/values/iterate.ts';
import { raised } from '../../jinja/values/raise.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { isKind, orElse, type Arguments, type CallSite, type Value } from '../../jinja/values/value.ts';
import { fieldOf } from '../../project/fields.ts';
import { columnOf, makeColumn } from '../column.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { renderRelation } from '../relation.ts';
import { tableOf } from '../result-table.ts';
import { callNamed, type AdapterMethod } from './adapter-method.ts';
import { placeError, runStatement } from './adapter-statements.ts';
import { relationArgument } from './adapter-relations.ts';

/** Of the engine itself; a relation that is not there has none, as projects expect that probe for it. */
async function engineColumns(run: NodeRun, args: Arguments): Promise<Value> {
  const relation = relationArgument(args, 'get_columns_in_relation', 'relation');
  const found = await run.session.columnsOf(renderRelation(relation));
  return (found ?? []).map(({ name, type }) => makeColumn(name, type));
}

async function namesOf(run: NodeRun, relation: Value | undefined, site: CallSite): Promise<readonly Value[]> {
  return Array.from(iterate(await callNamed(run, 'get_columns_in_relation', [relation ?? null], site)));
}

async function missingColumns(run: NodeRun, args: Arguments, site: CallSite): Promise<Value> {
  const [from, to] = bind(args, 'get_missing_columns', ['from_relation', 'to_relation'], 2);
  const known = new Set((await namesOf(run, to, site)).map((column) => columnOf(column)?.name));
  return (await namesOf(run, from, site)).filter((column) => !known.has(columnOf(column)?.name));
}

async function columnsOfQuery(run: NodeRun, args: Arguments): Promise<Value> {
  const sql = textArgument(bind(args, 'get_column_schema_from_query', ['sql'], 1)[0], 'get_column_schema_from_query');
  try {
    return (await run.session.columnsOfQuery(sql)).map(({ name, type }) => makeColumn(name, type));
  } catch (error) {
    throw placeError(run, error, sql, undefined);
  }
}

/** DuckDB's texts have no length, so nothing grows; a project's macro may still be asked. */
function convertType(_: NodeRun, args: Arguments): Value {
  const [given, index] = bind(args, 'convert_type', ['agate_table', 'col_idx'], 2);
  const table = tableOf(given);
  if (table === undefined || typeof index !== 'number')
    throw raised('JINJA_TYPE', 'convert_type() takes a table and the number of a column');
  const own = table.types?.[index];
  if (own !== undefined) return own;
  switch (table.kinds[index]) {
    case 'Integer':
      return 'integer';
    case 'Number':
      return table.rows.every((row) => Number.isInteger(Number(textOf(row[index] ?? 0)))) ? 'integer' : 'float8';
    case 'Boolean':
      return 'boolean';
    case 'Date':
      return 'date';
    case 'DateTime':
      return 'timestamp without time zone';
    default:
      return 'text';
  }
}

const STRATEGIES = ['append', 'delete+insert', 'merge', 'microbatch'];

/** The macro of a strategy: `get_incremental_<strategy>_sql`; a project may bring its own. */
function strategyMacro(run: NodeRun, args: Arguments): Value {
  const [, given] = bind(args, 'get_incremental_strategy_macro', ['model_context', 'strategy'], 2);
  const strategy = textOf(given ?? null);
  const name = `get_incremental_${strategy.replaceAll('+', '_')}_sql`;
  const macro = run.namespace.find(name);
  const isBuiltIn = macro === undefined || run.world.index.internalPackages.has(macro.packageName);
  if (macro !== undefined && (!isBuiltIn || strategy === 'default' || STRATEGIES.includes(strategy))) return macro.call;
  throw fail('RUN_CONFIG', {
    reason: `the incremental strategy '${strategy}' is not valid for ${run.world.profile.type}, which has ${STRATEGIES.join(', ')}`,
    advice: `a project may define the macro '${name}'`,
  });
}

async function validTarget(run: NodeRun, args: Arguments, site: CallSite): Promise<Value> {
  const [relation, given] = bind(args, 'valid_snapshot_target', ['relation', 'column_names'], 1);
  const names = new Set((await namesOf(run, relation, site)).map((column) => columnOf(column)?.name.toLowerCase()));
  const wanted = ['dbt_scd_id', 'dbt_valid_from', 'dbt_valid_to'].map((name) => {
    const own =
      given !== undefined && given !== null && isKind(given, 'dict') && hasKey(given, name)
        ? given.values.get(name)
        : undefined;
    return textOf(own ?? name);
  });
  const missing = wanted.filter((name) => !names.has(name.toLowerCase()));
  if (missing.length === 0) return null;
  throw fail('RUN_COMPILER', {
    reason: `the target of the snapshot has no ${missing.join(', ')}: it is not the table of a snapshot`,
  });
}

/** Macros pass the node's own `config`, or a mapping. */
function hardDeletes({ model }: NodeRun, args: Arguments): Value {
  const [passed] = bind(args, 'get_hard_deletes_behavior', ['config'], 1);
  const config = passed !== undefined && isKind(passed, 'dict') ? passed : fieldOf(model, 'config');
  const of = (name: string): Value | undefined => fieldOf(config, name);
  const given = orElse(of('hard_deletes'), null);
  const old = orElse(of('invalidate_hard_deletes'), null);
  if (given !== null && old !== null)
    throw fail('RUN_CONFIG', { reason: "a snapshot cannot have both 'hard_deletes' and 'invalidate_hard_deletes'" });
  if (given !== null && !['ignore', 'invalidate', 'new_record'].includes(textOf(given)))
    throw fail('RUN_CONFIG', {
      reason: `'hard_deletes' is '${textOf(given)}', and not ignore, invalidate or new_record`,
    });
  return given ?? (old === true ? 'invalidate' : 'ignore');
}

export const COLUMN_METHODS: readonly (readonly [string, AdapterMethod])[] = [
  [
    'get_columns_in_relation',
    (run, args, site) =>
      callNamed(run, 'get_columns_in_relation', [args.positional[0] ?? args.named.get('relation') ?? null], site),
  ],
  ['engine_columns', engineColumns],
  ['get_pseudocolumns_for_relation', () => []],
  [
    'get_columns_in_table',
    async (run, args) => {
      const [schema, name] = bind(args, 'get_columns_in_table', ['schema', 'identifier'], 2);
      const found = await run.session.columnsOf(`"${textOf(schema ?? null)}"."${textOf(name ?? null)}"`);
      return (found ?? []).map((column) => makeColumn(column.name, column.type));
    },
  ],
  ['get_missing_columns', missingColumns],
  ['expand_target_column_types', () => null],
  ['expand_column_types', () => null],
  ['get_column_schema_from_query', columnsOfQuery],
  [
    'validate_sql',
    async (run, args, site) => {
      await runStatement(
        run,
        `explain ${textArgument(bind(args, 'validate_sql', ['sql'], 1)[0], 'validate_sql')}`,
        true,
        site,
      );
      return null;
    },
  ],
  ['convert_type', convertType],
  ['get_incremental_strategy_macro', strategyMacro],
  ['valid_incremental_strategies', () => [...STRATEGIES]],
  ['valid_snapshot_target', validTarget],
  [
    'assert_valid_snapshot_target_given_strategy',
    (run, args, site) =>
      validTarget(
        run,
        {
          positional: args.positional.slice(0, 2),
          named: new Map([...args.named].filter(([name]) => name !== 'strategy')),
        },
        site,
      ),
  ],
  ['get_hard_deletes_behavior', (run, args) => hardDeletes(run, args)],
];
