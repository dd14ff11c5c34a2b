// The protocol, row by row: status, every header and the stored record, whole.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { CollectorPayload } from '../../../src/contracts/collector-payload.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { send, TP2, UUID, withCollector, type Answer, type Rig } from '../../support/collector-rig.ts';

const NOW = Date.UTC(2026, 10, 24, 6, 0, 0);
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
const COOKIE = `sp=${UUID}; Expires=Wed, 24 Nov 2027 06:00:00 GMT; Path=/; Secure; HttpOnly; SameSite=None`;
const NO_STORE = 'no-cache, no-store, must-revalidate';
const ALIVE = [['Connection', 'close']] as const;
const cors = (origin = '*'): [string, string][] => [
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Credentials', 'true'],
];

function pixel(cookie: string | null = COOKIE, origin = '*'): Answer {
  const headers = [
    ...cors(origin),
    ...(cookie === null ? [] : [['Set-Cookie', cookie] as const]),
    ['Content-Type', 'image/gif'],
    ['Cache-Control', NO_STORE],
    ['Content-Length', '43'],
    ...ALIVE,
  ] as [string, string][];
  return { status: 200, headers, body: PIXEL };
}

function ok(cookie: string | null = COOKIE, origin = '*'): Answer {
  const headers = [
    ...cors(origin),
    ...(cookie === null ? [] : [['Set-Cookie', cookie] as const]),
    ['Content-Type', 'text/plain'],
    ['Content-Length', '2'],
    ...ALIVE,
  ] as [string, string][];
  return { status: 200, headers, body: Buffer.from('ok') };
}

function plain(status: number, body: string, extra: [string, string][] = []): Answer {
  const length: [string, string] = ['Content-Length', String(Buffer.byteLength(body))];
  const headers: [string, string][] = [['Content-Type', 'text/plain'], ...extra, length, ...ALIVE.map(pair)];
  return { status, headers, body: Buffer.from(body) };
}

function pair([name, value]: readonly [string, string]): [string, string] {
  return [name, value];
}

function record(
  port: number,
  changes: Partial<CollectorPayload>,
  extraHeaders: [string, string][] = [],
): CollectorPayload {
  return {
    timeMs: NOW,
    method: 'GET',
    path: '/i',
    query: '',
    ip: '127.0.0.1',
    host: '127.0.0.1',
    contentType: null,
    userAgent: null,
    referer: null,
    networkUserId: UUID,
    headers: [...extraHeaders, ['Host', `127.0.0.1:${port}`], ['Connection', 'close']],
    collector: 'crypt-0.1.0',
    refusal: null,
    ...changes,
  };
}

const onFakeTime = (changes: Parameters<typeof withCollector>[0], run: (rig: Rig) => Promise<void>): Promise<void> =>
  withCollector(changes, run, { clock: new FakeClock(NOW) });

const UNKNOWN_PATH =
  'COLLECTOR_PATH_UNKNOWN: Nothing answers at this path. Nothing was stored. ' +
  'Events go to /i, /ice.png or /{vendor}/{version}, such as /com.snowplowanalytics.snowplow/tp2.\n';
const notFound = (): Answer => {
  const answer = plain(404, UNKNOWN_PATH);
  return { ...answer, headers: [...cors(), ...answer.headers] };
};

const methodRefused = (allowed: string): Answer => {
  const body = `COLLECTOR_METHOD_REFUSED: This path takes ${allowed}. Nothing was stored. Send events with GET or POST.\n`;
  const answer = plain(405, body, [['Allow', allowed]]);
  return { ...answer, headers: [...cors(), ...answer.headers] };
};

const redirectTo = (target: string): string => `/r/tp2?e=pv&u=${encodeURIComponent(target)}`;

describe('pixel requests', () => {
  for (const path of ['/i', '/ice.png', '/com.acme/v1', '/com.snowplowanalytics.iglu/v1']) {
    test(`GET ${path} stores the query and answers the pixel`, () =>
      onFakeTime({}, async ({ port, stored }) => {
        assert.deepEqual(await send(port, { path: `${path}?e=pv&page=a%20b` }), pixel());
        assert.deepEqual(stored(), [{ head: record(port, { path, query: 'e=pv&page=a%20b' }), body: '' }]);
      }));

    test(`HEAD ${path} stores the same and answers the headers alone`, () =>
      onFakeTime({}, async ({ port, stored }) => {
        assert.deepEqual(await send(port, { path: `${path}?e=pv`, method: 'HEAD' }), {
          ...pixel(),
          body: Buffer.alloc(0),
        });
        assert.deepEqual(stored(), [{ head: record(port, { path, query: 'e=pv', method: 'HEAD' }), body: '' }]);
      }));
  }
});

describe('POST requests', () => {
  test('the body is kept unparsed, with the query and the headers in order', () =>
    onFakeTime({}, async ({ port, stored }) => {
      const body = '{"not": even json';
      const headers = {
        'Content-Type': 'Application/JSON; charset=UTF-8',
        'User-Agent': 'Test/1',
        Referer: 'https://shop.example.com/a',
        'X-Twice': ['1', '2'],
      };
      assert.deepEqual(await send(port, { path: `${TP2}?aid=x`, body, headers }), ok());
      const extra: [string, string][] = [
        ['Content-Type', 'Application/JSON; charset=UTF-8'],
        ['User-Agent', 'Test/1'],
        ['Referer', 'https://shop.example.com/a'],
        ['X-Twice', '1'],
        ['X-Twice', '2'],
      ];
      const head = record(port, {
        method: 'POST',
        path: TP2,
        query: 'aid=x',
        contentType: 'application/json; charset=utf-8',
        userAgent: 'Test/1',
        referer: 'https://shop.example.com/a',
        headers: [...extra, ['Host', `127.0.0.1:${port}`], ['Connection', 'close'], ['Content-Length', '17']],
      });
      assert.deepEqual(stored(), [{ head, body }]);
    }));

  test('an empty body is stored too', () =>
    onFakeTime({}, async ({ port, stored }) => {
      assert.deepEqual(await send(port, { path: '/a/b', method: 'POST', headers: { 'Content-Length': '0' } }), ok());
      const head = record(port, { method: 'POST', path: '/a/b' }, [['Content-Length', '0']]);
      assert.deepEqual(stored(), [{ head, body: '' }]);
    }));

  test('a custom path is stored as the path it stands for', () =>
    onFakeTime({ paths: { '/com.acme/track': TP2 } }, async ({ port, stored }) => {
      assert.deepEqual(await send(port, { path: '/com.acme/track', body: '{}' }), ok());
      assert.deepEqual(await send(port, { path: '/com.acme/other', body: '{}' }), ok());
      assert.deepEqual(
        stored().map(({ head }) => head.path),
        [TP2, '/com.acme/other'],
      );
    }));
});

describe('paths that are not events', () => {
  test('health, sink health and robots answer', () =>
    onFakeTime({}, async ({ port, world, log }) => {
      assert.deepEqual(await send(port, { path: '/health' }), plain(200, 'ok'));
      assert.deepEqual(await send(port, { path: '/sink-health' }), plain(200, 'ok'));
      assert.deepEqual(await send(port, { path: '/robots.txt' }), plain(200, 'User-agent: *\nDisallow: /\n'));
      world.sinkHealth = { healthy: false, reason: 'The loader is 2 hours behind.' };
      assert.deepEqual(await send(port, { path: '/sink-health' }), plain(503, 'The loader is 2 hours behind.\n'));
      assert.deepEqual(await send(port, { path: '/health' }), plain(200, 'ok'));
      assert.equal(log.records.length, 0);
    }));

  test('unknown, one-segment and longer paths are 404', () =>
    onFakeTime({}, async ({ port, log }) => {
      for (const path of ['/', '/x', '/a/b/c', '/a/', '//b', '/i/', '/crossdomain.xml', '/?e=pv']) {
        assert.deepEqual(await send(port, { path }), notFound(), path);
      }
      assert.equal(log.records.length, 0);
    }));

  test('other methods are 405 with what the path takes', () =>
    onFakeTime({}, async ({ port, log }) => {
      assert.deepEqual(
        await send(port, { path: TP2, method: 'PUT', body: 'x' }),
        methodRefused('GET, HEAD, POST, OPTIONS'),
      );
      assert.deepEqual(
        await send(port, { path: '/i', method: 'POST', body: 'x' }),
        methodRefused('GET, HEAD, OPTIONS'),
      );
      assert.deepEqual(await send(port, { path: '/health', method: 'DELETE' }), methodRefused('GET, HEAD, OPTIONS'));
      assert.equal(log.records.length, 0);
    }));

  test('crossdomain.xml names the domains when it is on', () =>
    onFakeTime({ crossDomain: { enabled: true, domains: ['*', 'example.com'], secure: false } }, async ({ port }) => {
      const body =
        '<?xml version="1.0"?>\n<cross-domain-policy>\n' +
        '  <allow-access-from domain="*" secure="false" />\n' +
        '  <allow-access-from domain="example.com" secure="false" />\n</cross-domain-policy>\n';
      const headers: [string, string][] = [
        ['Content-Type', 'text/xml'],
        ['Content-Length', String(body.length)],
        ...ALIVE.map(pair),
      ];
      assert.deepEqual(await send(port, { path: '/crossdomain.xml' }), {
        status: 200,
        headers,
        body: Buffer.from(body),
      });
    }));

  test('the root answers as configured when it is on', () =>
    onFakeTime({ rootResponse: { enabled: true, headers: { Location: 'https://example.com/' } } }, async ({ port }) => {
      const headers: [string, string][] = [
        ['Location', 'https://example.com/'],
        ['Content-Length', '0'],
        ...ALIVE.map(pair),
      ];
      assert.deepEqual(await send(port, { path: '/' }), { status: 302, headers, body: Buffer.alloc(0) });
    }));
});

describe('CORS', () => {
  test('a preflight of any path is allowed with the configured headers', () =>
    onFakeTime(
      { cors: { allowedHeaders: ['Content-Type', 'SP-Anonymous', 'X-Own'], maxAgeSeconds: 60 } },
      async (rig) => {
        for (const path of [TP2, '/i', '/x', '/health', '/a/b/c']) {
          const answer = await send(rig.port, { path, method: 'OPTIONS', headers: { Origin: 'https://a.example' } });
          const headers: [string, string][] = [
            ...cors('https://a.example'),
            ['Access-Control-Allow-Headers', 'Content-Type, SP-Anonymous, X-Own'],
            ['Access-Control-Max-Age', '60'],
            ['Content-Length', '0'],
            ...ALIVE.map(pair),
          ];
          assert.deepEqual(answer, { status: 200, headers, body: Buffer.alloc(0) });
        }
        assert.equal(rig.log.records.length, 0);
      },
    ));

  test('the origin is sent back exactly, and only the first of many', () =>
    onFakeTime({}, async ({ port }) => {
      const ask = async (origin: string): Promise<Answer> => send(port, { path: '/i', headers: { Origin: origin } });
      assert.deepEqual(await ask('http://localhost:3000'), pixel(COOKIE, 'http://localhost:3000'));
      assert.deepEqual(await ask('null'), pixel(COOKIE, 'null'));
      assert.deepEqual(await ask('https://a.example https://b.example'), pixel(COOKIE, 'https://a.example'));
      assert.deepEqual(await ask('https://a.example, https://b.example'), pixel(COOKIE, 'https://a.example'));
      assert.deepEqual(await ask('https://\u00e4.example'), pixel(COOKIE, '*'));
    }));
});

describe('redirects', () => {
  const redirect = { enabled: true, domains: ['shop.example.com'] };

  test('are 404 until enabled', () =>
    onFakeTime({}, async ({ port, log }) => {
      assert.deepEqual(
        await send(port, { path: redirectTo('https://shop.example.com/') }),
        plain(404, 'redirects disabled'),
      );
      assert.equal(log.records.length, 0);
    }));

  test('store the click and lead to a listed host', () =>
    onFakeTime({ redirect }, async ({ port, stored }) => {
      const path = redirectTo('https://shop.example.com/a?b=c d');
      const headers: [string, string][] = [
        ...cors(),
        ['Set-Cookie', COOKIE],
        ['Location', 'https://shop.example.com/a?b=c%20d'],
        ['Cache-Control', NO_STORE],
        ['Content-Length', '0'],
        ...ALIVE.map(pair),
      ];
      assert.deepEqual(await send(port, { path }), { status: 302, headers, body: Buffer.alloc(0) });
      assert.deepEqual(stored(), [{ head: record(port, { path: '/r/tp2', query: path.slice(7) }), body: '' }]);
    }));

  test('to anywhere else are 400, and kept with the reason', () =>
    onFakeTime({ redirect }, async ({ port, stored }) => {
      const refused: [string, string][] = [
        ['/r/tp2?e=pv', 'there is no `u` parameter'],
        [redirectTo(''), 'there is no `u` parameter'],
        [redirectTo('/relative'), '`u` is not an absolute address'],
        [redirectTo('//shop.example.com/'), '`u` is not an absolute address'],
        [redirectTo('javascript:alert(1)'), 'it is neither http nor https'],
        [redirectTo('https://evil.example/'), 'its host is not in the list'],
        [redirectTo('https://shop.example.com.evil.example/'), 'its host is not in the list'],
        [redirectTo('https://shop.example.com@evil.example/'), 'it has a user name'],
        [redirectTo('https://evil.example\\@shop.example.com/'), 'its host is not in the list'],
        [redirectTo('https://evil@shop.example.com/'), 'it has a user name'],
      ];
      for (const [path, reason] of refused) {
        const answer = await send(port, { path });
        const text =
          `COLLECTOR_REDIRECT_REFUSED: The redirect was refused: ${reason}. The request was kept as failed. Send an http or ` +
          'https address in `u`, and add its host to the redirect domains of the collector.\n';
        const want = plain(400, text);
        assert.deepEqual(answer, { ...want, headers: [...cors(), ['Set-Cookie', COOKIE], ...want.headers] }, path);
        assert.equal(stored().at(-1)?.head.refusal, `redirect refused: ${reason}`);
      }
      assert.equal(stored().length, refused.length);
    }));

  test('no list allows no host', () =>
    onFakeTime({ redirect: { enabled: true } }, async ({ port }) => {
      assert.equal((await send(port, { path: redirectTo('https://shop.example.com/') })).status, 400);
    }));

  test('the macro is replaced by the network user id when it is on', () =>
    onFakeTime({ redirect: { ...redirect, macro: true } }, async ({ port }) => {
      const answer = await send(port, { path: redirectTo('https://shop.example.com/?id=${SP_NUID}') });
      assert.equal(new Map(answer.headers).get('Location'), `https://shop.example.com/?id=${UUID}`);
      const hostile = await send(port, {
        path: `${redirectTo('https://${SP_NUID}.example.com/')}&nuid=evil.example%2F`,
      });
      assert.equal(hostile.status, 400);
    }));

  test('a custom path can be a redirect', () =>
    onFakeTime({ redirect, paths: { '/go/to': '/r/tp2' } }, async ({ port, stored }) => {
      assert.equal((await send(port, { path: '/go/to?u=https://shop.example.com/' })).status, 302);
      assert.equal(stored()[0]?.head.path, '/r/tp2');
    }));
});
