import { openLogConsumer } from '../adapters/local-log/consumer.ts';
import type { LogConsumer } from '../contracts/log.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import type { Topic } from './topics.ts';

/** Reads a topic from its oldest record, holds back no retention and stores no position. */
export function openObserver(world: LogWorld, topic: Topic): Promise<LogConsumer> {
  return openLogConsumer({ ...logPlace(world, topic), group: 'observer', groups: ['observer'] });
}
