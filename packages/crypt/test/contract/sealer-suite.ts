import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Sealer } from '../../src/contracts/sealer.ts';
import { refusal } from '../support/refusal.ts';

/**
 *   keys           payloads are sealed with a key that can be replaced and destroyed
 *   authenticates  a payload that was changed is not opened
 */
export type SealerCapability = 'keys' | 'authenticates';

export interface SealerUnderTest {
  readonly name: string;
  readonly capabilities: ReadonlySet<SealerCapability>;
  readonly sealer: Sealer;
  /** The same with another key for new payloads; with `keys`. */
  replaced?: () => Sealer;
  /** The same without the keys of `sealer`; with `keys`. */
  destroyed?: () => Sealer;
}

const bytes = fc.uint8Array({ maxLength: 300 });

export function sealerSuite(adapter: SealerUnderTest): void {
  const { name, capabilities, sealer } = adapter;
  const keys = { skip: !capabilities.has('keys') };
  describe(`sealer ${name}`, () => {
    test('what was sealed is opened with the key it was sealed with, and neither is changed', () => {
      fc.assert(
        fc.property(bytes, (payload) => {
          const before = Uint8Array.from(payload);
          const sealed = sealer.seal(payload);
          const kept = Uint8Array.from(sealed);
          assert.deepEqual(Uint8Array.from(sealer.open(sealer.keyId, sealed)), before);
          assert.deepEqual([payload, Uint8Array.from(sealed)], [before, kept]);
        }),
      );
    });

    test('key 0 is the identity, for every sealer', () => {
      fc.assert(
        fc.property(bytes, (payload) => {
          assert.deepEqual(sealer.open(0, payload), payload);
          if (sealer.keyId === 0) assert.deepEqual(sealer.seal(payload), payload);
        }),
      );
    });

    test('a key that is not here is refused with SEALER_KEY_UNKNOWN', async () => {
      for (const keyId of [sealer.keyId + 1, 4_294_967_295, -1]) {
        const error = await refusal('SEALER_KEY_UNKNOWN', () => sealer.open(keyId, sealer.seal(Buffer.from('x'))));
        assert.deepEqual({ ...error.params, kind: error.kind }, { keyId, kind: 'terminal' });
      }
    });

    test('a sealed payload does not show what is in it', keys, () => {
      const payload = Buffer.from('ada@example.org, and again ada@example.org');
      assert.equal(Buffer.from(sealer.seal(payload)).includes('ada'), false);
      assert.notDeepEqual(sealer.seal(payload), sealer.seal(payload), 'nor that two are equal');
    });

    test('a replaced key still opens what it sealed, until it is destroyed', keys, async () => {
      const payload = Buffer.from('kept');
      const sealed = sealer.seal(payload);
      const next = adapter.replaced?.();
      assert.ok(next !== undefined && next.keyId !== sealer.keyId);
      assert.deepEqual(Buffer.from(next.open(sealer.keyId, sealed)), payload);
      assert.deepEqual(Buffer.from(next.open(next.keyId, next.seal(payload))), payload);
      await refusal('SEALER_KEY_UNKNOWN', () => adapter.destroyed?.().open(sealer.keyId, sealed));
      assert.deepEqual(adapter.destroyed?.().open(0, payload), payload, 'what was never sealed stays readable');
    });

    test('a payload that was changed anywhere is not opened', { skip: !capabilities.has('authenticates') }, () => {
      const sealed = sealer.seal(Buffer.from('not to be changed'));
      for (let at = 0; at < sealed.length; at++) {
        const changed = Uint8Array.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ 1;
        assert.throws(() => sealer.open(sealer.keyId, changed));
      }
      assert.throws(() => sealer.open(sealer.keyId, sealed.subarray(0, sealed.length - 1)));
    });
  });
}
