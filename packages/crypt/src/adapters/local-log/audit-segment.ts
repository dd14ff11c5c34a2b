// Counts the frames of one segment from the documented bytes alone, and remembers where it stopped.
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { FileHandle, Files } from '../../kernel/effects.ts';
import { addTally, NOTHING, RunningSum, type Sum } from './audit-tally.ts';

/** Offsets from `from` up to and without `to`. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** What a commit frame or a header says was appended before `offset`. */
export interface Claim {
  readonly offset: number;
  readonly sum: Sum;
}

const HEADER = 96;
const HEAD = 48;
const MARKER = 0x0a5f_1ec7;
const MARKER_BYTES = Uint8Array.of(0xc7, 0x1e, 0x5f, 0x0a);
const CHUNK = 4 * 1024 * 1024;

export class AuditSegment {
  readonly base: number;
  missing: OffsetRange[] = [];
  unexpected: OffsetRange[] = [];
  removed: Sum = NOTHING;
  lastClaim: Claim | undefined;
  stopOffset = 0;

  readonly #files: Files;
  readonly #path: string;
  #tally = new RunningSum();
  #next: number;
  #position = HEADER;
  #salt: number | undefined;
  #seen = { inode: -1, sizeBytes: 0, mtimeMs: 0, sealed: false };

  constructor(files: Files, folder: string, base: number) {
    this.#files = files;
    this.#path = join(folder, `${String(base).padStart(20, '0')}.seg`);
    this.base = base;
    this.#next = base;
  }

  get present(): Sum {
    return this.#tally.sum();
  }

  /** Counts up to `limit` bytes and `stopOffset`. Infinity for a sealed segment: then any change means a recount. */
  async count(limit: number, stopOffset: number): Promise<void> {
    let handle: FileHandle;
    try {
      handle = await this.#files.open(this.#path, 'r');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      this.#forget();
      this.#close(stopOffset);
      return;
    }
    try {
      const { inode, sizeBytes, mtimeMs } = await handle.stat();
      const sealed = limit === Infinity;
      const seen = this.#seen;
      const same = seen.inode === inode && seen.sizeBytes === sizeBytes && seen.mtimeMs === mtimeMs;
      if (sealed && seen.sealed && same && this.stopOffset === stopOffset) return;
      // The active segment only grows. When it is sealed, all of it is read once more.
      const grown = !sealed && !seen.sealed && seen.inode === inode && sizeBytes >= seen.sizeBytes;
      if (!grown || this.#gapAtEnd()) this.#forget();
      this.#seen = { inode, sizeBytes, mtimeMs, sealed };
      await this.#scan(handle, Math.min(limit, sizeBytes), stopOffset);
      this.#close(stopOffset);
    } finally {
      await handle.close();
    }
  }

  #gapAtEnd(): boolean {
    return this.missing.some(({ to }) => to === this.stopOffset);
  }

  #forget(): void {
    this.missing = [];
    this.unexpected = [];
    this.removed = NOTHING;
    this.lastClaim = undefined;
    this.#tally = new RunningSum();
    this.#next = this.base;
    this.#position = HEADER;
    this.#salt = undefined;
  }

  #close(stopOffset: number): void {
    this.#expect(stopOffset);
    this.stopOffset = stopOffset;
  }

  async #scan(handle: FileHandle, limit: number, stopOffset: number): Promise<void> {
    this.#salt ??= await findSalt(handle, limit);
    if (this.#salt === undefined) return;
    let size = CHUNK;
    while (this.#position + HEAD <= limit) {
      const bytes = await readRange(handle, this.#position, Math.min(limit, this.#position + size));
      const used = this.#scanChunk(bytes, this.#salt, stopOffset);
      this.#position += used;
      if (used > 0) size = CHUNK;
      else if (this.#position + bytes.length >= limit) break;
      else size *= 2;
    }
  }

  /** Bytes dealt with: up to a frame that needs more than the chunk holds. */
  #scanChunk(bytes: Uint8Array, salt: number, stopOffset: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + HEAD <= bytes.length) {
      if (!isHead(view, bytes, at, salt)) {
        const found = buffer.indexOf(MARKER_BYTES, at + 1);
        at = found < 0 ? bytes.length - MARKER_BYTES.length + 1 : found;
        continue;
      }
      const end = at + HEAD + view.getUint32(at + 8, true);
      if (end > bytes.length) return at;
      const payload = bytes.subarray(at + HEAD, end);
      if (crc32(payload) === view.getUint32(at + 40, true)) {
        this.#take(view, at, stopOffset);
        at = end;
      } else at += 1;
    }
    return at;
  }

  #take(view: DataView, at: number, stopOffset: number): void {
    const kind = view.getUint32(at + 4, true);
    const offset = readNumber(view, at + 16);
    if (kind === 1) {
      if (offset >= stopOffset) return;
      if (offset < this.#next) this.unexpected.push({ from: offset, to: offset + 1 });
      this.#expect(offset);
      this.#next = Math.max(this.#next, offset + 1);
      this.#tally.addRecord(offset, view.getUint32(at + 40, true));
      return;
    }
    const hash = (BigInt(view.getUint32(at + 56, true)) << 32n) | BigInt(view.getUint32(at + 60, true));
    const sum = { count: readNumber(view, at + 48), hash };
    if (kind === 2 && offset <= stopOffset) {
      this.#expect(offset);
      this.lastClaim = { offset, sum };
    } else if (kind === 3 && offset < stopOffset) {
      this.#expect(offset);
      this.#next = Math.max(this.#next, offset + sum.count);
      this.removed = addTally(this.removed, sum);
    }
  }

  /** Everything before `offset` should have come by now. */
  #expect(offset: number): void {
    if (offset <= this.#next) return;
    this.missing.push({ from: this.#next, to: offset });
    this.#next = offset;
  }
}

export function readNumber(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function isHead(view: DataView, bytes: Uint8Array, at: number, salt: number): boolean {
  if (view.getUint32(at, true) !== MARKER) return false;
  return crc32(bytes.subarray(at, at + 44), salt) === view.getUint32(at + 44, true);
}

/** From the header when it is whole; else from the first frame, which repeats it. */
async function findSalt(handle: FileHandle, limit: number): Promise<number | undefined> {
  const bytes = await readRange(handle, 0, Math.min(limit, HEADER + HEAD));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= HEADER && crc32(bytes.subarray(0, 92)) === view.getUint32(92, true))
    return view.getUint32(40, true);
  if (bytes.length < HEADER + HEAD) return undefined;
  return [view.getUint32(40, true), view.getUint32(HEADER + 32, true)].find((salt) =>
    isHead(view, bytes, HEADER, salt),
  );
}

async function readRange(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  let length = 0;
  while (length < bytes.length) {
    const count = await handle.read(bytes, length, bytes.length - length, from + length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}
