// A log in memory that does what a test commands: holds appends back, rejects them, lets them through. Meets the
// contract of the local log: offsets in the order of the calls, records visible only when durable.
import type {
  Appended,
  LogAddress,
  LogCapability,
  LogConsumer,
  LogDamage,
  LogRecord,
  LogState,
  LogWriter,
  PollLimits,
} from '../../src/contracts/log.ts';
import { assert } from '../../src/kernel/assert.ts';

interface Pending {
  readonly payloads: readonly Uint8Array[];
  readonly keyId: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export class MemoryLog implements LogWriter {
  readonly address: LogAddress;
  /** What is durable. */
  readonly records: LogRecord[] = [];
  readonly #groups = new Map<string, number>();
  readonly #nowMs: () => number;
  #pending: Pending[] = [];
  #held = false;
  #error: unknown;
  #closed = false;
  #watchers: (() => void)[] = [];

  constructor(address: LogAddress = { topic: 'raw', partition: 0 }, nowMs: () => number = () => 0) {
    this.address = address;
    this.#nowMs = nowMs;
  }

  get endOffset(): number {
    return this.records.length + this.#pending.reduce((sum, { payloads }) => sum + payloads.length, 0);
  }

  /** Appends that wait for `release`. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  append(payloads: readonly Uint8Array[], keyId = 0): Promise<Appended> {
    assert(!this.#closed, 'nothing is appended to a closed log');
    return new Promise((resolve, reject) => {
      const pending = { payloads, keyId, resolve, reject };
      this.#pending.push(pending);
      if (!this.#held) this.#settle();
      this.#changed();
    });
  }

  /** Appends wait from now on. */
  hold(): void {
    this.#held = true;
  }

  /** Settles what waits, in order, and holds no more. */
  release(): void {
    this.#held = false;
    this.#settle();
  }

  /** Every append rejects with this from now on; undefined ends it. */
  failWith(error: unknown): void {
    this.#error = error;
  }

  /** Resolves when `condition` holds; looked at after each append and poll. */
  async until(condition: (log: MemoryLog) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  state(): LogState {
    const groups = [...this.#groups].map(([group, nextOffset]) => ({ group, nextOffset, updatedMs: 0, live: true }));
    const bytes = this.records.reduce((sum, { payload }) => sum + payload.length, 0);
    return {
      address: this.address,
      oldestOffset: 0,
      durableOffset: this.records.length,
      segments: 1,
      bytes,
      tornBytes: 0,
      damage: [],
      groups,
    };
  }

  async close(): Promise<void> {
    this.release();
    this.#closed = true;
  }

  consumer(group: string): LogConsumer {
    return new MemoryConsumer(this, group, this.#groups);
  }

  #settle(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { payloads, keyId, resolve, reject } of pending) {
      if (this.#error !== undefined) {
        reject(this.#error);
        continue;
      }
      const firstOffset = this.records.length;
      const timeMs = Math.max(this.#nowMs(), this.records.at(-1)?.timeMs ?? 0);
      for (const payload of payloads) {
        const offset = this.records.length;
        this.records.push({ id: `${this.address.partition}/${offset}`, offset, timeMs, keyId, payload });
      }
      resolve({ firstOffset, count: payloads.length, timeMs });
    }
    this.#changed();
  }

  #changed(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }
}

class MemoryConsumer implements LogConsumer {
  readonly group: string;
  readonly capabilities: ReadonlySet<LogCapability> = new Set(['ordered', 'seekOffset', 'seekTime', 'offsetInSink']);
  readonly #log: MemoryLog;
  readonly #groups: Map<string, number>;
  #position: number;

  constructor(log: MemoryLog, group: string, groups: Map<string, number>) {
    this.#log = log;
    this.group = group;
    this.#groups = groups;
    this.#position = groups.get(group) ?? 0;
  }

  get address(): LogAddress {
    return this.#log.address;
  }

  get position(): number {
    return this.#position;
  }

  /** `waitMs` 0 does not wait; any other value waits for a record or the signal, without a clock. */
  async poll({ recordsMax, bytesMax, waitMs, signal }: PollLimits): Promise<readonly LogRecord[]> {
    if (waitMs > 0) {
      const arrived = this.#log.until((log) => log.records.length > this.#position);
      await Promise.race([arrived, aborted(signal)]);
    }
    const batch: LogRecord[] = [];
    let bytes = 0;
    for (const record of this.#log.records.slice(this.#position, this.#position + recordsMax)) {
      bytes += record.payload.length;
      if (batch.length > 0 && bytes > bytesMax) break;
      batch.push(record);
    }
    this.#position += batch.length;
    return batch;
  }

  async commit(nextOffset: number): Promise<void> {
    this.#groups.set(this.group, nextOffset);
  }

  async committed(): Promise<number | undefined> {
    return this.#groups.get(this.group);
  }

  async seekOffset(offset: number): Promise<void> {
    assert(offset <= this.#log.records.length, 'a consumer is not placed past the end');
    this.#position = Math.max(offset, 0);
  }

  async seekTime(timeMs: number): Promise<void> {
    const found = this.#log.records.findIndex((record) => record.timeMs >= timeMs);
    this.#position = found === -1 ? this.#log.records.length : found;
  }

  damage(): readonly LogDamage[] {
    return [];
  }

  async close(): Promise<void> {
    // Nothing is held.
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal === undefined) return;
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
