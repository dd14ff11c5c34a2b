// A log in memory with every capability, for tests of what reads and writes one. Its records outlive its writers and
// consumers, as a log on disk outlives processes.
import { setImmediate as turn } from 'node:timers/promises';
import type {
  LogAddress,
  LogCapability,
  LogConsumer,
  LogRecord,
  LogState,
  LogWriter,
} from '../../src/contracts/log.ts';

const CAPABILITIES: ReadonlySet<LogCapability> = new Set(['ordered', 'seekOffset', 'seekTime', 'offsetInSink']);

export interface FakeLogHooks {
  /** Called before and after an append, a poll and a commit take effect; what it throws is thrown by the call. */
  readonly step?: (name: string) => void;
  /** Records that one poll gives at most, so that a short log makes several batches. */
  readonly recordsMax?: number;
  /** A poll found nothing: the end is reached. */
  readonly onIdle?: () => void;
}

export class FakeLog {
  readonly address: LogAddress;
  readonly records: LogRecord[] = [];
  readonly groups = new Map<string, number>();
  #end = 0;

  constructor(topic: string) {
    this.address = { topic, partition: 0 };
  }

  get endOffset(): number {
    return this.#end;
  }

  push(...payloads: readonly Uint8Array[]): void {
    for (const payload of payloads) {
      const offset = this.#end++;
      this.records.push({ id: `0/${offset}`, offset, timeMs: 1_700_000_000_000 + offset, keyId: 0, payload });
    }
  }

  /** As damage or removal does: the offset stays, the record is gone. */
  drop(offset: number): void {
    const index = this.records.findIndex((record) => record.offset === offset);
    if (index >= 0) this.records.splice(index, 1);
  }

  writer(hooks: FakeLogHooks = {}): LogWriter {
    const end = (): number => this.#end;
    const { topic } = this.address;
    return {
      address: this.address,
      append: async (payloads) => {
        hooks.step?.(`before append ${topic}`);
        await turn();
        const firstOffset = this.#end;
        this.push(...payloads);
        hooks.step?.(`after append ${topic}`);
        return { firstOffset, count: payloads.length, timeMs: 0 };
      },
      get endOffset() {
        return end();
      },
      state: () => this.#state(),
      close: async () => undefined,
    };
  }

  consumer(group: string, hooks: FakeLogHooks = {}): LogConsumer {
    let at = this.groups.get(group) ?? this.#oldest();
    const { topic } = this.address;
    return {
      address: this.address,
      group,
      capabilities: CAPABILITIES,
      get position() {
        return at;
      },
      poll: async ({ recordsMax, bytesMax, signal }) => {
        hooks.step?.(`poll ${topic}`);
        await turn();
        const polled: LogRecord[] = [];
        let bytes = 0;
        for (const record of this.records) {
          if (record.offset < at) continue;
          bytes += record.payload.length;
          if (
            polled.length === Math.min(recordsMax, hooks.recordsMax ?? recordsMax) ||
            (bytes > bytesMax && polled.length > 0)
          )
            break;
          polled.push(record);
        }
        if (polled.length === 0) hooks.onIdle?.();
        if (signal?.aborted === true) return [];
        at = (polled.at(-1)?.offset ?? at - 1) + 1;
        return polled;
      },
      commit: async (nextOffset) => {
        hooks.step?.(`before commit ${topic}`);
        await turn();
        this.groups.set(group, nextOffset);
        hooks.step?.(`after commit ${topic}`);
      },
      committed: async () => this.groups.get(group),
      seekOffset: async (offset) => {
        if (offset > this.#end) throw new RangeError(`LOG_OFFSET_UNKNOWN ${offset}`);
        at = Math.max(offset, this.#oldest());
      },
      seekTime: async (timeMs) => {
        at = this.records.find((record) => record.timeMs >= timeMs)?.offset ?? this.#end;
      },
      damage: () => [],
      close: async () => undefined,
    };
  }

  #oldest(): number {
    return this.records[0]?.offset ?? this.#end;
  }

  #state(): LogState {
    const range = { oldestOffset: this.#oldest(), durableOffset: this.#end };
    return { address: this.address, ...range, segments: 1, bytes: 0, tornBytes: 0, damage: [], groups: [] };
  }
}
