import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import * as frame from '../../../../src/adapters/local-log/frame.ts';

const U32 = fc.nat(0xffff_ffff);
const fields = fc.record({
  kind: U32,
  keyId: U32,
  offset: fc.maxSafeNat(),
  timeMs: fc.maxSafeNat(),
  prev: U32,
  synced: U32,
});

function encode(payload: Uint8Array, salt: number, values: frame.FrameFields): Buffer {
  const bytes = Buffer.alloc(frame.FRAME_HEAD_BYTES + payload.length);
  bytes.set(payload, frame.FRAME_HEAD_BYTES);
  frame.sealFrame(bytes, 0, payload.length, salt, values);
  return bytes;
}

test('what is sealed is read back, and its checksums are those of zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), U32, fields, (payload, salt, values) => {
      const bytes = encode(payload, salt, values);
      equal(frame.checkFrame(bytes, 0, bytes.length, salt), bytes.length);
      const read = {
        kind: frame.frameKind(bytes, 0),
        keyId: frame.frameKeyId(bytes, 0),
        offset: frame.frameOffset(bytes, 0),
        timeMs: frame.frameTimeMs(bytes, 0),
        prev: frame.framePrev(bytes, 0),
        synced: frame.frameSynced(bytes, 0),
      };
      deepEqual(read, { ...values });
      equal(frame.frameCrc(bytes, 0), crc32(bytes.subarray(0, 44), salt));
      equal(frame.framePayloadCrc(bytes, 0), crc32(payload));
    }),
  );
});

test('every single flipped bit, another salt, and every shortening are told', () => {
  const payload = Buffer.from('the payload');
  const values = { kind: 1, keyId: 2, offset: 3, timeMs: 4, prev: 5, synced: 6 };
  const bytes = encode(payload, 7, values);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    const expected = bit >> 3 < frame.FRAME_HEAD_BYTES ? frame.BAD_HEAD : frame.BAD_PAYLOAD;
    equal(frame.checkFrame(bytes, 0, bytes.length, 7), expected, `bit ${bit}`);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  }
  equal(frame.checkFrame(bytes, 0, bytes.length, 8), frame.BAD_HEAD);
  for (let end = 0; end < bytes.length; end++) equal(frame.checkFrame(bytes, 0, end, 7), frame.NEEDS_MORE, `to ${end}`);
});
