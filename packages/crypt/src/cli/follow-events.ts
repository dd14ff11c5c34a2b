// What comes into log:enriched and log:failed, as it comes: for `crypt events tail` (rows of the one) and
// `crypt events watch` (both, for people).
import { readLogState } from '../adapters/local-log/log-state.ts';
import type { LogConsumer, LogRecord } from '../contracts/log.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import { openObserver } from './open-observer.ts';

export type EventTopic = 'enriched' | 'failed';

export interface FollowOptions {
  readonly topics: readonly EventTopic[];
  /** Records to begin with, of all topics together. */
  readonly last: number;
  /** End after those that are there. */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

export interface FollowedRecord {
  readonly topic: EventTopic;
  readonly record: LogRecord;
}

const LIMITS = { recordsMax: 1_000, bytesMax: 4e6 };
const WAIT_MS = 1_000;

/** First those that are there, by time; then each as it comes. Payloads are only good within `onRecords`. */
export async function followEvents(
  world: LogWorld,
  { topics, last, once, signal }: FollowOptions,
  onRecords: (records: readonly FollowedRecord[]) => void,
): Promise<void> {
  const followed: { readonly topic: EventTopic; readonly consumer: LogConsumer }[] = [];
  try {
    for (const topic of topics) followed.push({ topic, consumer: await openNearEnd(world, topic, last) });
    for (let room = last; ; room = Infinity) {
      const present: FollowedRecord[] = [];
      for (const { topic, consumer } of followed) {
        const records = await consumer.poll({ ...LIMITS, waitMs: 0, signal });
        present.push(...records.map((record) => ({ topic, record })));
      }
      if (present.length === 0) break;
      const byTime = present.toSorted((left, right) => left.record.timeMs - right.record.timeMs);
      onRecords(byTime.slice(-room));
    }
    if (once) return;
    await Promise.all(followed.map(({ topic, consumer }) => follow(topic, consumer, signal, onRecords)));
  } finally {
    for (const { consumer } of followed) await consumer.close();
  }
}

async function openNearEnd(world: LogWorld, topic: EventTopic, last: number): Promise<LogConsumer> {
  const consumer = await openObserver(world, topic);
  const { durableOffset } = await readLogState(logPlace(world, topic));
  await consumer.seekOffset(Math.max(0, durableOffset - last));
  return consumer;
}

async function follow(
  topic: EventTopic,
  consumer: LogConsumer,
  signal: AbortSignal,
  onRecords: (records: readonly FollowedRecord[]) => void,
): Promise<void> {
  while (!signal.aborted) {
    const records = await consumer.poll({ ...LIMITS, waitMs: WAIT_MS, signal });
    if (records.length > 0) onRecords(records.map((record) => ({ topic, record })));
  }
}
