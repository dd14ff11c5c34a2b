// A sealer with keys, to show that the contract is enough for one: AES-256-GCM, the layout nonce · tag · ciphertext.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fail } from '../../src/adapters/clear/errors.ts';
import type { Sealer } from '../../src/contracts/sealer.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param keys by their id; those that are gone cannot be opened any more. `keyId` seals. */
export function aesSealer(keyId: number, keys: ReadonlyMap<number, Uint8Array>): Sealer {
  const keyOf = (id: number): Uint8Array => {
    const key = keys.get(id);
    if (key === undefined) throw fail('SEALER_KEY_UNKNOWN', { keyId: id });
    return key;
  };
  return {
    keyId,
    seal(payload) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(keyId), nonce);
      const sealed = Buffer.concat([cipher.update(payload), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(id, payload) {
      if (id === 0) return payload;
      const decipher = createDecipheriv('aes-256-gcm', keyOf(id), payload.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(payload.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(payload.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}
