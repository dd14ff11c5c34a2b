import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  compareNumbers,
  ExactNumber,
  isExactObject,
  parseExactJson,
  splitNumber,
  stringifyExactJson,
  toPlainJson,
  type ExactJson,
} from '../../../src/kernel/exact-json.ts';
import { parseJson } from '../../../src/kernel/parse-json.ts';
import { refusal } from '../../support/refusal.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const digits = fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 1, maxLength: 24 });

/** Any number that JSON may hold, most of them too long for a double. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits.map((text) => text.replace(/^0+(?=.)/, '')),
    fc.option(digits),
    fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 420 }))),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`,
  );

const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '"', '\\', '\\"', ''));

/** JSON text with random spaces, escapes, and numbers of any length. */
const jsonText = fc.letrec<{ value: string; space: string }>((tie) => ({
  space: fc.constantFrom('', '', ' ', '\n', '\t\r'),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('true', 'false', 'null', '[]', '{}', '"1234567890123456789"', '":12345678901234567890"'),
    numberText,
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc
      .string()
      .map((text) => `"${Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`),
    fc
      .tuple(tie('space'), fc.array(tie('value'), { maxLength: 4 }))
      .map(([space, items]) => `[${space}${items.join(`${space},${space}`)}${space}]`),
    fc
      .tuple(tie('space'), fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }))
      .map(
        ([space, members]) =>
          `{${space}${members.map(([name, value]) => `${JSON.stringify(name)}${space}:${space}${value}`).join(',')}${space}}`,
      ),
  ),
})).value;

/** Every number of a value as its text. */
function numbersIn(value: ExactJson): readonly string[] {
  if (typeof value === 'number') return [String(value)];
  if (value instanceof ExactNumber) return [value.text];
  if (Array.isArray(value)) return value.flatMap((item: ExactJson) => numbersIn(item));
  if (!isExactObject(value)) return [];
  return Object.values(value).flatMap((item) => numbersIn(item));
}

function withoutMinusZero(value: ExactJson): ExactJson {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map((item: ExactJson) => withoutMinusZero(item));
  if (!isExactObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutMinusZero(item)]));
}

test('doubles for numbers give what parseJson gives, for any JSON', () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const exact = parseExactJson(text);
      assert.deepEqual(toPlainJson(exact), parseJson(text));
    }),
    { numRuns: 300 },
  );
});

test('what is written is read back with every number equal, and is what JSON.stringify writes of doubles', () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const exact = parseExactJson(text);
      const written = stringifyExactJson(exact);
      // JSON.stringify writes -0 as 0, and so does this: the sign of zero alone is not read back.
      assert.deepEqual(withoutMinusZero(parseExactJson(written)), withoutMinusZero(exact));
      if (toPlainJson(exact) === exact) assert.equal(written, JSON.stringify(parseJson(text)));
    }),
    { numRuns: 300 },
  );
});

test('no number loses a digit, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.array(numberText, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(',', ' , ', ',\n'),
      (sent, comma) => {
        const kept = numbersIn(parseExactJson(`{"a":[${sent.join(comma)}]}`));
        assert.equal(kept.length, sent.length);
        for (const [index, text] of sent.entries()) {
          const left = splitNumber(text);
          const right = splitNumber(kept[index] ?? '');
          assert.ok(left !== undefined && right !== undefined);
          assert.equal(compareNumbers(left, right), 0, `${text} became ${kept[index]}`);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('only a number that a double does not give back is exact', () => {
  const cases: readonly (readonly [string, ExactJson])[] = [
    ['0', 0],
    ['-0', -0],
    ['1.0', 1],
    ['1e3', 1000],
    ['0.1', 0.1],
    ['0.30000000000000004', 0.30000000000000004],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', new ExactNumber('9007199254740993')],
    // A double holds 2^60, but JavaScript writes it as 1152921504606847000.
    ['1152921504606846976', new ExactNumber('1152921504606846976')],
    ['12.340000000000000001', new ExactNumber('12.340000000000000001')],
    ['1.00000000000000000000', 1],
    ['1e400', new ExactNumber('1e400')],
    ['1e-400', new ExactNumber('1e-400')],
    ['1e22', 1e22],
    ['1.7976931348623157e308', 1.7976931348623157e308],
    ['1e0000000003', 1000],
  ];
  for (const [text, value] of cases) {
    assert.deepEqual(parseExactJson(text), value, text);
    assert.deepEqual(parseExactJson(`{"a":[ ${text}]}`), { a: [value] }, text);
  }
});

test('the depth is bounded under a key that is given twice too', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  await refusal('JSON_REFUSED', () => parseExactJson(`{"a":${deep},"a":12345678901234567890}`));
});

test('digits in texts are texts', () => {
  const text = '{"card":"1234567890123456789","e":"[12345678901234567890e999]","k:12345678901234567890":1}';
  assert.deepEqual(parseExactJson(text), JSON.parse(text));
});

test('a value without exact numbers is plain already, and is not copied', () => {
  const plain = parseExactJson('{"a":[1,{"b":"x"}],"c":null}');
  assert.equal(toPlainJson(plain), plain);
  const mixed = parseExactJson('{"a":[1,12345678901234567890],"b":{"c":[]}}') as { readonly [key: string]: ExactJson };
  const copy = toPlainJson(mixed) as { readonly [key: string]: unknown };
  assert.deepEqual(copy, { a: [1, 12345678901234567000], b: { c: [] } });
  assert.equal(copy['b'], mixed['b']);
});

test('__proto__ stays an own member beside exact numbers', () => {
  const text = '{"__proto__":{"admin":12345678901234567890},"n":12345678901234567890}';
  const exact = parseExactJson(text);
  assert.deepEqual(Object.keys(exact as object), ['__proto__', 'n']);
  assert.equal(Object.getPrototypeOf(exact), Object.prototype);
  assert.equal(stringifyExactJson(exact), text);
  const plain = toPlainJson(exact);
  assert.deepEqual(Object.keys(plain as object), ['__proto__', 'n']);
  assert.equal('admin' in {}, false);
});

test('of a repeated key the last value is kept, as JSON.parse keeps it', () => {
  assert.equal(
    stringifyExactJson(parseExactJson('{"a":1,"b":2,"a":12345678901234567890}')),
    '{"a":12345678901234567890,"b":2}',
  );
});

test('what parseJson refuses is refused in the same words', async () => {
  const inputs = [
    '',
    '{',
    '[1,]',
    '01',
    '1.',
    '+1',
    '{"a":12345678901234567890,}',
    '[12345678901234567890 1]',
    'NaN',
    '"\n"',
  ];
  for (const input of inputs) {
    const expected = await refusal('JSON_REFUSED', () => parseJson(input));
    const error = await refusal('JSON_REFUSED', () => parseExactJson(input));
    assert.equal(error.message, expected.message);
  }
  await refusal('JSON_REFUSED', () => parseExactJson('[[12345678901234567890]]', 1));
  assert.deepEqual(parseExactJson('[12345678901234567890]', 1), [new ExactNumber('12345678901234567890')]);
});

test('any text is parsed or refused as JSON.parse does', () => {
  const scraps = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '12345678901234567890',
    'e',
    '-',
    '.',
    'null',
    ' ',
    'a',
  );
  fc.assert(
    fc.property(
      fc.array(scraps, { maxLength: 12 }).map((parts) => parts.join('')),
      (text) => {
        let expected: unknown;
        let accepted = true;
        try {
          expected = JSON.parse(text);
        } catch {
          accepted = false;
        }
        if (accepted) assert.deepEqual(toPlainJson(parseExactJson(text)), expected);
        else assert.throws(() => parseExactJson(text));
      },
    ),
    { numRuns: 3000 },
  );
});

test('a long hostile text takes linear time', () => {
  const texts = [
    `[${'12345678901234567890,'.repeat(50_000)}1]`,
    `[${'9'.repeat(1_000_000)}]`,
    `["${'\\\\'.repeat(500_000)}",12345678901234567890]`,
    `["${'\\"'.repeat(500_000)}",12345678901234567890]`,
    `[${' '.repeat(1_000_000)}12345678901234567890]`,
    `["${':1'.repeat(500_000)}"]`,
  ];
  const started = process.hrtime.bigint();
  for (const text of texts)
    assert.equal(JSON.stringify(toPlainJson(parseExactJson(text))), JSON.stringify(JSON.parse(text)));
  assert.ok(process.hrtime.bigint() - started < 5_000_000_000n);
});

test('numbers are ordered by value, whatever their text', () => {
  const ascending = [
    '-1e400',
    '-12',
    '-1.3',
    '-1.25',
    '-1e-400',
    '0',
    '1e-400',
    '0.5',
    '5',
    '50e0',
    '51',
    '5.2e1',
    '1e400',
  ];
  const parts = ascending.map((text) => splitNumber(text));
  for (const [i, left] of parts.entries()) {
    for (const [j, right] of parts.entries()) {
      assert.ok(left !== undefined && right !== undefined);
      assert.equal(Math.sign(compareNumbers(left, right)), Math.sign(i - j), `${ascending[i]} ${ascending[j]}`);
    }
  }
  assert.deepEqual(splitNumber('-0.0e5'), { negative: false, digits: '', point: 0 });
  assert.deepEqual(splitNumber('-0012.500'), { negative: true, digits: '125', point: 2 });
  for (const text of ['', '1.', '.5', 'x', '1e', 'Infinity', '١']) assert.equal(splitNumber(text), undefined);
});
