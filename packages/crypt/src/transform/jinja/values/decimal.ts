// decimal.Decimal with Python's standard context: 28 digits, half to even. What numbers of query results are. There is no
// negative zero, no infinity and no NaN: engines give none as decimals.
import { fixed } from './format-float.ts';
import { numberOf } from './equal.ts';
import { formatValue, parseSpec } from './format-spec.ts';
import { raised, valueError } from './raise.ts';
import { quote } from './repr.ts';
import { dataOf, float, int, isKind, makeObject, type ObjectType, type Value } from './value.ts';

/** coefficient * 10^exponent. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const DIGITS = 28;
const TEXT = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,6}))?$/;

/** @throws JINJA_VALUE when the text is no number. */
export function parseDecimal(text: string): Value {
  const [, sign, whole = '', fraction = '', exponent] = TEXT.exec(text.trim()) ?? [];
  if (sign === undefined || whole + fraction === '') throw valueError(`${quote(text)} is no decimal`);
  const coefficient = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return makeObject(DECIMAL, { coefficient, exponent: Number(exponent ?? 0) - fraction.length });
}

function power(count: number): bigint {
  if (count > 100_000) throw raised('JINJA_LIMIT', 'a decimal has too many digits');
  return 10n ** BigInt(count);
}

/** At most 28 digits, as every result of an operation has. */
function rounded(value: Decimal): Value {
  const length = absolute(value.coefficient).toString().length;
  return makeObject(DECIMAL, length <= DIGITS ? value : rescale(value, value.exponent + length - DIGITS));
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The same number with another exponent, half to even where digits go. */
function rescale({ coefficient, exponent }: Decimal, to: number): Decimal {
  if (to <= exponent) return { coefficient: coefficient * power(exponent - to), exponent: to };
  const scale = power(to - exponent);
  const size = absolute(coefficient);
  const [low, rest] = [size / scale, (size % scale) * 2n];
  const whole = rest > scale || (rest === scale && low % 2n === 1n) ? low + 1n : low;
  return { coefficient: coefficient < 0n ? -whole : whole, exponent: to };
}

function align(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [rescale(left, exponent).coefficient, rescale(right, exponent).coefficient, exponent];
}

function render({ coefficient, exponent }: Decimal): string {
  const digits = absolute(coefficient).toString();
  const sign = coefficient < 0n ? '-' : '';
  const adjusted = exponent + digits.length - 1;
  if (exponent <= 0 && adjusted >= -6) {
    if (exponent === 0) return sign + digits;
    const padded = digits.padStart(1 - exponent, '0');
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${adjusted < 0 ? '' : '+'}${adjusted}`;
}

function toDouble(value: Decimal): number {
  return Number(`${value.coefficient}e${value.exponent}`);
}

function truncate(value: Decimal): bigint {
  return value.exponent >= 0 ? value.coefficient * power(value.exponent) : value.coefficient / power(-value.exponent);
}

/** A decimal or an int; floats do not mix with decimals, except in comparisons. */
function operand(value: Value): Decimal | undefined {
  const decimal = dataOf(DECIMAL, value);
  if (decimal !== undefined) return decimal;
  const number = isKind(value, 'float') ? undefined : numberOf(value);
  return number === undefined ? undefined : { coefficient: BigInt(number), exponent: 0 };
}

function compare(value: Decimal, other: Value): number | undefined {
  if (isKind(other, 'float')) return toDouble(value) - other.value;
  const second = operand(other);
  if (second === undefined) return undefined;
  const [left, right] = align(value, second);
  return left < right ? -1 : left > right ? 1 : 0;
}

export const DECIMAL: ObjectType<Decimal> = {
  name: 'decimal.Decimal',
  isNumber: true,
  text: render,
  repr: (value) => `Decimal('${render(value)}')`,
  truth: (value) => value.coefficient !== 0n,
  equals: (value, other) => {
    const order = compare(value, other);
    return order === undefined ? undefined : order === 0;
  },
  compare,
  hashKey: (value) => {
    const whole = truncate(value);
    return compare(value, int(whole)) === 0 ? int(whole) : `\0f${toDouble(value)}`;
  },
  negate: (value) => rounded({ ...value, coefficient: -value.coefficient }),
  toInt: (value) => int(truncate(value)),
  toFloat: toDouble,
  format: (value, spec) => {
    if (spec === '') return render(value);
    const { type, precision } = parseSpec(spec, float(0));
    if (type !== 'f' || precision === undefined) return formatValue(float(toDouble(value)), spec);
    const exact = rescale(value, -precision);
    const text = precision === 0 ? String(exact.coefficient) : render(exact);
    return spec === `.${precision}f` ? text : formatValue(float(Number(fixed(toDouble(value), precision))), spec);
  },
  binary: (value, operator, other, isRight) => {
    if (operator === 'round') return roundTo(value, other);
    const second = operand(other);
    if (second === undefined) return undefined;
    return isRight ? compute(operator, second, value) : compute(operator, value, second);
  },
};

function roundTo(value: Decimal, digits: Value): Value {
  const result = rescale(value, -Number(digits));
  if (absolute(result.coefficient).toString().length > DIGITS) throw invalid();
  return makeObject(DECIMAL, result);
}

/** Python's context refuses a result that does not fit its digits and may not be rounded. */
function invalid(): Error {
  return raised('JINJA_ARITHMETIC', "[<class 'decimal.InvalidOperation'>]");
}

function compute(operator: string, left: Decimal, right: Decimal): Value | undefined {
  const [a, b, exponent] = align(left, right);
  switch (operator) {
    case '+':
      return rounded({ coefficient: a + b, exponent });
    case '-':
      return rounded({ coefficient: a - b, exponent });
    case '*':
      return rounded({ coefficient: left.coefficient * right.coefficient, exponent: left.exponent + right.exponent });
    case '/':
      return divide(left, right);
    case '//':
    case '%':
      if (b === 0n) throw raised('JINJA_ARITHMETIC', "[<class 'decimal.DivisionByZero'>]");
      // Decimals divide towards zero, unlike ints.
      if (absolute(a / b).toString().length > DIGITS) throw invalid();
      return operator === '//'
        ? rounded({ coefficient: a / b, exponent: 0 })
        : rounded({ coefficient: a % b, exponent });
    default:
      return undefined;
  }
}

function divide(left: Decimal, right: Decimal): Value {
  if (right.coefficient === 0n) throw raised('JINJA_ARITHMETIC', "[<class 'decimal.DivisionByZero'>]");
  const ideal = left.exponent - right.exponent;
  const shift = Math.max(
    0,
    DIGITS + 2 + absolute(right.coefficient).toString().length - absolute(left.coefficient).toString().length,
  );
  const scaled = left.coefficient * power(shift);
  const quotient = scaled / right.coefficient;
  if (quotient * right.coefficient !== scaled) {
    // One digit more says that the quotient goes on, so that rounding sees it.
    const sticky = quotient * 10n + (scaled < 0n !== right.coefficient < 0n ? -1n : 1n);
    return rounded({ coefficient: sticky, exponent: ideal - shift - 1 });
  }
  let [coefficient, exponent] = [quotient, ideal - shift];
  while (exponent < ideal && coefficient % 10n === 0n) [coefficient, exponent] = [coefficient / 10n, exponent + 1];
  return rounded({ coefficient, exponent });
}
