import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { campaignsSchema } from '../../../../src/config/enrichments/campaigns.ts';
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { createCampaigns } from '../../../../src/enrich/enrichments/campaigns.ts';
import { findTooLong } from '../../../../src/enrich/row.ts';
import { columnsOf, draftFrom, type Columns } from './draft-from.ts';

function campaign(url: string, config: unknown = {}): Columns {
  const draft = draftFrom({ columns: { page_url: url } });
  createCampaigns(campaignsSchema.parse(config)).apply(draft);
  assert.deepEqual(draft.problems, []);
  return columnsOf(draft, 'mkt_');
}

const GOOGLE =
  'https://shop.example/?utm_source=GoogleSearch&utm_medium=cpc&utm_term=native%20american+tarot+deck' +
  '&utm_content=39254295088&utm_campaign=uk-tarot--native-american';

test('the parameters of Google Analytics are read by default', () => {
  assert.deepEqual(campaign(GOOGLE), {
    mkt_source: 'GoogleSearch',
    mkt_medium: 'cpc',
    mkt_term: 'native american tarot deck',
    mkt_content: '39254295088',
    mkt_campaign: 'uk-tarot--native-american',
  });
  assert.deepEqual(campaign('https://shop.example/'), {});
  assert.deepEqual(campaign('https://shop.example/?other=1#utm_source=x'), {});
});

const OWN = {
  mktMedium: ['utm_medium', 'medium'],
  mktSource: ['utm_source', 'source'],
  mktTerm: ['utm_term', 'legacy_term'],
  mktContent: ['utm_content'],
  mktCampaign: ['utm_campaign', 'cid', 'legacy_campaign'],
};

test('of the parameters of a column the first of the configuration wins, wherever it stands', () => {
  const url =
    'https://shop.example/?utm_source=GoogleSearch&source=bad_source&utm_medium=cpc&legacy_term=bad_term' +
    '&utm_term=native%20american%20tarot%20deck&legacy_campaign=bad_campaign&cid=uk-tarot--native-american';
  const expected = {
    mkt_source: 'GoogleSearch',
    mkt_medium: 'cpc',
    mkt_term: 'native american tarot deck',
    mkt_campaign: 'uk-tarot--native-american',
  };
  assert.deepEqual(campaign(url, OWN), expected);
  assert.deepEqual(campaign(`${url}&msclkid=500`, OWN), { ...expected, mkt_clickid: '500', mkt_network: 'Microsoft' });
  assert.deepEqual(
    campaign(
      'http://shop.example/?utm_source=GoogleSearch&utm_medium=cpc&utm_term=pb&utm_content=39&cid=tna&gclid=CI6',
      OWN,
    ),
    {
      mkt_source: 'GoogleSearch',
      mkt_medium: 'cpc',
      mkt_term: 'pb',
      mkt_content: '39',
      mkt_campaign: 'tna',
      mkt_clickid: 'CI6',
      mkt_network: 'Google',
    },
  );
});

test('an empty list reads nothing, an empty parameter hides the later ones, a name without a sign is not there', () => {
  const none = { mktMedium: [], mktSource: [], mktTerm: [], mktContent: [], mktCampaign: [] };
  assert.deepEqual(campaign(GOOGLE, none), {});
  assert.deepEqual(campaign('https://shop.example/?utm_campaign=&cid=x', OWN), {});
  assert.deepEqual(campaign('https://shop.example/?utm_campaign&cid=x', OWN), { mkt_campaign: 'x' });
});

test('of a parameter that is there twice the last counts', () => {
  assert.deepEqual(campaign('https://shop.example/?utm_source=a&utm_source=b'), { mkt_source: 'b' });
});

test('click ids: Google, Microsoft, DoubleClick, and those of the configuration', () => {
  const config = { mktClickId: { wbraid: 'Google', msclkid: 'NotMicrosoft', xyzid: 'XYZ' } };
  const answers: readonly (readonly [string, Columns])[] = [
    ['gclid=abc', { mkt_clickid: 'abc', mkt_network: 'Google' }],
    ['dclid=abc', { mkt_clickid: 'abc', mkt_network: 'DoubleClick' }],
    ['wbraid=abc', { mkt_clickid: 'abc', mkt_network: 'Google' }],
    ['msclkid=abc', { mkt_clickid: 'abc', mkt_network: 'NotMicrosoft' }],
    ['xyzid=abc', { mkt_clickid: 'abc', mkt_network: 'XYZ' }],
    ['xyzid=late&gclid=first', { mkt_clickid: 'first', mkt_network: 'Google' }],
    ['fbclid=abc', {}],
  ];
  for (const [query, expected] of answers)
    assert.deepEqual(campaign(`https://shop.example/?${query}`, config), expected);
});

test('a text longer than its column is cut, never in the middle of a character, and the event lives', () => {
  assert.deepEqual(campaign(`https://shop.example/?utm_source=${'a'.repeat(300)}`), { mkt_source: 'a'.repeat(255) });
  const emoji = encodeURIComponent(`${'a'.repeat(254)}\u{1F600}b`);
  assert.deepEqual(campaign(`https://shop.example/?utm_source=${emoji}`), { mkt_source: 'a'.repeat(254) });
});

test('control characters go, as everywhere', () => {
  assert.deepEqual(campaign('https://shop.example/?utm_source=a%09b%0Ac%00'), { mkt_source: 'a    bc' });
});

test('whatever a query holds, every column has room for what is put into it', () => {
  const pair = fc.tuple(
    fc.constantFrom('utm_source', 'utm_term', 'gclid', '__proto__', 'utm_source%'),
    fc.oneof(fc.string({ unit: 'binary' }).map(encodeText), fc.string(), fc.constant('%ff'.repeat(400))),
  );
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
      const query = pairs.map(([name, value]) => `${name}=${value}`).join('&');
      const draft = draftFrom({ columns: { page_urlquery: query } });
      createCampaigns(campaignsSchema.parse({ mktClickId: { constructor: 'x' } })).apply(draft);
      const mine = new Set(ATOMIC_COLUMNS.filter(({ name }) => name.startsWith('mkt_')).map(({ name }) => name));
      for (const { cause } of findTooLong(draft.row)) assert.ok(!mine.has(cause.split(':')[0] ?? ''), cause);
      for (const text of Object.values(columnsOf(draft, 'mkt_'))) assert.ok(text.isWellFormed());
    }),
  );
});

function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

test('a network that the column has no room for is refused', () => {
  const parsed = campaignsSchema.safeParse({ mktClickId: { xyzid: 'x'.repeat(65) }, mktMedum: [] });
  assert.deepEqual(
    parsed.error?.issues.map(({ path }) => path.join('.')),
    ['mktClickId.xyzid', ''],
  );
});
