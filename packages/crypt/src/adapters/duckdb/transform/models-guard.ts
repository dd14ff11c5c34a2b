// Statements of transformations beside the landing may change the models database alone.
//
// DuckDB lets one transaction write to one database. So every transaction of a session begins by touching the models: each
// later write to another database, whatever its words, is refused by the engine itself when it is bound. What acts outside
// transactions (ATTACH, COPY, SET, …) is refused by its kind. Nothing here reads names of tables.
import { StatementType, type DuckDBConnection, type DuckDBMaterializedResult, type DuckDBValue } from '@duckdb/node-api';
import { errorText } from '../../../kernel/crypt-error.ts';
import { fail } from '../errors.ts';
import { quoteName } from '../quote.ts';
import { isTransactionOpen } from './is-transaction-open.ts';

export type Execute = (sql: string, parameters?: DuckDBValue[]) => Promise<DuckDBMaterializedResult>;

/** COPY is not here, since its kind does not tell reading a file from overwriting one. */
const ALLOWED: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT, StatementType.INSERT, StatementType.UPDATE, StatementType.DELETE, StatementType.MERGE_INTO,
  StatementType.CREATE, StatementType.DROP, StatementType.ALTER,
]);
/** DuckDB makes the folder of an EXPORT when it takes statements apart; a forced checkpoint aborts the loader's transaction. */
const REFUSED_WORDS = /\b(?:export|import)(?:\s|--[^\n]*\n|\/\*.*?\*\/)+database\b|\bforce_checkpoint\b/is;
const CONTROL_WORDS = /\b(?:begin|start|commit|end|rollback|abort)\b/i;
const CONTROL_FIRST = /^(?:begin|start|commit|end|rollback|abort)\b/i;
const LEADING_COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*.*?\*\/)*/s;
/** Settings of the session; all others are the instance's, which the loader shares. */
const OWN_SETTING = /^(?:use|set\s+variable|set\s+(?:session\s+)?(?:schema|search_path))\b/i;

/** Runs the statements of `connection` so that they change `database` and temporary tables, and nothing else. */
export function guardModels(connection: DuckDBConnection, database: string): Execute {
  const touch = `CREATE SCHEMA IF NOT EXISTS ${quoteName(database)}.main`;
  let isOpen = false;
  const performOne = async (sql: string, index: number, parameters: DuckDBValue[]): Promise<DuckDBMaterializedResult> => {
    const { prepared, type, count } = await prepareOne(connection, sql, index);
    try {
      requireAllowed(type, sql, count);
      if (parameters.length > 0) prepared.bind(parameters);
      return await prepared.run();
    } finally {
      prepared.destroySync();
    }
  };
  const inOwnTransaction = async (work: () => Promise<DuckDBMaterializedResult>): Promise<DuckDBMaterializedResult> => {
    await connection.run('BEGIN TRANSACTION');
    try {
      await connection.run(touch);
      const result = await work();
      await connection.run('COMMIT');
      return result;
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };
  const control = async (sql: string, index: number): Promise<DuckDBMaterializedResult> => {
    let result;
    try {
      result = await performControl(connection, sql, index);
      isOpen = !isOpen;
    } catch (error) {
      // A failed COMMIT has ended the transaction; a second BEGIN has not.
      isOpen = await isTransactionOpen(connection);
      throw error;
    }
    if (isOpen) await connection.run(touch).catch(giveUp);
    return result;
  };
  /** One that only reads cannot be touched. */
  const giveUp = async (error: unknown): Promise<never> => {
    await connection.run('ROLLBACK').catch(() => undefined);
    isOpen = false;
    throw error;
  };
  return async (sql, parameters = []) => {
    if (REFUSED_WORDS.test(sql)) throw refused('it exports, imports or checkpoints a database');
    const { count } = await extract(connection, sql);
    let last: DuckDBMaterializedResult | undefined;
    for (let index = 0; index < count; index++) {
      if (await isControl(connection, sql, index, count)) last = await control(sql, index);
      else if (isOpen) last = await performOne(sql, index, parameters);
      else last = await inOwnTransaction(() => performOne(sql, index, parameters));
    }
    if (last === undefined) throw fail('SQL_FAILED', { reason: 'it has no statement' });
    return last;
  };
}

/** A statement can only be prepared when those before it have run: it may name what they make. */
async function prepareOne(connection: DuckDBConnection, sql: string, index: number) {
  const statements = await extract(connection, sql);
  const prepared = await statements.prepare(index);
  return { prepared, type: prepared.statementType, count: statements.count };
}

/** An aborted transaction prepares nothing, not even its ROLLBACK: alone in a text it is known by its first word. */
async function performControl(connection: DuckDBConnection, sql: string, index: number): Promise<DuckDBMaterializedResult> {
  if (CONTROL_FIRST.test(sql.replace(LEADING_COMMENTS, ''))) {
    const { count } = await extract(connection, sql);
    if (count === 1) return connection.run(sql);
  }
  const { prepared } = await prepareOne(connection, sql, index);
  try {
    return await prepared.run();
  } finally {
    prepared.destroySync();
  }
}

/** BEGIN, COMMIT, ROLLBACK. What cannot be prepared is none of them: they name nothing. */
async function isControl(connection: DuckDBConnection, sql: string, index: number, count: number): Promise<boolean> {
  if (count === 1) return CONTROL_FIRST.test(sql.replace(LEADING_COMMENTS, ''));
  if (!CONTROL_WORDS.test(sql)) return false;
  try {
    const { prepared, type } = await prepareOne(connection, sql, index);
    prepared.destroySync();
    return type === StatementType.TRANSACTION;
  } catch {
    return false;
  }
}

async function extract(connection: DuckDBConnection, sql: string) {
  try {
    return await connection.extractStatements(sql);
  } catch (error) {
    // The binding's answer to a text without any statement.
    if (errorText(error) === 'Error in native callback') throw fail('SQL_FAILED', { reason: 'it has no statement' });
    throw error;
  }
}

/** @throws MODELS_ONLY (user) */
function requireAllowed(type: StatementType, sql: string, count: number): void {
  if (ALLOWED.has(type)) return;
  const bare = sql.replace(LEADING_COMMENTS, '');
  if (type === StatementType.SET && count === 1 && OWN_SETTING.test(bare)) return;
  // EXPLAIN ANALYZE performs what it explains.
  if (type === StatementType.EXPLAIN && !/\banaly[sz]e\b/i.test(sql)) return;
  throw refused(`statements of the kind ${StatementType[type]} act on files, on the engine or on other databases`);
}

function refused(reason: string): Error {
  return fail('MODELS_ONLY', { reason });
}
