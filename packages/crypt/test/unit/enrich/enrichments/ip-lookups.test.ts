import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { ipLookupsSchema, type IpLookupsConfig } from '../../../../src/config/enrichments/ip-lookups.ts';
import { packageFile } from '../../../../src/enrich/enrichments/data-file.ts';
import { openIpLookups } from '../../../../src/enrich/enrichments/ip-lookups.ts';
import { makeMmdb, type MmdbValue } from '../../../support/make-mmdb.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { outcome } from './request-draft.ts';

const DEFAULTS = ipLookupsSchema.parse({});

/** Opens the enrichment in a folder that holds `files`. */
async function open(t: TestContext, files: Readonly<Record<string, Uint8Array>>, config: Partial<IpLookupsConfig>) {
  const folder = await tempFolder(t);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return openIpLookups({ ...DEFAULTS, ...config }, nodeFiles, folder);
}

const CITY: MmdbValue = {
  city: { names: { de: 'Neustadt', en: 'Newtown' } },
  continent: { code: 'EU' },
  country: { iso_code: 'GB', names: { en: 'United Kingdom' } },
  location: { latitude: 51.5142, longitude: -0.0931, time_zone: 'Europe/London', accuracy_radius: 100 },
  postal: { code: 'OX1' },
  subdivisions: [
    { iso_code: 'ENG', names: { en: 'England' } },
    { iso_code: 'OXF', names: { en: 'Oxfordshire' } },
  ],
};

const CITY_COLUMNS = {
  geo_country: 'GB',
  geo_region: 'OXF',
  geo_city: 'Newtown',
  geo_zipcode: 'OX1',
  geo_latitude: '51.5142',
  geo_longitude: '-0.0931',
  geo_region_name: 'Oxfordshire',
  geo_timezone: 'Europe/London',
};

test('the four databases of a project fill twelve columns', async (t) => {
  const files = {
    'city.mmdb': makeMmdb({ '81.2.69.0/24': CITY }),
    'isp.mmdb': makeMmdb({ '81.2.69.0/24': { isp: 'Acme Broadband', organization: 'Acme' } }, { type: 'GeoIP2-ISP' }),
    'domain.mmdb': makeMmdb({ '81.2.69.0/24': { domain: 'acme.example' } }, { type: 'GeoIP2-Domain' }),
    'speed.mmdb': makeMmdb({ '81.2.69.0/24': { connection_type: 'Cellular' } }, { type: 'GeoIP2-Connection-Type' }),
  };
  const enrichment = await open(t, files, {
    geoFile: 'city.mmdb',
    ispFile: 'isp.mmdb',
    domainFile: './domain.mmdb',
    connectionTypeFile: 'speed.mmdb',
  });
  assert.equal(enrichment.name, 'ipLookups');
  const address = { user_ipaddress: '81.2.69.142' };
  const found = {
    ip_isp: 'Acme Broadband',
    ip_organization: 'Acme',
    ip_domain: 'acme.example',
    ip_netspeed: 'Cellular',
  };
  const expected = { columns: { ...address, ...CITY_COLUMNS, ...found }, derived: [] };
  assert.deepEqual(outcome(enrichment, address), expected);
  assert.deepEqual(outcome(enrichment, address), expected);
});

test('an address is found by any of its forms, and others are not looked for', async (t) => {
  const enrichment = await open(
    t,
    {
      'city.mmdb': makeMmdb({ '81.2.69.0/24': CITY, '2a02::/16': { country: { iso_code: 'DE' } }, '0.0.0.0/1': CITY }),
    },
    { geoFile: 'city.mmdb' },
  );
  const country = (address: string): string | undefined =>
    outcome(enrichment, address === '' ? {} : { user_ipaddress: address }).columns['geo_country'];
  for (const found of ['81.2.69.1', '81.2.69.1:80', '::ffff:81.2.69.1', '[::ffff:81.2.69.1]:80', '9.9.9.9']) {
    assert.equal(country(found), 'GB', found);
  }
  for (const found of ['2a02::1', '[2a02:8071::1]:80']) assert.equal(country(found), 'DE', found);
  for (const none of [
    '',
    'unknown',
    'localhost',
    '10.1.2.3',
    '127.0.0.1',
    '192.168.1.1',
    '::1',
    '2b02::1',
    '200.1.1.1',
  ]) {
    assert.equal(country(none), undefined, none);
  }
});

test('an IPv6 address is not looked for in a database of IPv4', async (t) => {
  const enrichment = await open(
    t,
    { 'city.mmdb': makeMmdb({ '0.0.0.0/1': CITY }, { ipVersion: 4 }) },
    { geoFile: 'city.mmdb' },
  );
  assert.equal(outcome(enrichment, { user_ipaddress: '81.2.69.1' }).columns['geo_country'], 'GB');
  assert.deepEqual(outcome(enrichment, { user_ipaddress: '2a02::1' }).columns, { user_ipaddress: '2a02::1' });
});

test('what has no room in its column, or is no such thing, is left out alone', async (t) => {
  const record = {
    city: { names: { en: 'x'.repeat(76) } },
    country: { iso_code: 'GBR' },
    location: { latitude: 91, longitude: 180.5, time_zone: ['UTC'] },
    postal: { code: 'a\tb' },
    subdivisions: [{ iso_code: 'ABCD', names: { en: 'y'.repeat(100) } }],
  };
  const enrichment = await open(t, { 'city.mmdb': makeMmdb({ '81.0.0.0/8': record }) }, { geoFile: 'city.mmdb' });
  assert.deepEqual(outcome(enrichment, { user_ipaddress: '81.2.69.142' }).columns, {
    user_ipaddress: '81.2.69.142',
    geo_zipcode: 'a    b',
    geo_region_name: 'y'.repeat(100),
  });
});

test('flat records are read too', async (t) => {
  const record = {
    country_code: 'AU',
    state1: 'Queensland',
    city: 'Brisbane',
    postcode: '4000',
    latitude: -27.5,
    longitude: 153,
    timezone: 'Australia/Brisbane',
  };
  const enrichment = await open(
    t,
    { 'city.mmdb': makeMmdb({ '1.0.0.0/8': record }, { type: 'city ipvAll' }) },
    { geoFile: 'city.mmdb' },
  );
  assert.deepEqual(outcome(enrichment, { user_ipaddress: '1.1.1.1' }).columns, {
    user_ipaddress: '1.1.1.1',
    geo_country: 'AU',
    geo_city: 'Brisbane',
    geo_zipcode: '4000',
    geo_latitude: '-27.5',
    geo_longitude: '153',
    geo_region_name: 'Queensland',
    geo_timezone: 'Australia/Brisbane',
  });
});

test('without files the built-in database tells the country, and private addresses have none', async (t) => {
  const enrichment = await open(t, {}, {});
  const country = (address: string): unknown => outcome(enrichment, { user_ipaddress: address }).columns;
  for (const [address, code] of [
    ['131.111.8.46', 'GB'],
    ['129.132.19.216', 'CH'],
    ['166.111.8.28', 'CN'],
    ['2003:1::1', 'DE'],
  ] as const) {
    assert.deepEqual(country(address), { user_ipaddress: address, geo_country: code });
  }
  // The database itself has countries for these.
  for (const address of ['192.168.0.1', '172.16.1.1', '203.0.113.5', '2001:db8::1']) {
    assert.deepEqual(country(address), { user_ipaddress: address });
  }
});

test('a file that is missing, cut off or of another kind refuses to start, and says what to do', async (t) => {
  const whole = makeMmdb({ '81.2.69.0/24': CITY });
  const files = {
    'cut.mmdb': whole.subarray(0, whole.length / 2),
    'headless.mmdb': whole.subarray(400),
    'page.mmdb': Buffer.from('<html>Please log in</html>'),
    'empty.mmdb': Buffer.alloc(0),
    'asn.mmdb': makeMmdb({ '81.2.69.0/24': CITY }, { type: 'GeoLite2-ASN' }),
  };
  const damaged = 'it is not a whole mmdb database';
  for (const [name, reason] of [
    ['none.mmdb', 'there is no such file'],
    ['cut.mmdb', damaged],
    ['headless.mmdb', damaged],
    ['page.mmdb', damaged],
    ['empty.mmdb', damaged],
    ['asn.mmdb', 'it is a GeoLite2-ASN database'],
  ] as const) {
    const error = await refusal('ENRICH_FILE_REFUSED', () => open(t, files, { geoFile: name }));
    const { path } = error.params as { readonly path: string };
    assert.ok(path.startsWith('/') && path.endsWith(`/${name}`));
    assert.equal(
      error.message,
      `${path} (enrichments.ipLookups.geoFile) cannot be used: ${reason}. Nothing was read or written.`,
    );
    assert.equal(error.hint, 'Put a good file there, or take enrichments.ipLookups.geoFile out of crypt.yml.');
    assert.equal(error.kind, 'user');
  }
});

test('a folder in the place of a file is refused', async (t) => {
  await refusal('ENRICH_FILE_REFUSED', () => open(t, {}, { ispFile: '.' }));
});

test('a package that is not there asks for its installation', async () => {
  const absent = 'absent-package/rules.yaml';
  for (const find of [() => import.meta.resolve(absent), () => 'not a URL']) {
    const error = await refusal('ENRICH_FILE_REFUSED', () => packageFile(find));
    assert.match(error.message, /^A package of the Crypt cannot be used: .*\. Nothing was read or written\.$/);
    assert.equal(error.hint, 'Install the packages again: npm ci');
  }
});

test('a database that is damaged within costs no event', async (t) => {
  const whole = makeMmdb({ '81.0.0.0/8': CITY, '82.0.0.0/8': CITY, '2a00::/8': CITY });
  const dataStart = whole.indexOf(Buffer.alloc(16));
  const folder = await tempFolder(t);
  const path = join(folder, 'city.mmdb');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 20 }), async (changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of changes) bytes[dataStart + 16 + at] = byte;
      await writeFile(path, bytes);
      const enrichment = await openIpLookups({ ...DEFAULTS, geoFile: path }, nodeFiles, folder).catch(() => undefined);
      for (const address of ['81.1.1.1', '82.1.1.1', '2a00::1']) {
        if (enrichment !== undefined) outcome(enrichment, { user_ipaddress: address });
      }
    }),
    { numRuns: 60 },
  );
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
  assert.deepEqual(Object.keys(Object.prototype), []);
});

test('any text in the column is answered the same twice', async (t) => {
  const enrichment = await open(t, { 'city.mmdb': makeMmdb({ '81.0.0.0/8': CITY }) }, { geoFile: 'city.mmdb' });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.[]% '.split('')), maxLength: 40 }),
      (address) => {
        const columns = address === '' ? {} : { user_ipaddress: address };
        assert.deepEqual(outcome(enrichment, columns), outcome(enrichment, columns));
      },
    ),
  );
  outcome(enrichment, { user_ipaddress: '['.repeat(1_000_000) });
});

test('the built-in database is the whole of both versions of IP', async () => {
  const path = createRequire(import.meta.url).resolve(
    '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
  );
  const bytes = await readFile(path);
  assert.ok(bytes.length < 10_000_000, `${bytes.length} bytes lie in memory`);
});
