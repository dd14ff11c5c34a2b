import type { LogAddress, LogCapability, LogConsumer, LogDamage, LogRecord, PollLimits } from '../../contracts/log.ts';
import type { Clock, Files } from '../../kernel/effects.ts';
import { readMarkFile } from './durable-mark.ts';
import { fail } from './errors.ts';
import { readGroup, requireDeclared, writeGroup } from './groups.ts';
import { groupPath, listSegments, logName, markPath } from './layout.ts';
import { readSegmentHeader } from './open-segment.ts';
import { fileDamage } from './quarantine.ts';
import { LogReader } from './reader.ts';
import { readIndex } from './sparse-index.ts';
import { readTrimState } from './trim-state.ts';

export interface LogConsumerOptions {
  readonly root: string;
  readonly address: LogAddress;
  readonly group: string;
  /** All groups that are declared for the log. */
  readonly groups: readonly string[];
  readonly files: Files;
  readonly clock: Clock;
  /** Waits for a write to a file, so that an idle reader need not look: `adapters/node/wait-for-change.ts`. */
  readonly waitForChange?: (path: string, waitMs: number, signal: AbortSignal) => Promise<void>;
}

const PAUSE_MS_MIN = 1;
const PAUSE_MS_MAX = 100;
/** Longest wait for a change; what the system failed to tell is seen after it. */
const WATCH_MS_MAX = 1_000;
const CAPABILITIES: ReadonlySet<LogCapability> = new Set(['ordered', 'seekOffset', 'seekTime', 'offsetInSink']);

/**
 * Starts at the group's stored position; without one, at the oldest record. A damaged position is reported in
 * `damage()` and not used: the group starts at the oldest record again, and `committed()` throws until it commits.
 *
 * @throws LOG_GROUP_UNKNOWN (user) when the group is not declared.
 */
export async function openLogConsumer(options: LogConsumerOptions): Promise<LogConsumer> {
  requireDeclared(options.address, options.group, options.groups);
  const reader = new LogReader(options);
  const consumer = new LocalLogConsumer(options, reader);
  const stored = await readGroup(options.files, reader.folder, options.group);
  if (stored === 'damaged') reader.report(fileDamage(`groups/${options.group}.json`));
  await reader.seek(typeof stored === 'object' ? stored.nextOffset : await consumer.oldestOffset());
  return consumer;
}

class LocalLogConsumer implements LogConsumer {
  readonly address: LogAddress;
  readonly group: string;
  readonly capabilities = CAPABILITIES;
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #waitForChange: LogConsumerOptions['waitForChange'];
  readonly #reader: LogReader;
  /** One operation at a time: a poll and a seek would move the same position. */
  #work: Promise<unknown> = Promise.resolve();
  #committing: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();
  /** Grows while nothing comes, from one poll to the next. */
  #pauseMs = PAUSE_MS_MIN;

  constructor(options: LogConsumerOptions, reader: LogReader) {
    this.address = options.address;
    this.group = options.group;
    this.#files = options.files;
    this.#clock = options.clock;
    this.#waitForChange = options.waitForChange;
    this.#reader = reader;
  }

  get position(): number {
    return this.#reader.position;
  }

  async poll(limits: PollLimits): Promise<readonly LogRecord[]> {
    return await this.#alone(() => this.#poll(limits));
  }

  async commit(nextOffset: number): Promise<void> {
    const { folder } = this.#reader;
    // What was read is durable. Beyond that the mark decides, by a handle of its own: a poll may be using the reader's.
    const end = nextOffset <= this.position ? this.position : await this.#durableOffset();
    if (!Number.isSafeInteger(nextOffset) || nextOffset < 0 || nextOffset > end) throw this.#unknown(nextOffset, end);
    const position = { nextOffset, updatedMs: Math.floor(this.#clock.nowMs()) };
    const stored = this.#committing.then(() => writeGroup(this.#files, folder, this.group, position));
    // A later commit does not depend on this one, whose caller is told of its failure.
    this.#committing = stored.catch(() => undefined);
    await stored;
  }

  async committed(): Promise<number | undefined> {
    const { folder } = this.#reader;
    const stored = await readGroup(this.#files, folder, this.group);
    if (stored === 'damaged') {
      throw fail('LOG_GROUP_DAMAGED', { path: groupPath(folder, this.group), group: this.group });
    }
    return stored === 'missing' ? undefined : stored.nextOffset;
  }

  async seekOffset(offset: number): Promise<void> {
    await this.#alone(async () => {
      const end = (await this.#reader.endOffset()) ?? 0;
      if (!Number.isSafeInteger(offset) || offset < 0 || offset > end) throw this.#unknown(offset, end);
      await this.#reader.seek(Math.max(offset, await this.oldestOffset()));
    });
  }

  async seekTime(timeMs: number): Promise<void> {
    await this.#alone(async () => {
      await this.#reader.seek(await this.#offsetBefore(timeMs));
      for (;;) {
        const records = await this.#reader.read(1000, 1 << 20);
        const found = records.find((record) => record.timeMs >= timeMs);
        if (found !== undefined) return await this.#reader.seek(found.offset);
        if (records.length === 0) return;
      }
    });
  }

  damage(): readonly LogDamage[] {
    return this.#reader.damage;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#committing;
    await this.#alone(() => this.#reader.close(), true);
  }

  async oldestOffset(): Promise<number> {
    const trimmed = await readTrimState(this.#files, this.#reader.folder);
    if (typeof trimmed === 'object') return trimmed.oldestOffset;
    return (await listSegments(this.#files, this.#reader.folder))[0] ?? 0;
  }

  async #durableOffset(): Promise<number> {
    const mark = await readMarkFile(this.#files, markPath(this.#reader.folder), this.#clock);
    return typeof mark === 'object' ? mark.nextOffset : 0;
  }

  async #poll({ recordsMax, bytesMax, waitMs, signal }: PollLimits): Promise<readonly LogRecord[]> {
    // Not AbortSignal.any: Node keeps what it makes for as long as the sources live. A pause is short enough to look at both.
    const closing = this.#closing.signal;
    const deadline = this.#clock.monotonicMs() + waitMs;
    for (;;) {
      if (closing.aborted || signal?.aborted === true) return [];
      const records = await this.#reader.read(recordsMax, bytesMax);
      const leftMs = deadline - this.#clock.monotonicMs();
      if (records.length > 0) this.#pauseMs = PAUSE_MS_MIN;
      if (records.length > 0 || leftMs <= 0) return records;
      await this.#pause(leftMs, signal ?? closing);
      this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS_MAX);
    }
  }

  /** Sleeps ever longer while nothing comes; then, where the system can tell, until the mark is written. */
  async #pause(leftMs: number, signal: AbortSignal): Promise<void> {
    if (this.#waitForChange === undefined || this.#pauseMs < PAUSE_MS_MAX) {
      await this.#clock.sleep(Math.min(this.#pauseMs, leftMs), signal);
    } else {
      await this.#waitForChange(markPath(this.#reader.folder), Math.min(WATCH_MS_MAX, leftMs), signal);
    }
  }

  /** An offset with no younger-or-equal record before it. */
  async #offsetBefore(timeMs: number): Promise<number> {
    const { folder } = this.#reader;
    const bases = await listSegments(this.#files, folder);
    for (const base of bases.toReversed()) {
      const header = await readSegmentHeader(this.#files, folder, base);
      if (header === undefined || header.createdMs >= timeMs) continue;
      const near = (await readIndex(this.#files, folder, base)).findLast((entry) => entry.timeMs < timeMs);
      return near?.offset ?? base;
    }
    return await this.oldestOffset();
  }

  #unknown(offset: number, endOffset: number) {
    return fail('LOG_OFFSET_UNKNOWN', { log: logName(this.address), offset, endOffset });
  }

  async #alone<T>(task: () => Promise<T>, closing = false): Promise<T> {
    if (!closing && this.#closing.signal.aborted) throw fail('LOG_CLOSED', { log: logName(this.address) });
    const result = this.#work.then(task);
    // The next in line goes on whatever became of this one, whose caller is told by `result`.
    this.#work = result.catch(() => undefined);
    return await result;
  }
}
