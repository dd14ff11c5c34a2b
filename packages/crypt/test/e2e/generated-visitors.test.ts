// The example's generator sends half a year to a platform, which must come to the generator's own account of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { judgeBalance } from '../../src/serve/portal/judge-balance.ts';
import { INSURER } from '../support/example-modules.ts';
import { placeAt, startPlatform, type Place, type Platform } from '../support/platform.ts';

describe('generated visitors', () => {
  let place: Place;
  let platform: Platform;
  const account = { requests: 0, events: 0, duplicates: 0, broken: 0 };
  /** What the page says at each moment while events flow, and how often. */
  const said = new Map<string, number>();

  before(async () => {
    place = await placeAt(fileURLToPath(INSURER));
    platform = await startPlatform(place);
    await play(100, 1);
    // Before everything has been counted once, the page says that it does not know.
    await platform.until(({ balance }) => balance.unexplained === 0, 30);
    let isOver = false;
    const playing = play(100, 2).finally(() => (isOver = true));
    while (!isOver) {
      const { balance } = await platform.until(() => true);
      const { verdict, unexplained } = judgeBalance(balance);
      const text = `${verdict} ${unexplained}`;
      said.set(text, (said.get(text) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await playing;
    await platform.settled(20);
  });

  async function play(visitors: number, seed: number): Promise<void> {
    const program = fileURLToPath(new URL('generate/generate.js', INSURER));
    const options = [`--visitors=${visitors}`, `--seed=${seed}`, '--months=6', '--until=2026-07-01', '--json'];
    const args = [program, ...options, `--collector=${platform.collector}`];
    const made = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as typeof account;
    for (const name of ['requests', 'events', 'duplicates', 'broken'] as const) account[name] += made[name];
  }
  after(async () => {
    await platform.stop();
    rmSync(String(place.environment['CRYPT_DATA']), { recursive: true });
  });

  test('are stored, deduplicated and failed as many as the generator says', async (context) => {
    const { balance } = await platform.until(({ balance: now }) => now.unexplained === 0, 30);
    const { payloadsReceived, stored, duplicate, failed } = balance;
    assert.deepEqual({ requests: payloadsReceived, events: stored, duplicates: duplicate, broken: failed }, account);
    assert.ok(account.duplicates > 0 && account.broken > 0);
    context.diagnostic(JSON.stringify(account));
  });

  test('are accounted for at every moment while they come', (context) => {
    context.diagnostic(JSON.stringify([...said]));
    assert.deepEqual([...said.keys()], ['balanced 0']);
  });

  test('lie in the past, and come from many places and campaigns, again and again', async () => {
    const [row] = await platform.sql(
      "select min(derived_tstamp) >= '2026-01-01', max(derived_tstamp) < '2026-07-01', count(distinct geo_country) > 3, " +
        'count(distinct mkt_campaign) > 3, count(mkt_clickid) > 0, count(distinct refr_medium) > 2, ' +
        'count(distinct os_timezone) > 3, count(distinct domain_sessionid) > count(distinct domain_userid) from landing.events',
    );
    assert.deepEqual(row, Array(8).fill(true));
  });
});
