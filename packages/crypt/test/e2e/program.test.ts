// The program from the first command to the last, as a new user would type it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pageView, post } from '../support/event-load.ts';
import { crypt, makePlace, startPlatform, type Place, type Platform } from '../support/platform.ts';

describe('a project, from init to restore', () => {
  let place: Place;
  let platform: Platform;
  const ids = Array.from({ length: 20 }, () => randomUUID());

  before(async () => {
    place = await makePlace();
    platform = await startPlatform(place);
  });
  after(async () => {
    await platform.kill();
    rmSync(place.project, { recursive: true });
  });

  test('events that were answered 200 are rows within a second or two, and the balance says so', async () => {
    const broken = { ...pageView(randomUUID()), p: 'submarine' };
    const answers = [
      await post(
        platform.collector,
        ids.slice(0, 10).map((id) => pageView(id)),
      ),
      await post(platform.collector, [...ids.slice(10).map((id) => pageView(id)), broken]),
      await post(
        platform.collector,
        ids.slice(0, 5).map((id) => ({ ...pageView(id), dtm: '1764000000000' })),
      ),
    ];
    assert.deepEqual(answers, [200, 200, 200]);
    const { balance } = await platform.settled(10);
    assert.equal(balance.payloadsReceived, 3);
    assert.equal(balance.failed, 1);
    const rows = await platform.sql('select event_id from landing.events order by event_id');
    assert.equal(rows.length, balance.stored);
    const sent = new Set(rows.map(([id]) => id));
    for (const id of ids) assert.ok(sent.has(id));
  });

  test('the same event sent again is a duplicate, noted and not stored', async () => {
    const before = (await platform.settled(10)).balance;
    const event = pageView(randomUUID());
    await post(platform.collector, [event]);
    await post(platform.collector, [{ ...event, stm: String(Date.now()) }]);
    const { balance } = await platform.until(
      ({ balance: now }) => now.duplicate > before.duplicate && now.inFlightEvents === 0,
      10,
    );
    assert.deepEqual([balance.stored - before.stored, balance.duplicate - before.duplicate], [1, 1]);
    const noted = await platform.sql(`select count(*) from landing.duplicates where event_id = '${event['eid']}'`);
    assert.deepEqual(noted, [['1']]);
  });

  test('another event with the same id is stored under an id of its own that names the first', async () => {
    const event = pageView(randomUUID());
    await post(platform.collector, [event]);
    await post(platform.collector, [{ ...event, url: 'https://harbour.example/other' }]);
    await platform.settled(10);
    const rows = await platform.sql(
      `select event_id = '${event['eid']}', contexts_com_snowplowanalytics_snowplow_duplicate_1[1].original_event_id
       from landing.events
       where page_urlpath in ('/other') or event_id = '${event['eid']}' order by 1`,
    );
    assert.deepEqual(rows, [
      [false, event['eid']],
      [true, null],
    ]);
  });

  test('status names the doors, the processes and every hop, for machines', async () => {
    const status = await platform.until(({ balance }) => balance.unexplained !== null, 30);
    assert.equal(status.collector?.url, platform.collector);
    assert.equal(status.portal?.url, platform.portal);
    assert.deepEqual(
      status.processes.map(({ role, state }) => [role, state]),
      [
        ['supervisor', 'ready'],
        ['warehouse', 'ready'],
        ['enricher', 'ready'],
        ['collector', 'ready'],
        ['portal', 'ready'],
      ],
    );
    assert.equal(status.balance.unexplained, 0);
    assert.deepEqual(
      status.balance.lines.map((line) => line.hop),
      [
        'collect',
        'log:raw',
        'enrich',
        'events',
        'out:enriched',
        'out:failed',
        'out:repairs',
        'log:enriched',
        'log:failed',
        'log:repairs',
        'load',
        'landing',
        'load:failed',
        'landing:failed',
        'load:repairs',
        'landing:repairs',
      ],
    );
  });

  test('events: tail masks people, count counts, failed groups by cause', async () => {
    const tail = await crypt(place, 'events', 'tail', '--once', '--json', '--limit', '1');
    const event = JSON.parse(tail.stdout) as Record<string, string>;
    assert.equal(event['app_id'], 'harbour');
    assert.notEqual(event['domain_userid'], '4f6d2d6e-7c83-4b8e-9d4b-6f8f3a1f3e11');
    const raw = await crypt(place, 'events', 'tail', '--once', '--json', '--raw', '--limit', '1');
    assert.equal(
      (JSON.parse(raw.stdout) as Record<string, string>)['domain_userid'],
      '4f6d2d6e-7c83-4b8e-9d4b-6f8f3a1f3e11',
    );
    assert.match((await crypt(place, 'events', 'count')).stdout, /harbour +page_view +\d+/);
    const failed = JSON.parse((await crypt(place, 'events', 'failed', '--json')).stdout) as { count: number };
    assert.equal(failed.count, 1);
  });

  test('sql reads and never writes', async () => {
    const refused = await crypt(place, 'sql', 'delete from landing.duplicates');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /SQL_READ_ONLY/);
    const csv = await crypt(place, 'sql', '--csv', "select 'a,b' as x, null as y, '' as z");
    assert.equal(csv.stdout, 'x,y,z\r\n"a,b",,""\r\n');
  });

  test('a second platform on the same data is refused, and the first goes on', async () => {
    const second = await crypt(place, 'up', '--json');
    assert.equal(second.code, 2);
    assert.match(second.stderr, /UP_ALREADY/);
    const restored = await crypt(place, 'restore');
    assert.equal(restored.code, 2);
    assert.match(restored.stderr, /CLI_NEEDS_DOWN/);
    assert.equal((await platform.status()).running, true);
  });

  test('a changed crypt.yml is checked, shown, and applied at the next start only', async () => {
    const path = join(place.project, 'crypt.yml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text}colector: {}\n`);
    const refused = await crypt({ ...place }, 'status', '--json');
    assert.match(refused.stderr, /did you mean collector/);
    writeFileSync(path, `${text}landing: { days: 30 }\nlog: { enriched: { days: 40 } }\n`);
    const { notices } = await platform.until(({ config }) => config.changed && config.problem === null, 10);
    assert.ok(notices.some(({ key }) => key === 'config'));
    writeFileSync(path, text);
    await platform.until(({ config }) => !config.changed, 10);
  });

  test('data and sockets are for this user alone', () => {
    const data = String(place.environment['CRYPT_DATA']);
    for (const path of ['', 'warehouse', 'log', 'log/raw/0', 'run'])
      assert.equal(statSync(join(data, path)).mode & 0o077, 0, path);
    for (const path of ['run/crypt.sock', 'run/warehouse.sock', 'portal.key']) {
      assert.equal(statSync(join(data, path)).mode & 0o077, 0, path);
    }
  });

  test('Ctrl-C ends cleanly, and what was stored is there without the platform', async () => {
    const { stored } = (await platform.settled(10)).balance;
    assert.equal(await platform.stop(), 0);
    const count = await crypt(place, 'sql', '--json', 'select count(*) from landing.events');
    assert.deepEqual((JSON.parse(count.stdout) as { rows: unknown }).rows, [[String(stored)]]);
    const down = JSON.parse((await crypt(place, 'status', '--json')).stdout) as { running: boolean };
    assert.equal(down.running, false);
  });

  test('restore makes the same rows with the same checksum from the log', async () => {
    const data = String(place.environment['CRYPT_DATA']);
    const statement = 'select count(*), sum(hash(e)::hugeint) from landing.events e';
    const before = await crypt(place, 'sql', '--json', statement);
    rmSync(join(data, 'warehouse', 'landing.duckdb'));
    const restored = await crypt(place, 'restore', '--json');
    assert.equal(restored.code, 0, restored.stderr);
    const after = await crypt(place, 'sql', '--json', statement);
    assert.equal(after.stdout, before.stdout);
    platform = await startPlatform(place);
    const { balance } = await platform.until(({ balance: now }) => now.unexplained !== null, 30);
    assert.equal(balance.unexplained, 0);
  });

  test('a landing that cannot be opened is set aside and made again without anyone', async () => {
    const { stored } = (await platform.settled(10)).balance;
    await platform.stop();
    const data = String(place.environment['CRYPT_DATA']);
    writeFileSync(join(data, 'warehouse', 'landing.duckdb'), 'this is no database');
    platform = await startPlatform(place);
    const { balance, notices } = await platform.until(
      ({ balance: now }) => now.stored === stored && now.unexplained === 0,
      30,
    );
    assert.equal(balance.inFlightEvents, 0);
    assert.ok(notices.some(({ key }) => key === 'warehouse:quarantine'));
    assert.ok(existsSync(join(data, 'warehouse', 'quarantine')));
  });
});

test('init makes a project that runs as it is, and leaves an existing one alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-init-'));
  const place = { project: folder, environment: { ...process.env } };
  const made = await crypt(place, 'init', 'My Shop');
  assert.equal(made.code, 0, made.stderr);
  assert.match(readFileSync(join(folder, 'My Shop', 'crypt.yml'), 'utf8'), /^name: my-shop$/m);
  const again = await crypt(place, 'init', 'My Shop');
  assert.equal(again.code, 2);
  assert.match(again.stderr, /INIT_EXISTS/);
  const doctor = await crypt({ ...place, project: join(folder, 'My Shop') }, 'doctor', '--json');
  const { findings } = JSON.parse(doctor.stdout) as { findings: { check: string; state: string }[] };
  assert.deepEqual(
    findings.map(({ check }) => check),
    ['node', 'project', 'data', 'ports', 'models', 'disk', 'sync', 'engine'],
  );
  rmSync(folder, { recursive: true });
});

test('wrong words teach: command, option, project, platform that is not up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-wrong-'));
  const place = { project: folder, environment: { ...process.env } };
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['staus'], /did you mean status.*CLI_COMMAND/s],
    [['sql', '--row', '3'], /did you mean --rows.*CLI_OPTION/s],
    [['status'], /CONFIG_MISSING/],
    [['restore', '--project', '/nowhere'], /CONFIG_MISSING/],
  ];
  for (const [line, pattern] of cases) {
    const { code, stderr } = await crypt(place, ...line);
    assert.equal(code, 2, line.join(' '));
    assert.match(stderr, pattern);
  }
  writeFileSync(join(folder, 'crypt.yml'), 'name: down\n');
  const login = await crypt(place, 'status', '--login');
  assert.match(login.stderr, /CLI_NEEDS_UP/);
  rmSync(folder, { recursive: true });
});
