// Stand-ins for the macros below `assets/macros/core` that ours call.
import type { DuckDBConnection } from '@duckdb/node-api';
import { hostFunction } from '../../../src/transform/jinja/values/host.ts';
import { textOf } from '../../../src/transform/jinja/values/repr.ts';
import { tuple, type PyFunction, type Value } from '../../../src/transform/jinja/values/value.ts';
import { findRelation, resultOf } from './adapter.ts';
import type { Told } from './macro-rig.ts';
import { relationOf, renderRelation, tableNamed } from './relation.ts';

export function coreMacros(
  connection: DuckDBConnection,
  told: Told,
  adapter = 'duckdb',
): ReadonlyMap<string, PyFunction> {
  const results = new Map<string, Value>();
  const run = async (name: string, sql: string): Promise<Value> => {
    told.statements.push(sql.replaceAll(/\s+/g, ' ').trim());
    // On other engines' SQL only the text is of interest.
    const result = adapter === 'duckdb' ? await resultOf(connection, sql) : null;
    results.set(name, result);
    return result;
  };
  const macros: readonly PyFunction[] = [
    {
      kind: 'function',
      name: 'statement',
      call: async (args, site) => {
        const caller = args.named.get('caller') as PyFunction;
        const sql = textOf(await caller.call({ positional: [], named: new Map() }, site));
        await run(textOf(args.positional[0] ?? 'unnamed'), sql);
        return '';
      },
    },
    hostFunction('load_result', ['name'], ([name]) => results.get(textOf(name ?? null)) ?? null),
    hostFunction('run_query', ['sql'], async ([sql]) => {
      const result = await run('run_query', textOf(sql ?? null));
      return result === null ? null : tableOf(result);
    }),
    hostFunction('get_columns_in_query', ['select_sql'], async ([sql]) => {
      const reader = await connection.runAndReadAll(`select * from (${textOf(sql ?? null)}\n) limit 0`);
      return [...reader.columnNames()];
    }),
    ...relations(connection),
  ];
  return new Map(macros.map((macro) => [macro.name, macro]));
}

function tableOf(result: Value): Value {
  return (result as { values: Map<string, Value> }).values.get('table') ?? null;
}

function relations(connection: DuckDBConnection): readonly PyFunction[] {
  const createAs = (temporary: Value | undefined, relation: Value | undefined, sql: Value | undefined): string =>
    `create ${temporary === true ? 'or replace ' : ''}table ${renderRelation(relationOf(relation))} as (${textOf(sql ?? null)}\n)`;
  const drop = async ([relation]: readonly (Value | undefined)[]): Promise<Value> => {
    const found = relationOf(relation);
    await connection.run(`drop ${found.type} if exists ${renderRelation(found)}`);
    return '';
  };
  return [
    hostFunction('create_table_as', ['temporary', 'relation', 'compiled_code'], ([temporary, relation, sql]) =>
      createAs(temporary, relation, sql),
    ),
    hostFunction('get_create_table_as_sql', ['temporary', 'relation', 'sql'], ([temporary, relation, sql]) =>
      createAs(temporary, relation, sql),
    ),
    hostFunction('drop_relation', ['relation'], drop),
    hostFunction('drop_relation_if_exists', ['relation'], drop),
    hostFunction('make_temp_relation', ['base_relation', 'suffix'], ([base]) =>
      tableNamed(`${relationOf(base).identifier}__dbt_tmp`),
    ),
    hostFunction('get_or_create_relation', ['database', 'schema', 'identifier', 'type'], async ([, , identifier]) => {
      const found = await findRelation(connection, textOf(identifier ?? null));
      return tuple([found !== null, found ?? tableNamed(textOf(identifier ?? null))]);
    }),
    hostFunction('load_cached_relation', ['relation'], ([relation]) =>
      findRelation(connection, relationOf(relation).identifier),
    ),
    hostFunction('load_relation', ['relation'], ([relation]) =>
      findRelation(connection, relationOf(relation).identifier),
    ),
    hostFunction('run_hooks', ['hooks', 'inside_transaction'], () => ''),
  ];
}
