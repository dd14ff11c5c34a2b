// The real file system behind the Files effect.
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { FileHandle, FileStat, Files, OpenMode, StatedFile } from '../../kernel/effects.ts';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export const nodeFiles: Files = {
  async open(path: string, mode: OpenMode): Promise<FileHandle> {
    return wrapHandle(await fs.open(path, mode, FILE_MODE));
  },

  readFile: (path) => fs.readFile(path),

  async replaceFile(path, content) {
    await replace(path, content, true);
    await syncFolder(dirname(path));
  },

  replaceUnsynced: (path, content) => replace(path, content, false),

  rename: (from, to) => fs.rename(from, to),
  unlink: (path) => fs.unlink(path),

  async makeFolder(path) {
    const first = await fs.mkdir(path, { recursive: true, mode: FOLDER_MODE });
    if (first !== undefined) await syncFolder(dirname(first));
  },

  async list(path) {
    try {
      return (await fs.readdir(path)).toSorted();
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
  },

  async stat(path) {
    try {
      return toStat(await fs.stat(path));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  },

  statNow(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? undefined : toStat(stat);
  },

  readNow,

  syncFolder,

  async freeBytes(path) {
    const { bavail, bsize } = await fs.statfs(join(path, '.'));
    return bavail * bsize;
  },
};

function readNow(path: string, bytesMax: number): StatedFile | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const stat = toStat(fstatSync(handle));
    if (stat.isDirectory) return undefined;
    return { stat, bytes: stat.sizeBytes > bytesMax ? undefined : readWhole(handle, stat.sizeBytes) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Up to the size that was told: what is written meanwhile changes the time of the file too. */
function readWhole(handle: number, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let length = 0;
  while (length < sizeBytes) {
    const count = readSync(handle, bytes, length, sizeBytes - length, length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

async function replace(path: string, content: Uint8Array | string, isSynced: boolean): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const handle = await fs.open(temporary, 'wx', FILE_MODE);
  try {
    // writeFile loops over short writes, and throws when the disk is full.
    await handle.writeFile(content);
    if (isSynced) await handle.datasync();
  } catch (error) {
    await handle.close();
    await fs.unlink(temporary);
    throw error;
  }
  await handle.close();
  await fs.rename(temporary, path);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await fs.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function wrapHandle(handle: fs.FileHandle): FileHandle {
  return {
    read: async (buffer, offset, length, position) => (await handle.read(buffer, offset, length, position)).bytesRead,
    write: async (buffer, offset, length, position) =>
      (await handle.write(buffer, offset, length, position)).bytesWritten,
    datasync: () => handle.datasync(),
    truncate: (sizeBytes) => handle.truncate(sizeBytes),
    stat: async () => toStat(await handle.stat()),
    close: () => handle.close(),
  };
}

function toStat(stat: Stats): FileStat {
  const { size, mtimeMs, ctimeMs, ino } = stat;
  return { sizeBytes: size, mtimeMs, ctimeMs, inode: ino, isDirectory: stat.isDirectory() };
}
