import { join } from 'node:path';
import { openDuckdbWarehouse, type DuckdbWarehouse } from '../../src/adapters/duckdb/duckdb-warehouse.ts';
import type { CryptError } from '../../src/kernel/crypt-error.ts';

/** The DuckDB files of a folder, small, on two threads. */
export function openDuckdb(
  folder: string,
  onLost: (error: CryptError) => void = () => undefined,
): Promise<DuckdbWarehouse> {
  return openDuckdbWarehouse({
    landingPath: join(folder, 'landing.duckdb'),
    modelsPath: join(folder, 'models.duckdb'),
    temporaryFolder: join(folder, 'spill'),
    memoryBytesMax: 500e6,
    threads: 1,
    onLost,
  });
}
