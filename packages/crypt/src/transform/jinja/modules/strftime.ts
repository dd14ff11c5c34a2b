import { dayOfYear, isoWeekOf, ordinalOf, pad, weekdayOf } from './calendar.ts';
import type { Moment } from './moment.ts';
import { renderOffset } from './zone.ts';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

type Part = (at: Moment) => string;

/** Week of the year by weeks that begin on Sunday (0) or Monday (1). */
function weekOf(at: Moment, first: 0 | 1): string {
  const weekday = (weekdayOf(at) + 1 - first + 7) % 7;
  return pad(Math.floor((dayOfYear(at) + 6 - weekday) / 7), 2);
}

const PARTS: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['Y', (at) => String(at.year)],
  ['y', (at) => pad(at.year % 100, 2)],
  ['C', (at) => pad(Math.floor(at.year / 100), 2)],
  ['m', (at) => pad(at.month, 2)],
  ['d', (at) => pad(at.day, 2)],
  ['e', (at) => String(at.day).padStart(2, ' ')],
  ['H', (at) => pad(at.hour, 2)],
  ['I', (at) => pad(at.hour % 12 === 0 ? 12 : at.hour % 12, 2)],
  ['M', (at) => pad(at.minute, 2)],
  ['S', (at) => pad(at.second, 2)],
  ['f', (at) => pad(at.micro, 6)],
  ['p', (at) => (at.hour < 12 ? 'AM' : 'PM')],
  ['a', (at) => (DAYS[weekdayOf(at)] ?? '').slice(0, 3)],
  ['A', (at) => DAYS[weekdayOf(at)] ?? ''],
  ['b', (at) => (MONTHS[at.month - 1] ?? '').slice(0, 3)],
  ['h', (at) => (MONTHS[at.month - 1] ?? '').slice(0, 3)],
  ['B', (at) => MONTHS[at.month - 1] ?? ''],
  ['j', (at) => pad(dayOfYear(at), 3)],
  ['U', (at) => weekOf(at, 0)],
  ['W', (at) => weekOf(at, 1)],
  ['w', (at) => String((weekdayOf(at) + 1) % 7)],
  ['u', (at) => String(weekdayOf(at) + 1)],
  ['G', (at) => String(isoWeekOf(at).year)],
  ['g', (at) => pad(isoWeekOf(at).year % 100, 2)],
  ['V', (at) => pad(isoWeekOf(at).week, 2)],
  ['z', (at) => (at.zone === null ? '' : renderOffset(at.zone.offset, ''))],
  ['Z', (at) => at.zone?.abbreviation ?? ''],
  ['D', (at) => renderTime(at, '%m/%d/%y')],
  ['F', (at) => renderTime(at, '%Y-%m-%d')],
  ['T', (at) => renderTime(at, '%H:%M:%S')],
  ['R', (at) => renderTime(at, '%H:%M')],
  ['r', (at) => renderTime(at, '%I:%M:%S %p')],
  ['c', (at) => renderTime(at, '%a %b %e %H:%M:%S %Y')],
  ['x', (at) => renderTime(at, '%m/%d/%y')],
  ['X', (at) => renderTime(at, '%H:%M:%S')],
  [
    's',
    (at) =>
      String((ordinalOf(at) - 719_163) * 86_400 + at.hour * 3600 + at.minute * 60 + at.second - (at.zone?.offset ?? 0)),
  ],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['%', () => '%'],
]);

/** strftime in the C locale; `%-d` drops zeros, as on Linux. */
export function renderTime(at: Moment, format: string): string {
  return format.replaceAll(/%(-?)(.)/gs, (whole, mark: string, code: string) => {
    const text = PARTS.get(code)?.(at);
    if (text === undefined) return whole;
    return mark === '-' ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}
