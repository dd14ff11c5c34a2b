import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { referersSchema } from '../../../../src/config/enrichments/referers.ts';
import type { Enrichment } from '../../../../src/enrich/enrichment.ts';
import { parseRefererList } from '../../../../src/enrich/enrichments/referer-list.ts';
import { createReferers, openReferers } from '../../../../src/enrich/enrichments/referers.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { columnsOf, draftFrom, type Columns } from './draft-from.ts';

const PAGE = 'https://www.shop.example/quotes';

function sort(enrichment: Enrichment, referrer: string, page = PAGE): Columns {
  const draft = draftFrom({ columns: { page_url: page, page_referrer: referrer } });
  enrichment.apply(draft);
  assert.deepEqual(draft.problems, []);
  return columnsOf(draft, 'refr_medium', 'refr_source', 'refr_term');
}

function found(medium: string, source = '', term = ''): Columns {
  return {
    refr_medium: medium,
    ...(source === '' ? {} : { refr_source: source }),
    ...(term === '' ? {} : { refr_term: term }),
  };
}

test('the list that comes with the program sorts referrers as people expect', async () => {
  const config = referersSchema.parse({ internalDomains: ['Shop.example', 'www.internaldomain.example'] });
  const referers = await openReferers(config, nodeFiles, '/nowhere');
  const deck = 'gateway oracle cards denise linn';
  const answers: readonly (readonly [string, Columns])[] = [
    [
      'http://www.google.com/search?q=gateway+oracle+cards+denise+linn&hl=en&client=safari',
      found('search', 'Google', deck),
    ],
    [
      'http://www.google.com/search?q=%0Agateway%09oracle%09cards%09denise%09linn&hl=en',
      found('search', 'Google', deck.replaceAll(' ', '    ')),
    ],
    ['https://www.google.co.uk/', found('search', 'Google')],
    ['https://www.google.com.br/search?query=carro', found('search', 'Google', 'carro')],
    ['HTTPS://WWW.Google.De./', found('search', 'Google')],
    ['https://google.com/imgres?imgurl=x', found('search', 'Google Images')],
    ['https://www.google.com/imgresult', found('search', 'Google')],
    ['https://docs.google.com/document/d/1', found('unknown')],
    ['https://mail.google.com/mail/u/0', found('email', 'Gmail')],
    ['https://gemini.google.com/app', found('chatbot', 'Gemini')],
    ['android-app://com.google.android.gm/', found('email', 'Gmail')],
    ['android-app://com.google.android.googlequicksearchbox/https/www.google.com', found('search', 'Google')],
    ['https://r.search.yahoo.com/_ylt=x/RU=y', found('search', 'Yahoo!')],
    ['https://de.search.yahoo.com/search?p=auto', found('search', 'Yahoo!', 'auto')],
    ['https://www.bing.com/search?q=car', found('search', 'Bing', 'car')],
    ['https://www.bing.com/chat', found('chatbot', 'Copilot')],
    ['https://yandex.com.tr/search/?text=%D0%BC%D0%B0%D1%88%D0%B8%D0%BD%D0%B0', found('search', 'Yandex', 'машина')],
    ['https://www.baidu.com/s?wd=%E8%BD%A6', found('search', 'Baidu', '车')],
    ['https://tieba.baidu.com/p/1', found('social', 'Baidu Tieba')],
    ['http://www.facebook.com/l.php?u=http%3A%2F%2Fwww.psychicbazaar.com&h=yAQHZtXxS&s=1', found('social', 'Facebook')],
    ['https://lm.facebook.com/', found('social', 'Facebook')],
    ['https://t.co/abc', found('social', 'Twitter')],
    ['https://x.com/i/grok', found('chatbot', 'Grok')],
    ['https://chatgpt.com/', found('chatbot', 'ChatGPT')],
    ['https://claude.ai/', found('chatbot', 'Claude')],
    ['https://www.perplexity.ai/search', found('chatbot', 'Perplexity')],
    [
      'http://36ohk6dgmcd1n-c.c.yom.mail.yahoo.net/om/api/1.0/openmail.app.invoke/36ohk6dgmcd1n/11/1.0.35/us/en-US/view.html/0',
      found('email', 'Yahoo! Mail'),
    ],
    ['https://googleads.g.doubleclick.net/pagead', found('paid', 'Google Ads')],
    ['https://trc.taboola.com/', found('paid', 'Taboola')],
    ['https://www.shop.example/account/profile', found('internal')],
    ['https://help.shop.example/', found('internal')],
    ['https://shop.example/', found('internal')],
    ['https://www.internaldomain.example/path', found('internal')],
    ['https://internaldomain.example/path', found('unknown')],
    ['https://myshop.example/', found('unknown')],
    ['http://www.spyfu.com/domain.aspx?d=3897225171967988459', found('unknown')],
    ['https://google.com.evil.example/search?q=x', found('unknown')],
    ['https://notgoogle.com/search?q=x', found('unknown')],
    ['about:blank', {}],
    ['chrome-extension://abcdef/popup.html', {}],
    ['/relative', {}],
    ['', {}],
  ];
  for (const [referrer, expected] of answers) assert.deepEqual(sort(referers, referrer), expected, referrer);
});

test('the host of the page is internal without being configured', () => {
  const referers = createReferers(referersSchema.parse({}), parseRefererList('search: {S: {hosts: [s.example]}}', 'l'));
  assert.deepEqual(sort(referers, 'https://WWW.shop.example/x', 'https://www.Shop.example/'), found('internal'));
  assert.deepEqual(sort(referers, 'https://shop.example/x'), found('unknown'));
  assert.deepEqual(sort(referers, 'https://s.example/x', 'https://s.example/'), found('internal'));
  assert.deepEqual(sort(referers, 'https://s.example/x', ''), found('search', 'S'));
});

test('the longest host wins, and of its paths the longest; a path ends where a segment ends', () => {
  const list = parseRefererList(
    [
      'search:',
      '  Wide: {hosts: [a.example, "b.*"], parameters: [q, s]}',
      '  Path: {hosts: [a.example/p, "b.*/p/"]}',
      'social:',
      '  Deep: {hosts: [x.a.example, a.example/p/q]}',
      'unknown:',
      '  None: {hosts: [y.a.example]}',
    ].join('\n'),
    'list.yml',
  );
  const referers = createReferers(referersSchema.parse({}), list);
  const answers: readonly (readonly [string, Columns])[] = [
    ['https://a.example/', found('search', 'Wide')],
    ['https://z.a.example/?s=2&q=1', found('search', 'Wide', '1')],
    ['https://a.example/?q=&s=2', found('search', 'Wide', '2')],
    ['https://a.example/p', found('search', 'Path')],
    ['https://a.example/p/', found('search', 'Path')],
    ['https://a.example/pq', found('search', 'Wide')],
    ['https://z.a.example/p/q/r', found('social', 'Deep')],
    ['https://x.a.example/p', found('social', 'Deep')],
    ['https://w.y.a.example/', found('unknown')],
    ['https://b.co.uk/p/x', found('search', 'Path')],
    ['https://b.uk/px', found('search', 'Wide')],
    ['https://b.evil.example/', found('unknown')],
  ];
  for (const [referrer, expected] of answers) assert.deepEqual(sort(referers, referrer), expected, referrer);
});

test('a list of the project wins over ours', async (context) => {
  const folder = await tempFolder(context);
  writeFileSync(
    join(folder, 'own.yml'),
    'forum:\n  Village: {hosts: [forum.shop.example, google.de, bing.com/chat]}\nsearch:\n  Intranet: {hosts: [find.shop.example], parameters: [q]}\n',
  );
  const referers = await openReferers(referersSchema.parse({ listFile: 'own.yml' }), nodeFiles, folder);
  assert.deepEqual(sort(referers, 'https://forum.shop.example/'), found('forum', 'Village'));
  assert.deepEqual(sort(referers, 'https://find.shop.example/?q=a'), found('search', 'Intranet', 'a'));
  assert.deepEqual(sort(referers, 'https://www.google.de/'), found('forum', 'Village'));
  assert.deepEqual(sort(referers, 'https://www.google.fr/'), found('search', 'Google'));
  assert.deepEqual(sort(referers, 'https://www.bing.com/chat'), found('forum', 'Village'));
  assert.deepEqual(sort(referers, 'https://www.bing.com/'), found('search', 'Bing'));
});

test('a list that cannot be read stops the start with its line', async (context) => {
  const folder = await tempFolder(context);
  const answers: readonly (readonly [string, number, string])[] = [
    [
      'search:\n  A: {hosts: [a.example]\n',
      3,
      'Flow map in block collection must be sufficiently indented and end with a }',
    ],
    [
      'search:\n  A:\n    hosts: [a.example, A.example]\n',
      3,
      'search.A.hosts.1: a host in lower case, `shop.example`, `shop.*` or `shop.example/path`',
    ],
    [
      'search:\n  A:\n    hosts: [https://a.example]\n',
      3,
      'search.A.hosts.0: a host in lower case, `shop.example`, `shop.*` or `shop.example/path`',
    ],
    ['search:\n  A:\n    hosts: []\n', 3, 'search.A.hosts: Too small: expected array to have >=1 items'],
    ['search:\n  A:\n    host: [a.example]\n', 2, 'search.A.hosts: Invalid input: expected array, received undefined'],
    ['Search:\n  A: {hosts: [a.example]}\n', 1, 'Search: a medium is a word in lower case of at most 25 characters'],
    [
      'search:\n  A: {hosts: [a.example]}\nsocial:\n  B:\n    hosts:\n      - b.example\n      - a.example\n',
      7,
      'a.example is listed twice',
    ],
    ['- a.example\n', 1, 'the file: Invalid input: expected record, received array'],
  ];
  for (const [text, line, reason] of answers) {
    const error = await refusal('ENRICH_REFERERS_REFUSED', () => parseRefererList(text, 'own.yml'));
    assert.deepEqual(error.params, { path: 'own.yml', line, reason });
  }
  const config = referersSchema.parse({ listFile: 'absent.yml' });
  const error = await refusal('ENRICH_REFERERS_REFUSED', () => openReferers(config, nodeFiles, folder));
  assert.deepEqual(error.params, { path: join(folder, 'absent.yml'), line: 1, reason: 'there is no such file' });
});

test('an internal domain with a scheme is refused', () => {
  assert.equal(referersSchema.safeParse({ internalDomains: ['https://shop.example'] }).success, false);
});

test('any referrer is sorted, at once, into columns that have room for it', async () => {
  const referers = await openReferers(referersSchema.parse({}), nodeFiles, '/nowhere');
  const host = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '.',
      '..',
      'a.'.repeat(5000),
      'google.',
      '.google.com',
      '__proto__',
      'constructor.google.com',
      '*',
      'google.*',
    ),
  );
  fc.assert(
    fc.property(host, fc.string({ unit: 'binary' }), (name, query) => {
      const draft = draftFrom({
        columns: { refr_urlscheme: 'https', refr_urlhost: name, refr_urlquery: `q=${query}` },
      });
      referers.apply(draft);
      const { refr_medium, refr_source, refr_term } = columnsOf(draft, 'refr_medium', 'refr_source', 'refr_term');
      if (name !== '' && name !== '.') assert.ok(refr_medium === 'unknown' || refr_medium === 'search', refr_medium);
      assert.ok((refr_source ?? '').length <= 50 && (refr_term ?? '').length <= 255);
    }),
  );
});
