import { StatementType, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type {
  QueryResult,
  SessionOptions,
  StatementLimits,
  Value,
  WarehouseSession,
} from '../../contracts/warehouse.ts';
import type { CryptError } from '../../kernel/crypt-error.ts';
import { toSqlError } from './engine-failure.ts';
import { fail } from './errors.ts';

const READING: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

export interface SessionEffects {
  /** Called when the engine is lost, before the error is thrown. */
  readonly onLost: (error: CryptError) => void;
}

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
  let interrupted: CryptError | undefined;
  const interrupt = (why: CryptError): void => {
    interrupted ??= why;
    connection.interrupt();
  };
  const cancel = (): void => interrupt(fail('SQL_CANCELLED', {}));
  if (limits.signal?.aborted === true) throw fail('SQL_CANCELLED', {});
  const timer = setTimeout(() => {
    interrupt(fail('SQL_DEADLINE', { deadlineMs: limits.deadlineMs }));
  }, limits.deadlineMs);
  limits.signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (options.readOnly) await requireReading(connection, sql);
    if (options.readOnly) await connection.run('BEGIN TRANSACTION READ ONLY');
    try {
      return await readRows(connection, sql, params, limits.rowsMax);
    } finally {
      if (options.readOnly) await connection.run('ROLLBACK');
    }
  } catch (error) {
    throw toSqlError(error, interrupted);
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener('abort', cancel);
  }
}

/** One statement that reads: several could end the read-only transaction, and COPY, SET or ATTACH act outside it. */
async function requireReading(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw fail('SQL_READ_ONLY', { reason: `it is ${statements.count} statements; send one` });
  }
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  prepared.destroySync();
  if (!READING.has(type)) throw fail('SQL_READ_ONLY', { reason: `it is of type ${StatementType[type]}` });
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
  for await (const chunk of result.yieldRowsJson()) {
    for (const row of chunk) {
      if (rows.length < rowsMax) rows.push(row);
      else truncated = true;
    }
    if (truncated) break;
  }
  return { columns, rows, truncated };
}
