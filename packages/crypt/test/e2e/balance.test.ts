// Planted losses: one row deleted, one added, one frame dropped from the log behind the platform's back. Each shows as
// unexplained 1 within a minute.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openInstance } from '../../src/adapters/duckdb/open-instance.ts';
import { dropFrame } from '../support/drop-frame.ts';
import { pageView, post } from '../support/event-load.ts';
import { makePlace, startPlatform, type Place, type Platform } from '../support/platform.ts';

describe('the balance', () => {
  let place: Place;
  let platform: Platform;
  const landing = (): string => join(String(place.environment['CRYPT_DATA']), 'warehouse', 'landing.duckdb');

  before(async () => {
    place = await makePlace();
    platform = await startPlatform(place);
    for (let count = 0; count < 10; count++)
      await post(platform.collector, [pageView(randomUUID()), pageView(randomUUID())]);
    await platform.settled(20);
    await platform.until(({ balance }) => balance.unexplained === 0, 60);
  });
  after(async () => {
    await platform.kill();
    rmSync(place.project, { recursive: true });
  });

  /** Changes the landing while the platform is down, starts it, and waits for the verdict. */
  const tamper = async (statement: string): Promise<readonly [string, number][]> => {
    await platform.stop();
    const options = { memoryBytesMax: 1e9, threads: 1, temporaryFolder: '' };
    const { instance, connection } = await openInstance([{ name: 'landing', path: landing() }], options);
    await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
    platform = await startPlatform(place);
    const { balance } = await platform.until(
      ({ balance: now }) => now.unexplained !== null && now.lines.some(({ hop }) => hop === 'landing'),
      60,
    );
    return balance.lines.filter((line) => line.unexplained > 0).map((line) => [line.hop, line.unexplained]);
  };

  test('a deleted row shows as one', async () => {
    const origin = '(select min(origin) from landing.events_rows)';
    assert.deepEqual(
      await tamper(
        `create table landing.kept as select * from landing.events_rows where origin = ${origin}; delete from landing.events_rows where origin = ${origin}`,
      ),
      [['landing', 1]],
    );
    assert.deepEqual(await tamper('insert into landing.events_rows select * from landing.kept'), []);
  });

  test('an added row shows as one', async () => {
    assert.deepEqual(await tamper('insert into landing.events_rows select * from landing.kept'), [['landing', 1]]);
    assert.deepEqual(
      await tamper('delete from landing.events_rows where rowid = (select max(rowid) from landing.events_rows)'),
      [],
    );
  });

  test('a row that was exchanged for another shows, although the count agrees', async () => {
    const exchanged =
      'update landing.events_rows set content_hash = content_hash + 1 where origin = (select max(origin) from landing.events_rows)';
    assert.deepEqual(await tamper(exchanged), [['landing', 1]]);
    assert.deepEqual(await tamper(exchanged.replace('+ 1', '- 1')), []);
  });

  for (const topic of ['raw', 'enriched'] as const) {
    test(`a frame dropped from log:${topic} shows as one`, async () => {
      await platform.stop();
      await dropFrame(join(String(place.environment['CRYPT_DATA']), 'log', topic, '0'), 3);
      platform = await startPlatform(place);
      const { balance } = await platform.until(({ balance: now }) => (now.unexplained ?? 0) > 0, 60);
      const shown = balance.lines.filter((line) => line.unexplained > 0).map((line) => [line.hop, line.unexplained]);
      assert.ok(
        shown.some(([hop, count]) => hop === `log:${topic}` && count === 1),
        JSON.stringify(balance.lines),
      );
    });
  }
});
