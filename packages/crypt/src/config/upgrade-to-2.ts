// Format 1 kept self-describing data as JSON text alone. Everything behind the raw log is made again from it: what was
// made before is moved aside, never deleted. Events older than log:raw keeps are then in the folder aside only.
import { dirname, join } from 'node:path';
import type { Files } from '../kernel/effects.ts';

const MADE_FROM_RAW: readonly string[] = [
  'enrich',
  'log/batches',
  'log/failed',
  'log/enriched',
  'warehouse/landing.duckdb',
  'warehouse/landing.duckdb.wal',
];

export const ASIDE = 'format-1';

export async function upgradeTo2(folder: string, files: Files): Promise<void> {
  for (const name of MADE_FROM_RAW) {
    if ((await files.stat(join(folder, name))) === undefined) continue;
    const target = join(folder, ASIDE, name);
    await files.makeFolder(dirname(target));
    await files.rename(join(folder, name), target);
    await files.syncFolder(dirname(target));
    await files.syncFolder(dirname(join(folder, name)));
  }
}
