import assert from 'node:assert/strict';
import { request } from 'node:http';
import { suite, test } from 'node:test';
import { LOGIN_LINK_MS_MAX } from '../../../../src/kernel/limits.ts';
import { COMMANDS } from '../../../../src/serve/portal/commands.ts';
import { startPortal } from '../../../../src/serve/portal/start-portal.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { recordingLogger } from '../../../support/recording-logger.ts';
import { refusal } from '../../../support/refusal.ts';
import { makeEffects, makeOptions, withPortal } from '../../../support/serve-fixtures.ts';

const OFF = { login: 'off' } as const;
const EVENT_ID = '11111111-2222-4333-8444-555555555555';

async function logIn(link: string): Promise<string> {
  const answer = await fetch(link);
  assert.equal(answer.status, 200);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

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
    const logger = recordingLogger();
    await withPortal(
      async ({ get, link, url }) => {
        assert.equal(link(), `${url}/`);
        for (const path of ['/', '/failed']) assert.match(await (await get(path)).text(), /Login is off/);
        assert.deepEqual(
          logger.lines.map(({ level, event }) => [level, event]),
          [['warn', 'portal.login.off']],
        );
      },
      { logger },
      OFF,
    );
  });

  test('a host header that is not ours is refused, even with login off', async () => {
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
    await refusal('PORTAL_KEY_SHORT', () => startPortal(makeOptions({ sessionKey: new Uint8Array(8) }), makeEffects()));
  });

  test('a package without its assets is refused by the name of the file', async () => {
    const files = { readFile: () => Promise.reject(new TypeError('gone')) };
    const error = await refusal('PORTAL_ASSET_MISSING', () => startPortal(makeOptions(), makeEffects({ files })));
    assert.equal(error.params['path'], 'assets/portal/portal.css');
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
