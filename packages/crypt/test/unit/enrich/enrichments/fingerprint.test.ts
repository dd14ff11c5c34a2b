import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { fingerprintSchema } from '../../../../src/config/enrichments/fingerprint.ts';
import { createFingerprint } from '../../../../src/enrich/enrichments/fingerprint.ts';
import { columnIndex } from '../../../../src/enrich/row.ts';
import { draftFrom, type Columns } from './draft-from.ts';

function fingerprint(params: Columns, config: unknown = {}): string {
  const draft = draftFrom({ params });
  createFingerprint(fingerprintSchema.parse(config)).apply(draft);
  return draft.row[columnIndex('event_fingerprint')] ?? '';
}

const EVENT = { e: 'se', se_ac: 'buy', stm: '1000000000000' };

// Of `e␟se␟se_ac␟buy␟`, by coreutils: printf 'e\x1fse\x1fse_ac\x1fbuy\x1f' | md5sum
test('the hash is over names and values by name, each followed by U+001F', () => {
  const answers: readonly (readonly [string, string])[] = [
    ['MD5', '6829c2021516783f1ef03a9e9736ac77'],
    ['SHA1', '00b058442f1f3a552fa1550b99ce5b8810a0ea75'],
    ['SHA256', '6698caf728ab1bf3ab9d1da032fc15608b78ac3368b398f0fb3f68969134a605'],
    ['SHA384', '184727a9620c6120aaaf82d8ea2ca495fb6bd5fe82b0079e3df23cabb3af2210a90d400cae535868558e36ba505723cc'],
    [
      'SHA512',
      '5a334ce50bbdb1902ed246e879a4dcff7996b34177e508b0980eb5948c9eb482e94567be2fa0d56fbc40320252e669245968f0cfd51aac7eb6e5994427c51926',
    ],
  ];
  for (const [hashAlgorithm, expected] of answers) assert.equal(fingerprint(EVENT, { hashAlgorithm }), expected);
  assert.equal(fingerprint({ page: 'Zürich ✓' }), '111cb9147202d5e81463d2d25d3f9c7d');
});

test('what two sendings may differ in is left out', () => {
  const first = { ...EVENT, eid: '123e4567-e89b-12d3-a456-426655440000', nuid: 'a', cv: 'x' };
  const second = { ...EVENT, eid: '00000000-e89b-12d3-a456-426655440000', nuid: 'b', stm: '9999999999999' };
  assert.equal(fingerprint(first), fingerprint(second));
  assert.notEqual(fingerprint(first, { excludeParameters: [] }), fingerprint(second, { excludeParameters: [] }));
  assert.equal(fingerprint({ eid: 'a' }), 'd41d8cd98f00b204e9800998ecf8427e');
});

test('equal fingerprints are of equal parameters, in whatever order they came', () => {
  const names = fc.constantFrom('e', 'se_ac', 'se_ca', 'se_la', 'page', 'url');
  const params = fc.dictionary(names, fc.string(), { maxKeys: 4, noNullPrototype: true });
  fc.assert(
    fc.property(params, params, (left, right) => {
      const turned = Object.fromEntries(Object.entries(left).toReversed());
      assert.equal(fingerprint(turned), fingerprint(left));
      assert.equal(fingerprint(left) === fingerprint(right), isDeepStrictEqual(left, right));
    }),
  );
});

test('an algorithm that is not there is refused', () => {
  assert.equal(fingerprintSchema.safeParse({ hashAlgorithm: 'SHA3' }).success, false);
});
