// `modules` of dbt's context: datetime, pytz, re, itertools.
import type { Clock } from '../../../kernel/effects.ts';
import { bind, integerArgument, textArgument } from '../values/bind.ts';
import { dictOf } from '../values/dict.ts';
import { numberOf } from '../values/equal.ts';
import { typeError } from '../values/raise.ts';
import { dataOf, makeObject, type Arguments, type ObjectType, type PyFunction, type Value } from '../values/value.ts';
import { dayOfOrdinal } from './calendar.ts';
import { callDate, DATE, makeDate } from './date.ts';
import { callDatetime, callTime, DATETIME, makeDatetime, TIME } from './datetime.ts';
import { ITERTOOLS } from './itertools.ts';
import { ofEpochMicros, type Moment } from './moment.ts';
import { RE } from './regex.ts';
import { parseIso, parseTime } from './strptime.ts';
import { callTimedelta, makeTimedelta } from './timedelta.ts';
import { UTC, zoneAt, type Zone } from './zone.ts';
import { makeZone, PYTZ, zoneArgument } from './zone-object.ts';

interface PyClass {
  readonly name: string;
  readonly call: (args: Arguments) => Value;
  readonly members: ReadonlyMap<string, Value>;
}

const CLASS: ObjectType<PyClass> = {
  name: 'type',
  attribute: (self, name) => self.members.get(name),
  attributeNames: (self) => [...self.members.keys()],
  call: (self, args) => self.call(args),
  text: (self) => `<class '${self.name}'>`,
};

function method(name: string, call: (args: Arguments) => Value): [string, PyFunction] {
  return [name, { kind: 'function', name, call }];
}

/** The value of `modules`. `now`, `today` and `utcnow` ask the clock; local time is UTC, on every machine. */
export function modules(clock: Pick<Clock, 'nowMs'>): Value {
  return dictOf([
    ['datetime', dictOf(datetimeModule(clock))],
    ['pytz', dictOf(PYTZ)],
    ['re', dictOf(RE)],
    ['itertools', dictOf(ITERTOOLS)],
  ]);
}

function datetimeModule(clock: Pick<Clock, 'nowMs'>): readonly [string, Value][] {
  const now = (zone: Zone | null): Moment => at(BigInt(Math.trunc(clock.nowMs())) * 1_000n, zone);
  const timedeltas = new Map<string, Value>([
    ['min', makeTimedelta(-999_999_999n * 86_400_000_000n)],
    ['resolution', makeTimedelta(1n)],
  ]);
  const zones = new Map<string, Value>([['utc', makeZone({ ...UTC, of: 'fixed' })]]);
  return [
    ['date', makeObject(CLASS, { name: 'datetime.date', call: callDate, members: dateMembers(now) })],
    ['datetime', makeObject(CLASS, { name: 'datetime.datetime', call: callDatetime, members: datetimeMembers(now) })],
    ['time', makeObject(CLASS, { name: 'datetime.time', call: callTime, members: new Map() })],
    ['timedelta', makeObject(CLASS, { name: 'datetime.timedelta', call: callTimedelta, members: timedeltas })],
    ['timezone', makeObject(CLASS, { name: 'datetime.timezone', call: () => makeZone(UTC), members: zones })],
  ];
}

/** A moment, microseconds since 1970, on the clocks of a zone. */
function at(micros: bigint, zone: Zone | null): Moment {
  return ofEpochMicros(micros, zone === null ? null : zoneAt(zone, Number(micros / 1_000n)));
}

function microsOf(args: Arguments, name: string): { readonly micros: bigint; readonly zone: Zone | null } {
  const [seconds, zone] = bind(args, name, ['timestamp', 'tz'], 1);
  const number = numberOf(seconds ?? null);
  if (number === undefined) throw typeError(`${name}() takes a number of seconds`);
  return { micros: BigInt(Math.round(Number(number) * 1e6)), zone: zoneArgument(zone) };
}

function dateMembers(now: (zone: Zone | null) => Moment): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    method('today', () => makeDate(now(null))),
    method('fromisoformat', (args) =>
      makeDate(parseIso(textArgument(bind(args, 'fromisoformat', ['date_string'], 1)[0], 'fromisoformat'), true)),
    ),
    method('fromordinal', (args) =>
      makeDate(dayOfOrdinal(integerArgument(bind(args, 'fromordinal', ['ordinal'], 1)[0], 0))),
    ),
    method('fromtimestamp', (args) => makeDate(at(microsOf(args, 'fromtimestamp').micros, null))),
    ['min', makeDate({ year: 1, month: 1, day: 1 })],
    ['max', makeDate({ year: 9999, month: 12, day: 31 })],
  ]);
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0, micro: 0, zone: null };

function datetimeMembers(now: (zone: Zone | null) => Moment): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    method('now', (args) => makeDatetime(now(zoneArgument(bind(args, 'now', ['tz'])[0])))),
    method('utcnow', () => makeDatetime(now(null))),
    method('today', () => makeDatetime(now(null))),
    method('strptime', (args) => {
      const [text, format] = bind(args, 'strptime', ['date_string', 'format'], 2);
      return makeDatetime(parseTime(textArgument(text, 'strptime'), textArgument(format, 'strptime')));
    }),
    method('fromisoformat', (args) =>
      makeDatetime(parseIso(textArgument(bind(args, 'fromisoformat', ['date_string'], 1)[0], 'fromisoformat'), false)),
    ),
    method('fromtimestamp', (args) => {
      const { micros, zone } = microsOf(args, 'fromtimestamp');
      return makeDatetime(at(micros, zone));
    }),
    method('utcfromtimestamp', (args) => makeDatetime(at(microsOf(args, 'utcfromtimestamp').micros, null))),
    method('fromordinal', (args) =>
      makeDatetime({ ...dayOfOrdinal(integerArgument(bind(args, 'fromordinal', ['ordinal'], 1)[0], 0)), ...MIDNIGHT }),
    ),
    method('combine', combine),
    ['min', makeDatetime({ year: 1, month: 1, day: 1, ...MIDNIGHT })],
    [
      'max',
      makeDatetime({ year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59, micro: 999_999, zone: null }),
    ],
  ]);
}

function combine(args: Arguments): Value {
  const [date, time, zone] = bind(args, 'combine', ['date', 'time', 'tzinfo'], 2);
  const day = dataOf(DATE, date ?? null) ?? dataOf(DATETIME, date ?? null);
  const clock = dataOf(TIME, time ?? null);
  if (day === undefined || clock === undefined) throw typeError('combine() takes a date and a time');
  const { year, month, day: dayOfMonth } = day;
  return makeDatetime({
    year,
    month,
    day: dayOfMonth,
    ...clock,
    zone: zone === undefined ? clock.zone : zoneArgument(zone),
  });
}
