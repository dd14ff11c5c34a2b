// Statements of transformations beside the landing may change the models database alone.
//
// DuckDB lets one transaction write to one database. So every transaction of a session begins by touching the models: each
// later write to another database, whatever its words, is refused by the engine itself when it is bound. What acts outside
// transactions (ATTACH, COPY, SET, …) is refused by its kind. Nothing here reads names of tables.
import type {
  DuckDBConnection,
  DuckDBExtractedStatements,
  DuckDBMaterializedResult,
  DuckDBValue,
  StatementType,
} from '@duckdb/node-api';
import { errorText } from '../../../kernel/crypt-error.ts';
import { fail } from '../errors.ts';
import { quoteName } from '../quote.ts';
import { isTransactionOpen } from './is-transaction-open.ts';
import { duckdb } from '../duckdb.ts';

export type Execute = (sql: string, parameters?: DuckDBValue[]) => Promise<DuckDBMaterializedResult>;

/** COPY is not here, since its kind does not tell reading a file from overwriting one. */
const ALLOWED: ReadonlySet<StatementType> = new Set([
  duckdb.StatementType.SELECT,
  duckdb.StatementType.INSERT,
  duckdb.StatementType.UPDATE,
  duckdb.StatementType.DELETE,
  duckdb.StatementType.MERGE_INTO,
  duckdb.StatementType.CREATE,
  duckdb.StatementType.DROP,
  duckdb.StatementType.ALTER,
]);
/** DuckDB makes the folder of an EXPORT when it takes statements apart; a forced checkpoint aborts the loader's transaction. */
const REFUSED_WORDS = /\b(?:export|import)(?:\s|--[^\n]*\n|\/\*.*?\*\/)+database\b|\bforce_checkpoint\b/is;
const CONTROL_WORDS = /\b(?:begin|start|commit|end|rollback|abort)\b/i;
const CONTROL = /^(?:begin|start|commit|end|rollback|abort)\b/i;
const LEADING_COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*.*?\*\/)*/s;
/** Settings of the session; all others are the instance's, which the loader shares. */
const OWN_SETTING = /^(?:use|set\s+variable|set\s+(?:session\s+)?(?:schema|search_path))\b/i;

/** Runs the statements of `connection` so that they change `database` and temporary tables, and nothing else. */
export function guardModels(connection: DuckDBConnection, database: string): Execute {
  const touch = `CREATE SCHEMA IF NOT EXISTS ${quoteName(database)}.main`;
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
  const control = async (work: () => Promise<DuckDBMaterializedResult>): Promise<DuckDBMaterializedResult> => {
    const result = await work();
    if (!(await isTransactionOpen(connection))) return result;
    try {
      await connection.run(touch);
    } catch (error) {
      // One that only reads cannot be touched.
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    return result;
  };
  /** A statement can only be prepared when those before it have run: it may name what they make. */
  const perform = async (text: Text, index: number, parameters: DuckDBValue[]): Promise<DuckDBMaterializedResult> => {
    // An aborted transaction prepares nothing, not even its ROLLBACK.
    if (text.count === 1 && CONTROL.test(text.bare)) return control(() => connection.run(text.sql));
    const prepared = await text.statements.prepare(index);
    try {
      const run = (): Promise<DuckDBMaterializedResult> => prepared.run();
      if (prepared.statementType === duckdb.StatementType.TRANSACTION) {
        // COPY FROM DATABASE and its like are taken apart into several statements with a transaction of their own.
        if (!CONTROL_WORDS.test(text.sql)) throw refused('it copies a database');
        return await control(run);
      }
      requireAllowed(prepared.statementType, text);
      if (parameters.length > 0) prepared.bind(parameters);
      // Asked, never remembered: DuckDB ends some transactions by itself. One that is open was touched when it began.
      return await ((await isTransactionOpen(connection)) ? run() : inOwnTransaction(run));
    } finally {
      prepared.destroySync();
    }
  };
  return async (sql, parameters = []) => {
    if (REFUSED_WORDS.test(sql)) throw refused('it exports, imports or checkpoints a database');
    const statements = await extract(connection, sql);
    // Without a statement there is nothing to guard.
    if (statements === undefined) return connection.run(sql);
    const text: Text = { sql, bare: sql.replace(LEADING_COMMENTS, ''), statements, count: statements.count };
    for (let index = 0; ; index++) {
      const result = await perform(text, index, parameters);
      if (index + 1 >= text.count) return result;
    }
  };
}

interface Text {
  readonly sql: string;
  /** Without the comments before it. */
  readonly bare: string;
  readonly statements: DuckDBExtractedStatements;
  readonly count: number;
}

/** Undefined for a text without any statement. */
async function extract(connection: DuckDBConnection, sql: string): Promise<DuckDBExtractedStatements | undefined> {
  try {
    return await connection.extractStatements(sql);
  } catch (error) {
    // The binding's answer to such a text.
    if (errorText(error) === 'Error in native callback') return undefined;
    throw error;
  }
}

/** @throws MODELS_ONLY (user) */
function requireAllowed(type: StatementType, { sql, bare, count }: Text): void {
  if (ALLOWED.has(type)) return;
  if (type === duckdb.StatementType.SET && count === 1 && OWN_SETTING.test(bare)) return;
  // EXPLAIN ANALYZE performs what it explains.
  if (type === duckdb.StatementType.EXPLAIN && !/\banaly[sz]e\b/i.test(sql)) return;
  throw refused(
    `statements of the kind ${duckdb.StatementType[type]} act on files, on the engine or on other databases`,
  );
}

function refused(reason: string): Error {
  return fail('MODELS_ONLY', { reason });
}
