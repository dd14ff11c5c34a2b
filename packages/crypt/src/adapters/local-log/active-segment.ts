// The segment that takes appends. It owns the file; every byte before `position` is whole and synced.
import { isCryptError, isDiskFull as isSystemDiskFull } from '../../kernel/crypt-error.ts';
import type { FileHandle, Files } from '../../kernel/effects.ts';
import { fail } from './errors.ts';
import { segmentPath } from './layout.ts';
import { encodeHeader, HEADER_BYTES, type SegmentHeader } from './segment-header.ts';
import { SparseIndex } from './sparse-index.ts';

export interface SegmentResume {
  readonly base: number;
  readonly salt: number;
  readonly position: number;
  readonly prev: number;
  readonly index: SparseIndex;
}

export class ActiveSegment {
  readonly base: number;
  readonly salt: number;
  readonly index: SparseIndex;
  position: number;
  /** Crc of the last frame. */
  prev: number;
  readonly #folder: string;
  readonly #handle: FileHandle;

  constructor(folder: string, handle: FileHandle, state: SegmentResume) {
    this.#folder = folder;
    this.#handle = handle;
    this.base = state.base;
    this.salt = state.salt;
    this.position = state.position;
    this.prev = state.prev;
    this.index = state.index;
  }

  /** Makes the file with its header, durable under its name. What an error leaves behind is removed. */
  static async create(files: Files, folder: string, header: SegmentHeader): Promise<ActiveSegment> {
    const path = segmentPath(folder, header.base);
    const handle = await files.open(path, 'wx+');
    try {
      await writeWhole(folder, handle, encodeHeader(header), HEADER_BYTES, 0);
      await handle.datasync();
      await files.syncFolder(folder);
    } catch (error) {
      await handle.close();
      await files.unlink(path);
      throw error;
    }
    const { base, salt } = header;
    return new ActiveSegment(folder, handle, {
      base,
      salt,
      position: HEADER_BYTES,
      prev: salt,
      index: new SparseIndex(),
    });
  }

  /** Writes behind `position`, which does not move: `adopt` does that once the bytes are synced. */
  async write(bytes: Buffer, length: number): Promise<void> {
    await writeWhole(this.#folder, this.#handle, bytes, length, this.position);
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  adopt(length: number, prev: number): void {
    this.position += length;
    this.prev = prev;
  }

  /** Removes what a failed write left behind `position`. */
  async cutBack(): Promise<void> {
    await this.#handle.truncate(this.position);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Node returns a short count, not an error, when the disk fills up within a write; only the next one throws. */
export async function writeWhole(
  folder: string,
  handle: FileHandle,
  bytes: Buffer,
  length: number,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < length) {
    const count = await handle.write(bytes, done, length - done, position + done);
    if (count === 0) throw fail('LOG_FULL', { folder });
    done += count;
  }
}

export function isDiskFull(error: unknown): boolean {
  return isCryptError(error, 'LOG_FULL') || isSystemDiskFull(error);
}
