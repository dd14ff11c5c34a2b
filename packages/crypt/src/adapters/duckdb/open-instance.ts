// The instance is in memory and the files are attached: a database killed after certain DDL cannot be opened again as
// the main database, but can be attached (ARCHITECTURE.md, decision on attached files).
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { toOpenError } from './engine-failure.ts';
import { quoteName, quoteText } from './quote.ts';
import { duckdb } from './duckdb.ts';

export interface AttachedFile {
  /** Name in SQL: `landing.events` is table `events` of the file attached as `landing`. */
  readonly name: string;
  readonly path: string;
}

export interface InstanceOptions {
  readonly memoryBytesMax: number;
  readonly threads: number;
  /** For spilling; made by DuckDB when needed. */
  readonly temporaryFolder: string;
}

/**
 * Size of a file's write-ahead log at which DuckDB folds it into the file. Each checkpoint rewrites the last row group:
 * at the default of 16 MB that takes half of the loader's time (32 k rows/s instead of 55 k/s measured); replaying this
 * much after a kill takes about 1.5 s.
 */
const CHECKPOINT_MIB = 128;

/** @throws WAREHOUSE_UNREADABLE (terminal) or, on a full disk, WAREHOUSE_FULL (transient), naming the refused file. */
export async function openInstance(
  files: readonly AttachedFile[],
  options: InstanceOptions,
): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.floor(options.memoryBytesMax / 1024 / 1024)}MiB`,
    temp_directory: options.temporaryFolder,
    // Extensions would be downloaded; nothing here needs one.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run(`SET GLOBAL checkpoint_threshold = '${CHECKPOINT_MIB} MiB'`);
  for (const file of files) {
    try {
      await connection.run(`ATTACH ${quoteText(file.path)} AS ${quoteName(file.name)}`);
    } catch (error) {
      instance.closeSync();
      throw toOpenError(file.path, error);
    }
  }
  return { instance, connection };
}
