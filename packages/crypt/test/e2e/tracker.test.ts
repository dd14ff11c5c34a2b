// A visit of the example site with the official tracker, unmodified. A proxy between browser and collector writes down
// what was sent, which is compared with what is stored: every parameter of every event. Then it breaks events on purpose.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { BREAKAGES } from '../support/breakages.ts';
import { openBrowser, untilTrue, type Browser, type Page } from '../support/browser.ts';
import { compareRow, sentEvents, type Cells, type Sent } from '../support/expected-row.ts';
import { crypt, placeAt, startPlatform, type Place, type Platform } from '../support/platform.ts';
import { startRecordingProxy, type ProxyFaults, type RecordingProxy } from '../support/recording-proxy.ts';

const found = await openBrowser();
const skip = 'skip' in found ? found.skip : false;
if (skip !== false && process.env['CI'] === 'true') assert.fail(skip);
if (!('skip' in found)) await found.close();

const INSURER = fileURLToPath(new URL('../../../../../examples/insurer', import.meta.url));
/** The row of the last event at the foot of the page says that it is stored, and so do all others. */
const ALL_STORED = '[...document.querySelectorAll("#sent .state")].every((e) => e.dataset.stored === "")';
/** Events of the batches for each way to break one. */
const EVENTS_EACH = 4;
/** Ways to break an event that leave nothing to count it by. */
const UNCOUNTED = BREAKAGES.filter(({ apply }) => typeof apply({}) === 'string').length;
const listed = (words: string): string =>
  `[...document.querySelectorAll("#sent li")].some((e) => e.textContent.includes(${JSON.stringify(words)}))`;

/** The insurer's project on data of its own, and a browser whose requests all pass the proxy. */
class Visit {
  readonly place: Place;
  readonly platform: Platform;
  readonly proxy: RecordingProxy;
  readonly page: Page;
  readonly #browser: Browser;

  private constructor(place: Place, platform: Platform, proxy: RecordingProxy, browser: Browser, page: Page) {
    this.place = place;
    this.platform = platform;
    this.proxy = proxy;
    this.#browser = browser;
    this.page = page;
  }

  static async start(faults: ProxyFaults): Promise<Visit> {
    const place = await placeAt(INSURER);
    const platform = await startPlatform(place);
    const proxy = await startRecordingProxy(Number(new URL(platform.collector).port), faults);
    const flags = [`--proxy-server=${proxy.url}`, '--proxy-bypass-list=<-loopback>'];
    const browser = (await openBrowser(flags)) as Browser;
    const page = await (await browser.newContext({ viewport: { width: 1000, height: 500 } })).newPage();
    return new Visit(place, platform, proxy, browser, page);
  }

  /** Everything that the page lists is stored, and nothing is on its way. */
  async quiet(): Promise<void> {
    await untilTrue(this.page, ALL_STORED);
    while (this.proxy.openPosts > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Leaves the page, which would go on telling that somebody reads it; nothing is on its way afterwards. */
  async leave(): Promise<void> {
    await this.quiet();
    await this.page.goto('about:blank');
    while (this.proxy.openPosts > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.platform.settled(20);
  }

  /** At least `count` sendings that are `meant` were answered. */
  async answered(meant: (sent: Sent) => boolean, count: number): Promise<void> {
    const deadlineMs = Date.now() + 15_000;
    while (sentEvents(this.proxy.posts).filter(meant).length < count) {
      assert.ok(Date.now() < deadlineMs, `the tracker sends ${count} events`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Rows of landing.events by event id. */
  async rows(): Promise<ReadonlyMap<string, Cells>> {
    const { stdout } = await crypt(this.place, 'sql', '--json', 'select * from landing.events');
    const { columns, rows } = JSON.parse(stdout) as { columns: { name: string }[]; rows: unknown[][] };
    const cells = rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
    return new Map(cells.map((row) => [String(row['event_id']), row]));
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.platform.stop();
    await this.proxy.close();
    rmSync(String(this.place.environment['CRYPT_DATA']), { recursive: true });
  }
}

/** By event id, each with all its sendings. */
function byId(events: readonly Sent[]): ReadonlyMap<string, readonly Sent[]> {
  const groups = new Map<string, Sent[]>();
  for (const event of events) {
    const id = String(event.params['eid']);
    groups.set(id, [...(groups.get(id) ?? []), event]);
  }
  return groups;
}

/** What is wrong with the row; one of its sendings must have nothing wrong. */
function judge(row: Cells | undefined, sendings: readonly Sent[]): readonly string[] {
  if (row === undefined) return ['not stored'];
  const verdicts = sendings.map((sending) => compareRow(row, sending));
  return verdicts.find((verdict) => verdict.length === 0) ?? verdicts[0] ?? [];
}

function judgeAll(
  rows: ReadonlyMap<string, Cells>,
  sent: ReadonlyMap<string, readonly Sent[]>,
): Readonly<Record<string, readonly string[]>> {
  const verdicts = [...sent].map(([id, sendings]) => [id, judge(rows.get(id), sendings)] as const);
  return Object.fromEntries(verdicts.filter(([, verdict]) => verdict.length > 0));
}

describe('what the official tracker sends is what is stored', { skip }, () => {
  let visit: Visit;
  let lost = 0;

  before(async () => {
    // One answer never arrives, so that the tracker sends its events again.
    visit = await Visit.start({ loseAnswer: (body) => body.includes('quote_requested') && lost++ === 0 });
    await browse(visit);
    await visit.leave();
  });
  after(() => visit.end());

  test('every event is one row, field by field, and every further sending a duplicate', async (context) => {
    const events = sentEvents(visit.proxy.posts);
    const sent = byId(events);
    const rows = await visit.rows();
    assert.deepEqual(judgeAll(rows, sent), {});
    assert.deepEqual(new Set(rows.keys()), new Set(sent.keys()));
    assert.equal(new Set([...rows.values()].map((row) => row['origin'])).size, rows.size);
    const again = [...sent].flatMap(([id, sendings]) => sendings.slice(1).map(() => id));
    const noted = await visit.platform.sql('select event_id from landing.duplicates');
    assert.deepEqual(noted.map(String).toSorted(), again.toSorted());
    assert.equal(lost > 0 && again.length > 0, true, 'something was sent twice');
    const params = new Set(events.flatMap((event) => Object.keys(event.params)));
    context.diagnostic(
      `${sent.size} events in ${visit.proxy.posts.length} requests, ${again.length} sent again; ` +
        `${params.size} parameters: ${[...params].toSorted().join(' ')}`,
    );
  });

  test('the visit had every kind of event, and parameters of every kind', () => {
    const events = sentEvents(visit.proxy.posts);
    assert.deepEqual(new Set(events.map(({ params }) => params['e'])), new Set(['pv', 'pp', 'se', 'ue']));
    const params = new Set(events.flatMap((event) => Object.keys(event.params)));
    const expected = ['co', 'cx', 'ue_pr', 'ue_px', 'refr', 'se_la', 'se_pr', 'se_va', 'pp_miy', 'pp_may', 'uid'];
    assert.deepEqual(
      expected.filter((param) => !params.has(param)),
      [],
    );
  });

  test('the balance explains all of it', async () => {
    const { balance } = await visit.platform.until(({ balance: now }) => now.unexplained === 0, 40);
    const events = sentEvents(visit.proxy.posts);
    const { payloadsReceived, eventsReceived, stored, duplicate, failed } = balance;
    assert.deepEqual(
      { payloadsReceived, eventsReceived, stored, duplicate, failed },
      {
        payloadsReceived: visit.proxy.posts.length,
        eventsReceived: events.length,
        stored: byId(events).size,
        duplicate: events.length - byId(events).size,
        failed: 0,
      },
    );
  });

  test('one changed character, one changed cell and one unknown parameter are found', async () => {
    const rows = await visit.rows();
    const sending = sentEvents(visit.proxy.posts).find(({ params }) => params['e'] === 'pv');
    assert.ok(sending !== undefined);
    const { post, params, index } = sending;
    const row = rows.get(String(params['eid']));
    assert.ok(row !== undefined);
    assert.deepEqual(compareRow(row, sending), []);
    const other = { post, index, params: { ...params, page: `${params['page']}.` } };
    assert.deepEqual(compareRow(row, other).length, 1);
    for (const [column, value] of Object.entries(row)) {
      const changed = { ...row, [column]: value === null ? 'planted' : null };
      assert.notDeepEqual(compareRow(changed, sending), [], column);
    }
    const unknown = { post, index, params: { ...params, zz: '1' } };
    assert.throws(() => compareRow(row, unknown), /sent zz/);
  });
});

describe('events that are broken on their way fail alone', { skip }, () => {
  let visit: Visit;
  const broken: unknown[] = [];

  before(async () => {
    visit = await Visit.start({ alter: (body) => breakSome(body, broken) });
    const { page, platform } = visit;
    await page.goto(`${platform.site}/`);
    await untilTrue(page, 'document.querySelector("#sent .state[data-stored]")');
    await page.evaluate(BATCHES);
    await visit.answered(({ params }) => params['se_ca'] === 'batch', BREAKAGES.length * EVENTS_EACH - UNCOUNTED);
    await visit.leave();
  });
  after(() => visit.end());

  test('each is failed with its cause, whole, and grouped', async () => {
    assert.equal(broken.length, BREAKAGES.length);
    const { stdout } = await crypt(visit.place, 'events', 'failed', '--json');
    const { count, groups } = JSON.parse(stdout) as {
      count: number;
      groups: { failureType: string; cause: string; count: number }[];
    };
    assert.equal(count, BREAKAGES.length);
    assert.deepEqual(
      groups.map((group) => `${group.failureType}: ${group.cause}: ${group.count}`).toSorted(),
      BREAKAGES.map(({ failureType, cause }) => `${failureType}: ${cause}: 1`).toSorted(),
    );
    const raw = await crypt(visit.place, 'events', 'failed', '--raw');
    const kept = raw.stdout.trimEnd().split('\n');
    const params = kept.map((line) => (JSON.parse(line) as { params: unknown }).params);
    // What was no object is kept under a name.
    const sent = broken.map((event) => (typeof event === 'string' ? { value: event } : event));
    assert.deepEqual(params, JSON.parse(JSON.stringify(sent)));
  });

  test('every event beside them is stored, field by field, and the balance explains all of it', async (context) => {
    const events = sentEvents(visit.proxy.posts);
    const isBroken = ({ params }: Sent): boolean => broken.some((event) => sameText(event, params));
    const sound = events.filter((event) => !isBroken(event));
    for (const { post } of events.filter(isBroken)) {
      assert.ok(
        sound.some((event) => event.post === post),
        'a broken event had a sound one beside it',
      );
    }
    const sent = byId(sound);
    const rows = await visit.rows();
    assert.deepEqual(judgeAll(rows, sent), {});
    assert.deepEqual(new Set(rows.keys()), new Set(sent.keys()));
    const { balance } = await visit.platform.until(({ balance: now }) => now.unexplained === 0, 40);
    const { eventsReceived, stored, duplicate, failed } = balance;
    assert.deepEqual(
      { eventsReceived, stored, duplicate, failed },
      { eventsReceived: events.length, stored: sent.size, duplicate: sound.length - sent.size, failed: broken.length },
    );
    context.diagnostic(
      `${broken.length} broken of ${events.length} in ${visit.proxy.posts.length} requests; ${sent.size} stored`,
    );
  });
});

/** Breaks every fourth event of the batches, each in another way. */
function breakSome(body: string, broken: unknown[]): string {
  const payload = JSON.parse(body) as { data: Record<string, string>[] };
  const data = payload.data.map((params): unknown => {
    const n = params['se_ca'] === 'batch' ? Number(params['se_va'] ?? 0) : 0;
    const breakage = n % EVENTS_EACH === 2 ? BREAKAGES[Math.floor(n / EVENTS_EACH)] : undefined;
    if (breakage === undefined) return params;
    const event = breakage.apply(params);
    broken.push(event);
    return event;
  });
  return JSON.stringify({ ...payload, data });
}

function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The official tracker with a buffer: some events a request. */
const BATCHES = `(() => {
  const sp = window.snowplowBrowserTracking;
  const options = { appId: 'batched', bufferSize: 5, maxPostBytes: 8000, cookieSecure: false };
  sp.newTracker('batched', window.cryptTracking.collectorUrl, options);
  for (let i = 0; i < ${BREAKAGES.length * EVENTS_EACH}; i++) {
    sp.trackStructEvent({ category: 'batch', action: 'n', value: i }, ['batched']);
  }
})()`;

/** From the first page to the thanks, as a person would, with time to read. */
async function browse(visit: Visit): Promise<void> {
  const { platform, page } = visit;
  await page.goto(`${platform.site}/index.html?utm_source=news&q=a%20b#top`);
  await untilTrue(page, 'document.querySelector("#sent .state[data-stored]")');
  await page.click('.hero .button');
  await page.waitForSelector('#quote');
  await page.click('#cover');
  await page.keyboard.press('ArrowRight');
  await page.click('#term');
  await page.click('input[value="yes"]');
  await page.click('#quote button');
  await untilTrue(page, listed('quote_requested'));
  await readOn(visit);
  await page.evaluate(FURTHER);
  await visit.answered(({ params }) => params['tna'] === 'encoded', 3);
  await page.click('#apply');
  await page.waitForSelector('#application');
  await page.fill('#who', 'Nobody');
  await page.fill('#mail', 'nobody@example.org');
  await page.click('#application button');
  await untilTrue(page, 'location.pathname === "/thanks.html" && document.querySelector("#sent .state[data-stored]")');
  await visit.quiet();
}

/** Scrolls down and to and fro until the tracker has told how far somebody read; it does not send offsets of 0. */
async function readOn({ page, proxy }: Visit): Promise<void> {
  const deadlineMs = Date.now() + 25_000;
  await page.mouse.wheel(0, 100);
  const told = (): boolean => sentEvents(proxy.posts).some(({ params }) => params['pp_miy'] !== undefined);
  for (let way = 40; !told(); way = -way) {
    assert.ok(Date.now() < deadlineMs, 'the tracker sends page pings');
    await page.mouse.wheel(0, way);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What the pages do not use: base64, a user id, label and property. */
const FURTHER = `(() => {
  const sp = window.snowplowBrowserTracking;
  const name = 'Zoë — 東京 🚢';
  const options = { appId: 'shop', encodeBase64: true, cookieSecure: false };
  sp.newTracker('encoded', window.cryptTracking.collectorUrl, options);
  sp.setUserId('user-1', ['encoded']);
  const entity = { schema: 'iglu:com.harbour-life/product/jsonschema/1-0-0', data: { code: 'X', name } };
  const data = { tool: name, input: 0.1, result: 1e21, note: null };
  const event = { schema: 'iglu:com.harbour-life/calculator_used/jsonschema/1-0-0', data };
  sp.trackSelfDescribingEvent({ event, context: [entity, entity] }, ['encoded']);
  sp.trackStructEvent({ category: 'a', action: 'b', label: 'Straße', property: '"q"', value: 12.75 }, ['encoded']);
  sp.trackStructEvent({ category: 'a', action: 'b', value: -0.001 }, ['encoded']);
})()`;
