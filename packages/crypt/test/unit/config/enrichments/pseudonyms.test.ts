import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pseudonymsSchema } from '../../../../src/config/enrichments/pseudonyms.ts';

test('what cannot be meant is refused with the reason', () => {
  const path = (text: string) => ({ paths: [{ schema: 'iglu:com.acme/user/jsonschema/1-*-*', path: text }] });
  const criterion = 'not a schema with * for any part of its version: `iglu:com.acme/user/jsonschema/1-*-*`';
  const expected = "expected .name, ['name'], .* or [*]";
  const answers: readonly (readonly [object, string, string])[] = [
    [path('email'), 'paths.0.path', 'a path begins with $, the data of the schema'],
    [path('$'), 'paths.0.path', '$ alone is all of the data; name the members'],
    [
      path('$..email'),
      'paths.0.path',
      'a search at every depth (..) is not known; write the path, with * for a level (character 2)',
    ],
    [
      path('$.users[0].email'),
      'paths.0.path',
      'positions in an array are not known; [*] means all of its items (character 8)',
    ],
    [
      path('$.users[-1:]'),
      'paths.0.path',
      'positions in an array are not known; [*] means all of its items (character 8)',
    ],
    [path('$.users[?(@.age > 3)]'), 'paths.0.path', 'filters and expressions are not known (character 8)'],
    [path('$.'), 'paths.0.path', `${expected} (character 2)`],
    [path('$email'), 'paths.0.path', `${expected} (character 2)`],
    [path('$.a b'), 'paths.0.path', `${expected} (character 4)`],
    [path("$['a'"), 'paths.0.path', `${expected} (character 2)`],
    [{ paths: [{ schema: 'com.acme/user', path: '$.a' }] }, 'paths.0.schema', criterion],
    [{ paths: [{ schema: 'iglu:com.acme/*/jsonschema/1-0-0', path: '$.a' }] }, 'paths.0.schema', criterion],
    [{ paths: [{ schema: 'iglu:com.acme/user/jsonschema/0-*-*', path: '$.a' }] }, 'paths.0.schema', criterion],
    [
      { strategy: { mode: 'salted', algorithm: 'MD2' } },
      'strategy.algorithm',
      'MD2 is not there: it is broken, and pseudonyms made with it must be made anew',
    ],
    [
      { strategy: { algorithm: 'MD5' } },
      'strategy.algorithm',
      'SHA-1 and MD5 are broken; `hmac` takes SHA-256, SHA-384 or SHA-512',
    ],
    [
      { strategy: { algorithm: 'SHA-1' } },
      'strategy.algorithm',
      'SHA-1 and MD5 are broken; `hmac` takes SHA-256, SHA-384 or SHA-512',
    ],
    [
      { strategy: { keyVariable: 'not a name!' } },
      'strategy.keyVariable',
      'the name of a variable of the environment, not the key itself',
    ],
  ];
  for (const [config, where, reason] of answers) {
    const issues = pseudonymsSchema.safeParse(config).error?.issues ?? [];
    assert.deepEqual(
      issues.map((issue) => [issue.path.join('.'), issue.message]),
      [[where, reason]],
    );
  }
  assert.equal(pseudonymsSchema.safeParse({ fields: ['page_title'] }).success, false);
});
