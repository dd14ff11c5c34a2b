// datetime.date, and what dates and datetimes share.
import { bind, integerArgument, textArgument } from '../values/bind.ts';
import {
  dataOf,
  makeObject,
  tuple,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../values/value.ts';
import {
  checkDay,
  dayOfOrdinal,
  dayOfYear,
  isoWeekOf,
  ordinalOf,
  weekdayOf,
  DAY_MICROS,
  type Day,
} from './calendar.ts';
import { isoDate, type Moment } from './moment.ts';
import { renderTime } from './strftime.ts';
import { makeTimedelta, microsOf, partsOf } from './timedelta.ts';

export function method(name: string, call: (args: Arguments) => Value): PyFunction {
  return { kind: 'function', name, call };
}

function without(name: string, value: () => Value): PyFunction {
  return method(name, (args) => (bind(args, name, []), value()));
}

/** Members that dates and datetimes have alike. */
export function dayAttribute(at: Moment, name: string): Value | undefined {
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
      return at[name];
    case 'weekday':
      return without(name, () => weekdayOf(at));
    case 'isoweekday':
      return without(name, () => weekdayOf(at) + 1);
    case 'toordinal':
      return without(name, () => ordinalOf(at));
    case 'isocalendar':
      return without(name, () => isoCalendar(at));
    case 'ctime':
      return without(name, () => renderTime(at, '%c'));
    case 'strftime':
      return method(name, (args) => renderTime(at, textArgument(bind(args, name, ['format'], 1)[0], name)));
    case 'timetuple':
      return without(name, () => timeTuple(at));
    default:
      return undefined;
  }
}

export const DAY_ATTRIBUTES = [
  'year',
  'month',
  'day',
  'weekday',
  'isoweekday',
  'toordinal',
  'isocalendar',
  'ctime',
  'strftime',
  'timetuple',
  'replace',
  'isoformat',
];

/** A named tuple with a name of its own. */
function isoCalendar(day: Day): Value {
  const { year, week, weekday } = isoWeekOf(day);
  const fields = {
    name: 'datetime.IsoCalendarDate',
    parts: [
      ['year', year],
      ['week', week],
      ['weekday', weekday],
    ],
  } as const;
  return makeObject(RECORD, fields);
}

function timeTuple(at: Moment): Value {
  const parts: [string, number][] = [
    ['tm_year', at.year],
    ['tm_mon', at.month],
    ['tm_mday', at.day],
    ['tm_hour', at.hour],
    ['tm_min', at.minute],
    ['tm_sec', at.second],
    ['tm_wday', weekdayOf(at)],
    ['tm_yday', dayOfYear(at)],
    ['tm_isdst', at.zone === null ? -1 : at.zone.isDst ? 1 : 0],
  ];
  return makeObject(RECORD, { name: 'time.struct_time', parts });
}

interface Fields {
  readonly name: string;
  readonly parts: readonly (readonly [string, number])[];
}

const RECORD: ObjectType<Fields> = {
  name: 'record',
  attribute: (self, name) => self.parts.find(([field]) => field === name)?.[1],
  attributeNames: (self) => self.parts.map(([field]) => field),
  item: (self, key) => (typeof key === 'number' ? self.parts.at(key)?.[1] : undefined),
  iterate: (self) => self.parts.map(([, value]) => value),
  length: (self) => self.parts.length,
  isSequence: true,
  text: (self) => `${self.name}(${self.parts.map(([field, value]) => `${field}=${value}`).join(', ')})`,
  toJson: (self) => tuple(self.parts.map(([, value]) => value)),
};

export function makeDate(day: Day): Value {
  return makeObject(DATE, { year: day.year, month: day.month, day: day.day });
}

function momentOf(day: Day): Moment {
  return { ...day, hour: 0, minute: 0, second: 0, micro: 0, zone: null };
}

export const DATE: ObjectType<Day> = {
  name: 'datetime.date',
  attributeNames: () => DAY_ATTRIBUTES,
  attribute: (day, name) => {
    if (name === 'isoformat') return without(name, () => isoDate(day));
    if (name === 'replace') return method(name, (args) => replaceDay(day, args));
    return dayAttribute(momentOf(day), name);
  },
  text: isoDate,
  repr: (day) => `datetime.date(${day.year}, ${day.month}, ${day.day})`,
  equals: (day, other) => {
    const second = dataOf(DATE, other);
    return second === undefined ? undefined : ordinalOf(day) === ordinalOf(second);
  },
  compare: (day, other) => {
    const second = dataOf(DATE, other);
    return second === undefined ? undefined : ordinalOf(day) - ordinalOf(second);
  },
  hashKey: (day) => `\0date ${ordinalOf(day)}`,
  format: (day, spec) => (spec === '' ? isoDate(day) : renderTime(momentOf(day), spec)),
  binary: (day, operator, other, isRight) => {
    const micros = microsOf(other);
    if (micros !== undefined && (operator === '+' || (operator === '-' && !isRight))) {
      const days = partsOf(micros).days;
      return makeDate(dayOfOrdinal(ordinalOf(day) + (operator === '+' ? days : -days)));
    }
    const second = dataOf(DATE, other);
    if (second === undefined || operator !== '-') return undefined;
    const days = isRight ? ordinalOf(second) - ordinalOf(day) : ordinalOf(day) - ordinalOf(second);
    return makeTimedelta(BigInt(days) * DAY_MICROS);
  },
};

function replaceDay(day: Day, args: Arguments): Value {
  const [year, month, date] = bind(args, 'replace', ['year', 'month', 'day']);
  return makeDate(
    checkDay(integerArgument(year, day.year), integerArgument(month, day.month), integerArgument(date, day.day)),
  );
}

export function callDate(args: Arguments): Value {
  const [year, month, day] = bind(args, 'date', ['year', 'month', 'day'], 3);
  return makeDate(checkDay(integerArgument(year, 0), integerArgument(month, 0), integerArgument(day, 0)));
}
