import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  decodeCollectorPayload,
  encodeCollectorPayload,
  type CollectorPayload,
} from '../../../src/contracts/collector-payload.ts';
import { payloadHash, payloadHashHalves } from '../../../src/contracts/payload-hash.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\u00e4', '\u007f', ''),
);
const maybe = fc.option(text);
const head: fc.Arbitrary<CollectorPayload> = fc.record(
  {
    timeMs: fc.nat(Number.MAX_SAFE_INTEGER),
    method: text,
    path: text,
    query: text,
    ip: text,
    host: text,
    contentType: maybe,
    userAgent: maybe,
    referer: maybe,
    networkUserId: maybe,
    headers: fc.array(fc.tuple(text, text)),
    collector: text,
    refusal: maybe,
  },
  { noNullPrototype: true },
);
const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 });

describe('a stored payload', () => {
  test('is the JSON of its head, a line feed, and the body, whatever their characters and pieces', () => {
    fc.assert(
      fc.property(head, pieces, (head, body) => {
        const want = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...body]);
        assert.deepEqual(Buffer.from(encodeCollectorPayload(head, body)), want);
        assert.deepEqual(Buffer.from(encodeCollectorPayload(head, Buffer.concat(body))), want);
      }),
    );
  });

  test('is read back whole', () => {
    const wellFormed = head.filter((head) => !/[\ud800-\udfff]/.test(JSON.stringify(head)));
    fc.assert(
      fc.property(wellFormed, fc.uint8Array(), (head, body) => {
        const { head: readHead, body: readBody } = decodeCollectorPayload(encodeCollectorPayload(head, body));
        assert.deepEqual(readHead, head);
        assert.deepEqual(Buffer.from(readBody), Buffer.from(body));
      }),
    );
  });

  test('shares no byte with another, over many slabs and sizes', () => {
    const [base] = fc.sample(head, 1) as [CollectorPayload];
    const sizes = Array.from({ length: 300 }, (_, i) => (i % 50 === 0 ? 1_200_000 : (i * 7919) % 30_000));
    const encoded = sizes.map((size, i) => encodeCollectorPayload({ ...base, timeMs: i }, Buffer.alloc(size, i)));
    for (const [i, bytes] of encoded.entries()) {
      const { head, body } = decodeCollectorPayload(bytes);
      assert.equal(head.timeMs, i);
      assert.ok(Buffer.alloc(sizes[i] as number, i).equals(body), `payload ${i}`);
    }
  });
});

describe('the hash of a payload', () => {
  test('changes with any change of one byte, and with a byte more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, by) => {
        const changed = Uint8Array.from(bytes);
        const i = at % bytes.length;
        changed[i] = (changed[i] as number) ^ by;
        assert.notDeepEqual(payloadHashHalves(changed), payloadHashHalves(bytes));
        assert.notDeepEqual(payloadHashHalves(Uint8Array.of(...bytes, 0)), payloadHashHalves(bytes));
        assert.deepEqual(payloadHashHalves(Uint8Array.from(bytes)), payloadHashHalves(bytes));
      }),
    );
  });

  test('is the same in every version', () => {
    const bytes = Buffer.from('123456789');
    assert.deepEqual(payloadHashHalves(bytes), { high: 0xcbf4_3926, low: 0xce72_4688 });
    assert.equal(payloadHash(bytes), 'cbf43926ce724688');
    assert.equal(payloadHash(new Uint8Array(0)), '0000000000000000');
  });
});
