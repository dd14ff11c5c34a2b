// Everything impure that code receives from its composition root (`cli/roles`), so that tests pass their own.

export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC. May jump. */
  nowMs(): number;
  /** Never jumps back; for durations. Milliseconds from an arbitrary origin. */
  monotonicMs(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface FileStat {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** Of the last change of content, name or rights; programs cannot set it. */
  readonly ctimeMs: number;
  readonly inode: number;
  readonly isDirectory: boolean;
}

export interface StatedFile {
  /** Right before it was read. */
  readonly stat: FileStat;
  /** Undefined when there are more than were asked for. */
  readonly bytes: Uint8Array | undefined;
}

/** An open file. Positions are absolute: no handle has a cursor. */
export interface FileHandle {
  /** Reads up to `length` bytes; returns the count, 0 at the end. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  /** Writes up to `length` bytes and returns the count, which may be short without an error (a full disk). */
  write(buffer: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  /** fdatasync: when it resolves, the written bytes survive a power cut. After a rejection nothing is known. */
  datasync(): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  stat(): Promise<FileStat>;
  close(): Promise<void>;
}

/** `r` reads; `r+` reads and writes an existing file; `wx+` creates, and fails with EEXIST; `w+` creates or empties. */
export type OpenMode = 'r' | 'r+' | 'w+' | 'wx+';

/** The file system. Created files are 0600 and folders 0700. Errors carry the system's `code`. */
export interface Files {
  open(path: string, mode: OpenMode): Promise<FileHandle>;
  readFile(path: string): Promise<Uint8Array>;
  /** Replaces `path` in one step: temporary file, fdatasync, rename, sync of the folder. */
  replaceFile(path: string, content: Uint8Array | string): Promise<void>;
  /** The same without the syncs, for what can be made again: after a power cut the file may be empty. */
  replaceUnsynced(path: string, content: Uint8Array | string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes the folder and its parents, and syncs the parent of what it made. */
  makeFolder(path: string): Promise<void>;
  /** Names in the folder, sorted; an absent folder has none. */
  list(path: string): Promise<readonly string[]>;
  /** Undefined when there is nothing at `path`. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Both block. For many small files at once: a promise for each takes ten times as long as the file system. */
  statNow(path: string): FileStat | undefined;
  /** Undefined when there is no file at `path`. */
  readNow(path: string, bytesMax: number): StatedFile | undefined;
  /** fsync of the folder: created, renamed and removed names survive a power cut. */
  syncFolder(path: string): Promise<void>;
  /** Bytes that an ordinary user can still write on the file system of `path`. */
  freeBytes(path: string): Promise<number>;
}

export interface Random {
  /** A version 4 UUID, lower case. */
  uuid(): string;
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array;
}

/** Where a process says things. One JSON object a line, or text for people; the composition root decides. */
export interface Logger {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}
