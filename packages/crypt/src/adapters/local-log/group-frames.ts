// One group commit as bytes: the frames of all its appends, then a commit frame.
import type { Account } from './account.ts';
import { FRAME_HEAD_BYTES, KIND_COMMIT, KIND_RECORD, sealFrame } from './frame.ts';
import { ACCOUNT_BYTES, writeAccount } from './segment-header.ts';

export const COMMIT_FRAME_BYTES = FRAME_HEAD_BYTES + ACCOUNT_BYTES;

export interface GroupAppend {
  readonly payloads: readonly Uint8Array[];
  readonly keyId: number;
}

export interface GroupStart {
  readonly salt: number;
  /** Where in the segment the bytes will be; everything before it is durable. */
  readonly position: number;
  readonly prev: number;
  readonly nextOffset: number;
  readonly timeMs: number;
}

/** Bytes that the frames of `payloads` take. */
export function frameBytes(payloads: readonly Uint8Array[]): number {
  let bytes = payloads.length * FRAME_HEAD_BYTES;
  for (const payload of payloads) bytes += payload.length;
  return bytes;
}

/**
 * Fills `target` and adds the records to `account`.
 * @returns the crc of the last frame and the number of bytes.
 */
export function encodeGroup(
  target: Buffer,
  group: readonly GroupAppend[],
  start: GroupStart,
  account: Account,
): { prev: number; length: number } {
  const fields = {
    kind: KIND_RECORD,
    keyId: 0,
    offset: start.nextOffset,
    timeMs: start.timeMs,
    prev: start.prev,
    synced: start.position,
  };
  let at = 0;
  for (const { payloads, keyId } of group) {
    fields.keyId = keyId;
    for (const payload of payloads) {
      target.set(payload, at + FRAME_HEAD_BYTES);
      fields.prev = sealFrame(target, at, payload.length, start.salt, fields);
      account.addRecord(fields.offset, target.readUInt32LE(at + 40));
      fields.offset++;
      at += FRAME_HEAD_BYTES + payload.length;
    }
  }
  fields.kind = KIND_COMMIT;
  fields.keyId = 0;
  writeAccount(target, at + FRAME_HEAD_BYTES, account);
  const prev = sealFrame(target, at, ACCOUNT_BYTES, start.salt, fields);
  return { prev, length: at + COMMIT_FRAME_BYTES };
}
