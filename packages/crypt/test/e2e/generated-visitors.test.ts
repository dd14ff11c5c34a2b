// The example's generator sends half a year to a platform, which must come to the generator's own account of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { INSURER } from '../support/example-modules.ts';
import { placeAt, startPlatform, type Place, type Platform } from '../support/platform.ts';

describe('generated visitors', () => {
  let place: Place;
  let platform: Platform;
  let account: Readonly<Record<'requests' | 'events' | 'duplicates' | 'broken', number>>;

  before(async () => {
    place = await placeAt(fileURLToPath(INSURER));
    platform = await startPlatform(place);
    const program = fileURLToPath(new URL('generate/generate.js', INSURER));
    const args = ['--visitors=150', '--months=6', '--until=2026-07-01', `--collector=${platform.collector}`, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
    account = JSON.parse(stdout) as typeof account;
    await platform.settled(20);
  });
  after(async () => {
    await platform.stop();
    rmSync(String(place.environment['CRYPT_DATA']), { recursive: true });
  });

  test('are stored, deduplicated and failed as many as the generator says', async (context) => {
    const { balance } = await platform.until(({ balance: now }) => now.unexplained === 0, 30);
    const { payloadsReceived, stored, duplicate, failed } = balance;
    assert.deepEqual(
      { requests: payloadsReceived, events: stored, duplicates: duplicate, broken: failed },
      {
        requests: account.requests,
        events: account.events,
        duplicates: account.duplicates,
        broken: account.broken,
      },
    );
    assert.ok(account.duplicates > 0 && account.broken > 0);
    context.diagnostic(JSON.stringify(account));
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
