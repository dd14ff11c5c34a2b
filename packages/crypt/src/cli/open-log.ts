import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OpenLog } from '../transform/command/transform-effects.ts';

/** A log for people. One that has become larger than `bytesMax` is kept beside it as `.1`, and begins anew. */
export function openLog(path: string, bytesMax: number): OpenLog {
  mkdirSync(dirname(path), { recursive: true });
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes > bytesMax) renameSync(path, `${path}.1`);
  const handle = openSync(path, 'a');
  return { append: (text) => void writeSync(handle, text), close: () => closeSync(handle) };
}
