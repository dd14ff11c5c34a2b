// A file system in memory that can lose power. What was not synced may survive in part: each 512-byte sector is old,
// new or, beyond the old end, zero; each name that its folder did not sync may or may not be there. One seed, one story.
//
// A rejected datasync behaves as Linux does: the pages count as clean, stay readable, and never reach the disk.
import { dirname, join } from 'node:path';
import type { FileHandle, FileStat, Files, OpenMode, StatedFile } from '../../src/kernel/effects.ts';
import type { SeededRandom } from './seeded-random.ts';

const SECTOR_BYTES = 512;

export interface Faults {
  /** Bytes that all files together may have; more is ENOSPC, reached by a short write. */
  capacityBytes?: number;
  /** Share of writes that are short. */
  shortWrites?: number;
  /** Called before each operation; may throw what the operation should fail with. */
  before?: (operation: string, path: string) => void;
  /** True: datasync and syncFolder say yes and do nothing. The planted fault. */
  lies?: boolean;
}

interface Inode {
  readonly id: number;
  bytes: Buffer;
  /** What survives a power cut for certain. */
  durable: Buffer;
  /** Sectors written since the last sync. */
  dirty: Set<number>;
  mtimeMs: number;
}

type NameChange = { readonly path: string; readonly inode: Inode | undefined; readonly from?: string };

export class PowerCutFiles implements Files {
  faults: Faults;
  /** Operations so far; a power cut is planned by this count. */
  operations = 0;
  /** Bytes that were asked for by reads. */
  bytesRead = 0;
  /** After this many operations nothing works and nothing changes any more. */
  cutAfter = Infinity;
  readonly #random: SeededRandom;
  readonly #names = new Map<string, Inode>();
  readonly #folders = new Set<string>(['/']);
  #durableNames = new Map<string, Inode>();
  /** Unsynced changes of names, by folder. */
  readonly #changes = new Map<string, NameChange[]>();
  #nextInode = 1;
  #time = 1;

  constructor(random: SeededRandom, faults: Faults = {}) {
    this.#random = random;
    this.faults = faults;
  }

  /** The disk as the next start finds it. This object must not be used any more. */
  afterPowerCut(): PowerCutFiles {
    const next = new PowerCutFiles(this.#random, {});
    for (const folder of this.#folders) next.#folders.add(folder);
    const names = new Map(this.#durableNames);
    for (const changes of this.#changes.values()) this.#keepSome(changes, names);
    for (const [path, inode] of names) next.#adopt(path, this.#survivor(inode));
    return next;
  }

  /** The disk as the next process finds it after this one was killed: nothing is lost. */
  afterKill(): PowerCutFiles {
    const next = new PowerCutFiles(this.#random, {});
    for (const folder of this.#folders) next.#folders.add(folder);
    for (const [path, inode] of this.#names) next.#adopt(path, Buffer.from(inode.bytes));
    return next;
  }

  /** Contents by path, for tests that look or tamper. */
  paths(): readonly string[] {
    return [...this.#names.keys()].toSorted();
  }

  peek(path: string): Buffer {
    return this.#inode(path).bytes;
  }

  /** Puts bytes on the disk behind everyone's back. */
  plant(path: string, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) {
      this.#names.delete(path);
      this.#durableNames.delete(path);
      return;
    }
    this.#adopt(path, Buffer.from(bytes));
  }

  async open(path: string, mode: OpenMode): Promise<FileHandle> {
    this.#begin('open', path);
    const existing = this.#names.get(path);
    if (existing === undefined && (mode === 'r' || mode === 'r+')) throw systemError('ENOENT', path);
    if (existing !== undefined && mode === 'wx+') throw systemError('EEXIST', path);
    const inode = existing ?? this.#create(path);
    if (mode === 'w+' && existing !== undefined) this.#resize(inode, 0);
    return this.#handle(path, inode);
  }

  async readFile(path: string): Promise<Uint8Array> {
    this.#begin('readFile', path);
    return Buffer.from(this.#inode(path).bytes);
  }

  async replaceFile(path: string, content: Uint8Array | string): Promise<void> {
    await this.#replace(path, content, true);
    await this.syncFolder(dirname(path));
  }

  replaceUnsynced(path: string, content: Uint8Array | string): Promise<void> {
    return this.#replace(path, content, false);
  }

  readNow(path: string, bytesMax: number): StatedFile | undefined {
    this.#begin('readFile', path);
    const inode = this.#names.get(path);
    if (inode === undefined) return undefined;
    return { stat: toStat(inode), bytes: inode.bytes.length > bytesMax ? undefined : Uint8Array.from(inode.bytes) };
  }

  async #replace(path: string, content: Uint8Array | string, isSynced: boolean): Promise<void> {
    const temporary = `${path}.${this.#nextInode}.tmp`;
    const handle = await this.open(temporary, 'wx+');
    const bytes = Buffer.from(content);
    try {
      for (let done = 0; done < bytes.length;) done += await handle.write(bytes, done, bytes.length - done, done);
      if (isSynced) await handle.datasync();
    } catch (error) {
      if (this.operations <= this.cutAfter) await this.unlink(temporary);
      throw error;
    }
    await this.rename(temporary, path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#begin('rename', from);
    const inode = this.#inode(from);
    this.#names.delete(from);
    this.#names.set(to, inode);
    this.#change({ path: to, inode, from });
  }

  async unlink(path: string): Promise<void> {
    this.#begin('unlink', path);
    this.#inode(path);
    this.#names.delete(path);
    this.#change({ path, inode: undefined });
  }

  async makeFolder(path: string): Promise<void> {
    this.#begin('makeFolder', path);
    for (let folder = path; !this.#folders.has(folder); folder = dirname(folder)) this.#folders.add(folder);
  }

  async list(path: string): Promise<readonly string[]> {
    this.#begin('list', path);
    const inside = [...this.#names.keys(), ...this.#folders].filter((name) => name !== path && dirname(name) === path);
    return inside.map((name) => name.slice(join(path, '/').length)).toSorted();
  }

  async stat(path: string): Promise<FileStat | undefined> {
    return this.statNow(path);
  }

  statNow(path: string): FileStat | undefined {
    this.#begin('stat', path);
    const inode = this.#names.get(path);
    if (inode !== undefined) return toStat(inode);
    return this.#folders.has(path) ? { sizeBytes: 0, mtimeMs: 0, ctimeMs: 0, inode: 0, isDirectory: true } : undefined;
  }

  async syncFolder(path: string): Promise<void> {
    this.#begin('syncFolder', path);
    if (this.faults.lies === true) return;
    for (const change of this.#changes.get(path) ?? []) applyChange(change, this.#durableNames);
    this.#changes.delete(path);
  }

  async freeBytes(path: string): Promise<number> {
    this.#begin('freeBytes', path);
    return this.#free();
  }

  #handle(path: string, inode: Inode): FileHandle {
    return {
      read: async (buffer, offset, length, position) => {
        this.#begin('read', path);
        const bytes = inode.bytes.subarray(position, position + length);
        buffer.set(bytes, offset);
        this.bytesRead += bytes.length;
        return bytes.length;
      },
      write: async (buffer, offset, length, position) => {
        const bytes = buffer.subarray(offset, offset + length);
        // The write that the power interrupts has reached the kernel, and perhaps the disk.
        if (this.operations === this.cutAfter) this.#write(inode, bytes, position, path);
        this.#begin('write', path);
        return this.#write(inode, bytes, position, path);
      },
      datasync: async () => {
        try {
          this.#begin('datasync', path);
        } catch (error) {
          // The kernel gives up on the pages: clean, in memory, not on disk.
          if (this.operations <= this.cutAfter) inode.dirty.clear();
          throw error;
        }
        if (this.faults.lies === true) return;
        inode.durable = mergeSectors(inode, () => 'new');
        inode.dirty.clear();
      },
      truncate: async (sizeBytes) => {
        this.#begin('truncate', path);
        this.#resize(inode, sizeBytes);
      },
      stat: async () => {
        this.#begin('stat', path);
        return toStat(inode);
      },
      close: async () => undefined,
    };
  }

  #begin(operation: string, path: string): void {
    if (++this.operations > this.cutAfter) throw systemError('EPOWER', path);
    this.faults.before?.(operation, path);
  }

  #write(inode: Inode, bytes: Uint8Array, position: number, path: string): number {
    let length = bytes.length;
    if (length > 1 && this.#random.chance(this.faults.shortWrites ?? 0)) length = 1 + this.#random.below(length - 1);
    const growth = Math.max(0, position + length - inode.bytes.length);
    const free = this.#free();
    if (growth > free) length -= growth - free;
    if (length <= 0) throw systemError('ENOSPC', path);
    if (position + length > inode.bytes.length) this.#resize(inode, position + length);
    inode.bytes.set(bytes.subarray(0, length), position);
    for (let sector = sectorOf(position); sector <= sectorOf(position + length - 1); sector++) inode.dirty.add(sector);
    inode.mtimeMs = this.#time++;
    return length;
  }

  #resize(inode: Inode, sizeBytes: number): void {
    const bytes = Buffer.alloc(sizeBytes);
    inode.bytes.copy(bytes);
    const from = Math.min(sizeBytes, inode.bytes.length);
    for (let s = sectorOf(from); s <= sectorOf(Math.max(sizeBytes, inode.bytes.length)); s++) inode.dirty.add(s);
    inode.bytes = bytes;
    inode.mtimeMs = this.#time++;
  }

  #free(): number {
    let used = 0;
    for (const inode of new Set(this.#names.values())) used += inode.bytes.length;
    return (this.faults.capacityBytes ?? Number.MAX_SAFE_INTEGER) - used;
  }

  #create(path: string): Inode {
    if (!this.#folders.has(dirname(path))) throw systemError('ENOENT', path);
    const bytes = Buffer.alloc(0);
    const inode = { id: this.#nextInode++, bytes, durable: bytes, dirty: new Set<number>(), mtimeMs: this.#time++ };
    this.#names.set(path, inode);
    this.#change({ path, inode });
    return inode;
  }

  #adopt(path: string, bytes: Buffer): void {
    const inode = { id: this.#nextInode++, bytes, durable: bytes, dirty: new Set<number>(), mtimeMs: this.#time++ };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw systemError('ENOENT', path);
    return inode;
  }

  #change(change: NameChange): void {
    const folder = dirname(change.path);
    const changes = this.#changes.get(folder) ?? [];
    changes.push(change);
    this.#changes.set(folder, changes);
  }

  /** Journalled metadata keeps its order within a folder: a beginning of the changes survives. */
  #keepSome(changes: readonly NameChange[], names: Map<string, Inode>): void {
    for (const change of changes.slice(0, this.#random.below(changes.length + 1))) applyChange(change, names);
  }

  #survivor(inode: Inode): Buffer {
    const fates = ['old', 'new', 'zero'] as const;
    const style = this.#random.below(4);
    // All, none, a beginning, or any of the sectors reached the disk.
    const dirty = [...inode.dirty].toSorted((a, b) => a - b);
    const boundary = dirty[this.#random.below(dirty.length)] ?? 0;
    return mergeSectors(inode, (sector) => {
      if (style === 0) return 'new';
      if (style === 1) return 'old';
      if (style === 2) return sector < boundary ? 'new' : 'old';
      return fates[this.#random.below(3)] ?? 'old';
    });
  }
}

function applyChange(change: NameChange, names: Map<string, Inode>): void {
  if (change.from !== undefined) names.delete(change.from);
  if (change.inode === undefined) names.delete(change.path);
  else names.set(change.path, change.inode);
}

/** The durable content with the given fate of each dirty sector. */
function mergeSectors(inode: Inode, fate: (sector: number) => 'old' | 'new' | 'zero'): Buffer {
  const { bytes, durable } = inode;
  const fates = new Map([...inode.dirty].toSorted((a, b) => a - b).map((sector) => [sector, fate(sector)]));
  // The new size survives with any new sector at or beyond the shorter end.
  const edge = sectorOf(Math.min(bytes.length, durable.length));
  const resized = [...fates].some(([sector, kept]) => sector >= edge && kept !== 'old');
  const size = resized ? bytes.length : durable.length;
  const merged = Buffer.alloc(size);
  durable.copy(merged);
  for (const [sector, kept] of fates) {
    const start = sector * SECTOR_BYTES;
    const end = Math.min(start + SECTOR_BYTES, size);
    if (kept === 'new' && start < end) bytes.copy(merged, start, start, end);
    // Only blocks that were never on the disk read as zeros.
    if (kept === 'zero' && start >= durable.length && start < end) merged.fill(0, start, end);
  }
  return merged;
}

function sectorOf(position: number): number {
  return Math.floor(position / SECTOR_BYTES);
}

function toStat(inode: Inode): FileStat {
  const { bytes, mtimeMs, id } = inode;
  return { sizeBytes: bytes.length, mtimeMs, ctimeMs: mtimeMs, inode: id, isDirectory: false };
}

export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
