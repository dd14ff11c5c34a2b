// A date, or a date with a time and perhaps a zone, as data.
import { raised } from '../values/raise.ts';
import { DAY_MICROS, dayOfOrdinal, ordinalOf, pad } from './calendar.ts';
import { renderOffset, type Zone } from './zone.ts';

export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;
  readonly zone: Zone | null;
}

const EPOCH_DAY = 719_163;

/** Microseconds of the clock on the wall, from 0001-01-01. */
export function wallMicros(at: Moment): bigint {
  return BigInt(ordinalOf(at)) * DAY_MICROS + clockMicros(at);
}

export function clockMicros(at: Pick<Moment, 'hour' | 'minute' | 'second' | 'micro'>): bigint {
  return BigInt(((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.micro);
}

export function utcMicros(at: Moment): bigint {
  return wallMicros(at) - BigInt(at.zone?.offset ?? 0) * 1_000_000n;
}

export function ofWallMicros(micros: bigint, zone: Zone | null): Moment {
  if (micros < DAY_MICROS) throw raised('JINJA_ARITHMETIC', 'date value out of range');
  const day = dayOfOrdinal(Number(micros / DAY_MICROS));
  return { ...day, ...clockOf(micros % DAY_MICROS), zone };
}

export function clockOf(micros: bigint): { hour: number; minute: number; second: number; micro: number } {
  const seconds = Number(micros / 1_000_000n);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micro: Number(micros % 1_000_000n),
  };
}

/** Milliseconds since 1970 of a count of microseconds from 0001-01-01. */
export function epochMs(micros: bigint): number {
  return Number(micros / 1_000n) - EPOCH_DAY * 86_400_000;
}

export function ofEpochMicros(micros: bigint, zone: Zone | null): Moment {
  return ofWallMicros(micros + BigInt(EPOCH_DAY) * DAY_MICROS + BigInt(zone?.offset ?? 0) * 1_000_000n, zone);
}

export function epochMicros(at: Moment): bigint {
  return utcMicros(at) - BigInt(EPOCH_DAY) * DAY_MICROS;
}

export function isoDate(at: Pick<Moment, 'year' | 'month' | 'day'>): string {
  return `${pad(at.year, 4)}-${pad(at.month, 2)}-${pad(at.day, 2)}`;
}

/** `13:05:09.000001`; `spec` as timespec of Python. */
export function isoClock(at: Moment, spec = 'auto'): string {
  const hours = pad(at.hour, 2);
  const minutes = `${hours}:${pad(at.minute, 2)}`;
  const seconds = `${minutes}:${pad(at.second, 2)}`;
  const zone = at.zone === null ? '' : renderOffset(at.zone.offset);
  if (spec === 'hours') return hours + zone;
  if (spec === 'minutes') return minutes + zone;
  if (spec === 'seconds' || (spec === 'auto' && at.micro === 0)) return seconds + zone;
  if (spec === 'milliseconds') return `${seconds}.${pad(Math.floor(at.micro / 1000), 3)}${zone}`;
  return `${seconds}.${pad(at.micro, 6)}${zone}`;
}
