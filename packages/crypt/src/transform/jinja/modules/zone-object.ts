// pytz, and the tzinfo of a datetime, as values.
import { bind, textArgument } from '../values/bind.ts';
import { typeError, undefinedError, valueError } from '../values/raise.ts';
import { isTrue } from '../values/truth.ts';
import {
  dataOf,
  isKind,
  makeObject,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../values/value.ts';
import { DATETIME, makeDatetime, setZoneValues } from './datetime.ts';
import { epochMs, ofWallMicros, utcMicros, wallMicros, type Moment } from './moment.ts';
import { makeTimedelta, renderTimedelta } from './timedelta.ts';
import { findZone, localZone, renderOffset, UTC, zoneAt, type Zone } from './zone.ts';

function method(name: string, call: (args: Arguments) => Value): PyFunction {
  return { kind: 'function', name, call };
}

function momentOf(value: Value | undefined): Moment {
  const at = dataOf(DATETIME, value ?? null);
  if (at === undefined) throw typeError('a time zone takes a datetime');
  return at;
}

const ZONE: ObjectType<Zone> = {
  name: 'pytz.tzinfo',
  attributeNames: () => ['zone', 'localize', 'normalize', 'utcoffset', 'tzname', 'dst'],
  attribute: (zone, name) => {
    if (name === 'zone') return zone.name;
    if (name === 'localize') return method(name, (args) => localize(zone, args));
    if (name === 'normalize')
      return method(name, (args) => makeDatetime(inZone(momentOf(bind(args, name, ['dt'], 1)[0]), zone)));
    if (name === 'tzname') return method(name, () => zone.abbreviation);
    if (name === 'utcoffset') return method(name, () => makeTimedelta(BigInt(zone.offset) * 1_000_000n));
    return undefined;
  },
  text: (zone) => (zone.of === 'fixed' ? `UTC${zone.offset === 0 ? '' : renderOffset(zone.offset)}` : zone.name),
  repr: renderZone,
  equals: (zone, other) => {
    const second = dataOf(ZONE, other);
    return second === undefined ? undefined : second.name === zone.name && second.offset === zone.offset;
  },
  hashKey: (zone) => `\0zone ${zone.offset} ${zone.name}`,
};

function renderZone(zone: Zone): string {
  if (zone.of === 'utc') return '<UTC>';
  if (zone.of === 'rules')
    return `<DstTzInfo '${zone.name}' ${zone.abbreviation}${zone.offset < 0 ? '' : '+'}${renderTimedelta(BigInt(zone.offset) * 1_000_000n)} ${zone.isDst ? 'DST' : 'STD'}>`;
  if (zone.offset === 0) return 'datetime.timezone.utc';
  const size = BigInt(zone.offset) * 1_000_000n;
  const days = size < 0n ? 'days=-1, ' : '';
  const seconds = size < 0n ? zone.offset + 86_400 : zone.offset;
  return `datetime.timezone(datetime.timedelta(${days}seconds=${seconds}))`;
}

function localize(zone: Zone, args: Arguments): Value {
  const [value, isDst] = bind(args, 'localize', ['dt', 'is_dst'], 1);
  const at = momentOf(value);
  if (at.zone !== null) throw valueError('Not naive datetime (tzinfo is already set)');
  return makeDatetime({ ...at, zone: localZone(zone, epochMs(wallMicros(at)), isTrue(isDst ?? false)) });
}

/** The same moment on the clocks of another zone. */
function inZone(at: Moment, zone: Zone): Moment {
  const micros = utcMicros(at);
  const there = zoneAt(zone, epochMs(micros));
  return ofWallMicros(micros + BigInt(there.offset) * 1_000_000n, there);
}

export function makeZone(zone: Zone): Value {
  return makeObject(ZONE, zone);
}

/** The zone of an argument; null for None. */
export function zoneArgument(value: Value | undefined): Zone | null {
  if (value === undefined || value === null) return null;
  const zone = dataOf(ZONE, value);
  if (zone === undefined) throw typeError('tzinfo argument must be None or of a tzinfo subclass');
  return zone;
}

setZoneValues({ make: makeZone, read: zoneArgument, convert: inZone });

export const PYTZ: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['utc', makeZone(UTC)],
  ['UTC', makeZone(UTC)],
  ['timezone', method('timezone', (args) => makeZone(findZone(zoneName(args))))],
  ['FixedOffset', method('FixedOffset', fixedOffset)],
]);

function zoneName(args: Arguments): string {
  const [name] = bind(args, 'timezone', ['zone'], 1);
  if (name !== undefined && isKind(name, 'undefined')) throw undefinedError(name);
  return textArgument(name, 'timezone');
}

function fixedOffset(args: Arguments): Value {
  const [minutes] = bind(args, 'FixedOffset', ['offset'], 1);
  if (typeof minutes !== 'number' || Math.abs(minutes) >= 1440) throw valueError('absolute offset is too large');
  return makeZone({ name: '', offset: minutes * 60, abbreviation: '', isDst: false, of: 'fixed' });
}
