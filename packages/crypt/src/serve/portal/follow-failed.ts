import type { LogConsumer } from '../../contracts/log.ts';
import { errorText } from '../../kernel/crypt-error.ts';
import type { Clock, Logger } from '../../kernel/effects.ts';
import type { FailedProjection } from './failed-groups.ts';

const RECORDS_MAX = 1_000;
const BYTES_MAX = 4 * 1024 * 1024;
const WAIT_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * Reads log:failed from its oldest record and feeds the groups until `signal` aborts. A poll that fails is tried again:
 * the page shows what is known meanwhile. Needs the capability `seekOffset`; without it only new failures are grouped.
 */
export async function followFailed(
  consumer: LogConsumer,
  groups: Pick<FailedProjection, 'add'>,
  effects: { readonly clock: Clock; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  let placed = !consumer.capabilities.has('seekOffset');
  while (!signal.aborted) {
    try {
      if (!placed) await consumer.seekOffset(0);
      placed = true;
      const records = await consumer.poll({ recordsMax: RECORDS_MAX, bytesMax: BYTES_MAX, waitMs: WAIT_MS, signal });
      for (const record of records) groups.add(record.payload);
    } catch (error) {
      effects.logger.warn('portal.failed-log.unread', { reason: errorText(error) });
      await effects.clock.sleep(RETRY_MS, signal);
    }
  }
}
