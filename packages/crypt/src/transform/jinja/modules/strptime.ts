// strptime and fromisoformat.
import { valueError } from '../values/raise.ts';
import { quote } from '../values/repr.ts';
import { checkDay, dayOfOrdinal, ordinalOf } from './calendar.ts';
import type { Moment } from './moment.ts';
import { DAYS, MONTHS } from './strftime.ts';
import { UTC, type Zone } from './zone.ts';

const names = (list: readonly string[], length?: number): string => list.map((name) => name.slice(0, length)).join('|');

const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['Y', '\\d{4}'],
  ['y', '\\d{2}'],
  ['m', '1[0-2]|0[1-9]|[1-9]'],
  ['d', '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]'],
  ['H', '2[0-3]|[01]\\d|\\d'],
  ['I', '1[0-2]|0[1-9]|[1-9]'],
  ['M', '[0-5]\\d|\\d'],
  ['S', '6[01]|[0-5]\\d|\\d'],
  ['f', '\\d{1,6}'],
  ['j', '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]'],
  ['p', 'am|pm'],
  ['a', names(DAYS, 3)],
  ['A', names(DAYS)],
  ['b', names(MONTHS, 3)],
  ['B', names(MONTHS)],
  ['z', '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z'],
  ['Z', 'utc|gmt'],
  ['w', '[0-6]'],
  ['%', '%'],
]);
const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['T', '%H:%M:%S'],
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['R', '%H:%M'],
]);

export function parseTime(text: string, format: string): Moment {
  const codes: string[] = [];
  const long = format.replaceAll(/%([TDFR])/g, (whole, code: string) => SHORTHANDS.get(code) ?? whole);
  const source = long.replaceAll(/%(.)|(\s+)|([^%\s])/gsu, (_, code?: string, space?: string, letter?: string) => {
    if (space !== undefined) return '\\s+';
    if (letter !== undefined) return letter.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const pattern = PATTERNS.get(code ?? '');
    if (pattern === undefined) throw valueError(`'${code ?? ''}' is a bad directive in format ${quote(format)}`);
    codes.push(code ?? '');
    return `(${pattern})`;
  });
  const match = new RegExp(`^${source}`, 'iu').exec(text);
  if (match === null) throw valueError(`time data ${quote(text)} does not match format ${quote(format)}`);
  if (match[0].length < text.length) throw valueError(`unconverted data remains: ${text.slice(match[0].length)}`);
  return momentOf(new Map(codes.map((code, i) => [code, match[i + 1] ?? ''])));
}

function momentOf(parts: ReadonlyMap<string, string>): Moment {
  const number = (code: string, fallback: number): number => Number(parts.get(code) ?? fallback);
  const short = number('y', 0);
  const year = parts.has('Y') ? number('Y', 1900) : parts.has('y') ? short + (short < 69 ? 2000 : 1900) : 1900;
  const day = parts.has('j')
    ? dayOfOrdinal(ordinalOf({ year, month: 1, day: 1 }) + number('j', 1) - 1)
    : checkDay(year, monthOf(parts), number('d', 1));
  const isAfternoon = parts.get('p')?.toLowerCase() === 'pm';
  const hour = parts.has('I') ? (number('I', 12) % 12) + (isAfternoon ? 12 : 0) : number('H', 0);
  const second = number('S', 0);
  if (second > 59) throw valueError('second must be in 0..59');
  const micro = Number((parts.get('f') ?? '0').padEnd(6, '0'));
  return { ...day, hour, minute: number('M', 0), second, micro, zone: zoneOf(parts.get('z')) };
}

function monthOf(parts: ReadonlyMap<string, string>): number {
  const name = parts.get('B') ?? parts.get('b');
  if (name === undefined) return Number(parts.get('m') ?? 1);
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1;
}

function zoneOf(text: string | undefined): Zone | null {
  if (text === undefined) return null;
  return fixedZone(text);
}

/** `+02:00`, or Z. */
function fixedZone(text: string): Zone {
  if (text.toUpperCase() === 'Z') return UTC;
  const [, sign, hours, minutes, seconds] = /^([+-])(\d\d):?(\d\d)?(?::?(\d\d))?/.exec(text) ?? [];
  const size = Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  if (size >= 86_400) throw valueError('offset must be less than 24 hours');
  const offset = sign === '-' ? -size : size;
  return offset === 0
    ? { ...UTC, of: 'fixed' }
    : { name: '', offset, abbreviation: `UTC${text.slice(0, 6)}`, isDst: false, of: 'fixed' };
}

const ISO =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:(.)(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,}))?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/su;

/** @param isDateOnly for date.fromisoformat, which takes no time. */
export function parseIso(text: string, isDateOnly: boolean): Moment {
  const match = ISO.exec(text);
  if (match === null || (isDateOnly && match[4] !== undefined))
    throw valueError(`Invalid isoformat string: ${quote(text)}`);
  const [, year, month, day, , hour, minute, second, fraction, zone] = match;
  const at = {
    ...checkDay(Number(year), Number(month), Number(day)),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    micro: Number((fraction ?? '').slice(0, 6).padEnd(6, '0')),
    zone: zone === undefined ? null : fixedZone(zone),
  };
  if (at.hour > 23) throw valueError('hour must be in 0..23');
  if (at.minute > 59) throw valueError('minute must be in 0..59');
  if (at.second > 59) throw valueError('second must be in 0..59');
  return at;
}
