// datetime.timedelta: a length of time in whole microseconds.
import { bind } from '../values/bind.ts';
import { numberOf } from '../values/equal.ts';
import { raised, typeError } from '../values/raise.ts';
import {
  dataOf,
  float,
  int,
  isKind,
  makeObject,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../values/value.ts';
import { DAY_MICROS, pad } from './calendar.ts';
import { decompose } from '../values/format-float.ts';

const UNITS: readonly (readonly [string, bigint])[] = [
  ['days', DAY_MICROS],
  ['seconds', 1_000_000n],
  ['microseconds', 1n],
  ['milliseconds', 1_000n],
  ['minutes', 60_000_000n],
  ['hours', 3_600_000_000n],
  ['weeks', 7n * DAY_MICROS],
];
const LIMIT = 1_000_000_000n * DAY_MICROS;

export function makeTimedelta(micros: bigint): Value {
  if (micros <= -LIMIT || micros >= LIMIT)
    throw raised('JINJA_ARITHMETIC', 'days of a timedelta must have magnitude <= 999999999');
  return makeObject(TIMEDELTA, micros);
}

export function microsOf(value: Value): bigint | undefined {
  return dataOf(TIMEDELTA, value);
}

export function callTimedelta(args: Arguments): Value {
  const values = bind(
    args,
    'timedelta',
    UNITS.map(([name]) => name),
  );
  let micros = 0n;
  for (const [i, [name, size]] of UNITS.entries()) {
    const number = numberOf(values[i] ?? 0);
    if (number === undefined) throw typeError(`unsupported type for timedelta ${name} component`);
    micros += times(size, number, isKind(values[i] ?? 0, 'float'));
  }
  return makeTimedelta(micros);
}

/** micros * factor, half to even. */
function times(micros: bigint, factor: number | bigint, isFloat: boolean): bigint {
  if (!isFloat) return micros * BigInt(factor);
  const number = Number(factor);
  if (!Number.isFinite(number)) throw raised('JINJA_ARITHMETIC', 'cannot convert float infinity or NaN to integer');
  const { mantissa, exponent } = decompose(Math.abs(number));
  const product = micros * mantissa * (number < 0 ? -1n : 1n);
  return exponent >= 0 ? product << BigInt(exponent) : divideToEven(product, 1n << BigInt(-exponent));
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function divideToEven(left: bigint, right: bigint): bigint {
  const [a, b] = right < 0n ? [-left, -right] : [left, right];
  const low = floorDivide(a, b);
  const twice = (a - low * b) * 2n;
  return twice > b || (twice === b && low % 2n !== 0n) ? low + 1n : low;
}

interface Parts {
  readonly days: number;
  readonly seconds: number;
  readonly micros: number;
}

export function partsOf(micros: bigint): Parts {
  const days = floorDivide(micros, DAY_MICROS);
  const rest = micros - days * DAY_MICROS;
  return { days: Number(days), seconds: Number(rest / 1_000_000n), micros: Number(rest % 1_000_000n) };
}

export function renderTimedelta(micros: bigint): string {
  const { days, seconds, micros: rest } = partsOf(micros);
  const day = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return day + clock + (rest === 0 ? '' : `.${pad(rest, 6)}`);
}

function reprTimedelta(micros: bigint): string {
  const { days, seconds, micros: rest } = partsOf(micros);
  const parts = [
    ['days', days],
    ['seconds', seconds],
    ['microseconds', rest],
  ].filter(([, value]) => value !== 0);
  return `datetime.timedelta(${parts.length === 0 ? '0' : parts.map(([name, value]) => `${name}=${value}`).join(', ')})`;
}

export const TIMEDELTA: ObjectType<bigint> = {
  name: 'datetime.timedelta',
  attributeNames: () => ['days', 'seconds', 'microseconds', 'total_seconds'],
  attribute: (micros, name) => {
    const parts = partsOf(micros);
    if (name === 'days') return parts.days;
    if (name === 'seconds') return parts.seconds;
    if (name === 'microseconds') return parts.micros;
    return name === 'total_seconds' ? totalSeconds(micros) : undefined;
  },
  text: renderTimedelta,
  repr: reprTimedelta,
  truth: (micros) => micros !== 0n,
  equals: (micros, other) => (microsOf(other) === undefined ? undefined : microsOf(other) === micros),
  compare: (micros, other) => {
    const second = microsOf(other);
    return second === undefined ? undefined : micros < second ? -1 : micros > second ? 1 : 0;
  },
  hashKey: (micros) => `\0delta ${micros}`,
  negate: (micros) => makeTimedelta(-micros),
  binary: (micros, operator, other, isRight) => compute(micros, operator, other, isRight),
};

function totalSeconds(micros: bigint): PyFunction {
  return {
    kind: 'function',
    name: 'total_seconds',
    call: (args) => (bind(args, 'total_seconds', []), float(Number(micros) / 1e6)),
  };
}

function compute(micros: bigint, operator: string, other: Value, isRight: boolean): Value | undefined {
  const second = microsOf(other);
  if (second !== undefined) return withTimedelta(operator, isRight ? second : micros, isRight ? micros : second);
  const number = numberOf(other);
  if (number === undefined) return undefined;
  const isFloat = isKind(other, 'float');
  if (operator === '*') return makeTimedelta(times(micros, number, isFloat));
  if (isRight || (operator !== '/' && operator !== '//')) return undefined;
  if (Number(number) === 0) throw raised('JINJA_ARITHMETIC', 'integer division or modulo by zero');
  if (operator === '/') return makeTimedelta(divideBy(micros, number, isFloat));
  return isFloat ? undefined : makeTimedelta(floorDivide(micros, BigInt(number)));
}

function divideBy(micros: bigint, number: number | bigint, isFloat: boolean): bigint {
  if (!isFloat) return divideToEven(micros, BigInt(number));
  const { mantissa, exponent } = decompose(Math.abs(Number(number)));
  const sign = Number(number) < 0 ? -1n : 1n;
  return exponent >= 0
    ? divideToEven(micros * sign, mantissa << BigInt(exponent))
    : divideToEven((micros * sign) << BigInt(-exponent), mantissa);
}

function withTimedelta(operator: string, left: bigint, right: bigint): Value | undefined {
  if (operator === '+') return makeTimedelta(left + right);
  if (operator === '-') return makeTimedelta(left - right);
  if (operator !== '/' && operator !== '//' && operator !== '%') return undefined;
  if (right === 0n) throw raised('JINJA_ARITHMETIC', 'integer division or modulo by zero');
  const quotient = floorDivide(left, right);
  if (operator === '//') return int(quotient);
  return operator === '%' ? makeTimedelta(left - quotient * right) : float(Number(left) / Number(right));
}
