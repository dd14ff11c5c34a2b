import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { toValue } from '../../../../../src/transform/jinja/values/host.ts';
import { dictOf } from '../../../../../src/transform/jinja/values/dict.ts';
import { float, type Dict, type Value } from '../../../../../src/transform/jinja/values/value.ts';
import { testHash, testName } from '../../../../../src/transform/project/tests/test-name.ts';

function args(entries: Readonly<Record<string, Value>>): Dict {
  return dictOf(Object.entries(entries));
}

test('a name has the arguments in the order of their names, as Python writes them', () => {
  const given = args({ values: ['a b', true, 1, float(1), null], column_name: 'id', model: 'm' });
  const full = 'accepted_values_orders_id__a_b__True__1__1_0__None';
  assert.deepEqual(testName('accepted_values', 'orders', given), { full, short: full });
});

test('from 64 characters on, a short name has 30 of them and a hash of all', () => {
  const name = (length: number): string => testName('t', 'm', args({ a: 'x'.repeat(length - 4) })).short;
  assert.equal(name(63).length, 63);
  assert.match(name(64), /^t_m_[0-9a-f]{32}$/);
  assert.match(testName('a'.repeat(40), 'm', args({ a: 'x'.repeat(40) })).short, /^a{30}_[0-9a-f]{32}$/);
});

test('the hash does not hang on the order of arguments', () => {
  const data = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.string(), fc.integer(), fc.array(fc.boolean())),
  );
  fc.assert(
    fc.property(data, (given) => {
      const reversed = Object.fromEntries(Object.entries(given).toReversed());
      assert.equal(
        testHash('n', null, 't', toValue(given) as Dict),
        testHash('n', null, 't', toValue(reversed) as Dict),
      );
    }),
  );
});
