import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrichmentsSchema } from '../../../../src/config/enrichments-schema.ts';

test('without configuration campaigns, referers and cross-navigation are on, as in docs/enrichments', () => {
  const { campaigns, referers, crossNavigation, fingerprint, currency, pseudonyms } = enrichmentsSchema.parse(null);
  assert.deepEqual(
    { campaigns, referers, crossNavigation, fingerprint, currency, pseudonyms },
    {
      campaigns: {
        enabled: true,
        mktMedium: ['utm_medium'],
        mktSource: ['utm_source'],
        mktTerm: ['utm_term'],
        mktContent: ['utm_content'],
        mktCampaign: ['utm_campaign'],
        mktClickId: {},
      },
      referers: { enabled: true, internalDomains: [], listFile: null },
      crossNavigation: { enabled: true },
      fingerprint: { enabled: false, hashAlgorithm: 'MD5', excludeParameters: ['eid', 'nuid', 'stm', 'cv'] },
      currency: { enabled: false, base: 'EUR', ratesFile: 'rates.csv', rateAgeDaysMax: 7 },
      pseudonyms: {
        enabled: false,
        fields: [],
        paths: [],
        numbers: 'keep',
        urlParameters: [],
        anonymousOnly: false,
        strategy: { mode: 'hmac', algorithm: 'SHA-256', keyVariable: 'CRYPT_PII_KEY' },
      },
    },
  );
});

test('a schema and a path are read once, when the configuration is', () => {
  const parsed = enrichmentsSchema.parse({
    pseudonyms: { paths: [{ schema: 'iglu:com.acme/user/jsonschema/1-*-0', path: '$.users[*].email' }] },
  });
  assert.deepEqual(parsed.pseudonyms.paths, [
    {
      schema: { prefix: 'iglu:com.acme/user/jsonschema/', version: ['1', '*', '0'] },
      path: [['users'], '*', ['email']],
    },
  ]);
});
