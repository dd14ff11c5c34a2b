// Converters from a parameter's text to a column's text. Each returns '' for null and undefined for a value it refuses.
// Numbers stay text from end to end, so that no digit is lost on the way.
import { NUMBER_CHARACTERS_MAX } from '../kernel/limits.ts';
import { formatTimestamp, parseMs } from './timestamp.ts';

export type Convert = (text: string) => string | undefined;

const INTEGER = /^[+-]?\d+$/;
const INTEGER_MAX = 2_147_483_647;

/** 32 bits, as in atomic/1-0-0. Old JavaScript trackers send the word `null`. */
export function convertInteger(text: string): string | undefined {
  if (!INTEGER.test(text)) return isNull(text) ? '' : undefined;
  const value = Number(text);
  return value >= -INTEGER_MAX - 1 && value <= INTEGER_MAX ? String(value) : undefined;
}

function isNull(text: string): boolean {
  return text.length === 4 && text.toLowerCase() === 'null';
}

export function convertBoolean(text: string): string | undefined {
  return text === '1' ? 'true' : text === '0' ? 'false' : undefined;
}

export function convertTimestamp(text: string): string | undefined {
  const ms = parseMs(text);
  return ms === undefined ? undefined : formatTimestamp(ms);
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

export function convertUuid(text: string): string | undefined {
  if (text.length !== 36) return undefined;
  if (UUID.test(text)) return text;
  const lower = text.toLowerCase();
  return UUID.test(lower) ? lower : undefined;
}

/** First of a list; proxies and trackers part addresses by commas, bars or spaces. */
export function firstOfList(text: string): string {
  const end = text.search(/[,| ]/);
  return end === -1 ? text : text.slice(0, end);
}

const SIZE = /^(\d+)x(\d+)$/;

/** `1024x768`. */
export function convertSize(text: string): readonly [width: string, height: string] | undefined {
  const match = SIZE.exec(text);
  if (match === null) return undefined;
  const width = convertInteger(match[1] ?? '');
  const height = convertInteger(match[2] ?? '');
  return width === undefined || height === undefined ? undefined : [width, height];
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
const SCALE = 9;
const WHOLE_DIGITS_MAX = 38 - SCALE;

/** decimal(38,9) without an exponent, zeros at the end kept as sent; undefined when a digit would be lost. */
export function convertDecimal(text: string): string | undefined {
  const parts = matchNumber(text);
  if (parts === undefined) return isNull(text) ? '' : undefined;
  const shift = Number(parts.exponent);
  // With an exponent only the significant digits count, so that 1e999999999 is refused before it is written out.
  const all = parts.whole + parts.fraction;
  const digits = shift === 0 ? all : all.replace(/0+$/, '');
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return shift === 0 ? placePoint('', '0', parts.fraction) : '0';
  const point = parts.whole.length + shift - (digits.length - significant.length);
  if (point > WHOLE_DIGITS_MAX || significant.length - point > NUMBER_CHARACTERS_MAX) return undefined;
  const whole = point <= 0 ? '0' : significant.slice(0, point).padEnd(point, '0');
  const fraction = point < 0 ? '0'.repeat(-point) + significant : significant.slice(point);
  return placePoint(parts.sign, whole, fraction);
}

function placePoint(sign: string, whole: string, fraction: string): string | undefined {
  const kept = fraction.length > SCALE ? fraction.slice(0, SCALE) + fraction.slice(SCALE).replace(/0+$/, '') : fraction;
  if (kept.length > SCALE) return undefined;
  return kept === '' ? sign + whole : `${sign}${whole}.${kept}`;
}

/** A JSON number with the digits and the exponent that were sent; undefined when no double is near it. */
export function convertDouble(text: string): string | undefined {
  const parts = matchNumber(text);
  if (parts === undefined) return isNull(text) ? '' : undefined;
  const whole = parts.whole.replace(/^0+(?=\d)/, '') || '0';
  const fraction = parts.fraction === '' ? '' : `.${parts.fraction}`;
  const exponent = parts.exponent === '' ? '' : `e${parts.exponent}`;
  const number = parts.sign + whole + fraction + exponent;
  return Number.isFinite(Number(number)) ? number : undefined;
}

function matchNumber(text: string): { sign: string; whole: string; fraction: string; exponent: string } | undefined {
  const match = text.length > NUMBER_CHARACTERS_MAX ? null : NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  return { sign: sign === '-' ? '-' : '', whole, fraction, exponent };
}
