import type { LocalLogWriter } from '../adapters/local-log/writer.ts';
import { errorText } from '../kernel/crypt-error.ts';
import type { RoleWorld } from './role-world.ts';

const REPORT_EVERY_MS = 1_000;
/** Positions of readers lie in files; they are read again with each report while records come, and seldom otherwise. */
const REPORTS_PER_IDLE_REFRESH = 10;
/** Readers store their positions a little after the last record. */
const REPORTS_TO_CATCH_UP = 4;

/** Tells the supervisor how the logs stand, until the role stops, and once more at the end. */
export async function reportLogs(
  { tell, clock, stop, logger }: RoleWorld,
  writers: readonly LocalLogWriter[],
): Promise<void> {
  const seen = writers.map((writer) => ({ writer, end: -1, quiet: 0 }));
  for (let report = 0; ; report++) {
    for (const log of seen) {
      const { writer } = log;
      log.quiet = writer.endOffset === log.end ? log.quiet + 1 : 0;
      log.end = writer.endOffset;
      try {
        const refresh = log.quiet < REPORTS_TO_CATCH_UP || report % REPORTS_PER_IDLE_REFRESH === 0;
        tell({ type: 'log', state: refresh ? await writer.refreshState() : writer.state() });
      } catch (error) {
        logger.warn('log state not read', { topic: writer.address.topic, error: errorText(error) });
      }
    }
    if (stop.aborted) return;
    await clock.sleep(REPORT_EVERY_MS, stop);
  }
}
