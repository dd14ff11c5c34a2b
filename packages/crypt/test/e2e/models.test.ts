// The example's models on a running platform: built from what its visitors did, by hand and by itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { INSURER } from '../support/example-modules.ts';
import { crypt, placeAt, startCommand, startPlatform, type Place, type Platform } from '../support/platform.ts';

const FROM_LANDING = `SELECT
  count(*) FILTER (event_name = 'page_view'),
  count(DISTINCT domain_sessionid) FILTER (event_name = 'page_view'),
  count(*) FILTER (event_name = 'quote_requested'),
  count(DISTINCT contexts_com_harbour_life_application_1[1].id),
  count(*) FILTER (event_name = 'policy_issued')
FROM landing.events`;
const FROM_MODELS = `SELECT (SELECT count(*) FROM models.stg_page_views), (SELECT count(*) FROM models.sessions),
  (SELECT count(*) FROM models.stg_quotes), (SELECT count(*) FROM models.stg_applications), (SELECT count(*) FROM models.stg_policies)`;
const FUNNEL = `SELECT sum(sessions), sum(quotes), sum(applications_started), sum(applications_received), sum(policies_issued) FROM models.daily_funnel`;

describe('models of the example', () => {
  let place: Place;
  let platform: Platform;
  const target = mkdtempSync(join(tmpdir(), 'crypt-target-'));

  before(async () => {
    place = await placeAt(fileURLToPath(INSURER), { DBT_TARGET_PATH: target });
    platform = await startPlatform(place);
    await play(100, 1);
  });
  after(async () => {
    await platform.stop();
    rmSync(String(place.environment['CRYPT_DATA']), { recursive: true });
    rmSync(target, { recursive: true });
  });

  async function play(visitors: number, seed: number): Promise<void> {
    const program = fileURLToPath(new URL('generate/generate.js', INSURER));
    const options = [`--visitors=${visitors}`, `--seed=${seed}`, '--months=6', '--until=2026-07-01', '--json'];
    await promisify(execFile)(process.execPath, [program, ...options, `--collector=${platform.collector}`]);
    await platform.settled(30);
  }

  test('are built on the running platform, all tests pass, and count what the landing counts', async () => {
    const { code, stdout } = await crypt(place, 'build');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Done\. PASS=26 WARN=0 ERROR=0 SKIP=0/);
    assert.deepEqual(await platform.sql(FROM_MODELS), await platform.sql(FROM_LANDING));
    const [[sessions, quotes, , , policies] = []] = await platform.sql(FUNNEL);
    const [[, sessionsMade, quotesMade, , policiesMade] = []] = await platform.sql(FROM_MODELS);
    assert.deepEqual([sessions, quotes, policies].map(Number), [sessionsMade, quotesMade, policiesMade].map(Number));
  });

  test('grow with new events, and a build killed in the middle leaves the old tables or the new ones', async () => {
    const [[before]] = (await platform.sql('SELECT count(*) FROM models.stg_page_views')) as [[number]];
    await play(40, 2);
    const [[now]] = (await platform.sql("SELECT count(*) FROM landing.events WHERE event_name = 'page_view'")) as [
      [number],
    ];
    assert.ok(now > before);
    for (const ms of [500, 700, 900, 1_100]) {
      const { process } = startCommand(place, 'run', '--full-refresh');
      const ended = new Promise((resolve) => process.once('exit', resolve));
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill('SIGKILL');
      await ended;
      const [[views]] = (await platform.sql('SELECT count(*) FROM models.stg_page_views')) as [[number]];
      assert.ok(views === before || views === now, `${views} page views`);
      assert.equal((await platform.sql('SELECT count(*) > 0 FROM models.daily_funnel'))[0]?.[0], true);
    }
    const { code, stdout } = await crypt(place, 'build');
    assert.equal(code, 0, stdout);
    assert.deepEqual(await platform.sql(FROM_MODELS), await platform.sql(FROM_LANDING));
  });

  test('two builds at once take turns, and the second says for whom it waits', async () => {
    const both = await Promise.all([crypt(place, 'build'), crypt(place, 'build')]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    const waited = both.filter(({ stderr }) =>
      /^crypt build waits for the build that began at \d\d:\d\d:\d\d, pid \d+\./.test(stderr),
    );
    assert.ok(waited.length >= 1);
  });

  test('a model cannot change the landing', async () => {
    const sql = "{{ run_query('delete from landing.events_rows') }}";
    const { code, stdout, stderr } = await crypt(place, 'show', '--inline', `select 1 as a ${sql}`);
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /it writes to the database landing/);
  });

  test('are built with the platform down, too', async () => {
    await platform.stop();
    const { code, stdout } = await crypt(place, 'build');
    assert.equal(code, 0, stdout);
    const { stdout: doctor } = await crypt(place, 'doctor');
    assert.match(doctor, /models +this platform's \(models\.main\), since crypt\.yml lies beside dbt_project\.yml/);
    platform = await startPlatform(place);
  });

  test('follow the events by themselves, soon after the start', async () => {
    const hidden =
      "SELECT max(loaded_at) >= (SELECT max(load_tstamp) FROM landing.events WHERE event_name = 'page_view') FROM models.stg_page_views";
    await play(20, 3);
    const deadline = Date.now() + 90_000;
    while ((await platform.sql(hidden))[0]?.[0] !== true && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal((await platform.sql(hidden))[0]?.[0], true);
    const { notices } = await platform.status();
    assert.deepEqual(
      notices.filter(({ key }) => key === 'models'),
      [],
    );
  });
});
