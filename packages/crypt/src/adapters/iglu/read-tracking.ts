import { join } from 'node:path';
import type { TrackingFile } from '../../contracts/tracking-file.ts';
import type { FileStat, Files } from '../../kernel/effects.ts';
import { SCHEMA_BYTES_MAX, TRACKING_BYTES_MAX, TRACKING_FILES_MAX } from '../../kernel/limits.ts';

const FOLDERS_DEEP_MAX = 8;

export interface TrackingEntry {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly stat: FileStat;
}

/** The files of a tracking plan, by path; none when the folder is not there. Hidden files and folders are passed over. */
export async function listTracking(folder: string, files: Files): Promise<readonly TrackingEntry[]> {
  const entries: TrackingEntry[] = [];
  const walk = async (below: string, depth: number): Promise<void> => {
    for (const name of await files.list(join(folder, below))) {
      if (name.startsWith('.') || name === 'node_modules' || entries.length >= TRACKING_FILES_MAX) continue;
      const path = below === '' ? name : `${below}/${name}`;
      const stat = await files.stat(join(folder, path));
      if (stat === undefined) continue;
      if (!stat.isDirectory) entries.push({ path, stat });
      else if (depth < FOLDERS_DEEP_MAX) await walk(path, depth + 1);
    }
  };
  await walk('', 0);
  return entries;
}

export async function readTracking(
  folder: string,
  files: Files,
  entries: readonly TrackingEntry[],
): Promise<readonly TrackingFile[]> {
  const read: TrackingFile[] = [];
  for (const { path, stat } of entries) {
    const bytesMax = path.endsWith('.lock') ? TRACKING_BYTES_MAX : SCHEMA_BYTES_MAX;
    if (stat.sizeBytes > bytesMax) read.push({ path, text: '', problem: `it is larger than ${bytesMax} bytes` });
    else {
      const text = Buffer.from(await files.readFile(join(folder, path))).toString('utf8');
      read.push({ path, text: text.replace(/^\uFEFF/, '') });
    }
  }
  if (entries.length >= TRACKING_FILES_MAX)
    read.push({
      path: '.',
      text: '',
      problem: `there are more than ${TRACKING_FILES_MAX} files, and the rest were not read`,
    });
  return read;
}
