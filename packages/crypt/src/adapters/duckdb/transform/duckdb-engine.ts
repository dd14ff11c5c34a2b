// A profile's own DuckDB file, attached to an instance in memory: a database killed after certain DDL cannot be opened again
// as the main one, but can be attached (ARCHITECTURE.md, decision 7). A file named 'memory' is opened as
// the main one, as dbt-duckdb opens all.
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SqlEngine } from '../../../contracts/sql-engine.ts';
import { quoteName, quoteText } from '../quote.ts';
import { toDatabaseError } from './database-error.ts';
import { EngineSession, useDatabase } from './engine-session.ts';
import { duckdb } from '../duckdb.ts';

export interface AttachedDatabase {
  readonly path: string;
  /** Name in SQL; the file's own without its end when there is none. */
  readonly alias?: string;
  /** `sqlite`, `postgres`, …; a DuckDB file when there is none. */
  readonly type?: string;
  readonly isReadOnly?: boolean;
}

export interface DuckdbEngineOptions {
  /** `:memory:`, or a file. */
  readonly path: string;
  /** Name of the file's database in SQL; dbt-duckdb names it after the file. */
  readonly database: string;
  readonly attach?: readonly AttachedDatabase[];
  /** Loaded, and installed first when this machine does not have them. */
  readonly extensions?: readonly string[];
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The caller owns the file: two instances of one file in a process both accept commits and lose them all.
 *
 * @throws DATABASE_* (user) for a file that cannot be opened, WAREHOUSE_FULL (transient), SQL_FAILED (user) for a setting
 * or an extension.
 */
export async function openDuckdbEngine(options: DuckdbEngineOptions): Promise<SqlEngine> {
  const instance = await openInstance(options);
  try {
    const connection = await instance.connect();
    const perSession = await prepare(connection, options);
    const version = await versionOf(connection);
    return {
      type: 'duckdb',
      version,
      session: async () => {
        const own = await instance.connect();
        for (const sql of perSession) await own.run(sql);
        return new EngineSession(own);
      },
      close: async () => {
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** The instance in memory has this name itself. */
const IN_MEMORY = 'memory';

function createInstance(file: string): Promise<DuckDBInstance> {
  return duckdb.DuckDBInstance.create(file, { autoinstall_known_extensions: 'false' });
}

async function openInstance({ path, database }: DuckdbEngineOptions): Promise<DuckDBInstance> {
  if (isInMemory(path) || database !== IN_MEMORY) return createInstance(':memory:');
  return createInstance(path).catch((error: unknown) => {
    throw toDatabaseError(path, error, duckdb.version().replace('v', ''));
  });
}

function isInMemory(path: string): boolean {
  return path === ':memory:' || path === '';
}

async function versionOf(connection: DuckDBConnection): Promise<string> {
  return String((await connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0]).replace('v', '');
}

/** Statements that every session has to repeat. */
async function prepare(connection: DuckDBConnection, options: DuckdbEngineOptions): Promise<readonly string[]> {
  const { extensions = [], settings = {}, attach = [], path, database } = options;
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  for (const extension of extensions) await load(connection, extension);
  const perSession: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const assignment = `${quoteName(name)} = ${quoteText(String(value))}`;
    // Some settings are a session's alone, and only trying tells.
    const isGlobal = await connection.run(`SET GLOBAL ${assignment}`).then(
      () => true,
      () => false,
    );
    if (!isGlobal) perSession.push(`SET ${assignment}`);
  }
  if (!isInMemory(path) && database !== IN_MEMORY) await attachFile(connection, { path, alias: database });
  for (const other of attach) await attachFile(connection, other);
  return [...perSession, useDatabase(database)];
}

async function load(connection: DuckDBConnection, extension: string): Promise<void> {
  const name = quoteName(extension);
  const isHere = await connection.run(`LOAD ${name}`).then(
    () => true,
    () => false,
  );
  if (isHere) return;
  await connection.run(`INSTALL ${name}`);
  await connection.run(`LOAD ${name}`);
}

async function attachFile(
  connection: DuckDBConnection,
  { path, alias, type, isReadOnly }: AttachedDatabase,
): Promise<void> {
  const settings = [
    ...(type === undefined ? [] : [`TYPE ${quoteName(type)}`]),
    ...(isReadOnly === true ? ['READ_ONLY'] : []),
  ];
  const as = alias === undefined ? '' : ` AS ${quoteName(alias)}`;
  try {
    await connection.run(`ATTACH ${quoteText(path)}${as}${settings.length === 0 ? '' : ` (${settings.join(', ')})`}`);
  } catch (error) {
    throw toDatabaseError(path, error, await versionOf(connection));
  }
}
