import type { LogConsumer, LogRecord } from '../../contracts/log.ts';
import { errorText } from '../../kernel/crypt-error.ts';
import type { Clock, Logger } from '../../kernel/effects.ts';
import type { FailedProjection } from './failed-groups.ts';

const RECORDS_MAX = 1_000;
const BYTES_MAX = 4 * 1024 * 1024;
const WAIT_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * Reads log:failed and log:repairs from their oldest records and feeds the groups until `signal` aborts. A repair is taken
 * when everything that failed before it is. A poll that fails is tried again: the page shows what is known meanwhile.
 * Needs the capability `seekOffset`; without it only what comes is grouped.
 */
export async function followFailed(
  logs: { readonly failed: LogConsumer; readonly repairs: LogConsumer },
  groups: Pick<FailedProjection, 'add' | 'addRepair'>,
  effects: { readonly clock: Clock; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  const { failed, repairs } = logs;
  const limits = { recordsMax: RECORDS_MAX, bytesMax: BYTES_MAX, signal };
  let placed = !failed.capabilities.has('seekOffset');
  let waiting: readonly LogRecord[] = [];
  while (!signal.aborted) {
    try {
      if (!placed) await Promise.all([failed.seekOffset(0), repairs.seekOffset(0)]);
      placed = true;
      if (waiting.length === 0) waiting = await repairs.poll({ ...limits, waitMs: 0 });
      const records = await failed.poll({ ...limits, waitMs: waiting.length === 0 ? WAIT_MS : 0 });
      for (const { payload } of records) groups.add(payload);
      if (records.length > 0) continue;
      for (const { payload } of waiting) groups.addRepair(payload);
      waiting = [];
    } catch (error) {
      effects.logger.warn('portal.failed-log.unread', { reason: errorText(error) });
      await effects.clock.sleep(RETRY_MS, signal);
    }
  }
}
