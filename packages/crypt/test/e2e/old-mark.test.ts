// After a power cut the durable marks of the logs may be old: they are not synced. The readers' own positions are, and
// must not be taken for the future when the platform starts again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pageView, post } from '../support/event-load.ts';
import { crypt, makePlace, startPlatform, type Platform } from '../support/platform.ts';

const TOPICS = ['raw', 'enriched', 'failed', 'batches'];

test('durable marks older than the positions of their readers are made good before anything reads', async () => {
  const place = await makePlace();
  const data = String(place.environment['CRYPT_DATA']);
  const markOf = (topic: string): string => join(data, 'log', topic, '0', 'durable');
  const acknowledged: string[] = [];
  const send = async (platform: Platform, count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const ids = [randomUUID(), randomUUID()];
      const broken = { ...pageView(randomUUID()), p: 'submarine' };
      assert.equal(await post(platform.collector, [...ids.map((id) => pageView(id)), broken]), 200);
      acknowledged.push(...ids);
    }
  };
  const restoreMarks = (): void => {
    for (const topic of TOPICS) copyFileSync(`${markOf(topic)}.old`, markOf(topic));
  };
  let platform = await startPlatform(place);
  try {
    await send(platform, 5);
    await platform.settled(20);
    for (const topic of TOPICS) copyFileSync(markOf(topic), `${markOf(topic)}.old`);
    await send(platform, 20);
    await platform.settled(20);
    await platform.stop();

    restoreMarks();
    platform = await startPlatform(place);
    await send(platform, 5);
    const { processes } = await platform.settled(20);
    assert.deepEqual(
      processes.map(({ role, restarts }) => [role, restarts]),
      ['supervisor', 'warehouse', 'enricher', 'collector', 'portal'].map((role) => [role, 0]),
    );
    const statement = 'select event_id from landing.events order by event_id';
    assert.deepEqual((await platform.sql(statement)).flat(), acknowledged.toSorted());
    const { balance } = await platform.until(({ balance: now }) => now.unexplained === 0, 40);
    assert.equal(balance.failed, 30);

    await platform.stop();
    restoreMarks();
    const restored = await crypt(place, 'restore', '--json');
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal((JSON.parse(restored.stdout) as { rows: number }).rows, acknowledged.length);
  } finally {
    await platform.kill();
    rmSync(place.project, { recursive: true });
  }
});
