import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { webhookDoors } from '../../../src/cli/webhook-doors.ts';
import { parseConfig } from '../../../src/config/read-config.ts';
import { refusal } from '../../support/refusal.ts';

const { webhooks } = parseConfig(
  `name: shop
webhooks:
  - path: /com.acme/signed
    verify: { kind: hmac, header: X-Sig, encoding: base64, prefix: v1=, secretVariables: [NEW, OLD], timestampHeader: X-Time }
    map: webhooks/signed.ts
  - path: /com.acme/token
    verify: { kind: token, header: X-Token, secretVariables: [OLD] }
    map: webhooks/token.ts
  - path: /com.acme/open
    verify: { kind: none }
    map: webhooks/open.ts
`,
  'crypt.yml',
);

test('each webhook gets the verifier that crypt.yml says, with the secrets of the environment', () => {
  const doors = webhookDoors(webhooks, { NEW: 'n', OLD: 'o' });
  assert.deepEqual(
    doors.map(({ path, secretHeaders }) => [path, secretHeaders]),
    [
      ['/com.acme/signed', []],
      ['/com.acme/token', ['x-token']],
      ['/com.acme/open', []],
    ],
  );
  const [signed, token, open] = doors.map(({ verifier }) => verifier);
  const body = Buffer.from('{}');
  for (const secret of ['n', 'o']) {
    const signature = `v1=${createHmac('sha256', secret).update('1000.{}').digest('base64')}`;
    const headers = [
      ['x-sig', signature],
      ['x-time', '1000'],
    ] as const;
    assert.deepEqual(signed?.verify({ headers, body, nowMs: 1_300_000 }), { verified: true });
    assert.equal(signed.verify({ headers, body, nowMs: 1_300_001 }).verified, false);
  }
  assert.deepEqual(token?.verify({ headers: [['x-token', 'o']], body, nowMs: 0 }), { verified: true });
  assert.equal(open, null);
});

test('a variable that is not set stops the start; the error names it and nothing else', async () => {
  for (const variables of [{ NEW: 'whsec_1' }, { NEW: 'whsec_1', OLD: '' }]) {
    const { message, params } = await refusal('WEBHOOK_VARIABLE_MISSING', () => webhookDoors(webhooks, variables));
    assert.deepEqual(params, { path: '/com.acme/signed', name: 'OLD' });
    assert.equal(message.includes('whsec_1'), false);
  }
});
