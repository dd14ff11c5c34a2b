import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ExactNumber } from '../../../src/kernel/exact-json.ts';
import { isMultiple, isWhole, toStep } from '../../../src/schemas/decimal.ts';

test('a number with so many decimals is a multiple of that step, and with one more it is not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
      fc.integer({ min: 0, max: 6 }),
      (units, scale) => {
        const value = Number(`${units}e-${scale}`);
        assert.ok(isMultiple(value, toStep(Number(`1e-${scale}`))));
        if (units % 10 !== 0 && scale > 0) assert.ok(!isMultiple(value, toStep(Number(`1e-${scale - 1}`))));
      },
    ),
    { numRuns: 500 },
  );
});

test('any whole step divides as whole numbers do', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 1_000 }), (value, step) => {
      const expected = BigInt(value) % BigInt(step) === 0n;
      assert.equal(isMultiple(value, toStep(step)), expected);
      assert.equal(isMultiple(new ExactNumber(String(value)), toStep(step)), expected);
    }),
    { numRuns: 500 },
  );
});

test('steps and values of any size get an answer', () => {
  assert.ok(isMultiple(1e300, toStep(1)));
  assert.ok(isMultiple(3e-7, toStep(1e-7)));
  assert.ok(!isMultiple(1e-7, toStep(1)));
  assert.ok(isMultiple(5e-324, toStep(5e-324)));
  assert.ok(!isMultiple(new ExactNumber('1e999999999'), toStep(1)));
  assert.ok(isMultiple(7.5, toStep(2.5)));
  assert.ok(!isMultiple(7.6, toStep(2.5)));
});

test('a long number is whole when its digits say so', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['9007199254740993', true],
    ['-9007199254740993.000', true],
    ['1.5e1', true],
    ['1.55e1', false],
    ['0.10000000000000000001', false],
    ['1e-400', false],
    ['1e999999999', false],
  ];
  for (const [text, expected] of cases) assert.equal(isWhole(new ExactNumber(text)), expected, text);
});
