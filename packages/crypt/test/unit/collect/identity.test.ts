// Who the request comes from: cookies, network user id, anonymity, do-not-track, the bounce, and the address.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchange, send, TP2, UUID, withCollector, type Answer, type Rig } from '../../support/collector-rig.ts';

const NIL = '00000000-0000-0000-0000-000000000000';
const OTHER = '0f0f0f0f-7e0c-4b2f-9c53-3c5e1d6a2a11';
const EXPIRES = 'Expires=Wed, 24 Nov 2027 06:00:00 GMT';
const GONE = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';

const run = (changes: Parameters<typeof withCollector>[0], test: (rig: Rig) => Promise<void>): Promise<void> =>
  withCollector(changes, test, { clock: new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0)) });

function values(answer: Answer, name: string): string[] {
  return answer.headers.filter(([other]) => other === name).map(([, value]) => value);
}

const setFor = async (rig: Rig, headers: Record<string, string>): Promise<string[]> =>
  values(await send(rig.port, { path: '/i', headers }), 'Set-Cookie');

const ipFor = async (rig: Rig, forwarded: string | string[]): Promise<string | undefined> => {
  await send(rig.port, { path: '/i', headers: { 'X-Forwarded-For': forwarded } });
  return rig.stored().at(-1)?.head.ip;
};

describe('network user id', () => {
  test('the parameter wins over the cookie, the cookie over a new one; SP-Anonymous over all', () =>
    run({}, async ({ port, stored }) => {
      const cookie = { Cookie: `a=1; sp=${OTHER}; b=2` };
      await send(port, { path: '/i' });
      await send(port, { path: '/i', headers: cookie });
      await send(port, { path: '/i?nuid=from%2Bquery', headers: cookie });
      await send(port, { path: '/i?nuid=', headers: cookie });
      await send(port, { path: `${TP2}?a=1&nuid=x`, body: '{}' });
      await send(port, { path: '/i?nuid=x', headers: { ...cookie, 'SP-Anonymous': '*' } });
      assert.deepEqual(
        stored().map(({ head }) => head.networkUserId),
        [UUID, OTHER, 'from+query', OTHER, 'x', NIL],
      );
    }));

  test('a name that only ends like the cookie is not the cookie', () =>
    run({}, async ({ port, stored }) => {
      await send(port, { path: '/i?xnuid=1', headers: { Cookie: `usp=${OTHER}; sp2=3` } });
      assert.equal(stored()[0]?.head.networkUserId, UUID);
    }));

  test('without the cookie every request is new and none is set', () =>
    run({ cookie: { enabled: false } }, async ({ port, stored }) => {
      const answer = await send(port, { path: '/i', headers: { Cookie: `sp=${OTHER}` } });
      assert.deepEqual(values(answer, 'Set-Cookie'), []);
      assert.equal(stored()[0]?.head.networkUserId, UUID);
    }));
});

describe('cookie', () => {
  const cookie = { domains: ['example.com', 'shop.example.org'], fallbackDomain: 'fallback.example' };

  test('the domain is the first that equals or is a parent of the origin, else the fallback', () =>
    run({ cookie }, async (rig) => {
      const domainFor = async (origin: string): Promise<string | undefined> =>
        /Domain=([^;]*)/.exec((await setFor(rig, { Origin: origin }))[0] ?? '')?.[1];
      assert.equal(await domainFor('https://example.com'), 'example.com');
      assert.equal(await domainFor('https://a.b.EXAMPLE.com:8443'), 'example.com');
      assert.equal(await domainFor('https://shop.example.org'), 'shop.example.org');
      assert.equal(await domainFor('https://example.org'), 'fallback.example');
      assert.equal(await domainFor('https://notexample.com'), 'fallback.example');
      assert.equal(await domainFor('https://example.com.evil.example'), 'fallback.example');
      assert.equal(await domainFor('null'), 'fallback.example');
    }));

  test('every attribute is as configured', () =>
    run(
      { cookie: { name: 'own', clientCookieName: 'own_js', expiryDays: 1, secure: false, sameSite: 'Lax' } },
      async (rig) => {
        const expires = 'Expires=Wed, 25 Nov 2026 06:00:00 GMT';
        assert.deepEqual(await setFor(rig, {}), [
          `own=${UUID}; ${expires}; Path=/; HttpOnly; SameSite=Lax`,
          `own_js=${UUID}; ${expires}; Path=/; SameSite=Lax`,
        ]);
      },
    ));

  test('httpOnly can be off, and an id that is kept is set again with a new date', () =>
    run({ cookie: { httpOnly: false, domains: ['example.com'] } }, async (rig) => {
      const set = await setFor(rig, { Cookie: `sp=${OTHER}`, Origin: 'https://example.com' });
      assert.deepEqual(set, [`sp=${OTHER}; ${EXPIRES}; Domain=example.com; Path=/; Secure; SameSite=None`]);
    }));

  test('an id that is no cookie value is stored and not set', () =>
    run({}, async ({ port, stored }) => {
      for (const nuid of [
        'a%3B%20Domain%3Devil.example',
        'a%0D%0ASet-Cookie%3A%20x%3D1',
        'a%20b',
        '%C3%A4',
        'x'.repeat(129),
      ]) {
        const answer = await send(port, { path: `/i?nuid=${nuid}` });
        assert.deepEqual(values(answer, 'Set-Cookie'), [], nuid);
        assert.equal(answer.status, 200);
        assert.equal(stored().at(-1)?.head.networkUserId, decodeURIComponent(nuid));
      }
    }));
});

describe('SP-Anonymous', () => {
  test('removes what names the person or the way, keeps the rest, and ends a cookie that was there', () =>
    run({ trustedProxies: ['127.0.0.1'], cookie: { clientCookieName: 'spc' } }, async ({ port, stored }) => {
      const headers = {
        Cookie: `sp=${OTHER}`,
        'X-Forwarded-For': '192.0.2.1',
        'X-Real-IP': '192.0.2.1',
        Forwarded: 'for=192.0.2.1',
        'CF-Connecting-IP': '192.0.2.1',
        'User-Agent': 'Test/1',
        'SP-Anonymous': '*',
      };
      const answer = await send(port, { path: '/i', headers });
      const { head } = stored()[0] ?? assert.fail('nothing stored');
      assert.equal(head.ip, 'unknown');
      assert.equal(head.networkUserId, NIL);
      assert.deepEqual(head.headers, [
        ['User-Agent', 'Test/1'],
        ['SP-Anonymous', '*'],
        ['Host', `127.0.0.1:${port}`],
        ['Connection', 'close'],
      ]);
      assert.deepEqual(values(answer, 'Set-Cookie'), [
        `sp=; ${GONE}; Path=/; Secure; HttpOnly; SameSite=None`,
        `spc=; ${GONE}; Path=/; Secure; SameSite=None`,
      ]);
    }));

  test('sets no cookie when there was none', () =>
    run({}, async ({ port }) => {
      assert.deepEqual(values(await send(port, { path: '/i', headers: { 'sp-anonymous': '' } }), 'Set-Cookie'), []);
    }));
});

describe('do-not-track cookie', () => {
  const doNotTrackCookie = { enabled: true, name: 'optout', values: ['1', 'yes'] };

  test('gets the usual answer without a cookie, and nothing is stored', () =>
    run({ doNotTrackCookie }, async ({ port, stored, collector }) => {
      const get = await send(port, { path: '/i', headers: { Cookie: 'optout=yes', DNT: '1' } });
      const post = await send(port, { path: TP2, body: '{}', headers: { Cookie: 'a=b; optout=1' } });
      assert.deepEqual([get.status, get.body.length, values(get, 'Set-Cookie')], [200, 43, []]);
      assert.deepEqual([post.status, post.body.toString(), values(post, 'Set-Cookie')], [200, 'ok', []]);
      assert.deepEqual(stored(), []);
      assert.equal(collector.counts().outcomes.doNotTrack, 2);
    }));

  test('another value, the DNT header, and a disabled setting store as usual', () =>
    run({ doNotTrackCookie }, async ({ port, stored }) => {
      await send(port, { path: '/i', headers: { Cookie: 'optout=no', DNT: '1' } });
      await run({}, async (off) => {
        await send(off.port, { path: '/i', headers: { Cookie: 'dnt=1' } });
        assert.equal(off.stored().length, 1);
      });
      assert.equal(stored().length, 1);
    }));

  test('an asterisk is any value', () =>
    run({ doNotTrackCookie: { enabled: true } }, async ({ port, stored }) => {
      await send(port, { path: '/i', headers: { Cookie: 'dnt=whatever' } });
      assert.deepEqual(stored(), []);
    }));
});

describe('cookie bounce', () => {
  const cookieBounce = { enabled: true };
  const FALLBACK = '00000000-0000-4000-A000-000000000000';

  test('goes round once, then stores with the fallback id or the cookie that came back', () =>
    run({ cookieBounce }, async ({ port, stored, collector }) => {
      const first = await send(port, { path: '/i?e=pv' });
      assert.equal(first.status, 302);
      assert.deepEqual(values(first, 'Location'), ['?e=pv&n3pc=true']);
      assert.deepEqual(values(first, 'Set-Cookie').length, 1);
      assert.deepEqual(stored(), []);
      const second = await send(port, { path: '/i?e=pv&n3pc=true' });
      assert.deepEqual([second.status, values(second, 'Set-Cookie')], [200, []]);
      await send(port, { path: '/i?e=pv&n3pc=true', headers: { Cookie: `sp=${OTHER}` } });
      assert.deepEqual(
        stored().map(({ head }) => head.networkUserId),
        [FALLBACK, OTHER],
      );
      assert.equal(collector.counts().outcomes.bounced, 1);
    }));

  test('leaves POST, nuid and anonymous requests alone', () =>
    run({ cookieBounce }, async ({ port, stored }) => {
      assert.equal((await send(port, { path: TP2, body: '{}' })).status, 200);
      assert.equal((await send(port, { path: '/i?nuid=a' })).status, 200);
      assert.equal((await send(port, { path: '/i', headers: { 'SP-Anonymous': '*' } })).status, 200);
      assert.equal(stored().length, 3);
    }));

  test('the location is a query alone, so no path or host leads elsewhere, and nothing ends the header', () =>
    run({ cookieBounce: { enabled: true, name: 'seen' } }, async ({ port }) => {
      const location = async (target: string): Promise<string | undefined> => {
        const text = await exchange(port, `GET ${target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
        return /^Location: (.*)\r$/m.exec(text)?.[1];
      };
      assert.equal(await location('/i'), '?seen=true');
      assert.equal(await location('/\\evil.example/i?a=1'), '?a=1&seen=true');
      assert.equal(await location('/\\evil.example?a=1'), undefined);
      assert.equal(await location('/evil.example/\\x?a=1'), '?a=1&seen=true');
      assert.equal(await location('/i?a=%0d%0aX:1#f'), '?a=%0d%0aX:1%23f&seen=true');
      assert.equal(await location('/i?a="<>\\^`{|}'), '?a="<>\\^`{|}&seen=true');
    }));
});

describe('address', () => {
  test('X-Forwarded-For is not believed from a peer that is no trusted proxy', () =>
    run({ trustedProxies: ['10.0.0.0/8'] }, async (rig) => {
      assert.equal(await ipFor(rig, '192.0.2.1'), '127.0.0.1');
    }));

  test('from a trusted one, the last address that is not a trusted proxy counts', () =>
    run({ trustedProxies: ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'] }, async (rig) => {
      assert.equal(await ipFor(rig, '192.0.2.1'), '192.0.2.1');
      assert.equal(await ipFor(rig, '203.0.113.66, 192.0.2.1, 10.1.1.1'), '192.0.2.1');
      assert.equal(await ipFor(rig, ['203.0.113.66', '192.0.2.7']), '192.0.2.7');
      assert.equal(await ipFor(rig, '2001:DB8::1, 10.2.3.4'), '2001:db8::1');
      assert.equal(await ipFor(rig, '192.0.2.1:4711'), '192.0.2.1');
      assert.equal(await ipFor(rig, '[2001:4860:0:0::8888]:4711'), '2001:4860::8888');
      assert.equal(await ipFor(rig, '::ffff:192.0.2.9'), '192.0.2.9');
      assert.equal(await ipFor(rig, 'unknown, 10.1.1.1'), '10.1.1.1');
      assert.equal(await ipFor(rig, 'evil'), '127.0.0.1');
    }));

  test('the host loses its port', () =>
    run({}, async ({ port, stored }) => {
      for (const host of ['a.example:8080', 'b.example', '[::1]:8080', '[::1]']) {
        await send(port, { path: '/i', headers: { Host: host } });
      }
      assert.deepEqual(
        stored().map(({ head }) => head.host),
        ['a.example', 'b.example', '[::1]', '[::1]'],
      );
    }));
});
