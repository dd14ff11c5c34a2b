// A log on files that the test owns, with a clock that takes no time.
import type { LogConsumer, LogRecord } from '../../src/contracts/log.ts';
import type { Files } from '../../src/kernel/effects.ts';
import { openLogConsumer } from '../../src/adapters/local-log/consumer.ts';
import type { LogEvent } from '../../src/adapters/local-log/events.ts';
import { openLogWriter, type LocalLogWriter } from '../../src/adapters/local-log/writer.ts';
import type { OwnerLock } from '../../src/adapters/node/owner-lock.ts';
import { ManualClock } from './manual-clock.ts';
import { SeededRandom } from './seeded-random.ts';

export const FOLDER = '/data/raw/0';
export const ADDRESS = { topic: 'raw', partition: 0 };

export class LogBed {
  files: Files;
  readonly clock = new ManualClock();
  readonly random: SeededRandom;
  groups: readonly string[] = ['enrich', 'second'];
  readonly events: LogEvent[] = [];
  segmentBytesMax = 4096;

  constructor(files: Files, seed = 1) {
    this.files = files;
    this.random = new SeededRandom(seed);
  }

  /** Where the log is, for whatever reads it. */
  place() {
    const { files, clock, groups } = this;
    return { root: '/data', address: ADDRESS, files, clock, groups };
  }

  async writer(options: { pendingBytesMax?: number } = {}): Promise<LocalLogWriter> {
    const { random, segmentBytesMax } = this;
    const onEvent = (event: LogEvent): void => void this.events.push(event);
    return await openLogWriter({
      ...this.place(),
      random,
      segmentBytesMax,
      onEvent,
      lock: noLock,
      ...options,
    });
  }

  async consumer(group = 'enrich'): Promise<LogConsumer> {
    return await openLogConsumer({ ...this.place(), group });
  }

  /** Everything that a consumer of `group` can read from `offset`, and what it reports. */
  async readAll(offset?: number, group = 'second'): Promise<{ records: LogRecord[]; consumer: LogConsumer }> {
    const consumer = await this.consumer(group);
    if (offset !== undefined) await consumer.seekOffset(offset);
    const records = await drain(consumer);
    await consumer.close();
    return { records, consumer };
  }
}

/** The lock lives on the machine's file system; these logs do not. */
async function noLock(): Promise<OwnerLock> {
  return { release: async () => undefined };
}

export async function drain(consumer: LogConsumer, recordsMax = 1000): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (;;) {
    const records = await consumer.poll({ recordsMax, bytesMax: 1 << 20, waitMs: 0 });
    if (records.length === 0) return all;
    all.push(...records);
  }
}

/** A payload that tells its number, of a size that the number decides. */
export function payloadOf(n: number, sizeMax = 300): Buffer {
  return Buffer.from(`${n}:${'x'.repeat((n * 7919) % sizeMax)}`);
}

export function textOf(record: LogRecord): string {
  return Buffer.from(record.payload).toString();
}
