// The account of a log: how many records were ever appended, and the multiset hash of all of them. It travels in
// segment headers, commit frames and the durable mark, so it stays known when old segments are trimmed.
//
// A record's hash is made of its offset and the CRC-32 of its payload, nothing that a rewrite of the segment changes:
//   high = mix((crc ^ offset's low half) + 0x9e3779b9)
//   low  = mix((high ^ offset's high half) + crc)
// where mix is the 32-bit finaliser of MurmurHash3. Distinct (crc, offset < 2^32) have distinct hashes.
import type { Tally } from '../../contracts/hop-count.ts';

const TWO_32 = 4_294_967_296;

export class Account {
  count = 0;
  high = 0;
  low = 0;

  static of(count: number, high: number, low: number): Account {
    const account = new Account();
    account.count = count;
    account.high = high;
    account.low = low;
    return account;
  }

  copy(): Account {
    return Account.of(this.count, this.high, this.low);
  }

  addRecord(offset: number, payloadCrc: number): void {
    const high = mix(((payloadCrc ^ (offset >>> 0)) + 0x9e37_79b9) | 0);
    const low = mix(((high ^ Math.floor(offset / TWO_32)) + payloadCrc) | 0);
    this.add(1, high, low);
  }

  /** Adds `count` records with the given sum of hashes. */
  add(count: number, high: number, low: number): void {
    const low33 = this.low + low;
    this.low = low33 >>> 0;
    this.high = (this.high + high + (low33 >= TWO_32 ? 1 : 0)) >>> 0;
    this.count += count;
  }

  equals(other: Account): boolean {
    return this.count === other.count && this.high === other.high && this.low === other.low;
  }

  tally(): Tally {
    return { count: this.count, hash: ((BigInt(this.high) << 32n) | BigInt(this.low)).toString() };
  }
}

function mix(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85eb_ca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2_ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
