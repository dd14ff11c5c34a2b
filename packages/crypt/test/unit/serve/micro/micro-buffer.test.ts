import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MicroBuffer, type MicroEvent } from '../../../../src/serve/micro/micro-buffer.ts';
import { HEAD } from '../../enrich/make-record.ts';

function event(rawOffset: number, kind: MicroEvent['kind'] = 'good', bytes = 10, bodyBytes = 0): MicroEvent {
  const request = { head: HEAD, body: new Uint8Array(bodyBytes) };
  return { kind, origin: `raw/0/${rawOffset}/0`, rawOffset, index: 0, request, line: new Uint8Array(bytes) };
}

const offsets = (buffer: MicroBuffer): readonly number[] => buffer.newestFirst().map(({ rawOffset }) => rawOffset);

test('the oldest leave when there are too many, and are counted', () => {
  const buffer = new MicroBuffer(0, 3);
  for (let at = 0; at < 5; at++) buffer.add(event(at, at % 2 === 0 ? 'good' : 'bad'));
  assert.deepEqual(offsets(buffer), [4, 3, 2]);
  assert.deepEqual([buffer.summary(), buffer.dropped], [{ total: 3, good: 2, bad: 1 }, 2]);
  buffer.reset(5);
  assert.deepEqual([buffer.summary(), buffer.dropped], [{ total: 0, good: 0, bad: 0 }, 0]);
});

test('and when they are too large; one alone stays whatever its size', () => {
  const buffer = new MicroBuffer(0, 100, 12_000);
  buffer.add(event(0, 'good', 4_000));
  buffer.add(event(1, 'good', 1_000, 3_000));
  assert.deepEqual(offsets(buffer), [1, 0]);
  buffer.add(event(2, 'bad', 2_000));
  assert.deepEqual(offsets(buffer), [2, 1]);
  buffer.add(event(3, 'bad', 20_000));
  assert.deepEqual([offsets(buffer), buffer.dropped], [[3], 3]);
});

test('what is older than the floor is not taken', () => {
  const buffer = new MicroBuffer(2);
  for (let at = 0; at < 4; at++) buffer.add(event(at));
  assert.deepEqual(offsets(buffer), [3, 2]);
  buffer.reset(1);
  buffer.add(event(1));
  assert.deepEqual(offsets(buffer), []);
});

test('an origin is there once, as it was last', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.constantFrom('good' as const, 'bad' as const))), (added) => {
      const buffer = new MicroBuffer(0, 5);
      const model = new Map<number, MicroEvent['kind']>();
      for (const [offset, kind] of added) {
        buffer.add(event(offset, kind));
        model.delete(offset);
        model.set(offset, kind);
        if (model.size > 5) model.delete([...model.keys()][0] ?? -1);
      }
      const kept = [...model].toReversed();
      assert.deepEqual(
        buffer.newestFirst().map(({ rawOffset, kind }) => [rawOffset, kind]),
        kept,
      );
      const good = kept.filter(([, kind]) => kind === 'good').length;
      assert.deepEqual(buffer.summary(), { total: kept.length, good, bad: kept.length - good });
    }),
  );
});
