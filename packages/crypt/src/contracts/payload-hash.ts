import { hash } from 'node:crypto';

/**
 * The hash by which every hop counts a record of the raw log: the first 64 bits of SHA-256 over the whole payload, as 16
 * hex digits for `MultisetHash.addHex`.
 */
export function payloadHash(payload: Uint8Array): string {
  return hash('sha256', payload, 'hex').slice(0, 16);
}
