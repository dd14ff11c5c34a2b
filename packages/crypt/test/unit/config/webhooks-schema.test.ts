import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../../src/config/read-config.ts';
import { refusal } from '../../support/refusal.ts';

const parse = (text: string) => parseConfig(`name: shop\n${text}`, 'crypt.yml');

async function problems(text: string): Promise<unknown> {
  return (await refusal('CONFIG_REFUSED', () => parse(text))).params['problems'];
}

const hook = (verify: string, path = '/com.acme/payments', map = 'webhooks/payments.ts'): string =>
  `  - path: ${path}\n    verify: ${verify}\n    map: ${map}\n`;

test('a webhook says how to tell who sent it, with defaults for the form of the signature', () => {
  const { webhooks } = parse(`webhooks:\n${hook('{ kind: hmac, header: X-Sig, secretVariables: [A] }')}`);
  const verify = {
    kind: 'hmac',
    header: 'X-Sig',
    encoding: 'hex',
    prefix: '',
    secretVariables: ['A'],
    timestampHeader: null,
    toleranceSeconds: 300,
  };
  assert.deepEqual(webhooks, [{ path: '/com.acme/payments', verify, map: 'webhooks/payments.ts' }]);
  assert.deepEqual(parse('webhooks:\n').webhooks, []);
  assert.deepEqual(parse('').webhooks, []);
});

test('one that does not say it, or not rightly, is refused', async () => {
  const none = '{ kind: none }';
  const unsaid = 'webhooks:\n  - path: /com.acme/payments\n    map: a.ts\n';
  assert.deepEqual(await problems(unsaid), ['webhooks.0.verify: kind: hmac, token or none']);
  assert.deepEqual(await problems(`webhooks:\n${hook('{ kind: md5 }')}`), [
    'line 4: webhooks.0.verify.kind: kind: hmac, token or none',
  ]);
  assert.deepEqual(await problems(`webhooks:\n${hook('{ kind: token, header: "a b", secretVariables: [] }')}`), [
    'line 4: webhooks.0.verify.header: the name of a header',
    'line 4: webhooks.0.verify.secretVariables: Too small: expected array to have >=1 items',
  ]);
  assert.deepEqual(await problems(`webhooks:\n${hook('{ kind: none, header: x }')}`), [
    'line 4: webhooks.0.verify.header is not a field',
  ]);
  assert.deepEqual(await problems(`webhooks:\n${hook(none)}${hook(none)}`), [
    'line 3: webhooks: a path is listed twice',
  ]);
  const pathProblem = 'line 3: webhooks.0.path: a path of two segments: /com.acme/payments';
  for (const path of ['/payments', '/a/b/c', 'a/b', '/a/b%20c', '/a/?b', '//b']) {
    assert.deepEqual(await problems(`webhooks:\n${hook(none, path)}`), [pathProblem], path);
  }
  for (const path of ['/r/tp2', '/com.snowplowanalytics.snowplow/tp2', '/com.snowplowanalytics.iglu/v1']) {
    const want = ['line 3: webhooks.0.path: a path of the tracker protocol'];
    assert.deepEqual(await problems(`webhooks:\n${hook(none, path)}`), want);
  }
});

test('code is named by paths relative to the project, and variables by their names', async () => {
  const { enrichments } = parse('enrichments:\n  project: { files: [a.ts, ../shared/b.mjs], environment: [KEY_1] }');
  assert.deepEqual(enrichments.project, {
    files: ['a.ts', '../shared/b.mjs'],
    timeMsMax: 50,
    memoryMegabytesMax: 256,
    environment: ['KEY_1'],
  });
  const file = 'a file of the project, relative to it, ending in .ts, .mts, .js or .mjs';
  assert.deepEqual(await problems('enrichments: { project: { files: [/a.ts, a.py], environment: [A=B] } }'), [
    `line 2: enrichments.project.files.0: ${file}`,
    `line 2: enrichments.project.files.1: ${file}`,
    'line 2: enrichments.project.environment.0: the name of an environment variable',
  ]);
  assert.deepEqual(await problems('enrichments: { project: { files: [a.ts, a.ts] } }'), [
    'line 2: enrichments.project.files: a file is listed twice',
  ]);
});
