// The owner of one partition. Appends queue up; one loop writes all that wait with one write and one sync:
//
//   queue ─▶ encode ─▶ write ─▶ fdatasync ─▶ durable mark ─▶ resolve
//                        │           └─ refused: abandon the segment, the same frames into a new one; again: LOG_FAILED
//                        └─ disk full: cut back, LOG_FULL, and the next append tries again
import type { Appended, LogAddress, LogState, LogWriter } from '../../contracts/log.ts';
import { errorText, systemCode } from '../../kernel/crypt-error.ts';
import type { Clock, Files, Random } from '../../kernel/effects.ts';
import { APPEND_PENDING_BYTES_MAX, FRAME_PAYLOAD_BYTES_MAX, SEGMENT_BYTES_MAX } from '../../kernel/limits.ts';
import { takeOwnerLock, type OwnerLock } from '../node/owner-lock.ts';
import { isDiskFull } from './active-segment.ts';
import { fail } from './errors.ts';
import type { LogEvent } from './events.ts';
import { GroupCommit } from './group-commit.ts';
import { frameBytes, type GroupAppend } from './group-frames.ts';
import { declareGroups } from './groups.ts';
import { logFolder, logName, quarantineFolder } from './layout.ts';
import { readLogState } from './log-state.ts';
import { MarkFile } from './mark-file.ts';
import { recoverLog, type LogPlace } from './recover-log.ts';
import { rewriteSegment, type KeepRecord, type Rewritten } from './rewrite-segment.ts';
import { trimLog, type Retention, type Trimmed } from './trim.ts';

export interface LogWriterOptions {
  readonly root: string;
  readonly address: LogAddress;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  /** Consumer groups that hold back retention. */
  readonly groups: readonly string[];
  readonly segmentBytesMax?: number;
  readonly pendingBytesMax?: number;
  /** How long to wait for another owner that is ending. */
  readonly lockWaitMs?: number;
  /** What went on that no caller is told by an error. */
  readonly onEvent?: (event: LogEvent) => void;
  /** Takes the folder for this process; for file systems that are not the machine's. */
  readonly lock?: (folder: string) => Promise<OwnerLock>;
}

/** @throws LOCK_HELD (transient) when another process owns the partition; LOG_FULL (transient) when there is no space
 *   to make it; LOG_FORMAT_NEWER (terminal). */
export async function openLogWriter(options: LogWriterOptions): Promise<LocalLogWriter> {
  const { files, clock, random, groups } = options;
  const folder = logFolder(options.root, options.address);
  await files.makeFolder(folder);
  const lock = await (options.lock?.(folder) ?? takeOwnerLock(folder, clock, options.lockWaitMs ?? 0));
  try {
    await files.makeFolder(`${folder}/groups`);
    await files.makeFolder(quarantineFolder(folder));
    const place = { files, clock, random, folder };
    const recovered = await recoverLog(place);
    const onEvent = options.onEvent ?? ((): void => undefined);
    for (const damage of recovered.damage) onEvent({ type: 'damage.found', damage });
    if (recovered.tornBytes > 0) onEvent({ type: 'torn.cut', bytes: recovered.tornBytes });
    await declareGroups(files, folder, groups, clock.nowMs());
    const mark = await MarkFile.open(files, folder);
    const commit = new GroupCommit(place, recovered, mark, options.segmentBytesMax ?? SEGMENT_BYTES_MAX, onEvent);
    try {
      await commit.start(recovered.uncommitted);
    } catch (error) {
      // The files are given back as well as they can be; the caller is told of the first error.
      await commit.close().catch(() => undefined);
      throw error;
    }
    const state = await readLogState(options);
    return new LocalLogWriter({ ...options, onEvent }, folder, lock, commit, state);
  } catch (error) {
    await lock.release();
    throw isDiskFull(error) ? fail('LOG_FULL', { folder }, error) : error;
  }
}

interface Queued extends GroupAppend {
  readonly bytes: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Most bytes that one write carries, unless a single append has more. */
const GROUP_BYTES_MAX = 8 * 1024 * 1024;

export class LocalLogWriter implements LogWriter {
  readonly address: LogAddress;
  readonly #options: LogWriterOptions & { readonly onEvent: (event: LogEvent) => void };
  readonly #folder: string;
  readonly #lock: OwnerLock;
  readonly #commit: GroupCommit;
  #state: LogState;
  #queue: Queued[] = [];
  #pendingBytes = 0;
  #pendingRecords = 0;
  /** The offset after the last durable record. */
  #endOffset: number;
  /** The loop, and maintenance between its rounds, one after another. */
  #work: Promise<void> = Promise.resolve();
  #looping = false;
  #closed = false;

  constructor(
    options: LogWriterOptions & { readonly onEvent: (event: LogEvent) => void },
    folder: string,
    lock: OwnerLock,
    commit: GroupCommit,
    state: LogState,
  ) {
    this.address = options.address;
    this.#options = options;
    this.#folder = folder;
    this.#lock = lock;
    this.#commit = commit;
    this.#state = state;
    this.#endOffset = commit.nextOffset;
  }

  get endOffset(): number {
    return this.#endOffset + this.#pendingRecords;
  }

  /** The payloads must not change before the promise settles. See LogWriter for the errors. */
  append(payloads: readonly Uint8Array[], keyId = 0): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw fail('LOG_CLOSED', { log: logName(this.address) });
      for (const { length } of payloads) {
        if (length > FRAME_PAYLOAD_BYTES_MAX) {
          throw fail('LOG_RECORD_TOO_LARGE', { sizeBytes: length, limitBytes: FRAME_PAYLOAD_BYTES_MAX });
        }
      }
      const bytes = frameBytes(payloads);
      const limitBytes = this.#options.pendingBytesMax ?? APPEND_PENDING_BYTES_MAX;
      if (this.#pendingBytes > 0 && this.#pendingBytes + bytes > limitBytes) {
        throw fail('LOG_BUSY', { log: logName(this.address), pendingBytes: this.#pendingBytes, limitBytes });
      }
      this.#pendingBytes += bytes;
      this.#pendingRecords += payloads.length;
      this.#queue.push({ payloads, keyId, bytes, resolve, reject });
      if (!this.#looping) {
        this.#looping = true;
        this.#work = this.#work.then(() => this.#drain());
      }
    });
  }

  /** As of the last open, trim or append; groups as of the last `refreshState`. */
  state(): LogState {
    const sizes = [...this.#commit.sizes.values()];
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { ...this.#state, durableOffset: this.#endOffset, segments: sizes.length, bytes };
  }

  /** Reads groups, damage and sizes again, and returns them. */
  async refreshState(): Promise<LogState> {
    const state = await readLogState(this.#options);
    this.#state = { ...state, tornBytes: this.#state.tornBytes };
    return this.state();
  }

  /** Seals the active segment, so that it can be trimmed or rewritten. Nothing happens when it is empty. */
  async rotate(): Promise<void> {
    await this.#exclusively(() => this.#commit.rotate());
  }

  /** Removes whole segments by age and size. See Retention. */
  async trim(retention: Retention): Promise<Trimmed> {
    return await this.#exclusively(async () => {
      const state = await this.refreshState();
      const trimmed = await trimLog(this.#place(), state, retention);
      for (const base of trimmed.segments) this.#commit.sizes.delete(base);
      for (const unread of trimmed.unread) this.#options.onEvent({ type: 'trimmed.unread', ...unread });
      await this.refreshState();
      return trimmed;
    });
  }

  /**
   * Rewrites a sealed segment without the records that `keep` refuses; offsets stay. For erasure.
   * @throws LOG_SEGMENT_UNKNOWN (user) when no sealed segment starts at `base`.
   */
  async rewriteSegment(base: number, keep: KeepRecord): Promise<Rewritten> {
    return await this.#exclusively(async () => {
      const rewritten = await rewriteSegment(this.#place(), this.address, base, keep);
      this.#commit.sizes.set(base, rewritten.sizeBytes);
      return rewritten;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#work;
    try {
      await this.#commit.close();
    } finally {
      await this.#lock.release();
    }
  }

  #place(): LogPlace {
    const { files, clock, random } = this.#options;
    return { files, clock, random, folder: this.#folder };
  }

  /** Never rejects: each append is told what became of it. */
  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      const records = group.reduce((sum, { payloads }) => sum + payloads.length, 0);
      const bytes = group.reduce((sum, append) => sum + append.bytes, 0);
      try {
        const firstOffset = await this.#commit.append(group, bytes);
        this.#endOffset = firstOffset + records;
        this.#settle(bytes, records);
        resolveAll(group, firstOffset, this.#commit.lastTimeMs);
      } catch (error) {
        this.#settle(bytes, records);
        const refused = this.#refusal(error);
        for (const { reject } of group) reject(refused);
      }
    }
    this.#looping = false;
  }

  #takeGroup(): readonly Queued[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.#queue) {
      if (count > 0 && bytes + append.bytes > GROUP_BYTES_MAX) break;
      bytes += append.bytes;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  #settle(bytes: number, records: number): void {
    this.#pendingBytes -= bytes;
    this.#pendingRecords -= records;
  }

  #refusal(error: unknown): unknown {
    if (!isDiskFull(error)) {
      const reason = systemCode(error) ?? errorText(error);
      return fail('LOG_FAILED', { folder: this.#folder, reason }, error);
    }
    this.#options.onEvent({ type: 'disk.full', folder: this.#folder });
    return fail('LOG_FULL', { folder: this.#folder }, error);
  }

  async #exclusively<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closed) throw fail('LOG_CLOSED', { log: logName(this.address) });
    const result = this.#work.then(task);
    // The next in line goes on whatever became of this one; its caller is told by `result`.
    this.#work = result.then(
      () => undefined,
      () => undefined,
    );
    return await result;
  }
}

function resolveAll(group: readonly Queued[], firstOffset: number, timeMs: number): void {
  let offset = firstOffset;
  for (const { payloads, resolve } of group) {
    resolve({ firstOffset: offset, count: payloads.length, timeMs });
    offset += payloads.length;
  }
}
