import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseUrl } from '../../../src/enrich/url-parts.ts';

function parts(url: string): string | undefined {
  const found = parseUrl(url);
  return found && [found.scheme, found.host, found.port, found.path, found.query, found.fragment].join(' ');
}

test('a URL has the six parts as written', () => {
  const answers: readonly (readonly [string, string | undefined])[] = [
    ['https://shop.example/a/b?x=1&y=%20#top', 'https shop.example 443 /a/b x=1&y=%20 top'],
    ['http://shop.example', 'http shop.example 80   '],
    ['http://shop.example:8080/', 'http shop.example 8080 /  '],
    ['http://shop.example:/', 'http shop.example 80 /  '],
    ['HTTPS://Shop.Example/', 'HTTPS Shop.Example 443 /  '],
    ['https://user:pass@shop.example:99/p', 'https shop.example 99 /p  '],
    ['http://[2001:db8::1]:81/p', 'http [2001:db8::1] 81 /p  '],
    ['http://my_host/p', 'http my_host 80 /p  '],
    ['http://münchen.example/ü?q=ü#ü', 'http münchen.example 80 /ü q=ü ü'],
    ['http://shop.example/{a}|b?c=<d>#e#f', 'http shop.example 80 /{a}|b c=<d> e#f'],
    ['http://shop.example/100%', 'http shop.example 80 /100%  '],
    ['android-app://com.example.app/', 'android-app com.example.app 80 /  '],
    ['file:///C:/page.html', 'file  80 /C:/page.html  '],
    ['about:blank', 'about  80   '],
    ['mailto:a@b.example?subject=x', 'mailto  80   '],
    ['//cdn.example/x', ' cdn.example 80 /x  '],
    ['/only/path?q', '  80 /only/path q '],
    ['page.html', '  80 page.html  '],
    ['', '  80   '],
    ['http://', undefined],
    ['http:', undefined],
    ['://x', undefined],
    ['1http:x', undefined],
    ['a b:c', undefined],
    ['http://host:port/', undefined],
    ['http://host:1:2/', undefined],
    ['http://[2001:db8::1/', undefined],
  ];
  assert.deepEqual(
    answers.map(([url]) => [url, parts(url)]),
    answers,
  );
});

test('any text is answered, the same each time, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (url) => {
      assert.deepEqual(parseUrl(url), parseUrl(url));
    }),
  );
  for (const hostile of [':', '@', '[', '/', '?', '#', 'a:']) parseUrl(`http://${hostile.repeat(100_000)}`);
});

test('web URLs are split as the WHATWG URL splits them', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
      const url = new URL(text);
      const found = parseUrl(text);
      assert.equal(found?.host.toLowerCase(), url.hostname);
      assert.equal(`?${found?.query}`.length > 1, url.search !== '');
      assert.equal(found?.port, url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port);
    }),
  );
});
