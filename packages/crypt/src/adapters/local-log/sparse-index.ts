// Where frames begin, about every 64 KiB: u32 magic, u32 count, then {u64 offset, u64 time, u64 position} each, u32 crc.
// An aid for seeking: a reader checks the frame it lands on, and scans from the start when anything is odd.
import { crc32 } from 'node:zlib';
import type { Files } from '../../kernel/effects.ts';
import { INDEX_INTERVAL_BYTES } from '../../kernel/limits.ts';
import { systemCode } from '../../kernel/crypt-error.ts';
import { readU64, writeU64 } from './bytes.ts';
import { indexPath } from './layout.ts';

const MAGIC = 0x5849_5243; // "CRIX"
const HEAD_BYTES = 8;
const ENTRY_BYTES = 24;

export interface IndexEntry {
  readonly offset: number;
  readonly timeMs: number;
  readonly position: number;
}

export class SparseIndex {
  readonly entries: IndexEntry[] = [];
  #lastPosition = 0;

  /** Keeps the entry when it is far enough from the last one. */
  note(offset: number, timeMs: number, position: number): void {
    if (position - this.#lastPosition < INDEX_INTERVAL_BYTES) return;
    this.#lastPosition = position;
    this.entries.push({ offset, timeMs, position });
  }
}

export async function writeIndex(files: Files, folder: string, base: number, index: SparseIndex): Promise<void> {
  await files.replaceFile(indexPath(folder, base), encodeIndex(index.entries));
}

/** Entries ascending; none when there is no index, or a damaged one. */
export async function readIndex(files: Files, folder: string, base: number): Promise<readonly IndexEntry[]> {
  try {
    return decodeIndex(Buffer.from(await files.readFile(indexPath(folder, base))));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function encodeIndex(entries: readonly IndexEntry[]): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + entries.length * ENTRY_BYTES + 4);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(entries.length, 4);
  for (const [i, entry] of entries.entries()) {
    const at = HEAD_BYTES + i * ENTRY_BYTES;
    writeU64(bytes, at, entry.offset);
    writeU64(bytes, at + 8, entry.timeMs);
    writeU64(bytes, at + 16, entry.position);
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(0, bytes.length - 4)), bytes.length - 4);
  return bytes;
}

function decodeIndex(bytes: Buffer): readonly IndexEntry[] {
  const end = bytes.length - 4;
  if (end < HEAD_BYTES || bytes.readUInt32LE(0) !== MAGIC) return [];
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) return [];
  if (HEAD_BYTES + bytes.readUInt32LE(4) * ENTRY_BYTES !== end) return [];
  const entries: IndexEntry[] = [];
  for (let at = HEAD_BYTES; at < end; at += ENTRY_BYTES) {
    entries.push({ offset: readU64(bytes, at), timeMs: readU64(bytes, at + 8), position: readU64(bytes, at + 16) });
  }
  return entries;
}
