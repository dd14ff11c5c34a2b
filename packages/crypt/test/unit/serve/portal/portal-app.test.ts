import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fail as failSql } from '../../../../src/adapters/duckdb/errors.ts';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { LOGIN_LINK_MS_MAX } from '../../../../src/kernel/limits.ts';
import { COMMANDS } from '../../../../src/serve/portal/commands.ts';
import type { PortalEffects, PortalOptions } from '../../../../src/serve/portal/portal-options.ts';
import { startPortal } from '../../../../src/serve/portal/start-portal.ts';
import {
  FakeClock,
  FakeFeed,
  fakeLogger,
  makeBalance,
  makeEffects,
  makeOptions,
  makeResult,
  makeStatus,
} from '../../../support/serve-fixtures.ts';

interface Open {
  readonly url: string;
  readonly link: () => string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** A portal on a free port for the time of `use`. */
async function withPortal(
  use: (portal: Open) => Promise<void>,
  effects: Partial<PortalEffects> = {},
  options: Partial<PortalOptions> = {},
): Promise<void> {
  const portal = await startPortal(makeOptions(options), makeEffects(effects));
  try {
    const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${portal.url}${path}`, { headers, redirect: 'manual' });
    await use({ url: portal.url, link: () => portal.auth.mintLink(), get });
  } finally {
    await portal.close();
  }
}

async function logIn(link: string): Promise<string> {
  const answer = await fetch(link);
  assert.equal(answer.status, 200);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

const OFF = { login: 'off' } as const;
const EVENT_ID = '11111111-2222-4333-8444-555555555555';

suite('portal: who may read', () => {
  test('without a session every page and the data are refused, with the command that logs in', async () => {
    await withPortal(async ({ get }) => {
      for (const path of ['/', '/failed', `/events/${EVENT_ID}`, '/status.json', '/live', '/nothing', '/login']) {
        const answer = await get(path);
        const text = await answer.text();
        assert.equal(answer.status, 401, path);
        assert.ok(text.includes(COMMANDS.login), path);
        assert.ok(!text.includes('harbour-life'), 'the project is not named to strangers');
      }
    });
  });

  test('health and the files of the pages need no session', async () => {
    await withPortal(async ({ get }) => {
      assert.equal(await (await get('/healthz')).text(), 'ok\n');
      const style = /href="(\/assets\/[^"]+\.css)"/.exec(await (await get('/')).text())?.[1] ?? '';
      const answer = await get(style);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'text/css; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal((await get('/assets/000000000000/portal.css')).status, 404);
    });
  });

  test('a link logs in once, and its cookie opens the pages', async () => {
    await withPortal(async ({ get, link }) => {
      const minted = link();
      const first = await fetch(minted);
      const [cookie = ''] = first.headers.getSetCookie();
      assert.equal(first.status, 200);
      assert.match(cookie, /^crypt_session_\d+=v1\.[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
      assert.match(await first.text(), /<meta http-equiv="refresh" content="0; url=\/"/);
      assert.equal((await get('/', { cookie: cookie.split(';')[0] ?? '' })).status, 200);
      const again = await fetch(minted);
      assert.equal(again.status, 401);
      assert.deepEqual(again.headers.getSetCookie(), []);
      assert.match(await again.text(), /has been used/);
    });
  });

  test('a link that is ten minutes old is refused', async () => {
    const clock = new FakeClock();
    await withPortal(
      async ({ link }) => {
        const minted = link();
        await clock.advance(LOGIN_LINK_MS_MAX);
        assert.equal((await fetch(minted)).status, 401);
      },
      { clock },
    );
  });

  test('a HEAD, as previews send, does not use a link up', async () => {
    await withPortal(async ({ link }) => {
      const minted = link();
      const head = await fetch(minted, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.getSetCookie()], [204, []]);
      await logIn(minted);
    });
  });

  test('a session survives a restart with the same key', async () => {
    let cookie = '';
    await withPortal(async ({ link }) => {
      const [, value] = (await logIn(link())).split('=');
      cookie = value ?? '';
    });
    await withPortal(async ({ url, get }) => {
      const name = `crypt_session_${new URL(url).port}`;
      assert.equal((await get('/', { cookie: `${name}=${cookie}` })).status, 200);
      assert.equal((await get('/', { cookie: `${name}=${cookie}x` })).status, 401);
      assert.equal((await get('/', { cookie: `crypt_session_1=${cookie}` })).status, 401);
    });
  });

  test('logging out clears the cookie', async () => {
    await withPortal(async ({ url, link }) => {
      const cookie = await logIn(link());
      const answer = await fetch(`${url}/logout`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
      assert.equal(answer.status, 303);
      assert.match(answer.headers.getSetCookie()[0] ?? '', /^crypt_session_\d+=; Max-Age=0;/);
    });
  });

  test('behind https the cookie is Secure and links carry the public name', async () => {
    const publicUrl = 'https://metrics.example.org/';
    const portal = await startPortal(makeOptions({ publicUrl }), makeEffects());
    await portal.close();
    assert.equal(portal.url, 'https://metrics.example.org');
    assert.match(portal.auth.mintLink(), /^https:\/\/metrics\.example\.org\/login\?token=[\w-]{43}$/);
  });

  test('with login off pages open, and each says so', async () => {
    const logger = fakeLogger();
    await withPortal(
      async ({ get, link, url }) => {
        assert.equal(link(), `${url}/`);
        for (const path of ['/', '/failed']) assert.match(await (await get(path)).text(), /Login is off/);
        assert.deepEqual(
          logger.said.map(({ level, event }) => [level, event]),
          [['warn', 'portal.login.off']],
        );
      },
      { logger },
      OFF,
    );
  });

  test('a host header that is not ours is refused, even with login off', async () => {
    const { request } = await import('node:http');
    await withPortal(
      async ({ url }) => {
        const status = await new Promise((resolve, reject) => {
          const call = request(url, { headers: { host: 'evil.example' } }, (answer) => {
            answer.resume();
            resolve([answer.statusCode, answer.headers['x-frame-options']]);
          });
          call.on('error', reject).end();
        });
        assert.deepEqual(status, [421, 'DENY']);
      },
      {},
      OFF,
    );
  });

  test('a short key is refused before a door opens', async () => {
    await assert.rejects(startPortal(makeOptions({ sessionKey: new Uint8Array(8) }), makeEffects()), (error: unknown) =>
      isCryptError(error, 'PORTAL_KEY_SHORT'),
    );
  });

  test('a package without its assets is refused by the name of the file', async () => {
    const files = { readFile: () => Promise.reject(new TypeError('gone')) };
    await assert.rejects(
      startPortal(makeOptions(), makeEffects({ files })),
      (error: unknown) =>
        isCryptError(error, 'PORTAL_ASSET_MISSING') && error.params['path'] === 'assets/portal/portal.css',
    );
  });
});

suite('portal: what every answer carries', () => {
  test('the headers that keep pages unframed, unsniffed and free of foreign script', async () => {
    await withPortal(
      async ({ get }) => {
        for (const path of ['/', '/failed', '/nothing', '/healthz', '/login', '/status.json']) {
          const { headers } = await get(path);
          assert.deepEqual(
            [
              'content-security-policy',
              'x-frame-options',
              'x-content-type-options',
              'referrer-policy',
              'cache-control',
            ].map((name) => headers.get(name)),
            [
              "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
              'DENY',
              'nosniff',
              'no-referrer',
              'no-store',
            ],
            path,
          );
        }
      },
      {},
      OFF,
    );
  });

  test('pages have a doctype and a language, and no inline script or style', async () => {
    await withPortal(
      async ({ get }) => {
        for (const path of ['/', '/failed', `/events/${EVENT_ID}`, '/nothing', '/login']) {
          const text = await (await get(path)).text();
          assert.ok(text.startsWith('<!DOCTYPE html><html lang="en">'), path);
          assert.doesNotMatch(text, /<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/, path);
          assert.equal(text.match(/<h1/g)?.length, 1, path);
        }
      },
      {},
      OFF,
    );
  });
});

suite('portal: pages', () => {
  const page = async (
    path: string,
    effects: Partial<PortalEffects> = {},
  ): Promise<{ status: number; text: string }> => {
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
    const query = () => Promise.reject(failSql('SQL_FAILED', { reason: 'no table' }));
    const site = { url: 'http://127.0.0.1:4080' };
    const { status, text } = await page('/', { query, status: new FakeFeed(makeStatus({ site })) });
    assert.equal(status, 200);
    assert.match(text, /No event yet\. Send the first one:/);
    assert.match(text, /open the project’s site/);
    assert.match(text, /curl &#39;http:\/\/127\.0\.0\.1:4000\/i\?e=pv/);
  });

  test('without a status, and with the platform down, every page still renders', async () => {
    for (const feed of [new FakeFeed(), new FakeFeed(makeStatus({ running: false, collector: null }))]) {
      const query = () => Promise.reject(failSql('WAREHOUSE_LOST', { reason: 'killed' }));
      const { status, text } = await page('/', { status: feed, query });
      assert.equal(status, 200);
      assert.match(text, /The platform is not running/);
      assert.match(text, /The warehouse does not answer at the moment/);
      assert.equal((await page('/failed', { status: feed, query })).status, 200);
    }
  });

  test('rows that were read stay, with their time, while the warehouse restarts', async () => {
    const clock = new FakeClock();
    let lost = false;
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
    const query = async () => {
      if (lost) throw failSql('WAREHOUSE_LOST', { reason: 'killed' });
      return makeResult([], [row]);
    };
    await withPortal(
      async ({ get }) => {
        assert.match(await (await get('/')).text(), /page view/);
        lost = true;
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
    assert.match(text, /user_id ~[\da-f]{6} Id that the app gave the user\. Masked: It names one person\./);
    assert.doesNotMatch(text, /jane|page_title/);
  });

  test('an event that is not stored is a 404 that says where else it may be', async () => {
    const { status, text } = await page(`/events/${EVENT_ID}`);
    assert.deepEqual([status, /may be on the way/.test(text)], [404, true]);
  });

  test('an event asked for while the warehouse restarts is a 503', async () => {
    const query = () => Promise.reject(failSql('WAREHOUSE_LOST', { reason: 'killed' }));
    assert.equal((await page(`/events/${EVENT_ID}`, { query })).status, 503);
  });

  test('what is no event id never reaches the warehouse', async () => {
    const query = () => Promise.reject(new TypeError('asked'));
    assert.equal((await page(`/events/${encodeURIComponent("x' or 1=1")}`, { query })).status, 404);
  });

  test('a defect shows a page without its text, and is logged', async () => {
    const logger = fakeLogger();
    const { status, text } = await page('/', {
      logger,
      query: () => Promise.reject(new TypeError('jane@example.org')),
    });
    assert.deepEqual([status, /This page broke/.test(text), /jane/.test(text)], [500, true, false]);
    assert.equal(logger.said.at(-1)?.event, 'portal.page.broken');
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
      { query: async () => makeResult([], [row]) },
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
          ['notices', 'verdict', 'flow', 'tail', 'failed', 'balance', 'machine', undefined],
        );
      },
      {},
      OFF,
    );
  });
});
