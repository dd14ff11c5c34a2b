// Dates and times of YAML files. A template sees them as Python's; only what a configuration needs is here.
import { makeObject, dataOf, type ObjectType, type PyObject, type Value } from '../../jinja/values/value.ts';

interface Moment {
  /** As Python's str() writes it. */
  readonly text: string;
  readonly repr: string;
  readonly isoformat: string;
  readonly parts: ReadonlyMap<string, number>;
}

const isoformat = (self: Moment): Value => ({ kind: 'function', name: 'isoformat', call: () => self.isoformat });

function momentType(name: string): ObjectType<Moment> {
  return {
    name,
    text: (self) => self.text,
    repr: (self) => self.repr,
    toJson: (self) => self.isoformat,
    equals: (self, other) => dataOf(name === 'datetime.date' ? DATE : DATETIME, other)?.isoformat === self.isoformat,
    hashKey: (self) => `\0d${self.isoformat}`,
    attribute: (self, attribute) => (attribute === 'isoformat' ? isoformat(self) : self.parts.get(attribute)),
  };
}

const DATE = momentType('datetime.date');
const DATETIME = momentType('datetime.datetime');

/** `2001-12-14` only, or with a time of day, and perhaps an offset: the patterns of YAML 1.1's timestamp. */
const PATTERN =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** The date or time that a plain scalar says; undefined when it is none. A day that no calendar has is none. */
export function parseTimestamp(text: string): PyObject | undefined {
  const found = PATTERN.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour, minute = 0, second = 0] = found.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
  if (hour === undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const shown = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const parts = new Map([['year', year], ['month', month], ['day', day]]);
  if (hour === undefined)
    return makeObject(DATE, { text: shown, isoformat: shown, repr: `datetime.date(${year}, ${month}, ${day})`, parts });
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = Number((found[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const time = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${micros === 0 ? '' : `.${pad(micros, 6)}`}`;
  const offset = offsetOf(found);
  for (const [name, value] of [['hour', hour], ['minute', minute], ['second', second], ['microsecond', micros]] as const) parts.set(name, value);
  const numbers = [year, month, day, hour, minute, ...(second > 0 || micros > 0 ? [second] : []), ...(micros > 0 ? [micros] : [])];
  return makeObject(DATETIME, {
    text: `${shown} ${time}${offset}`,
    isoformat: `${shown}T${time}${offset}`,
    repr: `datetime.datetime(${numbers.join(', ')}${offset === '' ? '' : ', tzinfo=datetime.timezone.utc'})`,
    parts,
  });
}

function offsetOf(found: RegExpExecArray): string {
  const [, , , , , , , , zone, sign, hours, minutes] = found;
  if (zone === undefined) return '';
  return sign === undefined ? '+00:00' : `${sign}${pad(Number(hours), 2)}:${minutes ?? '00'}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
