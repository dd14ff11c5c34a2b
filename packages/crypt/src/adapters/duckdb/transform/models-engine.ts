// The models database of the platform, for transformation. The landing is attached beside it and can only be read.
import type { DuckDBInstance } from '@duckdb/node-api';
import type { SqlEngine } from '../../../contracts/sql-engine.ts';
import type { CryptError } from '../../../kernel/crypt-error.ts';
import { EngineSession, useDatabase } from './engine-session.ts';
import { guardModels } from './models-guard.ts';

/**
 * Closing it leaves the instance open: that is its owner's.
 *
 * @param onLost called when the engine is lost, before the error is thrown.
 */
export function modelsEngine(
  instance: DuckDBInstance,
  version: string,
  onLost: (error: CryptError) => void,
): SqlEngine {
  return {
    type: 'duckdb',
    version,
    session: async () => {
      const connection = await instance.connect();
      await connection.run(useDatabase('models'));
      return new EngineSession(connection, { execute: guardModels(connection, 'models'), onLost });
    },
    close: async () => undefined,
  };
}
