// Dates and times of JSON as a warehouse reads them. Accepted is what RFC 3339 or Java's ISO_DATE_TIME accept, since
// the schemas' formats mean the one and Snowplow's loaders parse the other.

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** `2022-02-02`, years 1 to 9999; undefined for anything else. */
export function parseDate(text: string): string | undefined {
  const match = DATE.exec(text);
  return match !== null && isDay(match[1] ?? '', match[2] ?? '', match[3] ?? '') ? text : undefined;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y === 0 || d === 0) return false;
  const days = MONTH_DAYS[m - 1] ?? 0;
  return d <= days || (m === 2 && d === 29 && y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0));
}

/** Date, time to minutes, seconds, fraction, zone; a zone's name in brackets says nothing beside its offset. */
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d*))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)?(?:\[[A-Za-z0-9/_~.+-]+\])?$/;

export type Timestamp =
  /** UTC, `YYYY-MM-DD HH:MM:SS.ffffff`, years 1 to 9999. */
  | { readonly text: string }
  | { readonly text?: undefined; readonly cause: 'not a timestamp' | 'timestamp without a zone' | 'year out of range' };

/** A moment. Digits beyond microseconds are cut off, as BigQuery does; a leap second is the second after it. */
export function parseTimestamp(text: string): Timestamp {
  const match = text.length > LENGTH_MAX ? null : DATE_TIME.exec(text);
  if (match === null) return NOT_A_TIMESTAMP;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', zulu, sign] = match;
  if (!isDay(year, month, day) || hour > '23' || minute > '59' || second > '60') return NOT_A_TIMESTAMP;
  if (zulu === undefined && sign === undefined) return { cause: 'timestamp without a zone' };
  const micros = fraction.length === 6 ? fraction : fraction.slice(0, 6).padEnd(6, '0');
  if (zulu !== undefined && second !== '60') {
    return { text: `${year}-${month}-${day} ${hour}:${minute}:${second}.${micros}` };
  }
  const [offsetHour = '00', offsetMinute = '00', offsetSecond = '00'] = match.slice(10);
  if (offsetHour > '23' || offsetMinute > '59' || offsetSecond > '59') return NOT_A_TIMESTAMP;
  const offset = secondsOf(offsetHour, offsetMinute, offsetSecond);
  const seconds = secondsOf(hour, minute, second) - (sign === '-' ? -offset : offset);
  // Leap seconds come at the end of a day of UTC.
  if (second === '60' && seconds % DAY_SECONDS !== 0) return NOT_A_TIMESTAMP;
  const dayShift = Math.floor(seconds / DAY_SECONDS);
  const date = shiftDate(`${year}-${month}-${day}`, dayShift);
  return date === undefined ? OUT_OF_RANGE : { text: `${date} ${clockOf(seconds - dayShift * DAY_SECONDS)}.${micros}` };
}

/** A text of a timestamp has 35 characters at most, but for the name of its zone and endless fractions. */
const LENGTH_MAX = 128;
const NOT_A_TIMESTAMP: Timestamp = { cause: 'not a timestamp' };
const OUT_OF_RANGE: Timestamp = { cause: 'year out of range' };
const DAY_SECONDS = 86_400;
/** 0001-01-01 */
const MS_MIN = -62_135_596_800_000;
/** 9999-12-31 */
const MS_MAX = 253_402_214_400_000;

function secondsOf(hour: string, minute: string, second: string): number {
  return (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
}

/** Undefined outside the years 1 to 9999. */
function shiftDate(date: string, days: number): string | undefined {
  if (days === 0) return date;
  const ms = Date.parse(date) + days * DAY_SECONDS * 1000;
  return ms < MS_MIN || ms > MS_MAX ? undefined : new Date(ms).toISOString().slice(0, 10);
}

const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

function clockOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
}
