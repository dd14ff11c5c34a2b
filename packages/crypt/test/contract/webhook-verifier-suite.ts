import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import type { Verification, WebhookVerifier } from '../../src/contracts/webhook-verifier.ts';

export type Headers = readonly (readonly [string, string])[];

export interface VerifierUnderTest {
  readonly name: string;
  readonly verifier: WebhookVerifier;
  /** Every secret that it accepts. */
  readonly secrets: readonly string[];
  /** The headers a sender with `secret` sends with `body`. */
  readonly sign: (secret: string, body: Uint8Array, nowMs: number) => Headers;
  /** How old or new a request may be, seconds; undefined when it carries no time. */
  readonly toleranceSeconds: number | undefined;
}

const NOW_MS = 1_700_000_000_000;
const BODY = Buffer.from('{"paid":"1.10","by":"Ünï"}\n');

function verdict(verification: Verification): string {
  return verification.verified ? 'verified' : verification.reason;
}

export function webhookVerifierSuite(adapter: VerifierUnderTest): void {
  const { name, verifier, secrets, sign, toleranceSeconds } = adapter;
  const judge = (headers: Headers, body: Uint8Array = BODY, nowMs = NOW_MS): string =>
    verdict(verifier.verify({ headers, body, nowMs }));

  describe(`webhook verifier ${name}`, () => {
    test('a request signed with any accepted secret is verified, whatever its bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...secrets), (body, secret) => {
          assert.equal(judge(sign(secret, body, NOW_MS), body), 'verified');
        }),
      );
    });

    test('header names are read in any case, among any others', () => {
      for (const secret of secrets) {
        const headers = sign(secret, BODY, NOW_MS).map(([header, value]) => [header.toUpperCase(), value] as const);
        assert.equal(judge([['host', 'x'], ...headers, ['x-other', 'y']]), 'verified');
      }
    });

    test('another secret, another body, or a signature that was changed is refused', () => {
      assert.notEqual(judge(sign('another secret', BODY, NOW_MS)), 'verified');
      for (const secret of secrets) {
        const headers = sign(secret, BODY, NOW_MS);
        for (let at = 0; at < BODY.length; at++) {
          const body = Buffer.from(BODY);
          body[at] = (body[at] ?? 0) ^ 1;
          assert.notEqual(judge(headers, body), 'verified');
        }
        assert.notEqual(judge(headers, BODY.subarray(1)), 'verified');
        for (const [index, [header, value]] of headers.entries()) {
          for (let at = 0; at < value.length; at++) {
            const changed = `${value.slice(0, at)}${value[at] === '1' ? '2' : '1'}${value.slice(at + 1)}`;
            assert.notEqual(judge(headers.with(index, [header, changed])), 'verified', `${header}: ${changed}`);
          }
          assert.notEqual(judge(headers.with(index, [header, value.slice(0, -1)])), 'verified');
        }
      }
    });

    test('a header that is missing, or comes twice, is refused', () => {
      const headers = sign(secrets[0] ?? '', BODY, NOW_MS);
      for (const [index, header] of headers.entries()) {
        assert.match(judge(headers.toSpliced(index, 1)), /^there is no header \S+$/);
        assert.match(judge([...headers, header]), /comes 2 times$/);
      }
      assert.match(judge([]), /^there is no header/);
    });

    test(
      'a request is refused when its time is further from now than the tolerance',
      { skip: toleranceSeconds === undefined },
      () => {
        const tolerance = toleranceSeconds ?? 0;
        const headers = sign(secrets[0] ?? '', BODY, NOW_MS);
        for (const way of [-1, 1]) {
          assert.equal(judge(headers, BODY, NOW_MS + way * tolerance * 1_000), 'verified');
          assert.match(judge(headers, BODY, NOW_MS + way * (tolerance * 1_000 + 1)), / from now$/);
        }
      },
    );

    test('nothing that anyone sends is verified or thrown at, and no refusal tells a secret', () => {
      const named = fc.constantFrom(...sign(secrets[0] ?? '', BODY, NOW_MS).map(([header]) => header));
      const headers = fc.array(fc.tuple(fc.oneof(named, fc.string()), fc.string()), { maxLength: 6 });
      fc.assert(
        fc.property(headers, fc.uint8Array({ maxLength: 50 }), (given, body) => {
          const reason = judge(given, body);
          assert.notEqual(reason, 'verified');
          for (const secret of secrets) assert.equal(reason.includes(secret), false);
        }),
      );
      const right = sign('another secret', BODY, NOW_MS).map(([, value]) => value);
      for (const value of right) assert.equal(judge(sign('another secret', BODY, NOW_MS)).includes(value), false);
    });

    test('the verifier itself shows no secret', () => {
      const shown = `${inspect(verifier, { depth: 9, showHidden: true })}${JSON.stringify(verifier)}`;
      for (const secret of secrets) {
        for (const form of ['utf8', 'hex', 'base64'] as const) {
          assert.equal(shown.includes(Buffer.from(secret).toString(form)), false);
        }
      }
    });
  });
}
