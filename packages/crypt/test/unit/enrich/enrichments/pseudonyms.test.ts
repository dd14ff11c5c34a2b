import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { PSEUDONYM_COLUMNS, pseudonymsSchema } from '../../../../src/config/enrichments/pseudonyms.ts';
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { openPseudonyms } from '../../../../src/enrich/enrichments/pseudonyms.ts';
import type { EventDraft, SelfDescribing } from '../../../../src/enrich/event-draft.ts';
import { ExactNumber, type ExactJson } from '../../../../src/kernel/exact-json.ts';
import { refusal } from '../../../support/refusal.ts';
import { columnsOf, draftFrom } from './draft-from.ts';

const KEY = 'sixteen bytes at least';
const SALTED = { mode: 'salted', algorithm: 'SHA-256', keyVariable: 'SALT' };
const ENVIRONMENT = { CRYPT_PII_KEY: KEY, SALT: 'pepper123' };

function apply(config: object, draft: EventDraft): EventDraft {
  openPseudonyms(pseudonymsSchema.parse({ enabled: true, ...config }), ENVIRONMENT).apply(draft);
  assert.deepEqual(draft.problems, []);
  return draft;
}

/** Digests that the tests of enrich 3.9.0 publish, for the salt pepper123. */
const PUBLISHED = {
  user_id: ['john@acme.com', '7d8a4beae5bc9d314600667d2f410918f9af265017a6ade99f60a9c8f3aac6e9'],
  user_ipaddress: ['70.46.123.145', 'dd9720903c89ae891ed5c74bb7a9f2f90f6487927ac99afe73b096ad0287f3f5'],
  user_fingerprint: ['its_you_again!', '27abac60dff12792c6088b8d00ce7f25c86b396b8c3740480cd18e21068ecff4'],
  domain_userid: [
    '786d1b69-a603-4eb8-9178-fed2a195a1ed',
    'e97d86d49b16397e8fd654b32a0ed03cfe3a4d8d867d913620ce08e3ca855d6d',
  ],
  domain_sessionid: [
    '87857856-a603-4eb8-9178-fed2a195a1ed',
    '7378a72b0183f456df98453b2ff9ed5685206a67f312edb099dc74aed76e1b34',
  ],
  network_userid: ['kuykyfkfykukfuy', '47453d3c4428207d22005463bb3d945b137f9342d445b7114776e88311bbe648'],
  tr_orderid: ['t5465463', '5139219b15f3d1ab0c5056296cf5246eeb0b934ee5d1c96cb2027e694005bbce'],
  ti_orderid: ['6546b56356b354bbv', '326c0bfc5857f21695406ebd93068341c9f2d975cf00d117479e01e9012e196c'],
  mkt_term: ['hello', 'b62f3a2475ac957009088f9b8ab77ceb7b4ed7c5a6fd920daa204a1953334acb'],
  mkt_content: ['world', '8ad32723b7435cbf535025e519cc94dbf1568e17ced2aeb4b9e7941f6346d7d0'],
  mkt_clickid: ['500', 'fae3733fa03cdf57d82e89ac63026afd8782d07ba3c918acb415a4343457785f'],
  se_category: ['super category', 'f33daec1ed4cb688f4f1762390735fd78f6a06083f855422a7303ed63707c962'],
  se_action: ['great action', '53f3e1ca4a0dccce4a1b2900a6bcfd21b22a0f444253067e2fe022948a0b3be7'],
  se_label: ['awesome label', 'b243defc0d3b86333a104fb2b3a2f43371b8d73359c429b9177dfc5bb3840efd'],
  se_property: ['good property', 'eb19004c52cd4557aacfa0b30035160c417c3a6a5fad44b96f03c9e2bebaf0b3'],
  refr_domain_userid: ['duid', 'f3e68fd96eaef0cafc1257ec7132b4b3dbae20b1073155531f909999e5da9b2c'],
} as const;

function publishedColumns(at: 0 | 1): Record<string, string> {
  return Object.fromEntries(Object.entries(PUBLISHED).map(([name, pair]) => [name, pair[at]]));
}

test('salted pseudonyms of columns are those of Snowplow, and columns that are null stay null', () => {
  const draft = draftFrom({ columns: { ...publishedColumns(0), app_id: 'ads' } });
  apply({ fields: PSEUDONYM_COLUMNS, strategy: SALTED }, draft);
  assert.deepEqual(columnsOf(draft, ''), { ...publishedColumns(1), app_id: 'ads' });
});

const CONTEXTS: readonly SelfDescribing[] = [
  {
    schema: 'iglu:com.acme/email_sent/jsonschema/1-0-0',
    data: { emailAddress: 'jim@acme.com', emailAddress2: 'bob@acme.com' },
  },
  {
    schema: 'iglu:com.acme/email_sent/jsonschema/1-1-0',
    data: {
      emailAddress: 'tim@acme.com',
      emailAddress2: 'tom@acme.com',
      schema: 'iglu:com.acme/email_sent/jsonschema/1-0-0',
      data: { emailAddress: 'jim@acme.com', emailAddress2: 'bob@acme.com' },
      someInt: 1,
    },
  },
  {
    schema: 'iglu:com.test/array/jsonschema/1-0-0',
    data: { field: ['hello', 'world'], field2: null, field3: null, field4: '' },
  },
];
const JIM = '72f323d5359eabefc69836369e4cabc6257c43ab6419b05dfb2211d0e44284c6';
const BOB = '1c6660411341411d5431669699149283d10e070224be4339d52bbc4b007e78c5';
const TIM = '09e4160b10703767dcb28d834c1905a182af0f828d6d3512dd07d466c283c840';

function entities(): SelfDescribing[] {
  return CONTEXTS.map(({ schema, data }) => ({ schema, data }));
}

test('salted pseudonyms in events and entities are those of Snowplow', () => {
  const draft = draftFrom({
    entities: entities(),
    unstruct: {
      schema: 'iglu:com.mailgun/message_clicked/jsonschema/1-0-0',
      data: { recipient: 'alice@example.com', ip: '50.56.129.169', myVar2: 'awesome' },
    },
    derived: [{ schema: 'iglu:com.acme/email_sent/jsonschema/1-0-9', data: { emailAddress: 'jim@acme.com' } }],
  });
  const before = structuredClone(CONTEXTS);
  const paths = [
    { schema: 'iglu:com.acme/email_sent/jsonschema/1-0-*', path: '$.emailAddress' },
    { schema: 'iglu:com.acme/email_sent/jsonschema/1-1-0', path: '$.data.emailAddress2' },
    { schema: 'iglu:com.test/array/jsonschema/1-0-0', path: '$.field' },
    { schema: 'iglu:com.test/array/jsonschema/1-0-0', path: '$.field2' },
    { schema: 'iglu:com.test/array/jsonschema/1-0-0', path: '$.field3.a' },
    { schema: 'iglu:com.test/array/jsonschema/1-0-0', path: '$.field4' },
    { schema: 'iglu:com.mailgun/message_clicked/jsonschema/1-0-0', path: '$.ip' },
  ];
  apply({ paths, strategy: SALTED }, draft);
  assert.deepEqual(draft.entities, [
    { schema: CONTEXTS[0]?.schema, data: { emailAddress: JIM, emailAddress2: 'bob@acme.com' } },
    {
      schema: CONTEXTS[1]?.schema,
      data: {
        emailAddress: 'tim@acme.com',
        emailAddress2: 'tom@acme.com',
        schema: 'iglu:com.acme/email_sent/jsonschema/1-0-0',
        data: { emailAddress: 'jim@acme.com', emailAddress2: BOB },
        someInt: 1,
      },
    },
    {
      schema: CONTEXTS[2]?.schema,
      data: {
        field: [PUBLISHED.mkt_term[1], PUBLISHED.mkt_content[1]],
        field2: null,
        field3: null,
        field4: '7a3477dad66e666bd203b834c54b6dfe8b546bdbc5283462ad14052abfb06600',
      },
    },
  ]);
  assert.deepEqual(draft.unstruct?.data, {
    recipient: 'alice@example.com',
    ip: '269c433d0cc00395e3bc5fe7f06c5ad822096a38bec2d8a005367b52c0dfb428',
    myVar2: 'awesome',
  });
  assert.deepEqual(draft.derived[0]?.data, { emailAddress: JIM });
  assert.deepEqual(CONTEXTS, before, 'what was parsed is not changed in place');
});

test('criteria, lists of names and paths that lead nowhere are as in Snowplow', () => {
  const email = 'iglu:com.acme/email_sent/jsonschema/';
  const answers: readonly (readonly [string, string, number, ExactJson])[] = [
    [`${email}1-*-*`, '$.field.that.does.not.exist.in.this.instance', 0, CONTEXTS[0]?.data ?? null],
    [
      `${email}1-0-*`,
      "$.['emailAddress', 'emailAddress2', 'emailAddressNonExistent']",
      0,
      { emailAddress: JIM, emailAddress2: BOB },
    ],
    [`${email}1-*-0`, '$.emailAddress', 1, { ...(CONTEXTS[1]?.data as object), emailAddress: TIM }],
    [`${email}2-*-*`, '$.emailAddress', 0, CONTEXTS[0]?.data ?? null],
    [`${email}*-*-1`, '$.emailAddress', 0, CONTEXTS[0]?.data ?? null],
    [`${email}1-*-*`, '$.someInt', 1, CONTEXTS[1]?.data ?? null],
    ['iglu:com.acme/email/jsonschema/1-*-*', '$.emailAddress', 0, CONTEXTS[0]?.data ?? null],
  ];
  for (const [schema, path, index, expected] of answers) {
    const draft = apply({ paths: [{ schema, path }], strategy: SALTED }, draftFrom({ entities: entities() }));
    assert.deepEqual(draft.entities[index]?.data, expected, `${schema} ${path}`);
  }
});

// By OpenSSL: printf '%s' 'john@acme.com' | openssl dgst -sha256 -hmac 'sixteen bytes at least'
test('a keyed pseudonym is the HMAC of the value', () => {
  const answers: readonly (readonly [string, string])[] = [
    ['SHA-256', 'afbff123c62097047c0208a8a717c46e28946fe2cea46a00ebfe95b117cc194d'],
    ['SHA-384', 'afd95c126a1c76c6ab4dfcd69fba6b780df9a32323f31315a1ef520a10ad2a59a9016acd01226953dcc592fe3a188182'],
    [
      'SHA-512',
      'db82c5ced992af2ca9f9cffc09df0722385c2f3e372e26acb2b080dddb3f1a26eb39daa743ce338b9d417283f8739d5c1a668480a50dfe35fe12bfdb9bb5dc56',
    ],
  ];
  for (const [algorithm, expected] of answers) {
    const draft = draftFrom({ columns: { user_id: 'john@acme.com' } });
    apply({ fields: ['user_id'], strategy: { algorithm } }, draft);
    assert.deepEqual(columnsOf(draft, ''), { user_id: expected });
  }
});

test('the older digests are there for pseudonyms that exist', () => {
  const answers: readonly (readonly [string, string])[] = [
    ['MD5', '2a032585325ba692de23c304b96f41b6'],
    ['SHA-1', 'ec8d6b75ca61a64226adf1e7e3c9d9af31e0d594'],
    ['SHA-384', '3553513bb805ce232aad657791f2dd597db9e1a559a501de7d8056a1b19ca177c55d2ca2d18989576d0e28dd69b32c9f'],
    [
      'SHA-512',
      'c1c732a878271190ed07dbe7eef553954cdb2607b708cc79638593495c33dd28263ef3dc67a922b8d9f40d49bb3a9b05e137b405a077bccee00cbb57537e13df',
    ],
  ];
  for (const [algorithm, expected] of answers) {
    const draft = draftFrom({ columns: { user_id: 'john@acme.com' } });
    apply({ fields: ['user_id'], strategy: { ...SALTED, algorithm } }, draft);
    assert.deepEqual(columnsOf(draft, ''), { user_id: expected });
  }
});

test('every column has room for the longest pseudonym', () => {
  for (const name of PSEUDONYM_COLUMNS) {
    const column = ATOMIC_COLUMNS.find((candidate) => candidate.name === name);
    assert.ok(column !== undefined && (column.lengthMax ?? 0) >= 128, name);
  }
});

const USER = 'iglu:com.acme/user/jsonschema/1-0-0';

function replaced(data: ExactJson, paths: readonly string[], config: object = {}): ExactJson {
  const rules = paths.map((path) => ({ schema: 'iglu:com.acme/user/jsonschema/1-*-*', path }));
  const draft = draftFrom({ unstruct: { schema: USER, data } });
  return apply({ paths: rules, ...config }, draft).unstruct?.data ?? null;
}

/** The keyed pseudonym, by another way. */
function of(value: string): string {
  const draft = apply({ fields: ['user_id'] }, draftFrom({ columns: { user_id: value } }));
  return columnsOf(draft, 'user_id')['user_id'] ?? '';
}

test('a value that two paths lead to is replaced once', () => {
  assert.deepEqual(replaced({ email: 'a' }, ['$.email', '$.*', "$['email']"]), { email: of('a') });
});

test('numbers stay unless the configuration says otherwise; digits count as they were sent', () => {
  const data = { id: 7, big: new ExactNumber('9007199254740993'), on: true, none: null };
  assert.deepEqual(replaced(data, ['$.*']), data);
  const texts = { id: of('7'), big: of('9007199254740993'), on: true, none: null };
  assert.deepEqual(replaced(data, ['$.*'], { numbers: 'text' }), texts);
});

test('values of parameters are replaced in URLs, wherever they stand', () => {
  const url = (email: string, other = email) =>
    `https://shop.example/a?x=1&Email=${email}&user%5Bemail%5D=${email}&e=#/b?email=${email}&next=/c?email=${other}`;
  const clear = url('a%2Bb%40acme.example', 'a%2Bb@acme.example');
  const draft = draftFrom({
    columns: { page_url: clear, page_referrer: clear.replace('#', '&'), user_id: 'a+b@acme.example' },
  });
  apply({ fields: ['user_id'], urlParameters: ['email', 'user[email]', 'absent'] }, draft);
  const pseudonym = of('a+b@acme.example');
  const columns = columnsOf(draft, 'user_id', 'page_url', 'page_referrer', 'refr_url');
  assert.deepEqual(columns, {
    user_id: pseudonym,
    page_url: url(pseudonym),
    page_referrer: url(pseudonym).replace('#', '&'),
    page_urlscheme: 'https',
    page_urlhost: 'shop.example',
    page_urlport: '443',
    page_urlpath: '/a',
    page_urlquery: url(pseudonym).split('?').slice(1).join('?').split('#')[0] ?? '',
    page_urlfragment: url(pseudonym).split('#')[1] ?? '',
    refr_urlscheme: 'https',
    refr_urlhost: 'shop.example',
    refr_urlport: '443',
    refr_urlpath: '/a',
    refr_urlquery: url(pseudonym).replace('#', '&').split('?').slice(1).join('?'),
  });
});

test('only anonymous events, when that is asked for', () => {
  const run = (headers: readonly (readonly [string, string])[], config: object) =>
    columnsOf(apply({ fields: ['user_id'], ...config }, draftFrom({ columns: { user_id: 'a' }, headers })), 'user_id')[
      'user_id'
    ];
  assert.equal(run([['Host', 'c.example']], { anonymousOnly: true }), 'a');
  assert.equal(run([['sp-anonymous', '*']], { anonymousOnly: true }), of('a'));
  assert.equal(run([['SP-Anonymous', '']], { anonymousOnly: true }), of('a'));
  assert.equal(run([], {}), of('a'));
});

test('a draft that failed is worked on as far as it goes', () => {
  const draft = draftFrom({ columns: { user_id: 'a' } });
  draft.problems.push({ type: 'schema_violation', cause: 'x', detail: '' });
  const config = pseudonymsSchema.parse({
    fields: ['user_id', 'domain_userid'],
    paths: [{ schema: USER, path: '$.a' }],
  });
  openPseudonyms(config, ENVIRONMENT).apply(draft);
  assert.deepEqual(columnsOf(draft, 'user_id', 'domain_userid'), { user_id: of('a') });
  assert.equal(draft.problems.length, 1);
});

test('a key that is missing or short stops the start, and is never shown', async () => {
  const open = (strategy: object, environment: Record<string, string>) => () =>
    openPseudonyms(pseudonymsSchema.parse({ strategy }), environment);
  const missing = await refusal('ENRICH_KEY_REFUSED', open({}, {}));
  assert.deepEqual(missing.params, { variable: 'CRYPT_PII_KEY', what: 'key', reason: 'is not set' });
  const short = await refusal('ENRICH_KEY_REFUSED', open({ keyVariable: 'MY_KEY' }, { MY_KEY: 'fifteen-bytes-x' }));
  assert.deepEqual(short.params, { variable: 'MY_KEY', what: 'key', reason: 'has 15 bytes, of 16 at least' });
  assert.ok(!JSON.stringify([short, short.message, short.hint]).includes('fifteen'));
  const salt = await refusal('ENRICH_KEY_REFUSED', open(SALTED, { SALT: '' }));
  assert.deepEqual(salt.params, { variable: 'SALT', what: 'salt', reason: 'is not set' });
  assert.equal(JSON.stringify(open({}, { CRYPT_PII_KEY: KEY })()).includes(KEY), false);
});

test('equal values have equal pseudonyms everywhere, others have others, and nothing clear is left', () => {
  // Planted values are long and marked, so that finding one in the draft means that it was left there.
  const planted = fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 })
    .map((text) => `<§${text.replaceAll('\\', '/')}§>`);
  fc.assert(
    fc.property(planted, planted, fc.boolean(), (one, two, keyed) => {
      const encoded = encodeURIComponent(one);
      const draft = draftFrom({
        columns: {
          user_id: one,
          se_label: two,
          domain_userid: one,
          page_url: `https://shop.example/?email=${encoded}#?email=${encoded}`,
          page_referrer: `https://shop.example/?a=b&email=${encoded}`,
        },
        unstruct: {
          schema: USER,
          data: { email: one, users: [{ email: two }, { email: one }], deep: { a: [[one], { b: two }] } },
        },
        entities: [{ schema: USER, data: { email: two, other: 'clear' } }],
        derived: [{ schema: 'iglu:com.acme/user/jsonschema/1-4-2', data: { email: one } }],
      });
      const paths = ['$.email', '$.users[*].email', '$.deep'].map((path) => ({
        schema: 'iglu:com.acme/user/jsonschema/1-*-*',
        path,
      }));
      const strategy = keyed ? {} : SALTED;
      apply({ fields: ['user_id', 'se_label', 'domain_userid'], paths, urlParameters: ['email'], strategy }, draft);
      const {
        user_id: first = '',
        se_label: second = '',
        domain_userid,
      } = columnsOf(draft, 'user_id', 'se_', 'domain_');
      assert.equal(domain_userid, first);
      assert.equal(first === second, one === two);
      assert.deepEqual(draft.unstruct?.data, {
        email: first,
        users: [{ email: second }, { email: first }],
        deep: { a: [[first], { b: second }] },
      });
      assert.deepEqual(draft.entities[0]?.data, { email: second, other: 'clear' });
      assert.deepEqual(draft.derived[0]?.data, { email: first });
      assert.equal(columnsOf(draft, 'page_url')['page_url'], `https://shop.example/?email=${first}#?email=${first}`);
      const { row, unstruct, entities, derived } = draft;
      const left = JSON.stringify([row, unstruct, entities, derived]);
      for (const mark of ['§', '%C2%A7']) assert.ok(!left.includes(mark), left);
    }),
  );
});
