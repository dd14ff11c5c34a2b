import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fail as failSql } from '../../../../src/adapters/duckdb/errors.ts';
import type { Value } from '../../../../src/contracts/warehouse.ts';
import type { PortalEffects } from '../../../../src/serve/portal/portal-options.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { recordingLogger } from '../../../support/recording-logger.ts';
import { FakeFeed, makeBalance, makeResult, makeStatus, NOON_MS, withPortal } from '../../../support/serve-fixtures.ts';

const OFF = { login: 'off' } as const;
const noTable = () => Promise.reject(failSql('SQL_FAILED', { reason: 'no table' }));
const lost = () => Promise.reject(failSql('WAREHOUSE_LOST', { reason: 'killed' }));
const neverAsked = () => Promise.reject(new TypeError('asked'));
/** Answers the statement of the newest events alone. */
const tailOf = (row: readonly Value[]) => async (sql: string) =>
  makeResult([], sql.includes('FROM landing.events\n') ? [row] : []);
const EVENT_ID = '11111111-2222-4333-8444-555555555555';

const page = async (path: string, effects: Partial<PortalEffects> = {}): Promise<{ status: number; text: string }> => {
  let result = { status: 0, text: '' };
  await withPortal(
    async ({ get }) => {
      const answer = await get(path);
      // Numbers stand beside markup; what a reader reads is the text.
      const text = (await answer.text()).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
      result = { status: answer.status, text };
    },
    effects,
    OFF,
  );
  return result;
};

suite('portal: pages', () => {
  test('the pipeline says that everything is accounted for, in words and numbers', async () => {
    const { status, text } = await page('/');
    assert.equal(status, 200);
    assert.match(text, /Every event that came in is accounted for\./);
    assert.match(
      text,
      /events received 120 equals = stored 100 plus \+ duplicate 5 plus \+ failed, kept 10 plus \+ on the way 5 unexplained 0/,
    );
    assert.match(text, /load loaded = stored \+ duplicate 105 = 100 stored \+ 5 duplicate 0 balanced/);
  });

  test('without script the page loads itself again', async () => {
    await withPortal(
      async ({ get }) => {
        const text = await (await get('/')).text();
        assert.ok(text.includes('<noscript><meta http-equiv="refresh" content="10"/></noscript></head>'));
      },
      {},
      OFF,
    );
  });

  test('what is unexplained is said with a word and the unequal sign', async () => {
    const lines = [{ hop: 'landing', says: 'rows = rows', left: 9, right: { rows: 8 }, unexplained: 1 }];
    const { text } = await page('/', {
      status: new FakeFeed(makeStatus({ balance: makeBalance({ lines, unexplained: 1 }) })),
    });
    assert.match(text, /Something is not accounted for/);
    assert.match(text, /events received 120 does not equal ≠ stored/);
    assert.match(text, /unexplained 1/);
    assert.match(text, /landing rows = rows 9 ≠ 8 rows 1 not balanced/);
  });

  test('an unknown balance is called unknown', async () => {
    const balance = makeBalance({ unexplained: null });
    assert.match((await page('/', { status: new FakeFeed(makeStatus({ balance })) })).text, /unexplained unknown/);
  });

  test('before the first event the page tells how to send one', async () => {
    const site = { url: 'http://127.0.0.1:4080' };
    const { status, text } = await page('/', { query: noTable, status: new FakeFeed(makeStatus({ site })) });
    assert.equal(status, 200);
    assert.match(text, /No event yet\. Send the first one:/);
    assert.match(text, /open the project’s site/);
    assert.match(text, /curl &#39;http:\/\/127\.0\.0\.1:4000\/i\?e=pv/);
  });

  test('without a status, and with the platform down, every page still renders', async () => {
    for (const feed of [new FakeFeed(), new FakeFeed(makeStatus({ running: false, collector: null }))]) {
      const { status, text } = await page('/', { status: feed, query: lost });
      assert.equal(status, 200);
      assert.match(text, /The platform is not running/);
      assert.match(text, /The warehouse does not answer at the moment/);
      assert.equal((await page('/failed', { status: feed, query: lost })).status, 200);
    }
  });

  test('rows that were read stay, with their time, while the warehouse restarts', async () => {
    const clock = new FakeClock(NOON_MS);
    let away = false;
    const row = [
      EVENT_ID,
      null,
      '2026-11-24T11:59:58.000Z',
      '2026-11-24T11:59:58.500Z',
      'web',
      'page_view',
      'page_view',
      null,
      null,
      '/',
      'u',
      null,
      null,
    ];
    const query = async (sql: string) => {
      if (away) throw failSql('WAREHOUSE_LOST', { reason: 'killed' });
      return tailOf(row)(sql);
    };
    await withPortal(
      async ({ get }) => {
        assert.match(await (await get('/')).text(), /page view/);
        away = true;
        await clock.advance(5_000);
        const text = await (await get('/')).text();
        assert.match(text, /does not answer.*These rows are of.*12:00:00.*page view/s);
      },
      { clock, query },
      OFF,
    );
  });

  test('an event shows every field that has a value, masked, with its meaning', async () => {
    const query = async () =>
      makeResult(['event_id', 'app_id', 'user_id', 'page_title'], [[EVENT_ID, 'web', 'jane', null]]);
    const { status, text } = await page(`/events/${EVENT_ID}`, { query });
    assert.equal(status, 200);
    assert.match(text, /app_id web App that sent the event/);
    assert.match(
      text,
      /user_id ~[\da-f]{6} Id that the app gave the user\. From the tracker\. Masked: It names one person\./,
    );
    assert.doesNotMatch(text, /jane|page_title/);
  });

  test('an event that is not stored is a 404 that says where else it may be', async () => {
    const { status, text } = await page(`/events/${EVENT_ID}`);
    assert.deepEqual([status, /may be on the way/.test(text)], [404, true]);
  });

  test('an event asked for while the warehouse restarts is a 503', async () => {
    assert.equal((await page(`/events/${EVENT_ID}`, { query: lost })).status, 503);
  });

  test('what is no event id never reaches the warehouse', async () => {
    assert.equal((await page(`/events/${encodeURIComponent("x' or 1=1")}`, { query: neverAsked })).status, 404);
  });

  test('a defect shows a page without its text, and is logged', async () => {
    const logger = recordingLogger();
    const { status, text } = await page('/', {
      logger,
      query: () => Promise.reject(new TypeError('jane@example.org')),
    });
    assert.deepEqual([status, /This page broke/.test(text), /jane/.test(text)], [500, true, false]);
    assert.equal(logger.lines.at(-1)?.event, 'portal.page.broken');
  });

  test('notices, a refused configuration and a full disk are said in words', async () => {
    const feed = new FakeFeed(
      makeStatus({
        notices: [{ key: 'a', text: 'The disk is nearly full.' }],
        config: { path: 'crypt.yml', changed: true, problem: 'crypt.yml:3: port must be a number' },
        disk: { usedBytes: 2 ** 30, freeBytes: 2 ** 30, growthBytesPerDay: 2 ** 29, daysLeft: 2 },
      }),
    );
    const { text } = await page('/', { status: feed });
    assert.match(text, /The disk is nearly full\./);
    assert.match(text, /changed, and would be refused crypt\.yml:3: port must be a number/);
    assert.match(text, /room for 2 days at 512 MiB a day/);
  });

  test('silence and gaps are said in words, worst first, and a silent event needs a person', async () => {
    const series = [
      ['web', null, true, 'silent', '2026-11-24T09:00:00.000Z', '480', '20', '900', '1000', '1100'],
      ['web', 'quote_requested', false, 'high', '2026-11-24T11:59:00.000Z', '0', '300', '100', '110', '120'],
      ['web', 'page_view', false, 'normal', '2026-11-24T11:59:58.000Z', '0', '1000', '1000', '1000', '1000'],
      [null, null, false, 'learning', '2026-11-24T11:58:00.000Z', null, '1', null, null, null],
    ];
    const sessions = [['web', '12', '2', '340', '1', '3']];
    const query = async (sql: string) => {
      if (sql.includes('event_alarms')) return makeResult([], series);
      return makeResult([], sql.includes('session_gaps') ? sessions : []);
    };
    const { text } = await page('/', { query });
    assert.match(text, /Silent although events were expected: web\./);
    assert.match(text, /web all of it silent 3 h ago 480 expected since 20 900 to 1,100/);
    assert.match(text, /web quote requested far more 60 s ago 300 100 to 120/);
    assert.match(text, /web page view as usual 2\.0 s ago 1,000 1,000 no app/);
    assert.match(text, /no app no name learning 2 min ago 1 known after 4 days/);
    assert.match(
      text,
      /gaps web: 12 sessions of the last day numbered 340 events; 3 never arrived, in 2 sessions, 1 failed/,
    );
  });

  test('volumes are read once a minute, and without them the page says why', async () => {
    const clock = new FakeClock(NOON_MS);
    let asked = 0;
    const query = async (sql: string) => {
      if (sql.includes('event_alarms')) asked++;
      return makeResult([], []);
    };
    await withPortal(
      async ({ get }) => {
        for (const seconds of [0, 30, 31]) {
          await clock.advance(seconds * 1_000);
          assert.match(await (await get('/')).text(), /no event has been stored/);
        }
      },
      { clock, query },
      OFF,
    );
    assert.equal(asked, 2);
    assert.match((await page('/', { query: noTable })).text, /Nothing to compare yet/);
  });

  test('status.json is the status, or a 503 before the first', async () => {
    await withPortal(
      async ({ get }) => assert.deepEqual(await (await get('/status.json')).json(), makeStatus()),
      {},
      OFF,
    );
    await withPortal(
      async ({ get }) => assert.equal((await get('/status.json')).status, 503),
      { status: new FakeFeed() },
      OFF,
    );
  });

  test('an app name that is markup is text', async () => {
    const row = [
      EVENT_ID,
      null,
      null,
      null,
      '<script>alert(1)</script>',
      'page_view',
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ];
    await withPortal(
      async ({ get }) => {
        const text = await (await get('/')).text();
        assert.ok(text.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
        assert.ok(!text.includes('<script>alert'));
      },
      { query: tailOf(row) },
      OFF,
    );
  });

  test('the live stream sends each part as an event', async () => {
    await withPortal(
      async ({ get }) => {
        const answer = await get('/live');
        assert.equal(answer.headers.get('content-type'), 'text/event-stream');
        const reader = answer.body?.getReader();
        const first = new TextDecoder().decode((await reader?.read())?.value);
        await reader?.cancel();
        assert.deepEqual(
          first.split('\n\n').map((event) => /^event: (\w+)\ndata: </.exec(event)?.[1]),
          ['notices', 'verdict', 'flow', 'tail', 'failed', 'loss', 'balance', 'machine', undefined],
        );
      },
      {},
      OFF,
    );
  });
});
