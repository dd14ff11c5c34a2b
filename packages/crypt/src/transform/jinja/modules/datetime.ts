// datetime.datetime and datetime.time.
import { bind, integerArgument, textArgument } from '../values/bind.ts';
import { typeError, valueError } from '../values/raise.ts';
import { dataOf, float, makeObject, orElse, type Arguments, type ObjectType, type Value } from '../values/value.ts';
import { checkDay } from './calendar.ts';
import { dayAttribute, makeDate, method, DATE, DAY_ATTRIBUTES } from './date.ts';
import {
  clockMicros,
  epochMicros,
  isoClock,
  isoDate,
  ofWallMicros,
  utcMicros,
  wallMicros,
  type Moment,
} from './moment.ts';
import { renderTime } from './strftime.ts';
import { makeTimedelta, microsOf } from './timedelta.ts';
import { UTC, type Zone } from './zone.ts';

/** How a zone's values are made and read; set by the file that has them, which needs this one. */
export interface ZoneValues {
  readonly make: (zone: Zone) => Value;
  readonly read: (value: Value | undefined) => Zone | null;
  readonly convert: (at: Moment, zone: Zone) => Moment;
}

let zones: ZoneValues | undefined;

export function setZoneValues(values: ZoneValues): void {
  zones = values;
}

export function makeDatetime(at: Moment): Value {
  return makeObject(DATETIME, at);
}

const CLOCK_NAMES = ['hour', 'minute', 'second', 'microsecond', 'tzinfo'] as const;

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;
  readonly zone: Zone | null;
}

function readPart(value: Value | undefined, fallback: number, name: string, max: number): number {
  const number = integerArgument(value, fallback);
  if (number < 0 || number > max) throw valueError(`${name} must be in 0..${max}`);
  return number;
}

/** The clock of arguments; what is not given is taken from `before`. */
function clockOf(values: readonly (Value | undefined)[], before: Clock): Clock {
  const [hour, minute, second, micro, zone] = values;
  return {
    hour: readPart(hour, before.hour, 'hour', 23),
    minute: readPart(minute, before.minute, 'minute', 59),
    second: readPart(second, before.second, 'second', 59),
    micro: readPart(micro, before.micro, 'microsecond', 999_999),
    zone: zone === undefined ? before.zone : (zones?.read(zone) ?? null),
  };
}

const MIDNIGHT: Clock = { hour: 0, minute: 0, second: 0, micro: 0, zone: null };

export function callDatetime(args: Arguments): Value {
  const [year, month, day, ...clock] = bind(args, 'datetime', ['year', 'month', 'day', ...CLOCK_NAMES], 3);
  return makeDatetime({
    ...checkDay(integerArgument(year, 0), integerArgument(month, 0), integerArgument(day, 0)),
    ...clockOf(clock, MIDNIGHT),
  });
}

function repr(at: Moment): string {
  const parts = [at.year, at.month, at.day, at.hour, at.minute];
  if (at.second !== 0 || at.micro !== 0) parts.push(at.second);
  if (at.micro !== 0) parts.push(at.micro);
  return `datetime.datetime(${parts.join(', ')}${reprZone(at.zone)})`;
}

function reprZone(zone: Zone | null): string {
  const value = zone === null ? undefined : zones?.make(zone);
  if (value === undefined || value === null || typeof value !== 'object' || !('type' in value)) return '';
  return `, tzinfo=${value.type.repr?.(value.data) ?? ''}`;
}

function isoformat(at: Moment, args: Arguments): string {
  const [separator, spec] = bind(args, 'isoformat', ['sep', 'timespec']);
  const clock = isoClock(at, spec === undefined ? 'auto' : textArgument(spec, 'isoformat'));
  return isoDate(at) + (separator === undefined ? 'T' : textArgument(separator, 'isoformat')) + clock;
}

function replace(at: Moment, args: Arguments): Value {
  const [year, month, day, ...clock] = bind(args, 'replace', ['year', 'month', 'day', ...CLOCK_NAMES]);
  return makeDatetime({
    ...checkDay(integerArgument(year, at.year), integerArgument(month, at.month), integerArgument(day, at.day)),
    ...clockOf(clock, at),
  });
}

function clockAttribute(at: Moment | Clock, name: string): Value | undefined {
  switch (name) {
    case 'hour':
    case 'minute':
    case 'second':
      return at[name];
    case 'microsecond':
      return at.micro;
    case 'tzinfo':
      return at.zone === null ? null : (zones?.make(at.zone) ?? null);
    case 'utcoffset':
      return method(name, () => (at.zone === null ? null : makeTimedelta(BigInt(at.zone.offset) * 1_000_000n)));
    case 'tzname':
      return method(name, () => at.zone?.abbreviation ?? null);
    default:
      return undefined;
  }
}

function momentAttribute(at: Moment, name: string): Value | undefined {
  switch (name) {
    case 'date':
      return method(name, () => makeDate(at));
    case 'time':
      return method(name, () => makeTime({ ...at, zone: null }));
    case 'timetz':
      return method(name, () => makeTime(at));
    case 'isoformat':
      return method(name, (args) => isoformat(at, args));
    case 'replace':
      return method(name, (args) => replace(at, args));
    case 'timestamp':
      return method(name, () => float(Number(epochMicros(at)) / 1e6));
    case 'astimezone':
      return method(name, (args) => {
        const zone = zones?.read(bind(args, name, ['tz'])[0]) ?? UTC;
        return makeDatetime(zones?.convert(at, zone) ?? at);
      });
    default:
      return orElse(clockAttribute(at, name), dayAttribute(at, name));
  }
}

export const DATETIME: ObjectType<Moment> = {
  name: 'datetime.datetime',
  attributeNames: () => [
    ...DAY_ATTRIBUTES,
    ...CLOCK_NAMES,
    'date',
    'time',
    'timetz',
    'timestamp',
    'astimezone',
    'utcoffset',
    'tzname',
  ],
  attribute: (at, name) => (name === 'tzinfo' ? clockAttribute(at, name) : momentAttribute(at, name)),
  text: (at) => `${isoDate(at)} ${isoClock(at)}`,
  repr,
  equals: (at, other) => {
    const second = dataOf(DATETIME, other);
    if (second === undefined) return undefined;
    return (at.zone === null) === (second.zone === null) && utcMicros(at) === utcMicros(second);
  },
  compare: (at, other) => {
    if (dataOf(DATE, other) !== undefined) throw typeError("can't compare datetime.datetime to datetime.date");
    const second = dataOf(DATETIME, other);
    if (second === undefined) return undefined;
    checkZones(at, second, 'compare');
    const [left, right] = [utcMicros(at), utcMicros(second)];
    return left < right ? -1 : left > right ? 1 : 0;
  },
  hashKey: (at) => `\0datetime ${at.zone === null ? 'n' : 'z'}${utcMicros(at)}`,
  format: (at, spec) => (spec === '' ? `${isoDate(at)} ${isoClock(at)}` : renderTime(at, spec)),
  binary: (at, operator, other, isRight) => compute(at, operator, other, isRight),
};

function checkZones(left: Moment, right: Moment, verb: string): void {
  if ((left.zone === null) !== (right.zone === null))
    throw typeError(`can't ${verb} offset-naive and offset-aware datetimes`);
}

function compute(at: Moment, operator: string, other: Value, isRight: boolean): Value | undefined {
  const micros = microsOf(other);
  if (micros !== undefined && (operator === '+' || (operator === '-' && !isRight)))
    return makeDatetime(ofWallMicros(wallMicros(at) + (operator === '+' ? micros : -micros), at.zone));
  const second = dataOf(DATETIME, other);
  if (second === undefined || operator !== '-') return undefined;
  checkZones(at, second, 'subtract');
  const [left, right] = isRight ? [second, at] : [at, second];
  return makeTimedelta(utcMicros(left) - utcMicros(right));
}

export function makeTime(clock: Clock): Value {
  const { hour, minute, second, micro, zone } = clock;
  return makeObject(TIME, { hour, minute, second, micro, zone });
}

function onDayOne(clock: Clock): Moment {
  return { year: 1900, month: 1, day: 1, ...clock };
}

export const TIME: ObjectType<Clock> = {
  name: 'datetime.time',
  attributeNames: () => [...CLOCK_NAMES, 'isoformat', 'strftime', 'replace'],
  attribute: (clock, name) => {
    if (name === 'isoformat') return method(name, (args) => isoClock(onDayOne(clock), specOf(args)));
    if (name === 'strftime')
      return method(name, (args) =>
        renderTime(onDayOne(clock), textArgument(bind(args, name, ['format'], 1)[0], name)),
      );
    if (name === 'replace') return method(name, (args) => makeTime(clockOf(bind(args, name, CLOCK_NAMES), clock)));
    return clockAttribute(clock, name);
  },
  text: (clock) => isoClock(onDayOne(clock)),
  repr: (clock) => {
    const parts = [clock.hour, clock.minute];
    if (clock.second !== 0 || clock.micro !== 0) parts.push(clock.second);
    if (clock.micro !== 0) parts.push(clock.micro);
    return `datetime.time(${parts.join(', ')}${reprZone(clock.zone)})`;
  },
  equals: (clock, other) => {
    const second = dataOf(TIME, other);
    return second === undefined ? undefined : clockMicros(clock) === clockMicros(second);
  },
  compare: (clock, other) => {
    const second = dataOf(TIME, other);
    return second === undefined ? undefined : Number(clockMicros(clock) - clockMicros(second));
  },
  hashKey: (clock) => `\0clock ${clockMicros(clock)}`,
  format: (clock, spec) => (spec === '' ? isoClock(onDayOne(clock)) : renderTime(onDayOne(clock), spec)),
};

function specOf(args: Arguments): string {
  const [spec] = bind(args, 'isoformat', ['timespec']);
  return spec === undefined ? 'auto' : textArgument(spec, 'isoformat');
}

export function callTime(args: Arguments): Value {
  return makeTime(clockOf(bind(args, 'time', CLOCK_NAMES), MIDNIGHT));
}
