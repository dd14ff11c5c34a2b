// The small pure parts, each against a plain restatement of its rule.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readCookie } from '../../../src/collect/cookie.ts';
import { collectErrors, fail } from '../../../src/collect/errors.ts';
import { readQueryParam } from '../../../src/collect/query-param.ts';
import { hostName, readHead } from '../../../src/collect/read-head.ts';
import { hasTwoSegments, routePath, splitTarget } from '../../../src/collect/route.ts';

describe('query parameters', () => {
  test('agree with URLSearchParams on well-formed queries', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 });
    const name = fc.constantFrom('u', 'nuid', 'nuidx', 'xnuid', 'nu', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text)), (pairs) => {
        const query = new URLSearchParams(pairs).toString();
        for (const wanted of ['u', 'nuid']) {
          assert.equal(readQueryParam(query, wanted), new URLSearchParams(query).get(wanted));
        }
      }),
    );
  });

  test('malformed escapes stay as sent, and a name without `=` is none', () => {
    assert.equal(readQueryParam('nuid=%zz', 'nuid'), '%zz');
    assert.equal(readQueryParam('nuid=%ff+a', 'nuid'), '%ff a');
    assert.equal(readQueryParam('nuid', 'nuid'), null);
    assert.equal(readQueryParam('nuid&nuid=1&nuid=2', 'nuid'), '1');
    assert.equal(readQueryParam('', 'nuid'), null);
  });
});

test('a cookie is found among any others, and only by its whole name', () => {
  const other = fc.stringMatching(/^[a-z]{0,4}=[a-z=]{0,4}$/).filter((text) => !text.startsWith('sp='));
  fc.assert(
    fc.property(fc.array(other), fc.array(other), fc.stringMatching(/^[a-z0-9=-]{0,9}$/), (before, after, value) => {
      assert.equal(readCookie([...before, `sp=${value}`, ...after].join('; '), 'sp'), value);
      assert.equal(readCookie([...before, ...after].join(';'), 'sp'), null);
    }),
  );
  assert.equal(readCookie('a; sp = x ;sp=y', 'sp'), 'x');
  assert.equal(readCookie('sp', 'sp'), null);
  assert.equal(readCookie('', 'sp'), null);
  assert.equal(readCookie(null, 'sp'), null);
});

describe('paths', () => {
  test('two segments are two non-empty ones', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a/.]{0,6}$/), (path) => {
        const parts = path.split('/');
        const want = parts.length === 3 && parts[0] === '' && parts[1] !== '' && parts[2] !== '';
        assert.equal(hasTwoSegments(path), want, path);
      }),
    );
  });

  test('a target splits at its first question mark', () => {
    const targets: [string, string, string][] = [
      ['/i', '/i', ''],
      ['/i?', '/i', ''],
      ['/a/b?c=d?e', '/a/b', 'c=d?e'],
      ['?a', '/', 'a'],
      ['http://x/i?a', '/i', 'a'],
      ['http://x', '/', ''],
      ['http://x?a/b', '/', 'a/b'],
      ['*', '*', ''],
      ['x:80', 'x:80', ''],
    ];
    for (const [target, path, query] of targets) assert.deepEqual(splitTarget(target), { path, query }, target);
  });

  test('custom paths are mapped before anything else is decided', () => {
    const custom = new Map([
      ['/a/b', '/c/d'],
      ['/r/x', '/c/d'],
      ['/go/to', '/r/tp2'],
    ]);
    assert.deepEqual(routePath('/a/b', custom), { kind: 'track', path: '/c/d' });
    assert.deepEqual(routePath('/r/x', custom), { kind: 'track', path: '/c/d' });
    assert.deepEqual(routePath('/go/to', custom), { kind: 'redirect', path: '/r/tp2' });
    assert.deepEqual(routePath('/r/anything', custom), { kind: 'redirect', path: '/r/anything' });
    assert.deepEqual(routePath('/__proto__/x', custom), { kind: 'track', path: '/__proto__/x' });
    assert.deepEqual(routePath('__proto__', custom), { kind: 'unknown' });
  });
});

test('headers are read once, whatever their case: the first counts, lists are joined', () => {
  const raw = [
    ['HOST', 'a'],
    ['host', 'b'],
    ['Cookie', 'x=1'],
    ['cookie', 'y=2'],
    ['Origin', 'o'],
    ['Referer', 'r'],
    ['User-Agent', 'u'],
    ['Content-Type', 'Text/Plain'],
    ['Content-Encoding', 'GZIP'],
    ['Content-Encoding', 'br'],
    ['Content-Length', '12'],
    ['X-Forwarded-For', '1.1.1.1'],
    ['x-forwarded-for', '2.2.2.2'],
  ];
  assert.deepEqual(readHead(raw.flat()), {
    pairs: raw,
    bytes: raw.reduce((sum, [name, value]) => sum + `${name}: ${value}\r\n`.length, 0),
    host: 'a',
    cookie: 'x=1; y=2',
    origin: 'o',
    referer: 'r',
    userAgent: 'u',
    contentType: 'text/plain',
    contentEncoding: 'gzip, br',
    contentLength: 12,
    forwardedFor: '1.1.1.1,2.2.2.2',
    forwarded: true,
    anonymous: false,
  });
  assert.equal(readHead(['Transfer-Encoding', 'chunked']).contentLength, -1);
  assert.deepEqual([hostName('a:1'), hostName('[::1]:1'), hostName('[::1'), hostName(null)], ['a', '[::1]', '[', '']);
});

test('every error tells what happened and what to do next', () => {
  for (const [code, entry] of Object.entries(collectErrors)) {
    const error = fail(code as keyof typeof collectErrors, entry.example as never);
    assert.match(code, /^COLLECTOR_[A-Z_]+$/);
    assert.match(error.message, /^[A-Z].*\.$/, code);
    assert.ok(error.hint.length > 20, code);
    assert.doesNotMatch(`${error.message}${error.hint}`, /undefined|\[object/, code);
  }
});
