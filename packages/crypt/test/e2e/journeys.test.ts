// Every journey of the example site, clicked and typed as a person would, with its back end running. What left the
// browser and the back end is written down on its way, and compared with what is stored: as ids, as counts, and where
// something was typed as the values of the event.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { openBrowser, untilTrue, type Browser, type Page } from '../support/browser.ts';
import { INSURER, loadBackend, type RunningBackend } from '../support/example-modules.ts';
import { sentEvents, type Params } from '../support/expected-row.ts';
import { placeAt, startPlatform, type Place, type Platform } from '../support/platform.ts';
import { startRecordingProxy, type RecordingProxy } from '../support/recording-proxy.ts';

const found = await openBrowser();
const skip = 'skip' in found ? found.skip : false;
if (skip !== false && process.env['CI'] === 'true') assert.fail(skip);
if (!('skip' in found)) await found.close();

type Person = Page & { selectOption(selector: string, value: string): Promise<unknown> };

/** Events that the back end had an answer 200 for. */
const sentByBackend: Params[] = [];

async function runBackend(platform: Platform): Promise<RunningBackend> {
  const { openTracker, startBackend } = await loadBackend();
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { data } = (await request.clone().json()) as { data: Params[] };
    const response = await fetch(request);
    if (response.ok) sentByBackend.push(...data);
    return response;
  };
  return startBackend({ port: 0, tracker: openTracker(platform.collector, send) });
}

describe('the journeys of the example', { skip }, () => {
  let place: Place;
  let platform: Platform;
  let backend: RunningBackend;
  let proxy: RecordingProxy;
  let browser: Browser;
  let page: Person;
  /** What was typed or shown, as the columns must have it. */
  const typed = { note: 'Zoë’s — 東京 "1"', premium: 0, orderTotal: '' };

  before(async () => {
    place = await placeAt(fileURLToPath(INSURER));
    platform = await startPlatform(place);
    backend = await runBackend(platform);
    proxy = await startRecordingProxy(Number(new URL(platform.collector).port));
    const flags = [`--proxy-server=${proxy.url}`, '--proxy-bypass-list=<-loopback>'];
    browser = (await openBrowser(flags)) as Browser;
    page = (await (await browser.newContext({ viewport: { width: 1000, height: 700 } })).newPage()) as Person;
    await open(`index.html?backend=${backend.url}&utm_source=letter`);
    await page.evaluate('document.cookie = "_ga=GA1.1.12345.67890; path=/"');
    await buyTermLife();
    await applyForIncome();
    await calculate();
    await listen();
    await breakSomething();
    await shop();
    await leave();
  });

  after(async () => {
    await browser.close();
    await backend.close();
    await platform.stop();
    await proxy.close();
    rmSync(String(place.environment['CRYPT_DATA']), { recursive: true });
  });

  const sent = (): readonly Params[] => [...sentEvents(proxy.posts).map(({ params }) => params), ...sentByBackend];
  const idsOf = (events: readonly Params[]): string[] => [...new Set(events.map(({ eid }) => String(eid)))].toSorted();

  async function open(path: string): Promise<void> {
    await page.goto(`${platform.site}/${path}`);
    await untilTrue(page, 'document.querySelector("#sent .state[data-stored]")');
  }

  /** The page that was asked for is there, and its tracker has begun. */
  const arrived = (path: string): Promise<void> =>
    untilTrue(page, `location.pathname === "/${path}" && document.querySelector("#sent .state[data-stored]")`);
  const told = (words: string): Promise<void> =>
    untilTrue(page, `[...document.querySelectorAll("#sent li")].some((e) => e.textContent.includes("${words}"))`);

  async function buyTermLife(): Promise<void> {
    await page.click('.hero .button');
    await arrived('quote.html');
    await page.click('#cover');
    await page.keyboard.press('ArrowRight');
    await page.selectOption('#age', '40-49');
    await page.click('input[name="smoker"][value="yes"]');
    await page.click('#quote button');
    await told('quote_requested');
    await page.click('#apply');
    await arrived('apply.html');
    await page.fill('#who', 'Ada Nobody');
    await page.fill('#mail', 'ada@example.org');
    await page.click('.part [name="smoker"][value="yes"]');
    await page.fill('#weeks', '3');
    await page.selectOption('#answer', 'letter');
    await page.click('#application button');
    await arrived('thanks.html');
    await page.click('#buy');
    await arrived('buy.html');
    typed.premium = await page.evaluate<number>('window.harbourProducts.read().monthlyPremium');
    await page.click('input[value="card"]');
    await page.click('#purchase button');
    await arrived('policy.html');
    assert.match((await page.textContent('#number')) ?? '', /^Policy HL-[0-9A-F-]{13}$/);
  }

  async function applyForIncome(): Promise<void> {
    await open('income.html');
    await page.selectOption('#deferred', '26');
    await page.click('#quote button');
    await told('quote_requested');
    await page.click('#apply');
    await arrived('apply.html');
    await page.fill('#who', 'Ada Nobody');
    await page.fill('#mail', 'ada@example.org');
    await page.click('input[name="treated"][value="yes"]');
    await page.click('#application button');
    await arrived('thanks.html');
    assert.equal(await page.textContent('#outcome'), 'A person will read it, and write to you.');
  }

  async function calculate(): Promise<void> {
    await open('calculator.html');
    await page.fill('#need-input', '1234.56');
    await page.fill('#need-note', typed.note);
    await page.click('#need button');
    await told('calculator_used');
    await page.click('#tab-need');
    await page.keyboard.press('ArrowRight');
    await page.fill('#months-input', '10000');
    await page.keyboard.press('Enter');
    await untilTrue(page, 'document.querySelector("#result").textContent === "4"');
  }

  async function listen(): Promise<void> {
    await open('article.html');
    await page.click('#listen');
    await page.click('#share');
    await told('end_event');
  }

  async function breakSomething(): Promise<void> {
    await open('broken.html');
    await page.click('#break');
    await told('application_error');
  }

  async function shop(): Promise<void> {
    await open('shop.html');
    await page.fill('#words', 'the vet');
    await page.keyboard.press('Enter');
    await told('site_search');
    await page.click('#covers a');
    await arrived('cover.html');
    await page.click('#add');
    await page.click('#add');
    await page.click('.price a');
    await arrived('basket.html');
    await page.click('#lines button');
    typed.orderTotal = (await page.textContent('#total')) ?? '';
    await page.click('#begin');
    await page.click('#checkout button');
    await arrived('order.html');
  }

  /** Leaves the page, which would go on telling that somebody reads it; nothing is on its way afterwards. */
  async function leave(): Promise<void> {
    await untilTrue(page, '[...document.querySelectorAll("#sent .state")].every((e) => e.dataset.stored === "")');
    await page.goto('about:blank');
    while (proxy.openPosts > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await backend.close();
    await platform.settled(20);
  }

  test('every event that was sent is one row, none is failed, and every count agrees', async (context) => {
    const events = sent();
    const rows = await platform.sql('select event_id from landing.events');
    assert.deepEqual(rows.map(([id]) => String(id)).toSorted(), idsOf(events));
    const { balance } = await platform.until(({ balance: now }) => now.unexplained === 0, 30);
    const { eventsReceived, stored, duplicate, failed } = balance;
    const distinct = idsOf(events).length;
    assert.deepEqual(
      { eventsReceived, stored, duplicate, failed },
      { eventsReceived: events.length, stored: distinct, duplicate: events.length - distinct, failed: 0 },
    );
    context.diagnostic(`${distinct} events, ${sentByBackend.length} of them of the back end`);
  });

  test('the journeys had every kind of event that the site can send', async () => {
    const rows = await platform.sql('select distinct event_name from landing.events');
    const names = new Set(rows.map(([name]) => String(name)));
    assert.deepEqual(
      EVENT_NAMES.filter((name) => !names.has(name)),
      [],
      [...names].toSorted().join(' '),
    );
  });

  test('what was typed is in the columns of the events of the plan', async () => {
    const values = async (name: string, fields: string): Promise<readonly unknown[]> => {
      const event = `unstruct_event_com_harbour_life_${name}`;
      const list = fields.split(' ').map((field) => `${event}.${field}`);
      return platform.sql(
        `select ${list.join(', ')} from landing.events where ${event} is not null order by dvce_created_tstamp, ${SESSION}.event_index`,
      );
    };
    assert.deepEqual(await values('quote_requested_1', 'cover term_years age_band smoker deferred_weeks'), [
      ['425000', '20', '40-49', true, null],
      ['24000', '25', '30-39', false, '26'],
    ]);
    assert.deepEqual(await values('calculator_used_1', 'tool input result note'), [
      ['cover_needed', 1234.56, 118518, typed.note],
      ['months_without_pay', 10000, 4, null],
    ]);
    assert.deepEqual(await values('application_step_completed_1', 'step step_number'), [...STEPS, ...STEPS]);
    assert.deepEqual(await values('application_received_1', 'outcome'), [['accepted'], ['referred']]);
    assert.deepEqual(
      (await values('policy_bought_1', 'monthly_premium payment')).map((row) => (row as unknown[]).map(String)),
      [[typed.premium.toFixed(2), 'card']],
    );
    const health = 'contexts_com_harbour_life_health_answers_1[1]';
    assert.deepEqual(
      await platform.sql(
        `select event_name, ${health}.smoker, ${health}.treated, ${health}.weeks_off_sick from landing.events ` +
          `where contexts_com_harbour_life_health_answers_1 is not null order by event_name, ${health}.weeks_off_sick desc`,
      ),
      ['application_received', 'application_step_completed'].flatMap((name) => [
        [name, true, false, '3'],
        [name, false, true, '0'],
      ]),
    );
  });

  test('what was ordered is in the transaction, as the page showed it', async () => {
    const [row] = await platform.sql(
      'select contexts_com_snowplowanalytics_snowplow_ecommerce_transaction_1[1].revenue, ' +
        'contexts_com_snowplowanalytics_snowplow_ecommerce_product_1[1].id ' +
        "from landing.events where unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1.type = 'transaction'",
    );
    assert.deepEqual([`€${Number(row?.[0]).toFixed(2)}`, row?.[1]], [typed.orderTotal, 'DOG']);
  });

  test('both sides of a journey have one visitor, one session, one application', async () => {
    const rows = await platform.sql(
      'select app_id, count(distinct domain_userid), count(distinct domain_sessionid), count(distinct network_userid), ' +
        'min(domain_userid), min(network_userid) from landing.events group by app_id order by app_id',
    );
    const [back, front] = rows as [unknown[], unknown[]];
    assert.deepEqual(
      [back.slice(0, 4), front.slice(0, 4)],
      [
        ['harbour-life-backend', '1', '1', '1'],
        ['harbour-life-web', '1', '1', '1'],
      ],
    );
    assert.deepEqual(back.slice(4), front.slice(4));
    const bought = await platform.sql(
      "select count(distinct contexts_com_harbour_life_application_1[1].id) from landing.events where event_name in ('policy_bought', 'policy_issued', 'payment_taken')",
    );
    assert.deepEqual(bought, [['1']]);
  });

  test('neither names nor addresses are in any event', () => {
    assert.doesNotMatch(JSON.stringify(sent()), /Nobody|ada@example/);
  });
});

/** Numbers the events of a session, where two have the same millisecond. */
const SESSION = 'contexts_com_snowplowanalytics_snowplow_client_session_1[1]';

const STEPS = [
  ['person', '1'],
  ['health', '2'],
  ['declaration', '3'],
];

const EVENT_NAMES = (
  'page_view event link_click button_click focus_form change_form submit_form expose_element ' +
  'quote_requested application_started application_step_completed policy_bought calculator_used ' +
  'application_received policy_issued payment_taken application_error screen_view timing ' +
  'ready_event play_event percent_progress_event end_event site_search social_interaction snowplow_ecommerce_action'
).split(' ');
