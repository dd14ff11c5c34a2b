import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseDate, parseTimestamp } from '../../../../src/schemas/columns/date-text.ts';

function outcome(text: string): string {
  const parsed = parseTimestamp(text);
  return parsed.text ?? parsed.cause;
}

test('a moment is read from RFC 3339 and from ISO_DATE_TIME, and written in UTC', () => {
  const cases: Readonly<Record<string, string>> = {
    '2022-02-02T01:02:03.123z': '2022-02-02 01:02:03.123000',
    '2022-02-02T12:02:03.123+03:00': '2022-02-02 09:02:03.123000',
    '2022-02-02t01:02:03Z': '2022-02-02 01:02:03.000000',
    '2022-02-02 01:02:03Z': '2022-02-02 01:02:03.000000',
    '2022-02-02T01:02Z': '2022-02-02 01:02:00.000000',
    '2022-02-02T01:02:03.Z': '2022-02-02 01:02:03.000000',
    '2022-02-02T01:02:03.1234567891Z': '2022-02-02 01:02:03.123456',
    '2022-02-02T01:02:03.999999999+00:00': '2022-02-02 01:02:03.999999',
    '2022-02-02T01:02:03-00:00': '2022-02-02 01:02:03.000000',
    '2022-02-02T01:02:03-0530': '2022-02-02 06:32:03.000000',
    '2022-02-02T01:02:03+01': '2022-02-02 00:02:03.000000',
    '2022-02-02T01:02:03+01:02:03': '2022-02-02 00:00:00.000000',
    '2022-01-01T00:30:00+01:00': '2021-12-31 23:30:00.000000',
    '2024-02-28T23:30:00-01:00': '2024-02-29 00:30:00.000000',
    '2022-02-02T01:02:03+01:00[Europe/Paris]': '2022-02-02 00:02:03.000000',
    '2022-02-02T01:02:03Z[Etc/GMT-3]': '2022-02-02 01:02:03.000000',
    '0001-01-01T00:00:00Z': '0001-01-01 00:00:00.000000',
    '0099-12-31T00:00:00+01:00': '0099-12-30 23:00:00.000000',
    '9999-12-31T23:59:59.999999Z': '9999-12-31 23:59:59.999999',
    '1990-12-31T23:59:60Z': '1991-01-01 00:00:00.000000',
    '1990-12-31T15:59:60.5-08:00': '1991-01-01 00:00:00.500000',
    '1990-12-31T12:59:60Z': 'not a timestamp',
    '2022-02-02T01:02:03': 'timestamp without a zone',
    '2022-02-02T01:02:03[Europe/Paris]': 'timestamp without a zone',
    '0000-01-01T00:00:00Z': 'not a timestamp',
    '0001-01-01T00:00:00+00:01': 'year out of range',
    '9999-12-31T23:59:59-00:01': 'year out of range',
    '10000-01-01T00:00:00Z': 'not a timestamp',
    '+12022-02-02T01:02:03Z': 'not a timestamp',
    '2023-02-29T00:00:00Z': 'not a timestamp',
    '1900-02-29T00:00:00Z': 'not a timestamp',
    '2022-04-31T00:00:00Z': 'not a timestamp',
    '2022-13-01T00:00:00Z': 'not a timestamp',
    '2022-00-01T00:00:00Z': 'not a timestamp',
    '2022-01-00T00:00:00Z': 'not a timestamp',
    '2022-02-02T24:00:00Z': 'not a timestamp',
    '2022-02-02T01:60:00Z': 'not a timestamp',
    '2022-02-02T01:02:61Z': 'not a timestamp',
    '2022-02-02T01:02:03+24:00': 'not a timestamp',
    '2022-02-02T01:02:03+01:60': 'not a timestamp',
    '2022-02-02': 'not a timestamp',
    '2022-02-02T01Z': 'not a timestamp',
    '2022-02-02T01:02:03,5Z': 'not a timestamp',
    ' 2022-02-02T01:02:03Z': 'not a timestamp',
    '2022-02-02T01:02:03Z\n': 'not a timestamp',
    '٢٠٢٢-02-02T01:02:03Z': 'not a timestamp',
    '1643763723': 'not a timestamp',
    '': 'not a timestamp',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(cases).map((text) => [text, outcome(text)])), cases);
});

test('any moment is written as the same moment, whatever zone it is told in', () => {
  const moment = fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moment, fc.integer({ min: -1439, max: 1439 }), (date, minutes) => {
      const shown = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
      const size = Math.abs(minutes);
      const two = (value: number): string => String(value).padStart(2, '0');
      const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
      const expected = `${date.toISOString().slice(0, -1).replace('T', ' ')}000`;
      assert.equal(outcome(shown + zone), expected);
      assert.equal(outcome(date.toISOString()), expected);
    }),
  );
});

test('any text has an outcome, at once', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789-:TZ+.[] ')) }),
      (text) => typeof outcome(text) === 'string',
    ),
  );
  assert.equal(outcome(`2022-02-02T01:02:03.${'1'.repeat(1_000_000)}Z`), 'not a timestamp');
  assert.equal(outcome(`2022-02-02T01:02:03Z[${'a'.repeat(1_000_000)}`), 'not a timestamp');
});

test('a date is a day of the years 1 to 9999', () => {
  const days = ['2022-02-02', '0001-01-01', '9999-12-31', '2000-02-29', '2024-02-29'];
  assert.deepEqual(
    days.map((text) => parseDate(text)),
    days,
  );
  const others = [
    '0000-01-01',
    '2023-02-29',
    '1900-02-29',
    '2022-2-2',
    '2022-02-02T00:00:00Z',
    '+2022-02-02',
    '2022-02-31',
    '',
    'x',
  ];
  assert.deepEqual(
    others.map((text) => parseDate(text)),
    others.map(() => undefined),
  );
});
