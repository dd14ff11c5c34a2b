import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrichmentsSchema } from '../../../src/config/enrichments-schema.ts';

test('what is on without a word in crypt.yml', () => {
  const { ipLookups, asnLookups, anonymiseIp, userAgent, bots, cookies, headers } = enrichmentsSchema.parse(null);
  assert.deepEqual(
    { ipLookups, asnLookups, anonymiseIp, userAgent, bots, cookies, headers },
    {
      ipLookups: { enabled: true, geoFile: null, ispFile: null, domainFile: null, connectionTypeFile: null },
      asnLookups: { file: null },
      anonymiseIp: { enabled: false, octets: 2, segments: 5 },
      userAgent: { enabled: true, rulesFile: null },
      bots: { enabled: true },
      cookies: { names: [] },
      headers: { pattern: null },
    },
  );
});

test('a pattern of headers is one that takes linear time', () => {
  const problem = (pattern: string): string | undefined =>
    enrichmentsSchema.safeParse({ headers: { pattern } }).error?.issues[0]?.message;
  assert.equal(problem('Sec-CH-.*|(a+)+b'), undefined);
  for (const pattern of ['(', 'a(?=b)', '(a)\\1', 'a{2000}']) {
    assert.equal(problem(pattern), 'a regular expression as RE2 reads them, without lookarounds and back-references');
  }
});

test('masks are of 1 to 4 octets and 1 to 8 segments', () => {
  const isAccepted = (anonymiseIp: unknown): boolean => enrichmentsSchema.safeParse({ anonymiseIp }).success;
  assert.ok(isAccepted({ octets: 1, segments: 8 }) && isAccepted({ octets: 4, segments: 1 }));
  for (const refused of [
    { octets: 0 },
    { octets: 5 },
    { segments: 0 },
    { segments: 9 },
    { octets: 1.5 },
    { bits: 1 },
  ]) {
    assert.ok(!isAccepted(refused), JSON.stringify(refused));
  }
});
