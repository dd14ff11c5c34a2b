// The pages in a real browser: live and without script, narrow and printed, and the example site with the official
// tracker. The platform is faked; what is proven is what people see and what the browser sends.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { nodeRandom } from '../../src/adapters/node/node-random.ts';
import { startPortal, type Portal } from '../../src/serve/portal/start-portal.ts';
import { findTracker } from '../../src/serve/site/find-tracker.ts';
import { startSite } from '../../src/serve/site/start-site.ts';
import { openBrowser, untilTrue as until, type Browser, type BrowserContext, type Page } from '../support/browser.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import {
  FakeFeed,
  makeBalance,
  makeEffects,
  makeOptions,
  makeResult,
  makeStatus,
  NOON_MS,
} from '../support/serve-fixtures.ts';

const found = await openBrowser();
const skip = 'skip' in found ? found.skip : false;
if (skip !== false && process.env['CI'] === 'true') assert.fail(skip);

const ROW = ['id-1', null, null, null, 'web', 'page_view', 'page_view', null, null, '/quote.html', 'u', null, null];

/** What the browser complained about: blocked by the content security policy, thrown, or not found. */
function complaints(page: Page): readonly string[] {
  const heard: string[] = [];
  page.on('pageerror', (error: Error) => void heard.push(error.message));
  page.on('console', (message: { type(): string; text(): string }) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}

/** Rows of events; nothing is known of volumes and sessions. */
const query = async (sql: string) => makeResult([], /event_alarms|session_gaps/.test(sql) ? [] : [ROW]);

describe('pages in a browser', { skip }, () => {
  const browser = found as Browser;
  const feed = new FakeFeed(makeStatus());
  let portal: Portal;

  before(async () => {
    portal = await startPortal(
      makeOptions(),
      makeEffects({ status: feed, query, clock: nodeClock, random: nodeRandom }),
    );
  });
  after(async () => {
    await portal.close();
    await browser.close();
  });

  /** A logged-in page in a context of its own. */
  const withPage = async (
    options: Readonly<Record<string, unknown>>,
    use: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      await page.goto(portal.auth.mintLink());
      await page.waitForSelector('#verdict');
      await use(page, context);
    } finally {
      await context.close();
    }
  };

  test('a login link leads to the pipeline, its token is gone from the address, and a second use is refused', async () => {
    const link = portal.auth.mintLink();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.waitForSelector('#verdict');
    assert.equal(await page.evaluate('location.pathname + location.search'), '/');
    assert.equal(await page.evaluate('document.cookie'), '', 'script cannot read the session');
    await context.close();
    const other = await browser.newContext();
    assert.equal((await (await other.newPage()).goto(link))?.status(), 401);
    await other.close();
  });

  test('a new status appears without loading the page again, and nothing is blocked or broken', async () => {
    await withPage({}, async (page) => {
      const heard = complaints(page);
      await page.goto(`${portal.url}/`);
      await until(page, 'document.getElementById("live").textContent === "live"');
      await page.evaluate('window.same = true; document.querySelector("#tail a").focus()');
      feed.send(makeStatus({ balance: makeBalance({ eventsReceived: 777_120, stored: 777_100 }) }));
      await until(page, 'document.querySelector("#verdict").textContent.includes("777,120")');
      assert.equal(await page.evaluate('window.same'), true);
      assert.equal(await page.evaluate('document.activeElement.id'), 'e-id-1', 'the focus stays where it was');
      assert.deepEqual(heard, []);
      feed.send(makeStatus());
    });
  });

  test('a notice that is withdrawn goes away', async () => {
    await withPage({}, async (page) => {
      feed.send(makeStatus({ notices: [{ key: 'a', text: 'The disk is nearly full.' }] }));
      await until(page, 'document.querySelector("#notices").textContent.includes("nearly full")');
      feed.send(makeStatus());
      await until(page, 'document.querySelector("#notices").textContent === ""');
    });
  });

  test('without script everything is there', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      const text = (await page.textContent('main')) ?? '';
      for (const part of ['accounted for', 'Enriched log', 'page view', 'loaded = stored + duplicate', 'supervisor']) {
        assert.ok(text.includes(part), part);
      }
    });
  });

  for (const width of [320, 360, 768, 1216, 1440]) {
    test(`at ${width} pixels nothing runs out of the page`, async () => {
      await withPage({ viewport: { width, height: 800 } }, async (page) => {
        for (const path of ['/', '/failed', '/events/id-1']) {
          await page.goto(`${portal.url}${path}`);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, path);
        }
      });
    });
  }

  test('every link and button is at least 24 pixels high or stands in a line of text', async () => {
    await withPage({ viewport: { width: 360, height: 800 } }, async (page) => {
      const small = await page.evaluate<readonly string[]>(
        `[...document.querySelectorAll('nav a, button, summary, .tail a')]
          .filter((e) => e.getBoundingClientRect().height < 24 && e.getBoundingClientRect().width > 0)
          .map((e) => e.textContent)`,
      );
      assert.deepEqual(small, []);
    });
  });

  test('what flows is seen to move, but not by people who ask for less motion', async () => {
    const timeMs = NOON_MS + 1_000;
    feed.send(makeStatus());
    feed.send(makeStatus({ timeMs, balance: makeBalance({ payloadsReceived: 90 }) }));
    for (const [reducedMotion, moves] of [
      ['no-preference', true],
      ['reduce', false],
    ] as const) {
      await withPage({ reducedMotion }, async (page) => {
        await until(page, 'document.querySelector(".pipe.moving") !== null');
        assert.equal(await page.evaluate('document.getAnimations().length > 0'), moves, reducedMotion);
      });
    }
  });
});

describe('the example site in a browser', { skip }, () => {
  const site = fileURLToPath(new URL('../../../../../examples/insurer', import.meta.url));
  const received: Record<string, string>[] = [];
  let collector: Server;
  let browser: Browser;
  let door: Awaited<ReturnType<typeof startSite>>;

  before(async () => {
    browser = (await openBrowser()) as Browser;
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
        response.setHeader('Access-Control-Allow-Credentials', 'true');
        response.setHeader('Access-Control-Allow-Headers', 'Content-Type, SP-Anonymous');
        if (request.method === 'POST' && request.url === '/com.snowplowanalytics.snowplow/tp2') {
          received.push(...(JSON.parse(Buffer.concat(chunks).toString()) as { data: Record<string, string>[] }).data);
        }
        response.end('ok');
      });
    });
    await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve));
    const collectorUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    door = await startSite(
      {
        folder: `${site}/site`,
        host: '127.0.0.1',
        port: 0,
        trackerFile: findTracker(site),
        collectorUrl,
        portalUrl: 'http://127.0.0.1:4040',
      },
      { files: nodeFiles, logger: recordingLogger() },
    );
  });
  after(async () => {
    await browser.close();
    await door.close();
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
  });

  test('a visit to the end sends what its footer lists, and nothing that was typed', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const heard = complaints(page);
    await page.goto(`${door.url}/`);
    await until(page, 'document.querySelector("#sent .state[data-stored]")');
    await page.click('.hero .button');
    await page.waitForSelector('#quote');
    await page.click('input[value="yes"]');
    await page.click('#quote button');
    await until(
      page,
      '[...document.querySelectorAll("#sent li")].some((e) => /quote_requested.*stored/.test(e.textContent))',
    );
    await page.click('#apply');
    await page.fill('#who', 'Jane Typed');
    await page.fill('#mail', 'typed@example.org');
    await page.click('#application button');
    await until(page, 'location.pathname === "/thanks.html" && document.querySelector("#sent .state[data-stored]")');
    await context.close();

    const names = new Set(
      received.map((event) => (event['e'] === 'se' ? `${event['se_ca']} ${event['se_ac']}` : event['e'])),
    );
    const expected = [
      'application started',
      'application submitted',
      'link apply',
      'link see_your_price',
      'pv',
      'quote started',
      'ue',
    ];
    assert.deepEqual(names, new Set(expected));
    assert.ok(received.every((event) => event['co']?.includes('web_page/jsonschema/1-0-0')));
    const quote = received.find((event) => event['ue_pr']?.includes('quote_requested'));
    assert.match(quote?.['ue_pr'] ?? '', /iglu:com\.harbour-life\/quote_requested\/jsonschema\/1-0-0.*"smoker":true/);
    assert.match(quote?.['co'] ?? '', /iglu:com\.harbour-life\/product\/jsonschema\/1-0-0/);
    assert.doesNotMatch(JSON.stringify(received), /Typed|typed@/);
    assert.deepEqual(heard, []);
  });
});

test('a machine without a browser is told how to get one', async () => {
  const named = process.env['CRYPT_TEST_BROWSER'];
  process.env['CRYPT_TEST_BROWSER'] = '/nowhere/chromium';
  try {
    const answer = await openBrowser();
    assert.ok('skip' in answer);
    assert.match(answer.skip, /To have one: npm ci --prefix .*tools\/browser, or set CRYPT_TEST_BROWSER/);
  } finally {
    if (named === undefined) delete process.env['CRYPT_TEST_BROWSER'];
    else process.env['CRYPT_TEST_BROWSER'] = named;
  }
});
