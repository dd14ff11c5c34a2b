import type { Sealer } from '../../contracts/sealer.ts';
import { fail } from './errors.ts';

/** Seals nothing. */
export const clearSealer: Sealer = {
  keyId: 0,
  seal: (payload) => payload,
  open(keyId, payload) {
    if (keyId !== 0) throw fail('SEALER_KEY_UNKNOWN', { keyId });
    return payload;
  },
};
