import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { batchId, decodeSeal, encodeSeal } from '../../../src/load/batch-seal.ts';
import { refusal } from '../../support/refusal.ts';

const seal = { topic: 'enriched', partition: 3, from: 10, to: 25, sealedMs: 1_700_000_000_123 };

test('a seal is canonical JSON with a version, and names its batch', () => {
  const text = '{"from":10,"partition":3,"sealedMs":1700000000123,"to":25,"topic":"enriched","v":1}';
  assert.equal(Buffer.from(encodeSeal(seal)).toString('utf8'), text);
  assert.equal(batchId(seal), 'enriched-3-10-25');
});

test('what was sealed is read back', () => {
  const offset = fc.nat(Number.MAX_SAFE_INTEGER);
  fc.assert(
    fc.property(
      fc.record(
        { topic: fc.string(), partition: fc.nat(), from: offset, to: offset, sealedMs: offset },
        { noNullPrototype: true },
      ),
      (made) => assert.deepEqual(decodeSeal(encodeSeal(made), 0), made),
    ),
  );
});

test('a record that is no seal stops loading with LOAD_SEAL_UNREADABLE', async () => {
  const texts = ['null', '[]', '{}', '"x"'];
  for (const key of Object.keys(seal)) texts.push(JSON.stringify({ ...seal, [key]: null }));
  for (const text of texts) {
    const error = await refusal('LOAD_SEAL_UNREADABLE', () => decodeSeal(Buffer.from(text), 12));
    assert.deepEqual({ ...error.params, kind: error.kind }, { offset: 12, kind: 'bug' }, text);
  }
  await refusal('JSON_REFUSED', () => decodeSeal(Buffer.from('\u0000\u0001'), 12));
});
