import type { LocalLogWriter } from '../adapters/local-log/writer.ts';
import { errorText } from '../kernel/crypt-error.ts';
import type { RoleWorld } from './role-world.ts';

const TRIM_EVERY_MS = 600_000;
const DAY_MS = 24 * 3_600_000;

/** Retention of one topic as crypt.yml has it, until the role stops. */
export async function trimForEver(
  { project, clock, logger, stop }: RoleWorld,
  writer: LocalLogWriter,
  topic: 'raw' | 'enriched' | 'failed',
): Promise<void> {
  const { days, gigabytes } = project.config.log[topic];
  if (days === null && gigabytes === null) return;
  while (!stop.aborted) {
    try {
      const trimmed = await writer.trim({
        ...(days === null ? {} : { olderThanMs: days * DAY_MS }),
        ...(gigabytes === null ? {} : { bytesMax: gigabytes * 1e9 }),
      });
      if (trimmed.segments.length > 0) logger.info('log trimmed', { topic, ...trimmed });
    } catch (error) {
      logger.warn('log not trimmed', { topic, error: errorText(error) });
    }
    await clock.sleep(TRIM_EVERY_MS, stop);
  }
}
