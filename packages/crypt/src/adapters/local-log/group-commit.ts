// Makes groups of appends durable, one at a time, whatever the disk does. See writer.ts for the picture.
import { errorText, systemCode } from '../../kernel/crypt-error.ts';
import { Account } from './account.ts';
import { ActiveSegment, isDiskFull } from './active-segment.ts';
import type { LogEvent } from './events.ts';
import { COMMIT_FRAME_BYTES, encodeGroup, type GroupAppend } from './group-frames.ts';
import { listSegments, segmentName, segmentPath } from './layout.ts';
import type { MarkFile } from './mark-file.ts';
import { quarantineFile } from './quarantine.ts';
import type { LogPlace, RecoveredLog } from './recover-log.ts';
import { FORMAT_VERSION, HEADER_BYTES } from './segment-header.ts';
import { writeIndex } from './sparse-index.ts';

const BUFFER_KEPT_BYTES_MAX = 16 * 1024 * 1024;

export class GroupCommit {
  nextOffset: number;
  lastTimeMs: number;
  /** Size of each segment by its base. */
  readonly sizes = new Map<number, number>();

  readonly #place: LogPlace;
  readonly #logId: string;
  readonly #mark: MarkFile;
  readonly #segmentBytesMax: number;
  readonly #onEvent: (event: LogEvent) => void;
  readonly #tornBytes: number;
  #account: Account;
  #segment: ActiveSegment | undefined;
  /** How far readers may go: in the active segment, or in the last one when it takes no more. */
  #end: { readonly base: number; readonly salt: number; readonly position: number } | undefined;
  #buffer = Buffer.alloc(0);
  /** Records follow the last commit frame: the segment must not be sealed before the next one. */
  #uncommitted = false;

  constructor(
    place: LogPlace,
    recovered: RecoveredLog,
    mark: MarkFile,
    segmentBytesMax: number,
    onEvent: (event: LogEvent) => void,
  ) {
    this.#place = place;
    this.#logId = recovered.logId;
    this.#mark = mark;
    this.#segmentBytesMax = segmentBytesMax;
    this.#onEvent = onEvent;
    this.#tornBytes = recovered.tornBytes;
    this.#account = recovered.account;
    this.#segment = recovered.active;
    this.#end = recovered.end;
    this.nextOffset = recovered.nextOffset;
    this.lastTimeMs = recovered.lastTimeMs;
  }

  /** @param uncommitted true when records follow the last commit frame: one is added, which a full disk may refuse. */
  async start(uncommitted: boolean): Promise<void> {
    const { files, folder } = this.#place;
    for (const base of await listSegments(files, folder)) {
      this.sizes.set(base, (await files.stat(segmentPath(folder, base)))?.sizeBytes ?? 0);
    }
    if (this.#end === undefined) await this.#newSegment();
    this.#uncommitted = uncommitted && this.#segment !== undefined;
    if (this.#uncommitted) {
      try {
        await this.append([], 0);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
      }
    }
    await this.#publish();
    await this.#mark.sync();
  }

  /**
   * Resolves with the first offset when every byte is durable and readers may see it.
   * Rejects with the disk's error; then none of the group counts, and the next call starts afresh.
   */
  async append(group: readonly GroupAppend[], bytes: number): Promise<number> {
    const size = bytes + COMMIT_FRAME_BYTES;
    this.lastTimeMs = Math.max(this.lastTimeMs, Math.floor(this.#place.clock.nowMs()));
    if (this.#segment !== undefined && this.#isFull(this.#segment, size)) await this.#seal(this.#segment);
    const first = this.nextOffset;
    try {
      await this.#store(group, size);
    } catch (error) {
      if (isDiskFull(error)) throw error;
      // The segment that failed has been abandoned. A failed sync is never repeated on it: the pages may count as
      // clean without being on disk. The frames are still in memory and go into a new one.
      await this.#store(group, size);
    }
    await this.#publish();
    return first;
  }

  /** Seals the active segment unless it holds no record, and starts the next one. */
  async rotate(): Promise<void> {
    if (this.#segment === undefined || this.#segment.base === this.nextOffset) return;
    if (this.#uncommitted) await this.append([], 0);
    await this.#seal(this.#segment);
    await this.#newSegment();
  }

  async close(): Promise<void> {
    await this.#segment?.close();
    try {
      await this.#mark.sync();
    } finally {
      await this.#mark.close();
    }
  }

  #isFull(segment: ActiveSegment, size: number): boolean {
    return !this.#uncommitted && segment.position > HEADER_BYTES && segment.position + size > this.#segmentBytesMax;
  }

  async #store(group: readonly GroupAppend[], size: number): Promise<void> {
    const segment = this.#segment ?? (await this.#newSegment());
    const account = this.#account.copy();
    const { salt, position, prev: before } = segment;
    const start = { salt, position, prev: before, nextOffset: this.nextOffset, timeMs: this.lastTimeMs };
    const { length, prev } = encodeGroup(this.#bufferOf(size), group, start, account);
    await this.#writeAndSync(segment, length);
    segment.index.note(this.nextOffset, this.lastTimeMs, position);
    segment.adopt(length, prev);
    this.nextOffset = account.count;
    this.#account = account;
    this.#end = { base: segment.base, salt, position: segment.position };
    this.sizes.set(segment.base, segment.position);
    this.#uncommitted = false;
  }

  async #writeAndSync(segment: ActiveSegment, length: number): Promise<void> {
    try {
      await segment.write(this.#buffer, length);
    } catch (error) {
      if (!isDiskFull(error)) return await this.#abandon(segment, error);
      try {
        await segment.cutBack();
      } catch (cutError) {
        await this.#abandon(segment, cutError).catch(() => undefined);
      }
      throw error;
    }
    try {
      await segment.sync();
    } catch (error) {
      await this.#abandon(segment, error);
    }
  }

  /** Never writes to the segment again. Rejects with `error`. */
  async #abandon(segment: ActiveSegment, error: unknown): Promise<never> {
    this.#segment = undefined;
    const reason = systemCode(error) ?? errorText(error);
    this.#onEvent({ type: 'segment.abandoned', segment: segmentName(segment.base), reason });
    // Closing a file whose disk fails may fail too; nothing in it is needed any more.
    await segment.close().catch(() => undefined);
    throw error;
  }

  async #seal(segment: ActiveSegment): Promise<void> {
    this.#segment = undefined;
    await segment.close();
    try {
      await writeIndex(this.#place.files, this.#place.folder, segment.base, segment.index);
    } catch (error) {
      // Readers scan where there is no index.
      this.#onEvent({ type: 'index.failed', reason: systemCode(error) ?? errorText(error) });
    }
  }

  async #newSegment(): Promise<ActiveSegment> {
    const { files, folder, random, clock } = this.#place;
    const base = this.nextOffset;
    this.lastTimeMs = Math.max(this.lastTimeMs, Math.floor(clock.nowMs()));
    // A segment that was abandoned before it held anything has the same name.
    if ((await files.stat(segmentPath(folder, base))) !== undefined) {
      await quarantineFile(files, folder, segmentName(base));
    }
    const segment = await ActiveSegment.create(files, folder, {
      version: FORMAT_VERSION,
      rewritten: false,
      logId: this.#logId,
      base,
      createdMs: this.lastTimeMs,
      salt: Buffer.from(random.bytes(4)).readUInt32LE(0),
      account: this.#account.copy(),
      removed: new Account(),
    });
    this.#segment = segment;
    this.#end = { base, salt: segment.salt, position: segment.position };
    this.sizes.set(base, segment.position);
    await this.#publish();
    return segment;
  }

  async #publish(): Promise<void> {
    if (this.#end === undefined) return;
    const { base, salt, position } = this.#end;
    try {
      await this.#mark.publish({
        logId: this.#logId,
        segmentBase: base,
        salt,
        position,
        nextOffset: this.nextOffset,
        hashHigh: this.#account.high,
        hashLow: this.#account.low,
        tornBytes: this.#tornBytes,
      });
    } catch (error) {
      // The records are durable all the same; readers see them at the next commit.
      this.#onEvent({ type: 'mark.failed', reason: systemCode(error) ?? errorText(error) });
    }
  }

  #bufferOf(size: number): Buffer {
    if (size > this.#buffer.length || this.#buffer.length > BUFFER_KEPT_BYTES_MAX) {
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(size, 64 * 1024));
    }
    return this.#buffer;
  }
}
