import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  convertBoolean,
  convertDecimal,
  convertDouble,
  convertInteger,
  convertSize,
  convertTimestamp,
  convertUuid,
  firstOfList,
} from '../../../src/enrich/convert.ts';

const REFUSED = undefined;

function table<T>(convert: (text: string) => T, answers: readonly (readonly [string, T])[]): void {
  assert.deepEqual(
    answers.map(([text]) => [text, convert(text)]),
    answers,
  );
}

test('integers have 32 bits, a sign, and no other ornament', () => {
  table(convertInteger, [
    ['0', '0'],
    ['-0', '0'],
    ['+7', '7'],
    ['007', '7'],
    ['2147483647', '2147483647'],
    ['-2147483648', '-2147483648'],
    ['2147483648', REFUSED],
    ['-2147483649', REFUSED],
    ['null', ''],
    ['NULL', ''],
    ['', REFUSED],
    ['1.0', REFUSED],
    ['1e3', REFUSED],
    ['0x10', REFUSED],
    [' 1', REFUSED],
    ['9'.repeat(5000), REFUSED],
  ]);
});

test('booleans are 0 and 1', () => {
  table(convertBoolean, [
    ['0', 'false'],
    ['1', 'true'],
    ['true', REFUSED],
    ['', REFUSED],
  ]);
});

test('timestamps are milliseconds of the years 0 to 9999', () => {
  table(convertTimestamp, [
    ['0', '1970-01-01 00:00:00.000'],
    ['-1', '1969-12-31 23:59:59.999'],
    ['1767600001007', '2026-01-05 08:00:01.007'],
    ['951782400000', '2000-02-29 00:00:00.000'],
    ['-62167219200000', '0000-01-01 00:00:00.000'],
    ['-62167219200001', REFUSED],
    ['253402300799999', '9999-12-31 23:59:59.999'],
    ['253402300800000', REFUSED],
    ['', REFUSED],
    ['1767600001.5', REFUSED],
    ['2026-01-05', REFUSED],
    ['1e12', REFUSED],
  ]);
});

test('every millisecond is written as the calendar writes it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (ms) => {
      const expected = new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
      assert.equal(convertTimestamp(String(ms)), expected);
    }),
  );
});

test('UUIDs are checked and put in lower case', () => {
  const uuid = '2f1c9f5e-8f3c-4e57-9d7a-1f5a3f0b9c11';
  table(convertUuid, [
    [uuid, uuid],
    [uuid.toUpperCase(), uuid],
    ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    [`{${uuid}}`, REFUSED],
    [uuid.replaceAll('-', ''), REFUSED],
    [`${uuid.slice(0, 35)}g`, REFUSED],
    [`${uuid.slice(0, 35)}ı`, REFUSED],
    ['', REFUSED],
  ]);
});

test('sizes are width x height', () => {
  table(convertSize, [
    ['1920x1080', ['1920', '1080']],
    ['0x0', ['0', '0']],
    ['1920X1080', REFUSED],
    ['1920', REFUSED],
    ['-1x2', REFUSED],
    ['1x99999999999', REFUSED],
    ['1.5x2', REFUSED],
    ['', REFUSED],
  ]);
});

test('of a list of addresses the first is taken', () => {
  table(firstOfList, [
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7, 10.0.0.1', '203.0.113.7'],
    ['203.0.113.7|10.0.0.1', '203.0.113.7'],
    ['2001:db8::1 10.0.0.1', '2001:db8::1'],
    [', 10.0.0.1', ''],
    ['', ''],
  ]);
});

test('decimals keep every digit or are refused', () => {
  table(convertDecimal, [
    ['10', '10'],
    ['10.00', '10.00'],
    ['+0.10', '0.10'],
    ['-3.5', '-3.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007.10', '7.10'],
    ['0', '0'],
    ['-0.00', '0.00'],
    ['1e3', '1000'],
    ['1.5E-3', '0.0015'],
    ['1.50e1', '15'],
    ['12e-9', '0.000000012'],
    ['0e999999999', '0'],
    ['1.123456789', '1.123456789'],
    ['1.1234567890', '1.123456789'],
    ['1.1234567891', REFUSED],
    ['99999999999999999999999999999.999999999', '99999999999999999999999999999.999999999'],
    ['100000000000000000000000000000', REFUSED],
    ['1e29', REFUSED],
    ['1e28', `1${'0'.repeat(28)}`],
    ['1e-10', REFUSED],
    ['1e999999999', REFUSED],
    ['1e-999999999', REFUSED],
    ['null', ''],
    ['', REFUSED],
    ['.', REFUSED],
    ['-', REFUSED],
    ['e5', REFUSED],
    ['NaN', REFUSED],
    ['1,50', REFUSED],
    ['0x1', REFUSED],
    ['1'.repeat(401), REFUSED],
  ]);
});

test('a decimal in any spelling keeps its value', () => {
  const digits = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 9 }), (unscaled, scale) => {
      const text = convertDecimal(`${unscaled}e-${scale}`) ?? 'refused';
      const [whole = '', fraction = ''] = text.split('.');
      assert.equal(BigInt(whole + fraction.padEnd(scale, '0')), unscaled);
      assert.match(text, /^-?(0|[1-9]\d*)(\.\d+)?$/);
    }),
  );
});

test('doubles keep their text and are JSON', () => {
  table(convertDouble, [
    ['1', '1'],
    ['+1.50', '1.50'],
    ['-.5', '-0.5'],
    ['007', '7'],
    ['1.', '1'],
    ['1E+5', '1e+5'],
    ['12345678901234567890.123', '12345678901234567890.123'],
    ['1e400', REFUSED],
    ['null', ''],
    ['', REFUSED],
    ['NaN', REFUSED],
    ['Infinity', REFUSED],
    ['1_000', REFUSED],
  ]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(JSON.parse(convertDouble(String(value)) ?? 'null'), Object.is(value, -0) ? 0 : value);
    }),
  );
});

test('no text makes a converter throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const convert of [
        convertInteger,
        convertDecimal,
        convertDouble,
        convertTimestamp,
        convertUuid,
        convertSize,
      ]) {
        convert(text);
      }
    }),
  );
});
