// A frame: 48 bytes of head, then the payload. Little-endian.
//
//    0 u32 sync marker      16 u64 offset      32 u32 prev: crc of the frame before; of the first frame: the salt
//    4 u32 kind             24 u64 time, ms    36 u32 synced: all before this position was durable at the write
//    8 u32 payload length                      40 u32 CRC-32 of the payload
//   12 u32 key id                              44 u32 crc: CRC-32 of 0..44, seeded with the segment's salt
//
// Each frame verifies on its own, given the salt; `prev` links them; the salt keeps stale bytes of another segment
// from passing. `synced` is what tells damage from a torn write: a frame can only follow a sync of what is before
// `synced`, so a bad byte before it was acknowledged once.
import { crc32 } from 'node:zlib';
import { FRAME_PAYLOAD_BYTES_MAX } from '../../kernel/limits.ts';
import { readU64, writeU64 } from './bytes.ts';

export const FRAME_HEAD_BYTES = 48;
export const SYNC_MARKER = Buffer.from([0xc7, 0x1e, 0x5f, 0x0a]);

export const KIND_RECORD = 1;
/** Ends a group commit; its offset is the next record's, its payload the account so far. It takes no offset. */
export const KIND_COMMIT = 2;
/** Stands for records that a rewrite removed: its offset is the first one's, its payload their account. */
export const KIND_REMOVED = 3;

const SYNC_WORD = SYNC_MARKER.readUInt32LE(0);
const CRC_AT = 44;
const CRC_TABLE = makeCrcTable();

export interface FrameFields {
  readonly kind: number;
  readonly keyId: number;
  readonly offset: number;
  readonly timeMs: number;
  readonly prev: number;
  readonly synced: number;
}

/** Writes the head of a frame whose payload is already at `at + FRAME_HEAD_BYTES`. Returns the frame's crc. */
export function sealFrame(target: Buffer, at: number, length: number, salt: number, fields: FrameFields): number {
  const start = at + FRAME_HEAD_BYTES;
  target.writeUInt32LE(SYNC_WORD, at);
  target.writeUInt32LE(fields.kind, at + 4);
  target.writeUInt32LE(length, at + 8);
  target.writeUInt32LE(fields.keyId, at + 12);
  writeU64(target, at + 16, fields.offset);
  writeU64(target, at + 24, fields.timeMs);
  target.writeUInt32LE(fields.prev, at + 32);
  target.writeUInt32LE(fields.synced, at + 36);
  target.writeUInt32LE(length === 0 ? 0 : crc32(target.subarray(start, start + length)), at + 40);
  const crc = headCrc(target, at, salt);
  target.writeUInt32LE(crc, at + CRC_AT);
  return crc;
}

export const NEEDS_MORE = 0;
export const BAD_HEAD = -1;
export const BAD_PAYLOAD = -2;

/** The size of the valid frame at `at`, or why there is none before `end`: NEEDS_MORE, BAD_HEAD or BAD_PAYLOAD. */
export function checkFrame(bytes: Buffer, at: number, end: number, salt: number): number {
  if (end - at < FRAME_HEAD_BYTES) return NEEDS_MORE;
  if (bytes.readUInt32LE(at) !== SYNC_WORD || headCrc(bytes, at, salt) !== frameCrc(bytes, at)) return BAD_HEAD;
  const length = frameLength(bytes, at);
  if (length > FRAME_PAYLOAD_BYTES_MAX) return BAD_HEAD;
  const start = at + FRAME_HEAD_BYTES;
  if (end - start < length) return NEEDS_MORE;
  const crc = length === 0 ? 0 : crc32(bytes.subarray(start, start + length));
  return crc === framePayloadCrc(bytes, at) ? FRAME_HEAD_BYTES + length : BAD_PAYLOAD;
}

export const frameKind = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 4);
export const frameLength = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 8);
export const frameKeyId = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 12);
export const frameOffset = (bytes: Buffer, at: number): number => readU64(bytes, at + 16);
export const frameTimeMs = (bytes: Buffer, at: number): number => readU64(bytes, at + 24);
export const framePrev = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 32);
export const frameSynced = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 36);
export const framePayloadCrc = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 40);
export const frameCrc = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + CRC_AT);

/** CRC-32 of the head. In JavaScript: for 44 bytes the way into zlib costs more than the sum. */
function headCrc(bytes: Buffer, at: number, salt: number): number {
  let crc = ~salt;
  for (let i = at; i < at + CRC_AT; i++) {
    crc = (CRC_TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** Table of the reflected polynomial 0xEDB88320 (ISO 3309), the CRC of zlib. */
function makeCrcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
    return crc;
  });
}
