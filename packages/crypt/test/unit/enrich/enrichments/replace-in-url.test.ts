import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { replaceInUrl } from '../../../../src/enrich/enrichments/replace-in-url.ts';
import { parseQuery } from '../../../../src/enrich/split/query-string.ts';

const NAMES = new Set(['email', 'user[email]']);

function replaced(text: string): string {
  return replaceInUrl(text, NAMES, (value) => `<${value}>`);
}

test('values of the names are replaced decoded, in queries, fragments, and URLs within them', () => {
  const answers: readonly (readonly [string, string])[] = [
    ['https://shop.example/?email=a%40b.example', 'https://shop.example/?email=<a@b.example>'],
    ['email=a+b&x=1', 'email=<a b>&x=1'],
    ['x=1&EMail=a=b?c;d&y=2', 'x=1&EMail=<a=b?c;d>&y=2'],
    ['user%5Bemail%5D=a&user[email]=b', 'user%5Bemail%5D=<a>&user[email]=<b>'],
    ['?a=1;email=b#email=c', '?a=1;email=<b>#email=<c>'],
    ['#/route?email=a&b', '#/route?email=<a>&b'],
    ['next=/login?email=a', 'next=/login?email=<a>'],
    ['?email=%zz', '?email=<%zz>'],
  ];
  for (const [text, expected] of answers) assert.equal(replaced(text), expected);
});

test('everything else stays to the letter', () => {
  const texts = [
    '',
    'email',
    'email=',
    '?email=&email#email=',
    '?emails=a&xemail=b',
    '/email=a',
    'https://a/?%=%&=&&?#=',
  ];
  for (const text of texts) assert.equal(replaced(text), text);
});

test('no value of a name is left in any query', () => {
  const pair = fc.tuple(fc.constantFrom('email', 'Email', 'a', 'user[email]', ''), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
      const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&');
      const after = replaceInUrl(query, NAMES, () => 'X');
      const expected = pairs.map(([name, value]) =>
        NAMES.has(name.toLowerCase()) && value !== ''
          ? `${name}=X`
          : `${name}=${encodeURIComponent(value.toWellFormed())}`,
      );
      assert.equal(after, expected.join('&'));
      assert.deepEqual([...parseQuery(after).keys()], [...parseQuery(query).keys()]);
    }),
  );
});

test('a hostile URL takes time in proportion to its length', () => {
  for (const part of ['?', '&email', 'email=', '#a', '&email=&', '%', '=']) {
    const text = part.repeat(200_000);
    const startedMs = performance.now();
    replaced(text);
    assert.ok(performance.now() - startedMs < 2_000, part);
  }
});
