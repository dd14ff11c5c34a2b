import type { DuckDBConnection } from '@duckdb/node-api';
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { LandingCut, SessionOptions, Value, Warehouse } from '../../contracts/warehouse.ts';
import type { CryptError } from '../../kernel/crypt-error.ts';
import { typeName } from './column-type.ts';
import { commitBatch } from './commit-batch.ts';
import { openSession } from './duckdb-session.ts';
import { toSqlError } from './engine-failure.ts';
import { ensureNestedView, ensureTable } from './ensure-table.ts';
import { expireRows } from './expire-rows.ts';
import { makeLoadPosition, readConsumed } from './load-position.ts';
import { rowsOf } from './nested-view.ts';
import { openInstance, type InstanceOptions } from './open-instance.ts';
import { quoteName } from './quote.ts';
import { tallyRows } from './tally-rows.ts';
import { toValue } from './to-value.ts';
import { transaction } from './transaction.ts';
import { modelsEngine } from './transform/models-engine.ts';

export interface DuckdbWarehouseOptions extends InstanceOptions {
  readonly landingPath: string;
  readonly modelsPath: string;
  /** The engine is lost: the process that owns it must end, since every later statement fails. */
  readonly onLost: (error: CryptError) => void;
}

/**
 * Opens the warehouse files; the caller owns them (owner-lock) and opens them once: two instances of one file in a
 * process both accept commits and lose them all.
 */
export async function openDuckdbWarehouse(options: DuckdbWarehouseOptions): Promise<DuckdbWarehouse> {
  const { instance, connection } = await openInstance(
    [
      { name: 'landing', path: options.landingPath },
      { name: 'models', path: options.modelsPath },
    ],
    options,
  );
  await makeLoadPosition(connection);
  const version = await connection.runAndReadAll('SELECT version()');
  const writer = new Writer(options.onLost);
  /** Definitions of the views that show nested columns, '' when it was made by an earlier process. */
  const shown = new Map((await readViews(connection)).map((name) => [name, '']));
  const stored = (table: string): string => (shown.has(table) ? rowsOf(table) : table);
  const number = String(version.getRows()[0]?.[0]).replace('v', '');
  return {
    engine: `DuckDB ${number}`,
    models: modelsEngine(instance, number, options.onLost),
    typeName,
    session: async (session: SessionOptions) => openSession(await instance.connect(), session, options),
    ensureTable: (table, columns, nested) =>
      writer.run(async () => {
        await ensureTable(connection, nested === undefined ? table : rowsOf(table), columns);
        if (nested !== undefined) await ensureNestedView(connection, table, columns, nested, shown);
      }),
    ensureView: (name, select) =>
      writer.run(async () => {
        await connection.run(`CREATE OR REPLACE VIEW landing.${quoteName(name)} AS ${select}`);
      }),
    commit: (batch) => writer.run(() => commitBatch(connection, batch, stored)),
    consumed: (topic, partition) => writer.run(() => readConsumed(connection, topic, partition)),
    cut: (topic, partition, table) => writer.run(() => readCut(connection, topic, partition, stored(table))),
    expire: (rule) => writer.run(() => expireRows(connection, { ...rule, table: stored(rule.table) })),
    lookup: async (table, key, values, columns) => {
      const reading = await instance.connect();
      try {
        return await lookupRows(reading, stored(table), key, values, columns);
      } catch (error) {
        throw writer.judge(error);
      } finally {
        reading.closeSync();
      }
    },
    async *scanColumn(table, column) {
      const reading = await instance.connect();
      try {
        yield* scanRows(reading, `SELECT ${quoteName(column)} FROM landing.${quoteName(stored(table))}`);
      } catch (error) {
        throw writer.judge(error);
      } finally {
        reading.closeSync();
      }
    },
    checkpoint: () => writer.run(async () => void (await connection.run('CHECKPOINT landing'))),
    close: async () => {
      await writer.run(async () => undefined);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export interface DuckdbWarehouse extends Warehouse {
  /** For transformation: it reads everything and changes the models alone. */
  readonly models: SqlEngine;
  /** Folds the write-ahead log of the landing into its file. */
  checkpoint(): Promise<void>;
}

/** Everything that writes goes through one connection, one at a time. */
class Writer {
  readonly #onLost: (error: CryptError) => void;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(onLost: (error: CryptError) => void) {
    this.#onLost = onLost;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(async () => {
      try {
        return await work();
      } catch (error) {
        throw this.judge(error);
      }
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  judge(error: unknown): CryptError {
    const known = toSqlError(error);
    if (known.code === 'WAREHOUSE_LOST') this.#onLost(known);
    return known;
  }
}

/** First column of a statement's rows, in chunks. */
async function* scanRows(connection: DuckDBConnection, sql: string): AsyncGenerator<readonly string[]> {
  const result = await connection.stream(sql);
  let ended = false;
  try {
    for (;;) {
      const chunk = await result.fetchChunk();
      ended = chunk === null || chunk.rowCount === 0;
      if (chunk === null || ended) return;
      yield chunk.getColumnValues(0) as readonly string[];
    }
  } finally {
    // A result that is left half read keeps its transaction open, also when its connection is closed, and no checkpoint
    // succeeds any more.
    if (!ended) await cancel(connection, result);
  }
}

type ChunkedResult = Pick<Awaited<ReturnType<DuckDBConnection['stream']>>, 'fetchChunk'>;

async function cancel(connection: DuckDBConnection, result: ChunkedResult): Promise<void> {
  connection.interrupt();
  try {
    while (((await result.fetchChunk())?.rowCount ?? 0) > 0);
  } catch {
    // Interrupted, as was wanted.
  }
}

/** Tables that are shown by a view over their rows. */
async function readViews(connection: DuckDBConnection): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(
    `SELECT view_name FROM duckdb_views() WHERE database_name = 'landing' AND NOT internal`,
  );
  const tables = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = 'landing'`,
  );
  const present = new Set(tables.getRows().map((row) => String(row[0])));
  return reader.getRows().flatMap((row) => (present.has(rowsOf(String(row[0]))) ? [String(row[0])] : []));
}

async function readCut(
  connection: DuckDBConnection,
  topic: string,
  partition: number,
  table: string,
): Promise<LandingCut | undefined> {
  return transaction(connection, async () => {
    const consumed = await readConsumed(connection, topic, partition);
    return consumed === undefined ? undefined : { consumed, present: await tallyRows(connection, table, 'true', []) };
  });
}

async function lookupRows(
  connection: DuckDBConnection,
  table: string,
  key: string,
  values: readonly string[],
  columns: readonly string[],
): Promise<readonly Value[][]> {
  const names = columns.map(quoteName).join(', ');
  const reader = await connection.runAndReadAll(
    `SELECT ${names} FROM landing.${quoteName(table)}
     WHERE ${quoteName(key)} IN (SELECT unnest(from_json($1, '["VARCHAR"]')))`,
    [JSON.stringify(values)],
  );
  return reader.convertRows(toValue);
}
