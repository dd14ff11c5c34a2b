import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { applyBinary } from '../../../../../src/transform/jinja/values/arithmetic.ts';
import { isEqual } from '../../../../../src/transform/jinja/values/equal.ts';
import { fixed, renderFloat } from '../../../../../src/transform/jinja/values/format-float.ts';
import { hashKey } from '../../../../../src/transform/jinja/values/hash-key.ts';
import { parseFloatText } from '../../../../../src/transform/jinja/values/parse-number.ts';
import { float, int, tuple, type Value } from '../../../../../src/transform/jinja/values/value.ts';

const whole = fc.oneof(
  fc.maxSafeInteger().map(BigInt),
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }),
  fc.bigInt({ min: -9n, max: 9n }),
);

test('whole numbers are exact at any size, and small ones are numbers', () => {
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      assert.equal(applyBinary('+', int(a), int(b)), int(a + b));
      assert.equal(applyBinary('-', int(a), int(b)), int(a - b));
      assert.equal(applyBinary('*', int(a), int(b)), int(a * b));
      if (b === 0n) return;
      const [quotient, rest] = [
        BigInt(applyBinary('//', int(a), int(b)) as number),
        BigInt(applyBinary('%', int(a), int(b)) as number),
      ];
      assert.equal(quotient * b + rest, a);
      assert.ok(rest === 0n || rest < 0n === b < 0n);
      assert.ok((rest < 0n ? -rest : rest) < (b < 0n ? -b : b));
    }),
    { numRuns: 2_000 },
  );
});

test('a float reads back from its text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      const text = renderFloat(value);
      assert.ok(Object.is(parseFloatText(text), value), text);
      assert.match(text, /^-?(?:inf|\d+\.\d+|\d(?:\.\d+)?e[+-]\d{2,})$/);
    }),
    { numRuns: 2_000 },
  );
});

test('decimals of a float are its exact value, rounded half to even', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 15 }), (value, digits) => {
      const error = Math.abs(Number(fixed(value, digits)) - value);
      assert.ok(error <= 0.5000001 * 10 ** -digits + Math.abs(value) * 2 ** -52);
    }),
  );
  assert.deepEqual(
    [0.5, 1.5, 2.5, -0.5, 2.675].map((value) => [fixed(value, 0), fixed(value, 2)]),
    [
      ['0', '0.50'],
      ['2', '1.50'],
      ['2', '2.50'],
      ['-0', '-0.50'],
      ['3', '2.67'],
    ],
  );
});

test('what is equal is one key, and what is one key is equal', () => {
  const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Value>(
        null,
        true,
        false,
        0,
        1,
        float(0),
        float(1),
        float(1.5),
        float(-0),
        2n ** 60n,
        float(2 ** 60),
        '',
        'a',
        '1',
        '\0',
        '\0(',
        '\0s',
        '\0f1.5',
        '\0(2:n1',
      ),
      fc.array(tie('value'), { maxLength: 3 }).map(tuple),
    ),
  })).value;
  fc.assert(
    fc.property(value, value, (a, b) => assert.equal(hashKey(a) === hashKey(b), isEqual(a, b))),
    { numRuns: 5_000 },
  );
});
