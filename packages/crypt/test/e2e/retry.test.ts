// Failed events on their way to rows: a schema that comes late, a webhook that is written after its requests came, a
// retry by hand with the platform up and down.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RetryResult } from '../../src/contracts/retry.ts';
import type { PlatformStatus } from '../../src/contracts/status.ts';
import { pageView, post } from '../support/event-load.ts';
import { crypt, makePlace, startPlatform, type Place, type Platform } from '../support/platform.ts';

const UNSTRUCT = 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0';
const LATE = 'iglu:com.acme/quote_asked/jsonschema/1-0-0';

const PLAN = `vendor: com.acme
events:
  quote_asked:
    version: 1-0-0
    description: Somebody asked.
    properties:
      price: { type: integer, required: true, description: What it costs. }
`;

const MAP = `export default ({ json }) => json.payments.map(({ price }) => ({
  schema: '${LATE}', data: { price },
}));
`;

interface Groups {
  readonly groups: readonly { readonly group: string; readonly cause: string; readonly open: number }[];
}

function quote(data: object): Record<string, string> {
  return {
    ...pageView(randomUUID()),
    e: 'ue',
    ue_pr: JSON.stringify({ schema: UNSTRUCT, data: { schema: LATE, data } }),
  };
}

function isBalanced({ balance }: PlatformStatus): boolean {
  return balance.unexplained === 0 && balance.inFlightEvents === 0;
}

describe('failed events', () => {
  let place: Place;
  let platform: Platform;

  before(async () => {
    place = await makePlace();
    platform = await startPlatform(place);
  });
  after(async () => {
    await platform.kill();
    rmSync(place.project, { recursive: true });
  });

  const groupOf = async (cause: RegExp): Promise<Groups['groups'][number]> => {
    const { groups } = JSON.parse((await crypt(place, 'events', 'failed', '--json')).stdout) as Groups;
    const found = groups.find((group) => cause.test(group.cause));
    assert.ok(found, JSON.stringify(groups));
    return found;
  };

  test('a schema that comes late repairs its events by itself', async () => {
    const events = [pageView(randomUUID()), quote({ price: 7 }), quote({ price: 8 }), quote({ price: 'dear' })];
    assert.equal(await post(platform.collector, events), 200);
    await platform.until(({ balance }) => balance.stillFailing === 3 && balance.stored === 1, 20);
    assert.equal((await groupOf(/in no source/)).open, 3);
    mkdirSync(join(place.project, 'tracking'));
    writeFileSync(join(place.project, 'tracking', 'quotes.yml'), PLAN);
    const { notices } = await platform.until((now) => now.balance.repaired === 2 && isBalanced(now), 60);
    assert.ok(
      notices.some(({ text }) => text === `2 events of ${LATE} were repaired.`),
      JSON.stringify(notices),
    );
    const rows = await platform.sql(
      `select event_id, origin, unstruct_event_com_acme_quote_asked_1.price from landing.events
       where event_name = 'quote_asked' order by 3`,
    );
    assert.deepEqual(rows, [
      [events[1]?.['eid'], 'raw/0/0/1', '7'],
      [events[2]?.['eid'], 'raw/0/0/2', '8'],
    ]);
    assert.equal((await groupOf(/in no source/)).open, 0);
    assert.equal((await groupOf(/quote_asked \/price/)).open, 1);
    const shown = await platform.sql('select outcome, count(*) from landing.failed_events group by all order by all');
    assert.deepEqual(shown, [
      ['repaired', '2'],
      ['still_failing', '1'],
    ]);
  });

  test('a retry by hand says what became of each; a group that nobody knows is refused', async () => {
    const { group, cause } = await groupOf(/quote_asked \/price/);
    const dry = await crypt(place, 'events', 'retry', '--all', '--dry-run', '--json');
    const { causes, ...counts } = JSON.parse(dry.stdout) as RetryResult;
    assert.deepEqual(
      { ...counts, causes: causes.map((still) => [still.group, still.cause, still.count]) },
      {
        matched: 1,
        repaired: 0,
        dropped: 0,
        stillFailing: 1,
        tooOld: 0,
        rows: 0,
        failedAnew: 0,
        dryRun: true,
        complete: true,
        causes: [[group, cause, 1]],
      },
    );
    const said = await crypt(place, 'events', 'retry', '--group', group);
    assert.deepEqual([said.code, said.stdout.split('\n')[0]], [0, '1 failed event: 0 repaired, 1 still failing.']);
    const near = `${group.slice(0, -1)}${group.endsWith('0') ? '1' : '0'}`;
    const unknown = await crypt(place, 'events', 'retry', '--group', near);
    assert.equal(unknown.code, 2);
    assert.match(
      unknown.stderr,
      new RegExp(`did you mean ${group}\\?[\\s\\S]*crypt events failed[\\s\\S]*RETRY_GROUP_UNKNOWN`),
    );
    for (const options of [[], ['--all', '--group', group]]) {
      assert.equal((await crypt(place, 'events', 'retry', ...options)).code, 2);
    }
  });

  test('requests that came before their webhook was written become its events, with the platform down', async () => {
    for (const prices of [
      [1, 2],
      [3, 'dear', 4],
    ]) {
      const body = JSON.stringify({ payments: prices.map((price) => ({ price })) });
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`${platform.collector}/com.acme/payments`, { method: 'POST', headers, body });
      assert.equal(answer.status, 200);
    }
    await platform.until(({ balance }) => balance.stillFailing === 3, 20);
    await platform.stop();
    mkdirSync(join(place.project, 'webhooks'));
    writeFileSync(join(place.project, 'webhooks', 'payments.mjs'), MAP);
    const config = join(place.project, 'crypt.yml');
    const webhook = '{ path: /com.acme/payments, verify: { kind: none }, map: webhooks/payments.mjs }';
    writeFileSync(config, `${readFileSync(config, 'utf8')}\nwebhooks:\n  - ${webhook}\n`);
    const { group } = await groupOf(/^path: no adapter/);
    const retried = await crypt(place, 'events', 'retry', '--group', group, '--json');
    assert.equal(retried.code, 0, retried.stderr);
    const { repaired, rows, failedAnew, stillFailing } = JSON.parse(retried.stdout) as RetryResult;
    assert.deepEqual(
      { repaired, rows, failedAnew, stillFailing },
      { repaired: 2, rows: 4, failedAnew: 1, stillFailing: 0 },
    );
    const again = await crypt(place, 'events', 'retry', '--all', '--json');
    assert.deepEqual([(JSON.parse(again.stdout) as RetryResult).matched, again.code], [2, 0]);
    platform = await startPlatform(place);
    const { balance } = await platform.until((now) => now.balance.repaired === 6 && isBalanced(now), 60);
    const { stored, stillFailing: open, failed, eventsReceived } = balance;
    assert.deepEqual({ stored, open, failed, eventsReceived }, { stored: 7, open: 2, failed: 6, eventsReceived: 9 });
    const prices = await platform.sql(
      `select unstruct_event_com_acme_quote_asked_1.price from landing.events where v_tracker = 'crypt-webhook' order by 1`,
    );
    assert.deepEqual(prices, [['1'], ['2'], ['3'], ['4']]);
  });

  test('the statements of docs/failed-events.md run, and find what happened here', async () => {
    const docs = readFileSync(new URL('../../../../../docs/failed-events.md', import.meta.url), 'utf8');
    const statements = [...docs.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => sql);
    const found = await Promise.all(statements.map((sql) => platform.sql(sql)));
    assert.deepEqual(
      found.map((rows) => rows.length > 0),
      [true, true, true],
    );
  });

  test('the page shows what is open, what is repaired, and the command', async () => {
    const login = await fetch(String(platform.login), { redirect: 'manual' });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = await (await fetch(`${platform.portal}/failed`, { headers: { cookie } })).text();
    const { group } = await groupOf(/quote_asked \/price/);
    assert.match(page, /6 failed events in the log: 2 open, 4 repaired/);
    assert.ok(page.includes(`crypt events retry --group ${group}`));
  });
});
