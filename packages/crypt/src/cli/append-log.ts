import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Adds to a log for people. One that has become larger than `bytesMax` is kept beside it as `.1`, and begins anew. */
export function appendLog(path: string, text: string, bytesMax: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes > bytesMax) renameSync(path, `${path}.1`);
  appendFileSync(path, text);
}
