import assert from 'node:assert/strict';
import type { EventLoad } from './event-load.ts';
import type { Platform } from './platform.ts';

/** Every acknowledged event is one row, no row was invented, and the balance explains all of it. */
export async function assertAllStored(
  platform: Platform,
  load: Pick<EventLoad, 'acknowledged' | 'sent'>,
): Promise<void> {
  const status = await platform.settled(120);
  const rows = await platform.sql('select event_id, count(*) from landing.events group by all');
  const stored = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  const lost = [...load.acknowledged].filter((id) => !stored.has(id));
  const doubled = [...stored].filter(([, count]) => count !== 1);
  const invented = [...stored.keys()].filter((id) => !load.sent.has(id));
  assert.deepEqual({ lost, doubled, invented }, { lost: [], doubled: [], invented: [] });
  assert.ok(load.acknowledged.size > 0, 'events were acknowledged');
  // Counts by SQL and by the auditor come every ten seconds.
  const balanced = await platform.until(({ balance }) => balance.unexplained === 0, 60);
  assert.equal(balanced.balance.failed, 0);
  assert.equal(status.balance.stored, stored.size);
}
