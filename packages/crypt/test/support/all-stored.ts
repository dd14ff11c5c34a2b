import assert from 'node:assert/strict';
import type { EventLoad } from './event-load.ts';
import type { Platform } from './platform.ts';

/** Every acknowledged event is one row, no row was invented, and the balance explains all of it. */
export async function assertAllStored(
  platform: Platform,
  load: Pick<EventLoad, 'acknowledged' | 'sent'> & Partial<Pick<EventLoad, 'types'>>,
): Promise<void> {
  const status = await platform.settled(120);
  const rows = await platform.sql('select event_id, count(*) from landing.events group by all');
  const stored = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  const lost = [...load.acknowledged].filter((id) => !stored.has(id));
  const doubled = [...stored].filter(([, count]) => count !== 1);
  const invented = [...stored.keys()].filter((id) => !load.sent.has(id));
  assert.deepEqual({ lost, doubled, invented }, { lost: [], doubled: [], invented: [] });
  assert.ok(load.acknowledged.size > 0, 'events were acknowledged');
  await assertTyped(platform, load);
  // Counts by SQL and by the auditor come every ten seconds.
  const balanced = await platform.until(({ balance }) => balance.unexplained === 0, 60);
  assert.equal(balanced.balance.failed, 0);
  assert.equal(status.balance.stored, stored.size);
}

/** Every event of a type has its entity in the type's column, with its values, and in no other. */
async function assertTyped(platform: Platform, { acknowledged, types }: Partial<EventLoad>): Promise<void> {
  const expected = new Map<number, Set<string>>();
  for (const [id, type] of types ?? []) {
    if (acknowledged?.has(id) === true) expected.set(type, (expected.get(type) ?? new Set()).add(id));
  }
  for (const [type, ids] of expected) {
    const entity = `contexts_com_harbour_life_kind_${type}_1`;
    const rows = await platform.sql(
      `select event_id, ${entity}[1]."of", ${entity}[1].value_${type}, len(${entity}) from landing.events where ${entity} is not null`,
    );
    const wrong = rows.filter(([id, of, value, count]) => of !== id || Number(value) !== type || Number(count) !== 1);
    assert.deepEqual(wrong, []);
    const stored = new Set(rows.map(([id]) => String(id)));
    assert.deepEqual(
      [...ids].filter((id) => !stored.has(id)),
      [],
      `events of type ${type} have their entity`,
    );
  }
}
