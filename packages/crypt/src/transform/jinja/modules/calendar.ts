// The calendar of Python's datetime: proleptic Gregorian, days counted from 0001-01-01 = 1, years 1 to 9999.
import { raised, valueError } from '../values/raise.ts';

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const DAY_MICROS = 86_400_000_000n;
const DAYS_MAX = 3_652_059;

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);
}

export function checkDay(year: number, month: number, day: number): Day {
  if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw valueError('month must be in 1..12');
  if (day < 1 || day > daysInMonth(year, month)) throw valueError('day is out of range for month');
  return { year, month, day };
}

/** 1 for 0001-01-01. */
export function ordinalOf({ year, month, day }: Day): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + day;
  for (let i = 1; i < month; i++) days += daysInMonth(year, i);
  return days;
}

export function dayOfOrdinal(ordinal: number): Day {
  if (ordinal < 1 || ordinal > DAYS_MAX) throw raised('JINJA_ARITHMETIC', 'date value out of range');
  let year = Math.floor((ordinal - 1) / 365.2425) + 1;
  while (ordinalOf({ year, month: 1, day: 1 }) > ordinal) year--;
  while (year < 9999 && ordinalOf({ year: year + 1, month: 1, day: 1 }) <= ordinal) year++;
  let rest = ordinal - ordinalOf({ year, month: 1, day: 1 });
  let month = 1;
  for (; rest >= daysInMonth(year, month); month++) rest -= daysInMonth(year, month);
  return { year, month, day: rest + 1 };
}

/** 0 for Monday. */
export function weekdayOf(day: Day): number {
  return (ordinalOf(day) + 6) % 7;
}

export function dayOfYear(day: Day): number {
  return ordinalOf(day) - ordinalOf({ year: day.year, month: 1, day: 1 }) + 1;
}

/** Year and week of ISO 8601, and the weekday from 1 for Monday. */
export function isoWeekOf(day: Day): { readonly year: number; readonly week: number; readonly weekday: number } {
  const ordinal = ordinalOf(day);
  let { year } = day;
  let first = firstIsoMonday(year);
  if (ordinal < first) first = firstIsoMonday(--year);
  else if (ordinal >= firstIsoMonday(year + 1)) first = firstIsoMonday(++year);
  return { year, week: Math.floor((ordinal - first) / 7) + 1, weekday: weekdayOf(day) + 1 };
}

function firstIsoMonday(year: number): number {
  const first = ordinalOf({ year, month: 1, day: 1 });
  const weekday = (first + 6) % 7;
  return first - weekday + (weekday > 3 ? 7 : 0);
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
