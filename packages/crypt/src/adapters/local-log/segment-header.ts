// The first 96 bytes of a segment, little-endian:
//
//    0 u32 magic            24 u64 base offset     48 u64 \ account of all records
//    4 u16 format version   32 u64 created, ms     56 u64 / before the base: count, hash
//    6 u16 1 = rewritten    40 u32 salt            64 u64 \ records that rewrites removed
//    8 16 bytes log id      44 u32 zero            72 u64 / from this segment: count, hash
//                                                  80 12 zero bytes, 92 u32 crc of 0..92
//
// No record before the segment is younger than `created`, and none in it is older. Hashes are high half, low half.
import { crc32 } from 'node:zlib';
import { Account } from './account.ts';
import { readU64, writeU64 } from './bytes.ts';

export const HEADER_BYTES = 96;
export const FORMAT_VERSION = 1;
export const SALT_AT = 40;

const MAGIC = 0x4753_5243; // "CRSG"
const CRC_AT = 92;

export interface SegmentHeader {
  readonly version: number;
  readonly rewritten: boolean;
  /** 32 hex digits; the same in all segments of a log. */
  readonly logId: string;
  readonly base: number;
  readonly createdMs: number;
  readonly salt: number;
  readonly account: Account;
  readonly removed: Account;
}

export function encodeHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt16LE(header.version, 4);
  bytes.writeUInt16LE(header.rewritten ? 1 : 0, 6);
  bytes.write(header.logId, 8, 'hex');
  writeU64(bytes, 24, header.base);
  writeU64(bytes, 32, header.createdMs);
  bytes.writeUInt32LE(header.salt, SALT_AT);
  writeAccount(bytes, 48, header.account);
  writeAccount(bytes, 64, header.removed);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CRC_AT)), CRC_AT);
  return bytes;
}

/** Undefined when the bytes are not a whole header. A newer version is returned, for the caller to refuse. */
export function decodeHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  if (crc32(bytes.subarray(0, CRC_AT)) !== bytes.readUInt32LE(CRC_AT)) return undefined;
  return {
    version: bytes.readUInt16LE(4),
    rewritten: bytes.readUInt16LE(6) === 1,
    logId: bytes.toString('hex', 8, 24),
    base: readU64(bytes, 24),
    createdMs: readU64(bytes, 32),
    salt: bytes.readUInt32LE(SALT_AT),
    account: readAccount(bytes, 48),
    removed: readAccount(bytes, 64),
  };
}

export const ACCOUNT_BYTES = 16;

export function writeAccount(target: Buffer, at: number, account: Account): void {
  writeU64(target, at, account.count);
  target.writeUInt32LE(account.high, at + 8);
  target.writeUInt32LE(account.low, at + 12);
}

export function readAccount(source: Buffer, at: number): Account {
  return Account.of(readU64(source, at), source.readUInt32LE(at + 8), source.readUInt32LE(at + 12));
}
