// An order-independent hash of many things: the sum of their 64-bit hashes modulo 2^64, beside their count. Equal
// multisets have equal tallies; a loss and an addition do not cancel. Kept as two 32-bit halves: BigInt would allocate
// once per record.

export class MultisetHash {
  #count = 0;
  #high = 0;
  #low = 0;

  /** Adds one item by the halves of its hash, each an unsigned 32-bit integer. */
  add(high: number, low: number): void {
    const low33 = this.#low + low;
    this.#low = low33 >>> 0;
    this.#high = (this.#high + high + (low33 > 0xffff_ffff ? 1 : 0)) >>> 0;
    this.#count++;
  }

  /** Adds one item by its hash of 16 hex digits. */
  addHex(hash: string): void {
    this.add(Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8, 16), 16));
  }

  /** Adds everything of another tally. */
  merge(tally: { count: number; hash: string }): void {
    const sum = BigInt.asUintN(64, this.#value() + BigInt(tally.hash));
    this.#high = Number(sum >> 32n);
    this.#low = Number(sum & 0xffff_ffffn);
    this.#count += tally.count;
  }

  tally(): { count: number; hash: string } {
    return { count: this.#count, hash: this.#value().toString() };
  }

  #value(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }
}
