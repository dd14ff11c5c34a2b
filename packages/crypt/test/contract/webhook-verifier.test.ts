import { createHmac } from 'node:crypto';
import { hmacVerifier } from '../../src/adapters/hmac/hmac-verifier.ts';
import { webhookVerifierSuite } from './webhook-verifier-suite.ts';

function hmac(secret: string, signed: Uint8Array | string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', secret).update(signed).digest(encoding);
}

const secrets = ['whsec_of today', 'whsec_of yesterday'];

webhookVerifierSuite({
  name: 'hmac over the body, hex',
  verifier: hmacVerifier({ secrets, signatureHeader: 'X-Signature', encoding: 'hex' }),
  secrets,
  sign: (secret, body) => [['x-signature', hmac(secret, body, 'hex')]],
  toleranceSeconds: undefined,
});

webhookVerifierSuite({
  name: 'hmac over the body, base64 with a prefix',
  verifier: hmacVerifier({ secrets, signatureHeader: 'typeform-signature', encoding: 'base64', prefix: 'sha256=' }),
  secrets,
  sign: (secret, body) => [['Typeform-Signature', `sha256=${hmac(secret, body, 'base64')}`]],
  toleranceSeconds: undefined,
});

webhookVerifierSuite({
  name: 'hmac over time and body',
  verifier: hmacVerifier({
    secrets,
    signatureHeader: 'x-signature',
    encoding: 'hex',
    timestamp: { header: 'x-timestamp', toleranceSeconds: 300 },
  }),
  secrets,
  sign: (secret, body, nowMs) => {
    const time = String(nowMs / 1_000);
    const signed = Buffer.concat([Buffer.from(`${time}.`), body]);
    return [
      ['x-timestamp', time],
      ['x-signature', hmac(secret, signed, 'hex')],
    ];
  },
  toleranceSeconds: 300,
});
