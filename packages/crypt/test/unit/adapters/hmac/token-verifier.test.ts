import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { tokenVerifier } from '../../../../src/adapters/hmac/token-verifier.ts';
import { refusal } from '../../../support/refusal.ts';

const secrets = ['token of today', 'token of yesterday'];
const verifier = tokenVerifier({ secrets, header: 'X-Token' });
const judge = (...headers: readonly (readonly [string, string])[]): unknown => {
  const verification = verifier.verify({ headers, body: new Uint8Array(0), nowMs: 0 });
  return verification.verified ? 'verified' : verification.reason;
};

test('either secret is accepted, under the header in any case', () => {
  for (const secret of secrets) assert.equal(judge(['host', 'x'], ['x-TOKEN', ` ${secret} `]), 'verified');
});

test('everything else is refused, in words without the secret', () => {
  assert.equal(judge(), 'there is no header X-Token');
  assert.equal(judge(['X-Token', secrets[0] ?? ''], ['x-token', secrets[0] ?? '']), 'the header X-Token comes 2 times');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.constantFrom(...secrets).map((secret) => secret.slice(1)),
      ),
      (given) => {
        assert.equal(judge(['X-Token', given]), 'the header X-Token does not hold the secret');
      },
    ),
  );
  const shown = `${inspect(verifier, { depth: 9, showHidden: true })}${JSON.stringify(verifier)}`;
  for (const secret of secrets) assert.equal(shown.includes(secret), false);
});

test('there is no verifier without a secret', async () => {
  await refusal('WEBHOOK_SECRET_MISSING', () => tokenVerifier({ secrets: [], header: 'X-Token' }));
  await refusal('WEBHOOK_SECRET_MISSING', () => tokenVerifier({ secrets: ['a', ''], header: 'X-Token' }));
});
