import { join } from 'node:path';
import type { Files } from '../kernel/effects.ts';

/** Moves landing.duckdb and its write-ahead log to `quarantine/<time>/`; returns where they are now. */
export async function quarantineLanding(files: Files, folder: string, nowMs: number): Promise<readonly string[]> {
  const target = join(folder, 'quarantine', new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-'));
  const moved: string[] = [];
  for (const name of ['landing.duckdb', 'landing.duckdb.wal']) {
    if ((await files.stat(join(folder, name))) === undefined) continue;
    await files.makeFolder(target);
    await files.rename(join(folder, name), join(target, name));
    moved.push(join(target, name));
  }
  if (moved.length > 0) await files.syncFolder(folder);
  return moved;
}
