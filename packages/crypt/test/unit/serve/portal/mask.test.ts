import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { ATOMIC_COLUMNS, EVENT_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { eventField } from '../../../../src/serve/portal/event-fields.ts';
import { maskPath, maskQuery, maskUrl } from '../../../../src/serve/portal/mask/mask-address.ts';
import { maskShape, maskShapeText } from '../../../../src/serve/portal/mask/mask-shape.ts';
import { makeMask, maskOf } from '../../../../src/serve/portal/mask/mask-value.ts';
import { MASKED_COLUMNS } from '../../../../src/serve/portal/mask/masked-columns.ts';
import { fakeRandom } from '../../../support/serve-fixtures.ts';

suite('masking', () => {
  test('an address keeps its structure and loses its values', () => {
    const cases: Readonly<Record<string, string>> = {
      'https://shop.example/quote.html': 'https://shop.example/quote.html',
      'https://shop.example:8443/a?x=1&mail=jane@example.org#top': 'https://shop.example:8443/a?x=•••&mail=•••#•••',
      'https://jane:secret@shop.example/a': 'https://shop.example/a',
      'https://shop.example/policy/8812733/documents': 'https://shop.example/policy/•••/documents',
      'https://shop.example/u/jane@example.org': 'https://shop.example/u/•••',
      'https://shop.example/?jane': 'https://shop.example/?•••',
      'mailto:jane@example.org': 'mailto:•••',
      'tel:+4916012345': 'tel:•••',
      'not an address': '•••',
    };
    assert.deepEqual(Object.fromEntries(Object.keys(cases).map((url) => [url, maskUrl(url)])), cases);
  });

  test('path segments that look like ids are replaced, words are not', () => {
    assert.equal(
      maskPath('/en/life-cover/v2/7f3a9c21d0/12345/J%C3%BCrgen/faq.html'),
      '/en/life-cover/v2/•••/•••/•••/faq.html',
    );
  });

  test('a query keeps its names, unless a name is data', () => {
    assert.equal(maskQuery('utm_source=x&jane@example.org=1&19870412=1&=2&flag'), 'utm_source=•••&•••&•••&•••&•••');
    assert.equal(maskQuery(''), '');
  });

  test('JSON keeps its names and schemas and tells kinds instead of values', () => {
    const schema = 'iglu:com.harbour-life/quote/jsonschema/1-0-0';
    const data = {
      cover: 250_000,
      mail: 'jane@example.org',
      smoker: false,
      none: null,
      tags: ['a', 'b'],
      'jane@x.org': 1,
    };
    assert.deepEqual(maskShape({ schema, data, list: [{ a: 1 }] }), {
      schema,
      data: {
        cover: 'number',
        mail: 'text of 16',
        smoker: 'true or false',
        none: 'null',
        tags: 'list of 2',
        '•••': 'number',
      },
      list: [{ a: 'number' }],
    });
  });

  test('text that is not JSON is only measured', () => {
    assert.equal(maskShapeText('{jane'), 'not JSON, 5 characters');
  });

  test('JSON that is deep or wide is cut', () => {
    const wide = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`n${i}`, i]));
    assert.equal((maskShape(wide) as Record<string, string>)['…'], '10 more');
    let deep: unknown = 'jane';
    for (let i = 0; i < 40; i++) deep = { a: deep };
    assert.ok(JSON.stringify(maskShape(deep as never)).endsWith('"a":"deeper"}}}}}}}}}}}}'));
  });

  test('no string of eight characters or more survives in the shape of a JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.stringMatching(/^[A-Z]{4}[0-9]{4,9}$/), (value, secret) => {
        const planted = { data: [value as never, secret, { deeper: { [secret]: secret, list: [secret] } }] };
        return !JSON.stringify(maskShape(planted)).includes(secret);
      }),
    );
  });

  test('each masked column hides a person’s text; the same value has the same alias', () => {
    const mask = makeMask(fakeRandom());
    const secret = 'JaneDoe19870412';
    for (const [column, { kind }] of Object.entries(MASKED_COLUMNS)) {
      const shown = mask(
        column,
        kind === 'shape' ? JSON.stringify({ a: secret }) : `https://x.example/${secret}?q=${secret}#${secret}`,
      );
      assert.ok(!shown.includes(secret), column);
    }
    assert.equal(mask('user_id', secret), mask('domain_userid', secret));
    assert.match(mask('user_id', secret), /^~[\da-f]{6}$/);
    assert.notEqual(mask('user_id', secret), mask('user_id', 'someone else'));
  });

  test('aliases of two portals cannot be compared', () => {
    const random = fakeRandom();
    assert.notEqual(makeMask(random)('user_id', 'jane'), makeMask(random)('user_id', 'jane'));
  });

  test('a column that nobody has listed is hidden', () => {
    assert.equal(makeMask(fakeRandom())('customer_iban', 'NL91ABNA0417164300'), '•••');
    assert.equal(maskOf('constructor')?.kind, 'hidden');
  });

  test('the columns that name or follow people are masked, and the list has only columns that exist', () => {
    const required = [
      'user_id',
      'user_ipaddress',
      'domain_userid',
      'network_userid',
      'domain_sessionid',
      'page_url',
      'page_referrer',
      'page_urlquery',
      'refr_urlquery',
      'contexts',
      'unstruct_event',
      'derived_contexts',
    ];
    assert.deepEqual(
      required.filter((column) => maskOf(column) === undefined),
      [],
    );
    const known = new Set([...ATOMIC_COLUMNS, ...EVENT_COLUMNS].map(({ name }) => name));
    assert.deepEqual(
      Object.keys(MASKED_COLUMNS).filter((column) => !known.has(column)),
      [],
    );
  });

  test('every column of an event has a description and a heading of its own', () => {
    assert.deepEqual(
      EVENT_COLUMNS.filter(({ name }) => eventField(name).group === 'Other').map(({ name }) => name),
      [],
    );
    assert.equal(eventField('my_column').group, 'Other');
  });
});
