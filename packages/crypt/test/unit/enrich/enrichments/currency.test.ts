import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { currencySchema } from '../../../../src/config/enrichments/currency.ts';
import { createCurrency, openCurrency } from '../../../../src/enrich/enrichments/currency.ts';
import { convertAmount, parseDecimal, parseExchangeRates } from '../../../../src/enrich/enrichments/exchange-rates.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { columnsOf, draftFrom, type Columns } from './draft-from.ts';

const RATES = [
  'date,currency,rate',
  '2026-01-05,USD,1.25',
  '2026-01-05,GBP,0.8627',
  '2026-01-02,USD,1.20',
  '2025-12-24,GBP,0.9',
  '2026-01-09,USD,1.6',
  '',
].join('\n');

const OF_FRIDAY = { derived_tstamp: '2026-01-05 08:00:01.000', collector_tstamp: '2026-01-09 08:00:01.000' };

function convert(columns: Columns, config: unknown = {}, rates = RATES): Columns {
  const draft = draftFrom({ columns: { ...OF_FRIDAY, ...columns } });
  const parsed = currencySchema.parse(config);
  createCurrency(parsed, parseExchangeRates(rates, parsed.base, 'rates.csv')).apply(draft);
  assert.deepEqual(draft.problems, []);
  return columnsOf(draft, 'base_', 'tr_total_', 'tr_tax_', 'tr_shipping_', 'ti_price_');
}

test('amounts are divided by the rate of the day of the event, to 9 digits', () => {
  assert.deepEqual(
    convert({
      tr_currency: 'USD',
      tr_total: '100.00',
      tr_tax: '-19',
      tr_shipping: '0.00',
      ti_currency: 'gbp',
      ti_price: '10.99',
    }),
    {
      tr_total_base: '80',
      tr_tax_base: '-15.2',
      tr_shipping_base: '0',
      ti_price_base: '12.739074997',
      base_currency: 'EUR',
    },
  );
});

test('an amount in the base currency stays to the letter', () => {
  assert.deepEqual(convert({ tr_currency: 'EUR', tr_total: '11.00', tr_tax: '2.67', tr_shipping: '0.00' }), {
    tr_total_base: '11.00',
    tr_tax_base: '2.67',
    tr_shipping_base: '0.00',
    base_currency: 'EUR',
  });
});

test('the last rate up to the day counts, when it is not too old', () => {
  const on = (day: string, currency = 'USD', config: unknown = {}): string | undefined =>
    convert({ derived_tstamp: `${day} 00:00:00.000`, tr_currency: currency, tr_total: '12' }, config)['tr_total_base'];
  assert.equal(on('2026-01-01'), undefined);
  assert.equal(on('2026-01-02'), '10');
  assert.equal(on('2026-01-04'), '10');
  assert.equal(on('2026-01-05'), '9.6');
  assert.equal(on('2026-01-16'), '7.5');
  assert.equal(on('2026-01-17'), undefined);
  assert.equal(on('2026-01-17', 'USD', { rateAgeDaysMax: 8 }), '7.5');
  assert.equal(on('2026-01-06', 'USD', { rateAgeDaysMax: 0 }), undefined);
  assert.equal(on('2026-01-01', 'GBP', { rateAgeDaysMax: 8 }), '13.333333333');
});

test('the time of the collector counts when the event has none of its own', () => {
  assert.equal(convert({ derived_tstamp: '', tr_currency: 'USD', tr_total: '16' })['tr_total_base'], '10');
  assert.deepEqual(convert({ derived_tstamp: '', collector_tstamp: '', tr_currency: 'USD', tr_total: '16' }), {});
});

test('without a currency, an amount or a rate nothing is said', () => {
  assert.deepEqual(convert({ tr_total: '11', ti_price: '1' }), {});
  assert.deepEqual(convert({ tr_currency: 'USD', ti_currency: 'USD' }), {});
  assert.deepEqual(convert({ tr_currency: 'RUP', tr_total: '11' }), {});
  assert.deepEqual(convert({ tr_currency: '__proto__', tr_total: '11' }), {});
  assert.deepEqual(
    convert(
      { tr_currency: 'USD', tr_total: '99999999999999999999999999999.9' },
      {},
      'date,currency,rate\n2026-01-05,USD,0.1',
    ),
    {},
  );
});

test('a half goes to the even neighbour', () => {
  const answers: readonly (readonly [string, string, string])[] = [
    ['0.000000001', '2', '0'],
    ['0.000000003', '2', '0.000000002'],
    ['0.000000005', '2', '0.000000002'],
    ['-0.000000003', '2', '-0.000000002'],
    ['-0.000000001', '2', '0'],
    ['0.0000000011', '2', '0.000000001'],
    ['1', '3', '0.333333333'],
    ['2', '3', '0.666666667'],
    ['99999999999999999999999999999.999999999', '1', '99999999999999999999999999999.999999999'],
  ];
  for (const [amount, rate, expected] of answers) assert.equal(divide(amount, rate), expected);
  assert.equal(divide('99999999999999999999999999999.999999999', '0.999999999'), undefined);
});

function divide(amount: string, rate: string): string | undefined {
  return convertAmount(
    parseDecimal(amount) ?? { digits: 0n, scale: 0 },
    parseDecimal(rate) ?? { digits: 1n, scale: 0 },
  );
}

test('times the rate, the result is at most half a unit of its last digit away from the amount', () => {
  const decimal = (whole: bigint, scaleMax: number) =>
    fc.tuple(fc.bigInt({ min: 1n, max: whole }), fc.nat({ max: scaleMax })).map(([digits, scale]) => {
      const text = digits.toString().padStart(scale + 1, '0');
      return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    });
  fc.assert(
    fc.property(decimal(10n ** 25n, 9), decimal(10n ** 12n, 12), (amount, rate) => {
      const result = divide(amount, rate);
      if (result === undefined) return;
      // All three as integers with 30 digits behind the point.
      const [a, b, c] = [amount, rate, result].map(thirtyDigits) as [bigint, bigint, bigint];
      const error = c * b - a * 10n ** 30n;
      const half = (b * 10n ** 21n) / 2n;
      assert.ok((error < 0n ? -error : error) <= half + 1n, `${amount} / ${rate} = ${result}`);
      assert.match(result, /^\d+(\.\d{0,8}[1-9])?$/);
    }),
  );
});

function thirtyDigits(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(30, '0'));
}

test('a file of rates is read from the project', async (context) => {
  const folder = await tempFolder(context);
  writeFileSync(join(folder, 'ecb.csv'), `\uFEFF${RATES.replaceAll('\n', '\r\n')}`);
  const enrichment = await openCurrency(currencySchema.parse({ ratesFile: 'ecb.csv' }), nodeFiles, folder);
  const draft = draftFrom({ columns: { ...OF_FRIDAY, tr_currency: 'USD', tr_total: '1' } });
  enrichment.apply(draft);
  assert.deepEqual(columnsOf(draft, 'base_', 'tr_total_'), { base_currency: 'EUR', tr_total_base: '0.8' });
});

test('a file that is no list of rates stops the start with its line', async (context) => {
  const fields = 'it has not the three fields date,currency,rate, without quotes';
  const date = 'the date is not one of the calendar, 2026-02-03';
  const number = 'the rate is not a number above 0, with a point and without an exponent';
  const answers: readonly (readonly [string, number, string])[] = [
    ['', 1, 'the first line is not date,currency,rate'],
    ['date;currency;rate\n', 1, 'the first line is not date,currency,rate'],
    ['date,currency,rate\n\n', 1, 'it has no rates'],
    ['date,currency,rate\n2026-01-05,USD\n', 2, fields],
    ['date,currency,rate\n2026-01-05,USD,1,2\n', 2, fields],
    ['date,currency,rate\n2026-01-05,USD,1.25\n05.01.2026,USD,1.25\n', 3, date],
    ['date,currency,rate\n2026-02-30,USD,1.25\n', 2, date],
    ['date,currency,rate\n2026-13-01,USD,1.25\n', 2, date],
    ['date,currency,rate\n2026-01-05,usd,1.25\n', 2, 'the currency is not three capital letters'],
    ['date,currency,rate\n2026-01-05,EUR,1\n', 2, 'EUR is the base itself'],
    ...['0', '-1', '1e3', '"1.2"', '1.', 'NaN', '1'.repeat(39)].map(
      (rate) => [`date,currency,rate\n2026-01-05,USD,${rate}\n`, 2, number] as const,
    ),
    [
      'date,currency,rate\n2026-01-05,USD,1\n2026-01-05,USD,1\n',
      3,
      'the same date and currency were on an earlier line',
    ],
  ];
  for (const [text, line, reason] of answers) {
    const error = await refusal('ENRICH_RATES_REFUSED', () => parseExchangeRates(text, 'EUR', 'rates.csv'));
    assert.deepEqual(error.params, { path: 'rates.csv', line, reason }, text);
  }
  const folder = await tempFolder(context);
  const error = await refusal('ENRICH_RATES_REFUSED', () => openCurrency(currencySchema.parse({}), nodeFiles, folder));
  assert.deepEqual(error.params, { path: join(folder, 'rates.csv'), line: 1, reason: 'there is no such file' });
});

test('a base that is no code is refused', () => {
  assert.equal(currencySchema.safeParse({ base: 'Euro' }).success, false);
});
