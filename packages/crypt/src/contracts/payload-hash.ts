import { crc32 } from 'node:zlib';

/** 2^32 divided by the golden ratio: spreads the bits of a product (Knuth, volume 3, section 6.4). */
const GOLDEN = 0x9e37_79b1;

/** The hash by which every hop counts a record, in two unsigned 32-bit halves for `MultisetHash.add`. */
export interface PayloadHash {
  readonly high: number;
  readonly low: number;
}

/**
 * The CRC-32 of the payload, and a mix of it with the length. A payload that was changed by accident escapes once in
 * four billion. It is not meant against forgers: the collector computes it for each request, and a cryptographic one
 * costs three to five times as much.
 */
export function payloadHashHalves(payload: Uint8Array): PayloadHash {
  const high = crc32(payload);
  const mixed = Math.imul(high ^ Math.imul(payload.length, GOLDEN), GOLDEN);
  return { high, low: (mixed ^ (mixed >>> 15)) >>> 0 };
}

/** The same as 16 hex digits, for `MultisetHash.addHex`. */
export function payloadHash(payload: Uint8Array): string {
  const { high, low } = payloadHashHalves(payload);
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
