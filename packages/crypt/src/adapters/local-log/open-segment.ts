// Opens a segment for reading, whatever state its header is in.
import { systemCode } from '../../kernel/crypt-error.ts';
import type { FileHandle, Files } from '../../kernel/effects.ts';
import { fail } from './errors.ts';
import { BAD_HEAD, checkFrame, FRAME_HEAD_BYTES, NEEDS_MORE, SYNC_MARKER } from './frame.ts';
import { segmentPath } from './layout.ts';
import { decodeHeader, FORMAT_VERSION, HEADER_BYTES, SALT_AT, type SegmentHeader } from './segment-header.ts';

export interface OpenSegment {
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  /** Undefined when damaged. */
  readonly header: SegmentHeader | undefined;
  /** Undefined when neither the header nor a frame gives it away: then nothing in the segment can be verified. */
  readonly salt: number | undefined;
}

/** How far into a segment with a damaged header a frame is looked for. */
const PROBE_BYTES = 1 << 20;
/** Where the first frame keeps the salt once more, as its `prev`. */
const SECOND_SALT_AT = HEADER_BYTES + 32;

/** @throws LOG_FORMAT_NEWER (terminal) when a newer program wrote the segment. */
export async function openSegment(files: Files, folder: string, base: number, mode: 'r' | 'r+'): Promise<OpenSegment> {
  const path = segmentPath(folder, base);
  const handle = await files.open(path, mode);
  try {
    const { sizeBytes } = await handle.stat();
    const header = decodeHeader(await readStart(handle, HEADER_BYTES));
    if (header !== undefined && header.version > FORMAT_VERSION) {
      throw fail('LOG_FORMAT_NEWER', { path, version: header.version, known: FORMAT_VERSION });
    }
    if (header?.base === base) return { handle, sizeBytes, header, salt: header.salt };
    const salt = findSalt(await readStart(handle, Math.min(sizeBytes, PROBE_BYTES)));
    return { handle, sizeBytes, header: undefined, salt };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Undefined when the header is damaged, or there is no such segment (any more). */
export async function readSegmentHeader(
  files: Files,
  folder: string,
  base: number,
): Promise<SegmentHeader | undefined> {
  try {
    const open = await openSegment(files, folder, base, 'r');
    await open.handle.close();
    return open.header;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The salt is written twice; the copy with which a frame verifies is the right one. */
function findSalt(bytes: Buffer): number | undefined {
  for (const at of [SALT_AT, SECOND_SALT_AT]) {
    if (at + 4 > bytes.length) return undefined;
    const salt = bytes.readUInt32LE(at);
    let found = bytes.indexOf(SYNC_MARKER, HEADER_BYTES);
    while (found >= 0) {
      const size = checkFrame(bytes, found, bytes.length, salt);
      if (size !== BAD_HEAD && (size !== NEEDS_MORE || bytes.length - found >= FRAME_HEAD_BYTES)) return salt;
      found = bytes.indexOf(SYNC_MARKER, found + 1);
    }
  }
  return undefined;
}

async function readStart(handle: FileHandle, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.alloc(sizeBytes);
  let length = 0;
  while (length < sizeBytes) {
    const count = await handle.read(bytes, length, sizeBytes - length, length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}
