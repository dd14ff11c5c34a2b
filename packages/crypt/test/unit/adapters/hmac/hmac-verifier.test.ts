import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hmacVerifier } from '../../../../src/adapters/hmac/hmac-verifier.ts';
import { refusal } from '../../../support/refusal.ts';

test('without a secret there is no verifier: WEBHOOK_SECRET_MISSING', async () => {
  for (const secrets of [[], [''], ['good', ''], [new Uint8Array(0)]]) {
    const options = { secrets, signatureHeader: 'x-signature', encoding: 'hex' } as const;
    const error = await refusal('WEBHOOK_SECRET_MISSING', () => hmacVerifier(options));
    assert.deepEqual({ ...error.params, kind: error.kind }, { header: 'x-signature', kind: 'user' });
  }
});

// RFC 4231, test case 2.
test('the digest is HMAC-SHA256 as others compute it', () => {
  const verifier = hmacVerifier({ secrets: ['Jefe'], signatureHeader: 'x-signature', encoding: 'hex' });
  const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  const request = { body: Buffer.from('what do ya want for nothing?'), nowMs: 0 };
  for (const value of [signature, signature.toUpperCase(), ` ${signature} `]) {
    assert.deepEqual(verifier.verify({ ...request, headers: [['x-signature', value]] }), { verified: true });
  }
});

test('a time that is no whole second is refused before anything is computed from it', () => {
  const verifier = hmacVerifier({
    secrets: ['s'],
    signatureHeader: 'x-signature',
    encoding: 'hex',
    timestamp: { header: 'x-time', toleranceSeconds: 1e12 },
  });
  for (const time of ['', '-1', '1.5', '1e3', 'NaN', 'Infinity', '0x10', '9'.repeat(13)]) {
    const headers = [
      ['x-signature', '0'.repeat(64)],
      ['x-time', time],
    ] as const;
    assert.deepEqual(verifier.verify({ headers, body: Buffer.from(''), nowMs: 0 }), {
      verified: false,
      reason: 'the time of signing is not whole seconds',
    });
  }
});

test('a signature of another form is told from one that does not match', () => {
  const verifier = hmacVerifier({ secrets: ['s'], signatureHeader: 'X-Sig', encoding: 'base64', prefix: 'v1=' });
  const judge = (value: string): unknown =>
    verifier.verify({ headers: [['x-sig', value]], body: Buffer.from(''), nowMs: 0 });
  const form = { verified: false, reason: 'X-Sig has not the form of a signature' };
  for (const value of [
    '',
    'v1=',
    `${'A'.repeat(43)}=`,
    `v1=${'A'.repeat(44)}`,
    `v1=${'A'.repeat(43)}`,
    `v1=${'-'.repeat(43)}=`,
  ]) {
    assert.deepEqual(judge(value), form, value);
  }
  assert.deepEqual(judge(`v1=${'A'.repeat(43)}=`), { verified: false, reason: 'the signature does not match' });
});
