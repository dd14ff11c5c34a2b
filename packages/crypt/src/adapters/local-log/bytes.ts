// Whole numbers up to 2^53 in eight bytes, little-endian, without BigInt: it would allocate once per record.

const TWO_32 = 4_294_967_296;

export function writeU64(target: Buffer, at: number, value: number): void {
  target.writeUInt32LE(value >>> 0, at);
  target.writeUInt32LE(Math.floor(value / TWO_32), at + 4);
}

export function readU64(source: Buffer, at: number): number {
  return source.readUInt32LE(at + 4) * TWO_32 + source.readUInt32LE(at);
}
