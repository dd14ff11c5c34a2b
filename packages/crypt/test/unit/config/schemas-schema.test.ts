import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../../src/config/read-config.ts';
import { refusal } from '../../support/refusal.ts';

test('nothing is asked over the network unless a registry is named', () => {
  const { schemas, tracking } = parseConfig('name: shop', 'crypt.yml');
  assert.deepEqual([schemas, tracking], [{ registries: [] }, { folder: 'tracking' }]);
});

test('a registry has a name and an address, and the rest by default', () => {
  const text = 'name: shop\nschemas: { registries: [{ name: acme, url: "https://iglu.example.org/a" }] }';
  assert.deepEqual(parseConfig(text, 'crypt.yml').schemas.registries, [
    { name: 'acme', url: 'https://iglu.example.org/a', apiKeyVariable: null, vendors: [], timeoutMs: 5_000 },
  ]);
});

test('names and addresses that cannot be used are refused', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['name: project, url: "https://x.org"', 'line 2: schemas.registries.0.name: not one of project, built-in'],
    ['name: built-in, url: "https://x.org"', 'line 2: schemas.registries.0.name: not one of project, built-in'],
    [
      'name: ../x, url: "https://x.org"',
      'line 2: schemas.registries.0.name: lower-case letters, digits and -, beginning with a letter, 40 at most',
    ],
    ...['x.org', 'ftp://x.org', 'https://ada:secret@x.org', 'https://x.org?key=1', 'https://x.org#a'].map(
      (url) =>
        [
          `name: acme, url: "${url}"`,
          'line 2: schemas.registries.0.url: an http or https address without user, query or fragment',
        ] as const,
    ),
    [
      'name: acme, url: "https://x.org", apiKeyVariable: "a b"',
      'line 2: schemas.registries.0.apiKeyVariable: the name of an environment variable',
    ],
    ['name: acme, url: "https://x.org", apiKey: x', 'line 2: schemas.registries.0.apiKey is not a field'],
    [
      'name: acme, url: "https://x.org" }, { name: acme, url: "https://y.org"',
      'line 2: schemas.registries: two registries have the same name',
    ],
  ];
  for (const [registry, problem] of cases) {
    const text = `name: shop\nschemas: { registries: [{ ${registry} }] }`;
    const error = await refusal('CONFIG_REFUSED', () => parseConfig(text, 'crypt.yml'));
    assert.deepEqual(error.params['problems'], [problem]);
    assert.ok(!error.message.includes('secret'));
  }
});
