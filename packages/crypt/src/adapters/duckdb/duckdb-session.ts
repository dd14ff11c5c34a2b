import type { DuckDBConnection, DuckDBExtractedStatements, DuckDBValue, StatementType } from '@duckdb/node-api';
import type {
  QueryResult,
  SessionOptions,
  StatementLimits,
  Value,
  WarehouseSession,
} from '../../contracts/warehouse.ts';
import { errorText, type CryptError } from '../../kernel/crypt-error.ts';
import { toSqlError } from './engine-failure.ts';
import { fail } from './errors.ts';
import { toValue } from './to-value.ts';
import { duckdb } from './duckdb.ts';

/** The statement that an EXPLAIN explains. Comments and quotes before it are not taken apart, and so refused. */
const EXPLAIN = /^\s*explain(?:\s+analyze)?(?:\s*\([\w\s,]*\))?\s+(.*)$/is;
const INTERRUPT_EVERY_MS = 20;

export interface SessionEffects {
  /** Called when the engine is lost, before the error is thrown. */
  readonly onLost: (error: CryptError) => void;
}

/** DuckDB makes the folder of an EXPORT when it takes statements apart, so this one is refused by its words alone. */
const EXPORTS = /\b(?:export|import)(?:\s|--[^\n]*\n|\/\*.*?\*\/)+database\b/is;

/** A session on its own connection. A read-only one takes a single SELECT or EXPLAIN in a read-only transaction. */
export function openSession(
  connection: DuckDBConnection,
  options: SessionOptions,
  effects: SessionEffects,
): WarehouseSession {
  let tail: Promise<unknown> = Promise.resolve();
  const run = async (sql: string, params: readonly Value[], limits: StatementLimits): Promise<QueryResult> => {
    try {
      return await queryOnce(connection, options, sql, params, limits);
    } catch (error) {
      const known = toSqlError(error);
      if (known.code === 'WAREHOUSE_LOST') effects.onLost(known);
      throw known;
    }
  };
  return {
    query(sql, params, limits) {
      const result = tail.then(() => run(sql, params, limits));
      tail = result.catch(() => undefined);
      return result;
    },
    async close() {
      await tail;
      connection.closeSync();
    },
  };
}

async function queryOnce(
  connection: DuckDBConnection,
  options: SessionOptions,
  sql: string,
  params: readonly Value[],
  limits: StatementLimits,
): Promise<QueryResult> {
  const interruption = new Interruption(connection, limits);
  try {
    interruption.check();
    if (!options.readOnly) return await readRows(connection, sql, params, limits.rowsMax);
    await requireReading(connection, sql);
    await connection.run('BEGIN TRANSACTION READ ONLY');
    try {
      interruption.check();
      return await readRows(connection, sql, params, limits.rowsMax);
    } finally {
      // An interrupted ROLLBACK would leave the transaction open for the next statement.
      interruption.end();
      await connection.run('ROLLBACK');
    }
  } catch (error) {
    throw toSqlError(error, interruption.why);
  } finally {
    interruption.end();
  }
}

/** Stops the statements of a connection when the deadline passes or the caller cancels. */
class Interruption {
  readonly #connection: DuckDBConnection;
  readonly #limits: StatementLimits;
  readonly #timer: NodeJS.Timeout;
  #repeat: NodeJS.Timeout | undefined;
  #why: CryptError | undefined;

  constructor(connection: DuckDBConnection, limits: StatementLimits) {
    this.#connection = connection;
    this.#limits = limits;
    const { deadlineMs, signal } = limits;
    this.#timer = setTimeout(() => this.#interrupt(fail('SQL_DEADLINE', { deadlineMs })), deadlineMs);
    signal?.addEventListener('abort', this.#cancel, { once: true });
    if (signal?.aborted === true) this.#why = fail('SQL_CANCELLED', {});
  }

  /** Why the statement was stopped; undefined while it was not. */
  get why(): CryptError | undefined {
    return this.#why;
  }

  check(): void {
    if (this.#why !== undefined) throw this.#why;
  }

  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#repeat);
    this.#limits.signal?.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => this.#interrupt(fail('SQL_CANCELLED', {}));

  #interrupt(why: CryptError): void {
    this.#why ??= why;
    this.#connection.interrupt();
    // DuckDB forgets an interrupt that comes before a statement has begun in its thread: say it until the end.
    this.#repeat ??= setInterval(() => this.#connection.interrupt(), INTERRUPT_EVERY_MS);
  }
}

/** One statement that reads: several could end the read-only transaction, and COPY, SET or ATTACH act outside it. */
async function requireReading(connection: DuckDBConnection, sql: string): Promise<void> {
  if (EXPORTS.test(sql)) throw fail('SQL_READ_ONLY', { reason: 'it exports or imports a database' });
  const type = await onlyStatementType(connection, sql);
  if (type === duckdb.StatementType.SELECT) return;
  // EXPLAIN ANALYZE performs what it explains, so what it explains must read.
  if (type === duckdb.StatementType.EXPLAIN && (await explainsReading(connection, sql))) return;
  throw fail('SQL_READ_ONLY', { reason: `it is of type ${duckdb.StatementType[type]}` });
}

async function explainsReading(connection: DuckDBConnection, sql: string): Promise<boolean> {
  try {
    return (await onlyStatementType(connection, EXPLAIN.exec(sql)?.[1] ?? '')) === duckdb.StatementType.SELECT;
  } catch {
    // What cannot be taken apart is not known to read.
    return false;
  }
}

async function onlyStatementType(connection: DuckDBConnection, sql: string): Promise<StatementType> {
  const statements = await extract(connection, sql);
  if (statements.count !== 1) {
    throw fail('SQL_READ_ONLY', { reason: `it is ${statements.count} statements; send one` });
  }
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  prepared.destroySync();
  return type;
}

async function extract(connection: DuckDBConnection, sql: string): Promise<DuckDBExtractedStatements> {
  try {
    return await connection.extractStatements(sql);
  } catch (error) {
    // The binding's answer to a text without any statement.
    if (errorText(error) === 'Error in native callback') throw fail('SQL_FAILED', { reason: 'it has no statement' });
    throw error;
  }
}

async function readRows(
  connection: DuckDBConnection,
  sql: string,
  params: readonly Value[],
  rowsMax: number,
): Promise<QueryResult> {
  const result = await connection.stream(sql, params as DuckDBValue[]);
  const columns = result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: result.columnType(index).toString() }));
  const rows: Value[][] = [];
  let truncated = false;
  for await (const chunk of result.yieldConvertedRows(toValue)) {
    for (const row of chunk) {
      if (rows.length < rowsMax) rows.push(row);
      else truncated = true;
    }
    if (truncated) break;
  }
  return { columns, rows, truncated };
}
