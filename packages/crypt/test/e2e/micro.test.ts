// `crypt up --micro` on the real platform: tests of tracking read what they have just sent, without waiting for anything.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BREAKAGES } from '../support/breakages.ts';
import { pageView, post } from '../support/event-load.ts';
import { crypt, makePlace, startCommand, startPlatform, type Place, type Platform } from '../support/platform.ts';

const SNOWPLOW = 'iglu:com.snowplowanalytics.snowplow';
const BOUGHT = 'iglu:com.acme/bought/jsonschema/1-0-0';
const PLAN =
  'vendor: com.acme\nevents:\n  bought:\n    description: A sale.\n    properties:\n      sku: { type: string, maxLength: 5, description: x }\n';
const ROUNDS = 50;

interface Summary {
  readonly total: number;
  readonly good: number;
  readonly bad: number;
}

interface Good {
  readonly schema: string;
  readonly contexts: readonly string[];
  readonly rawEvent: { readonly parameters: Readonly<Record<string, string>> };
  readonly event: Readonly<Record<string, unknown>>;
}

interface Bad {
  readonly rawEvent: { readonly parameters: Readonly<Record<string, unknown>> } | null;
  readonly errors: readonly string[];
}

/** As the official tracker sends it: base64, without padding. */
function bought(data: object): Readonly<Record<string, string>> {
  const { page: _, ...event } = pageView(randomUUID());
  const inner = { schema: `${SNOWPLOW}/unstruct_event/jsonschema/1-0-0`, data: { schema: BOUGHT, data } };
  return { ...event, e: 'ue', ue_px: Buffer.from(JSON.stringify(inner)).toString('base64url') };
}

describe('crypt up --micro', () => {
  let place: Place;
  let platform: Platform;

  async function ask<T>(path: string, body?: object): Promise<T> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${platform.collector}/micro/${path}`, init);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text) as T;
  }

  before(async () => {
    place = await makePlace();
    mkdirSync(join(place.project, 'tracking'));
    writeFileSync(join(place.project, 'tracking', 'shop.yml'), PLAN);
    platform = await startPlatform(place, '--micro');
  });
  after(async () => {
    await platform.stop();
    rmSync(place.project, { recursive: true });
  });

  test('counts what was acknowledged right after the 200, every time', async () => {
    assert.deepEqual(await ask('reset'), { total: 0, good: 0, bad: 0 });
    const broken = { ...pageView(randomUUID()), p: 'submarine' };
    for (let round = 1; round <= ROUNDS; round++) {
      assert.equal(await post(platform.collector, [pageView(randomUUID()), bought({ sku: 'a' }), broken]), 200);
      assert.deepEqual(await ask<Summary>('all'), { total: 3 * round, good: 2 * round, bad: round });
    }
    assert.equal((await ask<Good[]>('good')).length, 2 * ROUNDS);
    assert.equal((await ask<Bad[]>('bad', { limit: 7 })).length, 7);
    assert.deepEqual(await ask('reset', {}), { total: 0, good: 0, bad: 0 });
  });

  test('shows good and bad events as they were sent and as they became', async () => {
    await ask('reset');
    const good = bought({ sku: 'abc' });
    const bad = bought({ sku: 'too long' });
    await post(platform.collector, [good, bad]);
    const [shown, ...others] = await ask<Good[]>('good', { schema: BOUGHT });
    assert.deepEqual(others, []);
    assert.deepEqual(shown?.rawEvent.parameters, good);
    assert.equal(Object.keys(shown?.event ?? {}).length, 131);
    const { event_id: id, app_id: app, unstruct_event: unstruct, page_title: title } = shown?.event ?? {};
    assert.deepEqual(
      [id, app, title, unstruct],
      [
        good['eid'],
        'harbour',
        null,
        { schema: `${SNOWPLOW}/unstruct_event/jsonschema/1-0-0`, data: { schema: BOUGHT, data: { sku: 'abc' } } },
      ],
    );
    const [failed, ...more] = await ask<Bad[]>('bad');
    assert.deepEqual(more, []);
    assert.deepEqual(failed?.rawEvent?.parameters, bad);
    assert.match(
      failed?.errors[0] ?? '',
      /^schema_violation: bought \/sku: .* \(iglu:com\.acme\/bought\/jsonschema\/1-0-0\)$/,
    );
  });

  test('every way to break an event is one bad event with its cause', async () => {
    await ask('reset');
    const page = { schema: `${SNOWPLOW}/web_page/jsonschema/1-0-0`, data: { id: randomUUID() } };
    const co = JSON.stringify({ schema: `${SNOWPLOW}/contexts/jsonschema/1-0-0`, data: [page] });
    for (const { apply } of BREAKAGES)
      await post(platform.collector, [apply({ ...pageView(randomUUID()), co }) as object]);
    const errors = (await ask<Bad[]>('bad')).map(({ errors: [first] }) => first ?? '');
    assert.deepEqual(
      errors.toReversed().map((error) => error.replace(/ \(iglu:.*\)$/, '')),
      BREAKAGES.map(({ failureType, cause }) => `${failureType}: ${cause}`),
    );
    assert.deepEqual(await ask('all'), { total: BREAKAGES.length, good: 0, bad: BREAKAGES.length });
  });

  test('gives schemas, a page for eyes, and answers to pages of this machine alone', async () => {
    const plan = await ask<{ readonly self: object }>('iglu/com.acme/bought/jsonschema/1-0-0');
    assert.deepEqual(plan.self, { vendor: 'com.acme', name: 'bought', format: 'jsonschema', version: '1-0-0' });
    const missing = await fetch(`${platform.collector}/micro/iglu/com.acme/sold/jsonschema/1-0-0`);
    assert.equal(missing.status, 404);
    const page = await fetch(`${platform.collector}/micro/ui`);
    assert.match(await page.text(), /<title>Tracking tests: \d+ good, \d+ bad<\/title>/);
    const from = async (origin: string): Promise<string | null> => {
      const answer = await fetch(`${platform.collector}/micro/all`, { headers: { Origin: origin } });
      return answer.headers.get('access-control-allow-origin');
    };
    assert.deepEqual(
      [await from('http://localhost:3000'), await from('https://elsewhere.example')],
      ['http://localhost:3000', null],
    );
  });

  test('starts again with the collector, and an enricher that is killed delays an answer', async () => {
    await ask('reset');
    await post(platform.collector, [pageView(randomUUID())]);
    assert.deepEqual(await ask('all'), { total: 1, good: 1, bad: 0 });
    const { processes } = await platform.status();
    process.kill(processes.find(({ role }) => role === 'enricher')?.pid ?? 0, 'SIGKILL');
    await post(platform.collector, [pageView(randomUUID()), { ...pageView(randomUUID()), p: 'x' }]);
    assert.deepEqual(await ask('all'), { total: 3, good: 2, bad: 1 });
  });

  test('crypt track shows the way of an event to its row', async () => {
    await ask('reset');
    const { code, stdout } = await crypt(place, 'track', 'event', BOUGHT, '{"sku":"abc"}', '--json');
    const report = JSON.parse(stdout) as { eventId: string; steps: { step: string; ms: number }[]; columns: string[] };
    const { eventId, steps, columns, ...rest } = report;
    assert.deepEqual([code, rest], [0, { outcome: 'stored', failure: null }]);
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['acknowledged', 'enriched', 'stored'],
    );
    assert.ok(steps.every(({ ms }, at) => ms >= (steps[at - 1]?.ms ?? 0)));
    assert.ok(columns.includes('unstruct_event_com_acme_bought_1') && columns.includes('app_id'));
    assert.deepEqual(await platform.sql(`select app_id, platform from landing.events where event_id = '${eventId}'`), [
      ['crypt-track', 'srv'],
    ]);
    const people = await crypt(place, 'track', 'page-view', '--url', 'http://localhost/');
    assert.equal(people.code, 0);
    assert.match(
      people.stdout,
      /^event [0-9a-f-]{36}\n +\d+ ms {2}acknowledged: .*\n +\d+ ms {2}enriched: .*\n +\d+ ms {2}stored: .*\n {2}\d+ columns have a value: app_id, /,
    );
  });

  test('and says why one failed, with the fix; it exits 3', async () => {
    const { code, stdout } = await crypt(place, 'track', 'event', BOUGHT, '{"sku":"too long"}');
    assert.equal(code, 3);
    assert.match(stdout, /ms {2}failed: it is kept in log:failed\n {2}schema_violation: bought \/sku: /);
    assert.match(stdout, /\n {2}→ crypt events retry --group [0-9a-f]{10}\n$/);
    const machine = await crypt(place, 'track', 'event', BOUGHT, '{"sku":5}', '--json');
    const { outcome, failure } = JSON.parse(machine.stdout) as { outcome: string; failure: { schema: string } };
    assert.deepEqual([machine.code, outcome, failure.schema], [3, 'failed', BOUGHT]);
  });

  test('crypt events watch sees events of both kinds as they come', async () => {
    const { process: watching, lines } = startCommand(
      place,
      'events',
      'watch',
      '--json',
      '--app',
      'watched',
      '--limit',
      '1',
    );
    const seen: Record<string, unknown>[] = [];
    const event = (): object => ({ ...pageView(randomUUID()), aid: 'watched', uid: 'jane@shop.example' });
    const ended = new Promise((resolve) => watching.once('exit', (code) => resolve(code)));
    // The command may not be there yet: events come until it has seen both kinds.
    const sending = setInterval(() => void post(platform.collector, [event(), { ...event(), p: 'submarine' }]), 200);
    for await (const line of lines) {
      seen.push(JSON.parse(line) as Record<string, unknown>);
      if (new Set(seen.map(({ outcome }) => outcome)).size === 2) break;
    }
    clearInterval(sending);
    watching.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.ok(seen.every(({ app }) => app === 'watched'));
    assert.doesNotMatch(JSON.stringify(seen), /jane/);
    const failed = seen.find(({ outcome }) => outcome === 'failed');
    assert.equal(failed?.['cause'], 'enrichment_failure: p: not a known platform');
  });
});

test('without --micro its paths are as any other, and crypt track says how to start the platform', async () => {
  const place = await makePlace();
  const down = await crypt(place, 'track', 'page-view', '--url', 'http://localhost/');
  assert.deepEqual([down.code, /CLI_NEEDS_UP/.test(down.stderr)], [2, true]);
  const platform = await startPlatform(place);
  try {
    assert.equal((await fetch(`${platform.collector}/micro/iglu/a/b/jsonschema/1-0-0`)).status, 404);
    const pixel = await fetch(`${platform.collector}/micro/all`);
    assert.deepEqual([pixel.status, pixel.headers.get('content-type')], [200, 'image/gif']);
  } finally {
    await platform.stop();
    rmSync(place.project, { recursive: true });
  }
});
