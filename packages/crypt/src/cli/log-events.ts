import type { LogEvent } from '../adapters/local-log/events.ts';
import type { RoleWorld } from './role-world.ts';
import type { Topic } from './topics.ts';

/** What goes on in a log goes to the program's lines; what people must act on becomes a notice. */
export function logEvents(
  { logger, tell }: Pick<RoleWorld, 'logger' | 'tell'>,
  topic: Topic,
): (event: LogEvent) => void {
  return (event) => {
    logger.warn(`log ${event.type}`, { topic, ...event });
    if (event.type === 'segment.abandoned') {
      const text = `The disk refused a sync of log:${topic}; a new segment was begun. Look for disk errors.`;
      tell({ type: 'notice', key: `disk:${topic}`, text });
    }
    if (event.type === 'disk.full') {
      tell({ type: 'notice', key: `full:${topic}`, text: `The disk is full; log:${topic} waits for space.` });
    }
    if (event.type === 'trimmed.unread') {
      const text = `The disk was nearly full: log:${topic} lost records that ${event.group} had not read.`;
      tell({ type: 'notice', key: `unread:${topic}:${event.group}`, text });
    }
  };
}
