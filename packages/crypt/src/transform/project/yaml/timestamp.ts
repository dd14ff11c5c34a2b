// Dates and times of YAML files, as Python's.
import { makeDate } from '../../jinja/modules/date.ts';
import { makeDatetime } from '../../jinja/modules/datetime.ts';
import { UTC, type Zone } from '../../jinja/modules/zone.ts';
import type { Value } from '../../jinja/values/value.ts';

/** `2001-12-14` only, or with a time of day, and perhaps an offset: the patterns of YAML 1.1's timestamp. */
const PATTERN =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;
const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

/** The date or time that a plain scalar says; undefined when it is none. A day that no calendar has is none. */
export function parseTimestamp(text: string): Value | undefined {
  const found = PATTERN.exec(text);
  if (found === null) return undefined;
  const numbers = found.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
  const [year = 0, month = 0, day = 0, hour, minute = 0, second = 0] = numbers;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 100 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour === undefined) return DATE_ONLY.test(text) ? makeDate({ year, month, day }) : undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const micro = Number((found[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return makeDatetime({ year, month, day, hour, minute, second, micro, zone: zoneOf(found) });
}

function zoneOf(found: RegExpExecArray): Zone | null {
  const [zone, sign, hours, minutes] = found.slice(8);
  if (zone === undefined) return null;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60);
  if (offset === 0) return { ...UTC, of: 'fixed' };
  const name = `UTC${sign}${String(hours).padStart(2, '0')}:${minutes ?? '00'}`;
  return { name, abbreviation: name, offset, isDst: false, of: 'fixed' };
}
