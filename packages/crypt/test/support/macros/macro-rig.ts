// Macros of `assets/macros` with a small context of dbt's, on a DuckDB in memory: the database `db`, its time UTC.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { bindMacro, macrosOf, renderAsync } from '../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../src/transform/jinja/syntax/parse-template.ts';
import { modules } from '../../../src/transform/jinja/modules/modules.ts';
import { hostFunction, toValue, type HostData } from '../../../src/transform/jinja/values/host.ts';
import { textOf } from '../../../src/transform/jinja/values/repr.ts';
import { MacroReturn } from '../../../src/transform/jinja/run/macro.ts';
import type { MacroStatement } from '../../../src/transform/jinja/syntax/tree.ts';
import type { Namespace, PyFunction, Value } from '../../../src/transform/jinja/values/value.ts';
import { adapterOf } from './adapter.ts';
import { coreMacros } from './core-macros.ts';
import { isCore, macroFiles } from './macro-files.ts';
import { API_COLUMN, tableNamed } from './relation.ts';

export interface RigOptions {
  readonly config?: Readonly<Record<string, HostData>>;
  readonly flags?: Readonly<Record<string, HostData>>;
  readonly model?: HostData;
  /** Macros of the project, which win over ours. */
  readonly project?: string;
  /** Which overrides dispatch finds; `duckdb` if not given. */
  readonly adapter?: string;
  readonly values?: Readonly<Record<string, Value>>;
}

/** What macros did, apart from their text. */
export interface Told {
  readonly statements: string[];
  readonly warnings: string[];
  readonly logged: string[];
}

export interface MacroRig {
  readonly connection: DuckDBConnection;
  readonly render: (source: string, options?: RigOptions) => Promise<string>;
  readonly run: (sql: string) => Promise<unknown>;
  /** Rows of a query as lists; what JSON does not have is shown as text. */
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly told: Told;
  readonly close: () => void;
}

export async function openMacroRig(standard: RigOptions = {}): Promise<MacroRig> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("attach ':memory:' as db; use db; set TimeZone = 'UTC'");
  const told: Told = { statements: [], warnings: [], logged: [] };
  const rows = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowsJson();
  };
  return {
    connection,
    told,
    rows,
    run: (sql) => connection.run(sql),
    render: (source, options = {}) =>
      renderAsync(parseTemplate(source, 'test'), contextOf({ ...standard, ...options }, connection, told)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function contextOf(options: RigOptions, connection: DuckDBConnection, told: Told): ReadonlyMap<string, Value> {
  const context = new Map<string, Value>();
  const macros = collectMacros(options);
  const adapter = adapterOf({ macros, connection, told, type: options.adapter ?? 'duckdb' });
  for (const [name, value] of coreMacros(connection, told, options.adapter)) context.set(name, value);
  for (const [name, value] of macros) context.set(name, value);
  const dbt: Namespace = { kind: 'namespace', attributes: new Map(context) };
  const model = options.model ?? {
    name: 'orders',
    alias: 'orders',
    database: 'db',
    schema: 'main',
    resource_type: 'model',
  };
  const all: readonly (readonly [string, Value])[] = [
    ['dbt', dbt],
    ['adapter', adapter],
    [
      'api',
      {
        kind: 'namespace',
        attributes: new Map<string, Value>([
          ['Column', API_COLUMN],
          ['Relation', relationClass()],
        ]),
      },
    ],
    ['config', configOf(options.config ?? {})],
    ['flags', toValue(options.flags ?? { STORE_FAILURES: false, FULL_REFRESH: false })],
    ['model', toValue(model)],
    ['modules', modules({ nowMs: () => 0 })],
    ['execute', true],
    ['this', tableNamed('orders')],
    ['defer_relation', null],
    ['pre_hooks', []],
    ['post_hooks', []],
    ['exceptions', exceptions(told)],
    [
      'return',
      hostFunction('return', ['data'], ([data]) => {
        throw new MacroReturn(data ?? null);
      }),
    ],
    ['log', hostFunction('log', ['msg', 'info'], ([message]) => (told.logged.push(textOf(message ?? null)), ''))],
    ['diff_of_two_dicts', hostFunction('diff_of_two_dicts', ['a', 'b'], ([a]) => a ?? null)],
    ...Object.entries(options.values ?? {}),
  ];
  for (const [name, value] of all) context.set(name, value);
  context.set('context', { kind: 'dict', values: context, keys: undefined });
  return context;
}

function collectMacros(options: RigOptions): Map<string, PyFunction> {
  const macros = new Map<string, PyFunction>();
  for (const { path, template, macros: own } of macroFiles())
    if (!isCore(path)) for (const macro of own) macros.set(nameOf(macro), bindMacro(template, macro));
  if (options.project !== undefined) {
    const template = parseTemplate(options.project, 'project');
    for (const macro of macrosOf(template)) macros.set(nameOf(macro), bindMacro(template, macro));
  }
  return macros;
}

/** As dbt names blocks that are macros. */
export function nameOf({ block, name }: MacroStatement): string {
  if (block === 'materialization') return `materialization_${name.replace('-', '_')}`;
  return block === 'test' ? `test_${name}` : name;
}

function configOf(config: Readonly<Record<string, HostData>>): Namespace {
  const has = (name: string): boolean => Object.hasOwn(config, name);
  const read = (name: string): Value => (has(name) ? toValue(config[name] ?? null) : null);
  const docs = config['persist_docs'] as { relation?: boolean; columns?: boolean } | undefined;
  return {
    kind: 'namespace',
    attributes: new Map([
      [
        'get',
        hostFunction('get', ['name', 'default'], ([name, fallback]) =>
          has(textOf(name ?? null)) ? read(textOf(name ?? null)) : (fallback ?? null),
        ),
      ],
      ['persist_relation_docs', hostFunction('persist_relation_docs', [], () => docs?.relation ?? false)],
      ['persist_column_docs', hostFunction('persist_column_docs', [], () => docs?.columns ?? false)],
    ]),
  };
}

function exceptions(told: Told): Namespace {
  const refuse = (name: string): [string, PyFunction] => [
    name,
    hostFunction(name, ['a', 'b'], (values) => {
      throw new Error(
        `${name}: ${values
          .filter((value) => value !== undefined)
          .map((value) => textOf(value))
          .join(' / ')}`,
      );
    }),
  ];
  return {
    kind: 'namespace',
    attributes: new Map([
      refuse('raise_compiler_error'),
      refuse('raise_not_implemented'),
      refuse('raise_contract_error'),
      refuse('relation_wrong_type'),
      [
        'column_type_missing',
        hostFunction('column_type_missing', ['column_names'], ([names]) => {
          throw new Error(`column_type_missing: ${textOf(names ?? null)}`);
        }),
      ],
      ['warn', hostFunction('warn', ['msg'], ([message]) => (told.warnings.push(textOf(message ?? null)), ''))],
      [
        'warn_snapshot_timestamp_data_types',
        hostFunction(
          'warn_snapshot_timestamp_data_types',
          ['a', 'b'],
          ([a, b]) => (told.warnings.push(`${textOf(a ?? null)} is not ${textOf(b ?? null)}`), ''),
        ),
      ],
    ]),
  };
}

function relationClass(): Namespace {
  return {
    kind: 'namespace',
    attributes: new Map([
      [
        'create',
        hostFunction('create', ['database', 'schema', 'identifier', 'type'], ([, , identifier]) =>
          tableNamed(textOf(identifier ?? null)),
        ),
      ],
    ]),
  };
}
