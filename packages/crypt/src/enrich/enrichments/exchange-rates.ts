// Rates against one base currency, from a CSV file of the project:
//
//   date,currency,rate
//   2026-01-05,USD,1.0842        one unit of the base bought 1.0842 USD on that day, as central banks publish it
import { fail } from '../errors.ts';

/** `digits` without the last `scale` of them behind the point. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

interface Series {
  /** Days since 1970, ascending. */
  readonly days: readonly number[];
  readonly rates: readonly Decimal[];
}

/** By currency. */
export type ExchangeRates = ReadonlyMap<string, Series>;

const HEAD = 'date,currency,rate';
const DAY_MS = 86_400_000;
const RATE_DIGITS_MAX = 38;

interface Line {
  readonly currency: string;
  readonly day: number;
  readonly rate: Decimal;
}

/** @throws ENRICH_RATES_REFUSED (user), with the line. */
export function parseExchangeRates(text: string, base: string, path: string): ExchangeRates {
  const byCurrency = new Map<string, Map<number, Decimal>>();
  for (const [index, raw] of text.split('\n').entries()) {
    const refuse = (reason: string) => fail('ENRICH_RATES_REFUSED', { path, line: index + 1, reason });
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (index === 0 && line !== HEAD) throw refuse(`the first line is not ${HEAD}`);
    if (index === 0 || line === '') continue;
    const read = readLine(line, base);
    if (typeof read === 'string') throw refuse(read);
    const series = byCurrency.get(read.currency) ?? new Map<number, Decimal>();
    if (series.has(read.day)) throw refuse('the same date and currency were on an earlier line');
    byCurrency.set(read.currency, series.set(read.day, read.rate));
  }
  if (byCurrency.size === 0) throw fail('ENRICH_RATES_REFUSED', { path, line: 1, reason: 'it has no rates' });
  return new Map(Array.from(byCurrency, ([currency, series]) => [currency, inOrder(series)]));
}

/** What a line says, or why it says nothing. */
function readLine(line: string, base: string): Line | string {
  const [date = '', currency = '', rate = '', ...more] = line.split(',');
  if (rate === '' || more.length > 0) return `it has not the three fields ${HEAD}, without quotes`;
  const day = dayOf(date);
  if (day === undefined) return 'the date is not one of the calendar, 2026-02-03';
  if (!/^[A-Z]{3}$/.test(currency)) return 'the currency is not three capital letters';
  if (currency === base) return `${base} is the base itself`;
  const decimal = parseDecimal(rate);
  if (decimal === undefined || decimal.digits <= 0n || rate.length > RATE_DIGITS_MAX)
    return 'the rate is not a number above 0, with a point and without an exponent';
  return { currency, day, rate: decimal };
}

function inOrder(series: ReadonlyMap<number, Decimal>): Series {
  const entries = [...series].toSorted(([left], [right]) => left - right);
  return { days: entries.map(([day]) => day), rates: entries.map(([, rate]) => rate) };
}

const DATE = /^\d{4}-\d\d-\d\d$/;

/** Days since 1970 of `2026-02-03`; undefined for anything else, 2026-02-30 too. */
export function dayOf(date: string): number | undefined {
  if (!DATE.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? undefined : ms / DAY_MS;
}

const DECIMAL = /^(-?\d+)(?:\.(\d+))?$/;

/** Of `-12.50`. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** The newest rate of the day or of the `ageDaysMax` days before it. */
export function findRate(rates: ExchangeRates, currency: string, day: number, ageDaysMax: number): Decimal | undefined {
  const series = rates.get(currency);
  if (series === undefined) return undefined;
  let low = 0;
  let high = series.days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((series.days[middle] ?? 0) <= day) low = middle + 1;
    else high = middle;
  }
  const found = series.days[low - 1];
  return found === undefined || day - found > ageDaysMax ? undefined : series.rates[low - 1];
}

/** Behind the point of decimal(38,9). */
const SCALE = 9;
const DIGITS_LIMIT = 10n ** 38n;

/**
 * `amount` divided by `rate` to 9 digits behind the point, without zeros at its end, a half to the even neighbour: halves
 * that always go up add up over many rows. Undefined when it has more digits than decimal(38,9).
 */
export function convertAmount(amount: Decimal, rate: Decimal): string | undefined {
  const sign = amount.digits < 0n ? '-' : '';
  const numerator = (sign === '' ? amount.digits : -amount.digits) * 10n ** BigInt(SCALE + rate.scale);
  const denominator = rate.digits * 10n ** BigInt(amount.scale);
  let quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  if (twice > denominator || (twice === denominator && (quotient & 1n) === 1n)) quotient += 1n;
  if (quotient >= DIGITS_LIMIT) return undefined;
  if (quotient === 0n) return '0';
  const digits = quotient.toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`;
}
