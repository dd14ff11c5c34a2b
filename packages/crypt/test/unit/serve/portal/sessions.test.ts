import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { SESSION_MS_MAX } from '../../../../src/kernel/limits.ts';
import { Sessions } from '../../../../src/serve/portal/security/sessions.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { fakeRandom } from '../../../support/serve-fixtures.ts';

const KEY = new Uint8Array(32).fill(5);

const make = (key: Uint8Array = KEY, clock = new FakeClock()) => new Sessions(key, { clock, random: fakeRandom() });

suite('sessions', () => {
  test('a value is accepted by every portal with the same key, so a restart logs nobody out', () => {
    assert.equal(make().accepts(make().issue()), true);
  });

  test('another key ends all sessions', () => {
    assert.equal(make(new Uint8Array(32).fill(6)).accepts(make().issue()), false);
  });

  test('a session ends after thirty days', async () => {
    const clock = new FakeClock();
    const sessions = make(KEY, clock);
    const value = sessions.issue();
    await clock.advance(SESSION_MS_MAX - 1);
    assert.equal(sessions.accepts(value), true);
    await clock.advance(1);
    assert.equal(sessions.accepts(value), false);
  });

  test('a value with any one character changed is refused', () => {
    const sessions = make();
    const value = sessions.issue();
    fc.assert(
      fc.property(fc.nat(value.length - 1), fc.constantFrom('0', 'a', 'Z', '_', '-', '.', '9'), (at, replacement) => {
        fc.pre(value[at] !== replacement);
        // The last character of a base64url signature carries two bits that decode to nothing.
        fc.pre(at !== value.length - 1);
        return !sessions.accepts(value.slice(0, at) + replacement + value.slice(at + 1));
      }),
    );
  });

  test('a later expiry under the old signature is refused', () => {
    const sessions = make();
    const [version, expires, ...rest] = sessions.issue().split('.');
    assert.equal(sessions.accepts([version, Number(expires) + 1, ...rest].join('.')), false);
  });

  test('nothing, and what has another form, is refused', () => {
    const sessions = make();
    for (const value of [undefined, '', 'v1', 'v2.1.a.b', `${sessions.issue()}.x`]) {
      assert.equal(sessions.accepts(value), false);
    }
  });

  test('a short key is refused with its size', () => {
    assert.throws(
      () => make(new Uint8Array(31)),
      (error: unknown) => isCryptError(error, 'PORTAL_KEY_SHORT') && error.params['sizeBytes'] === 31,
    );
  });
});
