import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { crossNavigationSchema } from '../../../../src/config/enrichments/cross-navigation.ts';
import { createCrossNavigation } from '../../../../src/enrich/enrichments/cross-navigation.ts';
import type { SelfDescribing } from '../../../../src/enrich/event-draft.ts';
import { columnsOf, draftFrom, type Columns } from './draft-from.ts';

const SCHEMA = 'iglu:com.snowplowanalytics.snowplow/cross_navigation/jsonschema/1-0-0';

function navigate(sp: string): { columns: Columns; derived: readonly SelfDescribing[] } {
  const draft = draftFrom({ columns: { page_urlquery: `a=b&_sp=${sp}` } });
  createCrossNavigation(crossNavigationSchema.parse({})).apply(draft);
  assert.deepEqual(draft.problems, []);
  return { columns: columnsOf(draft, 'refr_'), derived: draft.derived };
}

/** As the browser tracker does it: bytes of Latin-1, no padding. */
function browserBase64(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

test('the short format is user and time', () => {
  const answers: readonly (readonly [string, Columns])[] = [
    ['', {}],
    ['.', {}],
    ['abc', { refr_domain_userid: 'abc' }],
    ['abc.', { refr_domain_userid: 'abc' }],
    ['abc.1426245561368', { refr_domain_userid: 'abc', refr_dvce_tstamp: '2015-03-13 11:19:21.368' }],
    ['.1426245561368', { refr_dvce_tstamp: '2015-03-13 11:19:21.368' }],
    ['a%09b.0', { refr_domain_userid: 'a    b', refr_dvce_tstamp: '1970-01-01 00:00:00.000' }],
  ];
  for (const [sp, columns] of answers) assert.deepEqual(navigate(sp), { columns, derived: [] }, sp);
  const draft = draftFrom({ columns: { page_urlquery: 'foo=bar&_sp' } });
  createCrossNavigation(crossNavigationSchema.parse({})).apply(draft);
  assert.deepEqual(columnsOf(draft, 'refr_'), {});
});

test('the extended format is an entity too', () => {
  const sp = [
    'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
    '1778058000000',
    '987abc12-3456-7890-abcd-ef1234567890',
    browserBase64('u_123'),
    browserBase64('acme-web-app'),
    'web',
  ].join('.');
  assert.deepEqual(navigate(sp), {
    columns: {
      refr_domain_userid: 'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
      refr_dvce_tstamp: '2026-05-06 09:00:00.000',
    },
    derived: [
      {
        schema: SCHEMA,
        data: {
          domain_user_id: 'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
          timestamp: '2026-05-06T09:00:00.000Z',
          session_id: '987abc12-3456-7890-abcd-ef1234567890',
          user_id: 'u_123',
          source_id: 'acme-web-app',
          source_platform: 'web',
          reason: null,
        },
      },
    ],
  });
});

const EMPTY = {
  domain_user_id: 'abc',
  timestamp: '2015-03-13T11:19:21.368Z',
  session_id: null,
  user_id: null,
  source_id: null,
  source_platform: null,
  reason: null,
};

function entity(rest: string): unknown {
  const { derived } = navigate(`abc.1426245561368.${rest}`);
  assert.ok(derived.length === 1 && derived[0]?.schema === SCHEMA);
  return derived[0].data;
}

test('parts that the schema does not allow are null', () => {
  assert.deepEqual(entity('not-a-uuid.***.===.fridge.x.y.z'), EMPTY);
  assert.deepEqual(entity(''), EMPTY);
  assert.deepEqual(entity(`...${browserBase64('a'.repeat(4097))}`), EMPTY);
});

test('marked texts are UTF-8 from mobile trackers and Latin-1 from the browser', () => {
  const utf8 = Buffer.from('Zur Übersicht ✓').toString('base64url');
  assert.deepEqual(entity(`....${utf8}`), { ...EMPTY, reason: 'Zur Übersicht ✓' });
  assert.deepEqual(entity(`....${browserBase64('Zur Übersicht')}`), { ...EMPTY, reason: 'Zur Übersicht' });
});

test('an id or time that cannot be right is null, and costs neither the event nor the other', () => {
  assert.deepEqual(navigate('abc.not-a-timestamp.x'), { columns: { refr_domain_userid: 'abc' }, derived: [] });
  assert.deepEqual(navigate('abc.99999999999999999999'), { columns: { refr_domain_userid: 'abc' }, derived: [] });
  assert.deepEqual(navigate(`${'a'.repeat(129)}.0.x`), {
    columns: { refr_dvce_tstamp: '1970-01-01 00:00:00.000' },
    derived: [],
  });
});

test('nothing that _sp may hold throws', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '.', '0', '-62167219200000', 'AAAA', '____'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const { derived } = navigate(encodeURIComponent(parts.join('.').toWellFormed()));
      assert.ok(derived.length <= 1);
    }),
  );
});
