// Time zones as pytz has them: a moment carries the zone with its offset there. Rules come from the runtime's own tables.
import { raised } from '../values/raise.ts';
import { quote } from '../values/repr.ts';
import { pad } from './calendar.ts';

export interface Zone {
  readonly name: string;
  /** Seconds east of Greenwich. */
  readonly offset: number;
  readonly abbreviation: string;
  readonly isDst: boolean;
  /** `utc`: no rules. `fixed`: an offset and nothing else. `rules`: pytz.timezone(name). */
  readonly of: 'utc' | 'fixed' | 'rules';
}

export const UTC: Zone = { name: 'UTC', offset: 0, abbreviation: 'UTC', isDst: false, of: 'utc' };

const FORMATS_MAX = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= FORMATS_MAX) formats.clear();
  formats.set(name, format);
  return format;
}

/** Seconds east of Greenwich at a moment, milliseconds since 1970. */
function offsetAt(name: string, utcMs: number): number {
  const parts = new Map(
    formatOf(name)
      .formatToParts(utcMs)
      .map(({ type, value }) => [type as string, value]),
  );
  const part = (type: string): number => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  const local = new Date(0);
  local.setUTCFullYear(year, part('month') - 1, part('day'));
  local.setUTCHours(part('hour'), part('minute'), part('second'));
  return Math.round((local.getTime() - Math.floor(utcMs / 1000) * 1000) / 1000);
}

/** pytz.timezone(name): the zone before any moment, with its oldest local time. */
export function findZone(name: string): Zone {
  const upper = name.toUpperCase();
  if (upper === 'UTC') return UTC;
  try {
    formatOf(name);
  } catch {
    // The runtime throws a RangeError of its own for a name it does not know.
    throw raised('JINJA_LOOKUP', quote(name), 'zones are named as in Europe/Berlin');
  }
  if (/^[-+]/.test(name)) throw raised('JINJA_LOOKUP', quote(name));
  const offset = Math.round(offsetAt(name, Date.UTC(1800, 0, 1)) / 60) * 60;
  return { name, offset, abbreviation: 'LMT', isDst: false, of: 'rules' };
}

/** The zone as it is at a moment, milliseconds since 1970. */
export function zoneAt(zone: Zone, utcMs: number): Zone {
  if (zone.of !== 'rules') return zone;
  const offset = offsetAt(zone.name, utcMs);
  const year = new Date(utcMs).getUTCFullYear();
  const winter = Math.min(offsetAt(zone.name, Date.UTC(year, 0, 1)), offsetAt(zone.name, Date.UTC(year, 6, 1)));
  const isDst = offset > winter;
  return { ...zone, offset, isDst, abbreviation: abbreviationOf(zone.name, utcMs, offset) };
}

/** The zone of a local time, milliseconds as if it were UTC. In the hour that comes twice, and the one that is left out, `isDst` decides. */
export function localZone(zone: Zone, localMs: number, isDst: boolean): Zone {
  if (zone.of !== 'rules') return zone;
  const day = 86_400_000;
  const candidates = [localMs - day, localMs + day]
    .map((near) => zoneAt(zone, near - offsetAt(zone.name, near) * 1000))
    .map((around) => ({ around, exact: zoneAt(zone, localMs - around.offset * 1000) }));
  const fitting = candidates.filter(({ around, exact }) => around.offset === exact.offset).map(({ exact }) => exact);
  const choices = fitting.length > 0 ? fitting : candidates.map(({ around }) => around);
  const sorted = choices.toSorted((a, b) => a.offset - b.offset);
  return (isDst ? sorted.at(-1) : sorted[0]) ?? zone;
}

const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-ZA', 'en-IN', 'en-NZ'];
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['Asia/Tokyo', 'JST'],
  ['Japan', 'JST'],
  ['Asia/Seoul', 'KST'],
  ['Asia/Shanghai', 'CST'],
  ['Asia/Hong_Kong', 'HKT'],
  ['Asia/Kolkata', 'IST'],
  ['Asia/Calcutta', 'IST'],
  ['Asia/Karachi', 'PKT'],
  ['Asia/Jakarta', 'WIB'],
  ['Asia/Manila', 'PST'],
  ['Europe/Moscow', 'MSK'],
  ['Africa/Lagos', 'WAT'],
  ['Africa/Nairobi', 'EAT'],
]);

/** The runtime knows letters for some zones in some languages; the rest is written as the tables of tz do, +HHMM. */
function abbreviationOf(name: string, utcMs: number, offset: number): string {
  const known = ABBREVIATIONS.get(name);
  if (known !== undefined) return known;
  for (const locale of LOCALES) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' });
    const text = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(text)) return text;
  }
  return renderOffset(offset, '').replace(/00$/, '');
}

/** `+02:00`; with seconds where there are some. */
export function renderOffset(offset: number, separator = ':'): string {
  const size = Math.abs(offset);
  const seconds = size % 60;
  const parts = [pad(Math.floor(size / 3600), 2), pad(Math.floor(size / 60) % 60, 2)];
  if (seconds !== 0) parts.push(pad(seconds, 2));
  return (offset < 0 ? '-' : '+') + parts.join(separator);
}
