// One connection for one node at a time. DuckDB keeps an aborted transaction open until it is rolled back, and a statement
// of a project may begin or end one, so whether one is open is asked for, not remembered, once a text has such words.
import type { DuckDBConnection, DuckDBDecimalValue, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api';
import type {
  EngineColumn,
  EngineRelation,
  EngineResult,
  EngineStatement,
  EngineValue,
  SqlSession,
} from '../../../contracts/sql-engine.ts';
import { RESULT_ROWS_MAX } from '../../../kernel/limits.ts';
import { errorText, type CryptError } from '../../../kernel/crypt-error.ts';
import { toSqlError } from '../engine-failure.ts';
import { fail } from '../errors.ts';
import { quoteName, quoteText } from '../quote.ts';
import { isTransactionOpen } from './is-transaction-open.ts';
import type { Execute } from './models-guard.ts';
import { placeInStatement } from './statement-place.ts';
import { readValue } from './read-result.ts';
import { duckdb } from '../duckdb.ts';

const TRANSACTION_WORDS = /\b(?:begin|start|commit|end|rollback|abort)\b/i;
const CHUNK_ROWS = 2_048;
const INTERRUPT_EVERY_MS = 20;
const STAGE = '__crypt_append';

export interface SessionWays {
  /** How statements are run; as they are when it is not given. */
  readonly execute?: Execute;
  readonly onLost?: (error: CryptError) => void;
}

export class EngineSession implements SqlSession {
  readonly #connection: DuckDBConnection;
  readonly #execute: Execute;
  readonly #onLost: (error: CryptError) => void;
  #isOpen = false;
  #isCancelled = false;
  #interrupting: NodeJS.Timeout | undefined;
  #running = 0;

  constructor(connection: DuckDBConnection, { execute, onLost }: SessionWays = {}) {
    this.#connection = connection;
    this.#execute = execute ?? ((sql, parameters) => runAll(connection, sql, parameters));
    this.#onLost = onLost ?? (() => undefined);
  }

  async run(sql: string, statement: EngineStatement = {}): Promise<EngineResult> {
    try {
      return await this.#guard(sql, async () =>
        readResult(await this.#send(sql, statement), statement.fetches === true),
      );
    } catch (error) {
      if (this.#isOpen) this.#isOpen = await isTransactionOpen(this.#connection);
      throw error;
    } finally {
      if (TRANSACTION_WORDS.test(sql)) this.#isOpen = await isTransactionOpen(this.#connection);
    }
  }

  isInTransaction(): boolean {
    return this.#isOpen;
  }

  async begin(): Promise<void> {
    await this.#plain('BEGIN TRANSACTION');
    this.#isOpen = true;
  }

  async commit(): Promise<void> {
    // A failed COMMIT has ended the transaction too.
    this.#isOpen = false;
    await this.#plain('COMMIT');
  }

  async rollback(): Promise<void> {
    this.#isOpen = false;
    await this.#plain('ROLLBACK');
  }

  async listSchemas(database: string): Promise<readonly string[]> {
    const rows = await this.#rows(
      `SELECT schema_name FROM duckdb_schemas() WHERE lower(database_name) = lower(${quoteText(database)}) ORDER BY schema_name`,
    );
    return rows.map(([name]) => String(name));
  }

  async listRelations(database: string, schema: string): Promise<readonly EngineRelation[]> {
    return this.#relations(database, schema, '');
  }

  async findRelation(database: string, schema: string, name: string): Promise<EngineRelation | undefined> {
    const found = await this.#relations(database, schema, name);
    return found.find((relation) => relation.name === name) ?? found[0];
  }

  async #relations(database: string, schema: string, name: string): Promise<readonly EngineRelation[]> {
    const of = (source: string, kind: string, column: string): string =>
      `SELECT database_name, schema_name, ${column}, '${kind}' FROM ${source} WHERE NOT internal AND NOT temporary
       AND lower(database_name) = lower(${quoteText(database)}) AND lower(schema_name) = lower(${quoteText(schema)})
       ${name === '' ? '' : `AND lower(${column}) = lower(${quoteText(name)})`}`;
    const rows = await this.#rows(
      `${of('duckdb_tables()', 'table', 'table_name')} UNION ALL ${of('duckdb_views()', 'view', 'view_name')} ORDER BY 3`,
    );
    return rows.map(([found, inside, called, kind]) => ({
      database: String(found),
      schema: String(inside),
      name: String(called),
      type: kind === 'view' ? 'view' : 'table',
    }));
  }

  async columnsOf(relation: string): Promise<readonly EngineColumn[] | undefined> {
    try {
      return await this.#describe(`DESCRIBE ${relation}`);
    } catch (error) {
      if (/does not exist/i.test(errorText(error))) return undefined;
      throw error;
    }
  }

  columnsOfQuery(select: string): Promise<readonly EngineColumn[]> {
    return this.#describe(`DESCRIBE (${select}\n)`);
  }

  async append(
    relation: string,
    columns: readonly string[],
    types: readonly string[],
    rows: readonly (readonly (string | null)[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const places = columns.map((_, i) => `c${i}`);
    await this.#plain(
      `CREATE OR REPLACE TEMP TABLE ${STAGE} (${places.map((place) => `${place} VARCHAR`).join(', ')})`,
    );
    await this.#guard('', async () => {
      const appender = await this.#connection.createAppender(STAGE, 'main', 'temp');
      try {
        for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
          const chunk = duckdb.DuckDBDataChunk.create(places.map(() => duckdb.VARCHAR));
          chunk.setRows(rows.slice(from, from + CHUNK_ROWS));
          appender.appendDataChunk(chunk);
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    });
    const casts = places.map((place, i) => `CAST(${place} AS ${types[i] ?? 'VARCHAR'})`);
    await this.run(
      `INSERT INTO ${relation} (${columns.join(', ')}) SELECT ${casts.join(', ')} FROM temp.main.${STAGE} ORDER BY rowid`,
    );
    await this.#plain(`DROP TABLE temp.main.${STAGE}`);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#connection.interrupt();
    // DuckDB forgets an interrupt that comes before a statement has begun in its thread: say it until the end.
    if (this.#running > 0) this.#interrupting ??= setInterval(() => this.#connection.interrupt(), INTERRUPT_EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#interrupting);
    // Best effort: closing a connection rolls back what is open.
    if (this.#isOpen) await this.#connection.run('ROLLBACK').catch(() => undefined);
    this.#connection.closeSync();
  }

  async #send(sql: string, { parameters }: EngineStatement): Promise<DuckDBMaterializedResult> {
    return this.#execute(sql, parameters?.map(toDuckdb));
  }

  async #guard<T>(sql: string, work: () => Promise<T>): Promise<T> {
    if (this.#isCancelled) throw fail('SQL_CANCELLED', {});
    this.#running++;
    try {
      return await work();
    } catch (error) {
      const known = toSqlError(error, this.#isCancelled ? fail('SQL_CANCELLED', {}) : undefined);
      if (known.code === 'WAREHOUSE_LOST') this.#onLost(known);
      if (known.code !== 'SQL_FAILED' || !(error instanceof Error)) throw known;
      const at = placeInStatement(error.message, sql);
      const reason = error.message.replace(/\n\nLINE \d+:[\s\S]*$/, '').trim();
      throw fail('SQL_FAILED', at === undefined ? { reason } : { reason, at }, error);
    } finally {
      this.#running--;
      clearInterval(this.#interrupting);
      this.#interrupting = undefined;
    }
  }

  async #plain(sql: string): Promise<void> {
    await this.#guard(sql, () => this.#execute(sql));
  }

  async #rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    return this.#guard(sql, async () => (await this.#execute(sql)).getRows());
  }

  async #describe(sql: string): Promise<readonly EngineColumn[]> {
    const rows = await this.#rows(sql);
    return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
  }
}

/** The binding runs all statements of a text, and answers with the result of the first. */
async function runAll(
  connection: DuckDBConnection,
  sql: string,
  parameters?: DuckDBValue[],
): Promise<DuckDBMaterializedResult> {
  if (!/;\s*\S/.test(sql)) return connection.run(sql, parameters);
  const statements = await connection.extractStatements(sql).catch(() => undefined);
  // Nothing but comments, or an error that has a place when the text is run.
  if (statements === undefined || statements.count < 2) return connection.run(sql, parameters);
  for (let index = 0; ; index++) {
    const prepared = await statements.prepare(index);
    try {
      if (parameters !== undefined) prepared.bind(parameters);
      const result = await prepared.run();
      if (index + 1 >= statements.count) return result;
    } finally {
      prepared.destroySync();
    }
  }
}

function rowsChanged(result: DuckDBMaterializedResult): number | undefined {
  const { statementType } = result;
  const isChange =
    statementType === duckdb.StatementType.INSERT ||
    statementType === duckdb.StatementType.UPDATE ||
    statementType === duckdb.StatementType.DELETE;
  return isChange ? result.rowsChanged : undefined;
}

async function readResult(result: DuckDBMaterializedResult, fetches: boolean): Promise<EngineResult> {
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, i) => ({ name, type: String(types[i]) }));
  const rows: EngineValue[][] = [];
  if (fetches) {
    if (result.rowCount > RESULT_ROWS_MAX)
      throw fail('ENGINE_ROWS', { rows: result.rowCount, rowsMax: RESULT_ROWS_MAX });
    for (const row of await result.getRows())
      rows.push(row.map((value, i) => readValue(value, types[i] as (typeof types)[number])));
  }
  return { columns, rows, message: 'OK', rowsAffected: rowsChanged(result) };
}

function toDuckdb(value: EngineValue): DuckDBValue {
  if (value === null || typeof value !== 'object') return value;
  switch (value.kind) {
    case 'float':
      return value.value;
    case 'decimal':
      return decimalOf(value.text);
    case 'date':
      return duckdb.DuckDBDateValue.fromParts(dateParts(value.text));
    case 'timestamp':
      return value.hasZone
        ? new duckdb.DuckDBTimestampTZValue(value.micros)
        : new duckdb.DuckDBTimestampValue(value.micros);
    case 'time':
      return new duckdb.DuckDBTimeValue(value.micros);
    case 'interval':
      return new duckdb.DuckDBIntervalValue(0, 0, value.micros);
    case 'bytes':
      return new duckdb.DuckDBBlobValue(value.value);
    case 'list':
    case 'struct':
  }
  // No template makes one.
  return JSON.stringify(value);
}

function decimalOf(text: string): DuckDBDecimalValue {
  const [whole = '0', fraction = ''] = text.split('.');
  return new duckdb.DuckDBDecimalValue(BigInt(whole + fraction), 38, fraction.length);
}

function dateParts(text: string): { year: number; month: number; day: number } {
  const [year = 1970, month = 1, day = 1] = text.split('-').map(Number);
  return { year, month, day };
}

export function useDatabase(name: string): string {
  return `USE ${quoteName(name)}`;
}
