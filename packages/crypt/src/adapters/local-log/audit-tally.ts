// Counts and 64-bit sums for the audit, written apart from account.ts on purpose.
import type { Tally } from '../../contracts/hop-count.ts';

export interface Sum {
  readonly count: number;
  readonly hash: bigint;
}

export const NOTHING: Sum = { count: 0, hash: 0n };

export function addTally(a: Sum, b: Sum): Sum {
  return { count: a.count + b.count, hash: BigInt.asUintN(64, a.hash + b.hash) };
}

export function toTally({ count, hash }: Sum): Tally {
  return { count, hash: hash.toString() };
}

/** Adds record hashes in two numbers, since a bigint a record would cost more than reading it. */
export class RunningSum {
  #count = 0;
  #high = 0;
  #low = 0;

  /** @param crc CRC-32 of the payload. */
  addRecord(offset: number, crc: number): void {
    const offsetLow = offset % 0x1_0000_0000;
    const offsetHigh = (offset - offsetLow) / 0x1_0000_0000;
    const high = finalise((((crc ^ offsetLow) >>> 0) + 0x9e37_79b9) % 0x1_0000_0000);
    const low = finalise((((high ^ offsetHigh) >>> 0) + crc) % 0x1_0000_0000);
    this.#low += low;
    this.#high += high;
    if (this.#low >= 0x1_0000_0000) {
      this.#low -= 0x1_0000_0000;
      this.#high += 1;
    }
    this.#high %= 0x1_0000_0000;
    this.#count += 1;
  }

  sum(): Sum {
    return { count: this.#count, hash: BigInt.asUintN(64, BigInt(this.#high) * 0x1_0000_0000n + BigInt(this.#low)) };
  }
}

/** MurmurHash3's 32-bit finaliser (Appleby, public domain). */
function finalise(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}
