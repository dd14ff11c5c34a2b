import { readLogState } from '../adapters/local-log/log-state.ts';
import { FailedProjection, type FailedSummary } from '../serve/portal/failed-groups.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import { openObserver } from './open-observer.ts';

const LIMITS = { recordsMax: 1_000, bytesMax: 16e6, waitMs: 0 };

/** All that has failed, and what became of it, whether or not the platform is up. */
export async function readFailedGroups(
  world: LogWorld,
  onFailed: (payload: Uint8Array) => void,
): Promise<FailedSummary> {
  const groups = new FailedProjection();
  // Before the failed events are read: what is repaired meanwhile may not be among them.
  const { durableOffset } = await readLogState(logPlace(world, 'repairs'));
  await readTo(world, 'failed', Infinity, (payload) => {
    groups.add(payload);
    onFailed(payload);
  });
  await readTo(world, 'repairs', durableOffset, (payload) => groups.addRepair(payload));
  return groups.summary();
}

async function readTo(
  world: LogWorld,
  topic: 'failed' | 'repairs',
  end: number,
  take: (payload: Uint8Array) => void,
): Promise<void> {
  const consumer = await openObserver(world, topic);
  try {
    while (consumer.position < end) {
      const records = await consumer.poll(LIMITS);
      if (records.length === 0) break;
      for (const { offset, payload } of records) if (offset < end) take(payload);
    }
  } finally {
    await consumer.close();
  }
}
