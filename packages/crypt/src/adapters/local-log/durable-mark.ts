// The durable mark: how far readers may go. 80 bytes, written in place after each fdatasync and not synced itself:
// after a power cut it may be old, never ahead of the data. Little-endian:
//
//    0 u32 magic      24 u64 segment base        48 u64 hash of the account (the count is the next offset)
//    4 u32 version    32 u64 position in it      56 u32 salt of the segment
//    8 16 bytes id    40 u64 next offset         60 u64 bytes cut at the last open   68 8 zero bytes   76 u32 crc
import { crc32 } from 'node:zlib';
import type { Clock, FileHandle, Files } from '../../kernel/effects.ts';
import { systemCode } from '../../kernel/crypt-error.ts';
import { readU64, writeU64 } from './bytes.ts';

export const MARK_BYTES = 80;

const MAGIC = 0x4b4d_5243; // "CRMK"
const VERSION = 1;
const CRC_AT = 76;
/** A reader that meets the writer in the middle of a write sees a bad crc; the write takes microseconds. */
const READ_TRIES = 5;

export interface DurableMark {
  readonly logId: string;
  readonly segmentBase: number;
  readonly salt: number;
  readonly position: number;
  readonly nextOffset: number;
  readonly hashHigh: number;
  readonly hashLow: number;
  readonly tornBytes: number;
}

export function encodeMark(mark: DurableMark, target: Buffer): void {
  target.fill(0, 0, MARK_BYTES);
  target.writeUInt32LE(MAGIC, 0);
  target.writeUInt32LE(VERSION, 4);
  target.write(mark.logId, 8, 'hex');
  writeU64(target, 24, mark.segmentBase);
  writeU64(target, 32, mark.position);
  writeU64(target, 40, mark.nextOffset);
  target.writeUInt32LE(mark.hashHigh, 48);
  target.writeUInt32LE(mark.hashLow, 52);
  target.writeUInt32LE(mark.salt, 56);
  writeU64(target, 60, mark.tornBytes);
  target.writeUInt32LE(crc32(target.subarray(0, CRC_AT)), CRC_AT);
}

export function decodeMark(bytes: Buffer): DurableMark | undefined {
  if (bytes.length !== MARK_BYTES || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION)
    return undefined;
  if (crc32(bytes.subarray(0, CRC_AT)) !== bytes.readUInt32LE(CRC_AT)) return undefined;
  return {
    logId: bytes.toString('hex', 8, 24),
    segmentBase: readU64(bytes, 24),
    position: readU64(bytes, 32),
    nextOffset: readU64(bytes, 40),
    hashHigh: bytes.readUInt32LE(48),
    hashLow: bytes.readUInt32LE(52),
    salt: bytes.readUInt32LE(56),
    tornBytes: readU64(bytes, 60),
  };
}

/** The mark through an open handle, or undefined when it stays damaged over several readings. */
export async function readMark(handle: FileHandle, clock: Clock): Promise<DurableMark | undefined> {
  const bytes = Buffer.alloc(MARK_BYTES + 1);
  for (let tries = READ_TRIES; ;) {
    const count = await handle.read(bytes, 0, MARK_BYTES + 1, 0);
    const mark = decodeMark(bytes.subarray(0, count));
    if (mark !== undefined || --tries === 0) return mark;
    await clock.sleep(1);
  }
}

/** The mark of a log that may not exist: `missing`, or `damaged`. */
export async function readMarkFile(
  files: Files,
  path: string,
  clock: Clock,
): Promise<DurableMark | 'missing' | 'damaged'> {
  let handle: FileHandle;
  try {
    handle = await files.open(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
  try {
    return (await readMark(handle, clock)) ?? 'damaged';
  } finally {
    await handle.close();
  }
}
