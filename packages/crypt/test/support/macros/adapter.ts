// `adapter` as macros see it: dispatch, and what the macros under test ask of the warehouse.
import type { DuckDBConnection } from '@duckdb/node-api';
import { getItem } from '../../../src/transform/jinja/values/dict.ts';
import { hostFunction, toValue } from '../../../src/transform/jinja/values/host.ts';
import { textOf } from '../../../src/transform/jinja/values/repr.ts';
import {
  isList,
  makeObject,
  type Dict,
  type Namespace,
  type PyFunction,
  type Value,
} from '../../../src/transform/jinja/values/value.ts';
import { iterate } from '../../../src/transform/jinja/values/iterate.ts';
import type { Told } from './macro-rig.ts';
import { COLUMN, quote, relationOf, renderRelation, tableNamed, type Relation } from './relation.ts';

interface Parts {
  readonly macros: ReadonlyMap<string, PyFunction>;
  readonly connection: DuckDBConnection;
  readonly told: Told;
  readonly type: string;
}

export function adapterOf({ macros, connection, told, type }: Parts): Namespace {
  const dispatch = hostFunction('dispatch', ['macro_name', 'macro_namespace'], ([name]) => {
    const plain = textOf(name ?? null);
    const found = macros.get(`${type}__${plain}`) ?? macros.get(`default__${plain}`);
    if (found === undefined) throw new Error(`no macro to dispatch ${plain} to`);
    return found;
  });
  const noWarn: Value = { kind: 'namespace', attributes: new Map([['no_warn', false]]) };
  return {
    kind: 'namespace',
    attributes: new Map<string, Value>([
      ['dispatch', dispatch],
      ['type', hostFunction('type', [], () => type)],
      ['behavior', { kind: 'namespace', attributes: new Map([['enable_truthy_nulls_equals_macro', noWarn]]) }],
      ['quote', hostFunction('quote', ['name'], ([name]) => quote(textOf(name ?? null)))],
      ['commit', hostFunction('commit', [], () => '')],
      [
        'warn_once',
        hostFunction('warn_once', ['msg'], ([message]) => (told.warnings.push(textOf(message ?? null)), '')),
      ],
      ['get_hard_deletes_behavior', hostFunction('get_hard_deletes_behavior', ['config'], hardDeletes)],
      ['assert_valid_snapshot_target_given_strategy', hostFunction('assert_valid', ['a', 'b', 'c'], () => '')],
      ['expand_target_column_types', hostFunction('expand', ['from_relation', 'to_relation'], () => '')],
      ...asking(connection),
    ]),
  };
}

function hardDeletes([config]: readonly (Value | undefined)[]): Value {
  return getItem(config as Dict, 'hard_deletes') ?? 'ignore';
}

function asking(connection: DuckDBConnection): readonly (readonly [string, PyFunction])[] {
  return [
    [
      'get_columns_in_relation',
      hostFunction('get_columns_in_relation', ['relation'], ([relation]) =>
        columnsOf(connection, relationOf(relation)),
      ),
    ],
    ['get_pseudocolumns_for_relation', hostFunction('get_pseudocolumns_for_relation', ['relation'], () => [])],
    [
      'get_column_schema_from_query',
      hostFunction('get_column_schema_from_query', ['sql'], ([sql]) => columnsOfQuery(connection, textOf(sql ?? null))),
    ],
    [
      'get_missing_columns',
      hostFunction('get_missing_columns', ['from_relation', 'to_relation'], async ([from, to]) => {
        const there = new Set((await namesOf(connection, relationOf(to))).map((name) => name.toLowerCase()));
        const columns = await columnsOf(connection, relationOf(from));
        const names = await namesOf(connection, relationOf(from));
        return columns.filter((_, i) => !there.has(names[i]?.toLowerCase() ?? ''));
      }),
    ],
    [
      'get_relation',
      hostFunction('get_relation', ['database', 'schema', 'identifier'], async ([, , identifier]) =>
        findRelation(connection, textOf(identifier ?? null)),
      ),
    ],
    [
      'drop_relation',
      hostFunction('drop_relation', ['relation'], async ([relation]) => {
        await connection.run(`drop table if exists ${renderRelation(relationOf(relation))}`);
        return '';
      }),
    ],
    [
      'render_raw_columns_constraints',
      hostFunction('render_raw_columns_constraints', ['raw_columns'], ([columns]) =>
        Array.from(iterate(columns ?? null), (name) => `${textOf(name)} rendered`),
      ),
    ],
    [
      'render_raw_model_constraints',
      hostFunction('render_raw_model_constraints', ['raw_constraints'], ([constraints]) =>
        isList(constraints ?? null) ? (constraints as Value[]) : [],
      ),
    ],
    ['parse_index', hostFunction('parse_index', ['raw_index'], ([index]) => index ?? null)],
  ];
}

async function namesOf(connection: DuckDBConnection, relation: Relation): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(`select * from ${renderRelation(relation)} limit 0`);
  return reader.columnNames();
}

async function columnsOf(connection: DuckDBConnection, relation: Relation): Promise<Value[]> {
  return columnsOfQuery(connection, `select * from ${renderRelation(relation)} limit 0`);
}

async function columnsOfQuery(connection: DuckDBConnection, sql: string): Promise<Value[]> {
  const reader = await connection.runAndReadAll(sql);
  const types = reader.columnTypes();
  return reader.columnNames().map((name, i) => makeObject(COLUMN, { name, type: String(types[i]) }));
}

/** None when there is no such relation. */
export async function findRelation(connection: DuckDBConnection, identifier: string): Promise<Value> {
  const reader = await connection.runAndReadAll(
    `select table_type from information_schema.tables
     where table_catalog = 'db' and table_schema = 'main' and table_name = '${identifier}'`,
  );
  const [row] = reader.getRows();
  return row === undefined ? null : tableNamed(identifier, row[0] === 'VIEW' ? 'view' : 'table');
}

/** The result of a statement, as load_result has it. */
export async function resultOf(connection: DuckDBConnection, sql: string): Promise<Value> {
  const reader = await connection.runAndReadAll(sql);
  const rows = reader.getRowsJson() as never;
  const columns = reader.columnNames().map((name) => ({ name }));
  return toValue({ data: rows, table: { columns, rows } });
}
