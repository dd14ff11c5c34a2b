// The operators of Python. Whole numbers are exact: a result beyond 2^53 is computed with bigints.
import { COLLECTION_ITEMS_MAX, INTEGER_BITS_MAX, TEXT_CHARS_MAX } from '../../../kernel/limits.ts';
import type { BinaryOperator } from '../syntax/tree.ts';
import { numberOf } from './equal.ts';
import { decompose } from './format-float.ts';
import { formatPercent } from './format-percent.ts';
import { refuseUndefined } from './iterate.ts';
import { raised, typeError } from './raise.ts';
import { typeName } from './type-name.ts';
import { float, int, isKind, isList, tuple, type PySet, type Value } from './value.ts';

export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return onSafeIntegers(operator, left, right);
  if (operator === '%' && typeof left === 'string') return bounded(formatPercent(left, right));
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return onNumbers(operator, left, right, a, b);
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return bounded(left + right);
  refuseUndefined(left);
  refuseUndefined(right);
  const result = onObjects(operator, left, right) ?? onCollections(operator, left, right);
  if (result !== undefined) return result;
  throw unsupported(operator, left, right);
}

function unsupported(operator: BinaryOperator, left: Value, right: Value): Error {
  if (operator === '+' && (typeof left === 'string' || isList(left) || isKind(left, 'tuple'))) {
    const name = typeName(left);
    return typeError(
      `can only concatenate ${name} (not "${typeName(right)}") to ${name}`,
      'join values as text with ~',
    );
  }
  if (operator === '*' && (isSequence(left) || isSequence(right))) {
    const other = isSequence(left) ? right : left;
    return typeError(`can't multiply sequence by non-int of type '${typeName(other)}'`);
  }
  const shown = operator === '**' ? '** or pow()' : operator;
  return typeError(`unsupported operand type(s) for ${shown}: '${typeName(left)}' and '${typeName(right)}'`);
}

function isSequence(value: Value): boolean {
  return typeof value === 'string' || isList(value) || isKind(value, 'tuple');
}

function onSafeIntegers(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case '+':
      return exact(left + right) ?? int(BigInt(left) + BigInt(right));
    case '-':
      return exact(left - right) ?? int(BigInt(left) - BigInt(right));
    case '*':
      return exact(left * right) ?? int(BigInt(left) * BigInt(right));
    case '/':
      if (right === 0) throw raised('JINJA_ARITHMETIC', 'division by zero');
      return float(left / right);
    case '//':
    case '%':
      if (right === 0) throw zeroDivision(operator);
      return operator === '//' ? floorDivide(BigInt(left), BigInt(right)) : modulo(left, right);
    case '**':
      return power(BigInt(left), BigInt(right));
  }
}

function zeroDivision(operator: BinaryOperator): Error {
  return raised('JINJA_ARITHMETIC', operator === '%' ? 'integer modulo by zero' : 'integer division or modulo by zero');
}

/** A whole result that no rounding can have touched; never -0, which Python's int does not have. */
function exact(result: number): number | undefined {
  return Number.isSafeInteger(result) ? result + 0 : undefined;
}

/** The sign of the result is the divisor's. */
function modulo(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest + 0;
}

function floorDivide(left: bigint, right: bigint): Value {
  const quotient = left / right;
  return int(left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient);
}

function power(base: bigint, exponent: bigint): Value {
  if (exponent < 0n) {
    if (base === 0n) throw raised('JINJA_ARITHMETIC', '0.0 cannot be raised to a negative power');
    return float(Number(base) ** Number(exponent));
  }
  const bits = base === 0n || base === 1n || base === -1n ? 1 : base.toString(2).length * Number(exponent);
  if (bits > INTEGER_BITS_MAX) throw raised('JINJA_LIMIT', `a whole number has more than ${INTEGER_BITS_MAX} bits`);
  return int(base ** exponent);
}

function onNumbers(operator: BinaryOperator, left: Value, right: Value, a: number | bigint, b: number | bigint): Value {
  const isFloat = isKind(left, 'float') || isKind(right, 'float');
  if (isFloat) return onFloats(operator, toDouble(a), toDouble(b));
  const [x, y] = [BigInt(a), BigInt(b)];
  switch (operator) {
    case '+':
      return limited(x + y);
    case '-':
      return limited(x - y);
    case '*':
      return limited(x * y);
    case '/':
      if (y === 0n) throw raised('JINJA_ARITHMETIC', 'division by zero');
      return float(divideExactly(x, y));
    case '//':
      if (y === 0n) throw zeroDivision(operator);
      return floorDivide(x, y);
    case '%': {
      if (y === 0n) throw zeroDivision(operator);
      const rest = x % y;
      return int(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest);
    }
    case '**':
      return power(x, y);
  }
}

function limited(value: bigint): Value {
  if (BigInt.asIntN(INTEGER_BITS_MAX, value) !== value)
    throw raised('JINJA_LIMIT', `a whole number has more than ${INTEGER_BITS_MAX} bits`);
  return int(value);
}

export function toDouble(value: number | bigint): number {
  const number = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(number))
    throw raised('JINJA_ARITHMETIC', 'int too large to convert to float');
  return number;
}

/** Rounds once: the quotient with 64 bits more than a double has, and whether something was left. */
function divideExactly(left: bigint, right: bigint): number {
  const isNegative = left < 0n !== right < 0n;
  const [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
  const shift = Math.max(0, b.toString(2).length - a.toString(2).length + 64);
  const scaled = a << BigInt(shift);
  const quotient = (scaled / b) | (scaled % b === 0n ? 0n : 1n);
  const result = toDouble(quotient) / 2 ** shift;
  return isNegative ? -result : result;
}

function onFloats(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case '+':
      return float(left + right);
    case '-':
      return float(left - right);
    case '*':
      return float(left * right);
    case '/':
      if (right === 0) throw raised('JINJA_ARITHMETIC', 'float division by zero');
      return float(left / right);
    case '//':
      if (right === 0) throw raised('JINJA_ARITHMETIC', 'float floor division by zero');
      return float(Math.floor((left - floatModulo(left, right)) / right + 0.5));
    case '%':
      if (right === 0) throw raised('JINJA_ARITHMETIC', 'float modulo');
      return float(floatModulo(left, right));
    case '**':
      return floatPower(left, right);
  }
}

function floatModulo(left: number, right: number): number {
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 !== right < 0 ? rest + right : rest;
}

function floatPower(left: number, right: number): Value {
  if (left === 0 && right < 0) throw raised('JINJA_ARITHMETIC', '0.0 cannot be raised to a negative power');
  if (left < 0 && !Number.isInteger(right) && Number.isFinite(right))
    throw typeError('a root of a negative number is complex, and complex numbers are not known here');
  const result = powerOf(left, right);
  if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right))
    throw raised('JINJA_ARITHMETIC', "(34, 'Numerical result out of range')");
  return float(result);
}

/** JavaScript's power may err in the last digit: small whole exponents are computed exactly and rounded once. */
function powerOf(left: number, right: number): number {
  if (left === 1) return 1;
  if (!Number.isInteger(right) || Math.abs(right) > 256 || left === 0 || !Number.isFinite(left)) return left ** right;
  const { mantissa, exponent } = decompose(Math.abs(left));
  const count = Math.abs(right);
  const size = mantissa ** BigInt(count);
  const power = exponent * count;
  const shift = size.toString(2).length + 64;
  const result = right >= 0 ? scaled(size, power) : scaled(((1n << BigInt(shift)) / size) | 1n, -shift - power);
  return left < 0 && count % 2 === 1 ? -result : result;
}

/** value * 2^exponent, rounded once where the result is a normal number. */
function scaled(value: bigint, exponent: number): number {
  const excess = Math.max(0, value.toString(2).length - 64);
  const top = value >> BigInt(excess);
  const isExact = top << BigInt(excess) === value;
  const number = Number(isExact ? top : top | 1n);
  const power = exponent + excess;
  const half = Math.trunc(power / 2);
  return number * 2 ** half * 2 ** (power - half);
}

function onObjects(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const first = isKind(left, 'object') ? left.type.binary?.(left.data, operator, right, false) : undefined;
  if (first !== undefined) return first;
  return isKind(right, 'object') ? right.type.binary?.(right.data, operator, left, true) : undefined;
}

function onCollections(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (operator === '+') {
    if (isList(left) && isList(right)) return boundedList([...left, ...right]);
    if (isKind(left, 'tuple') && isKind(right, 'tuple')) return tuple(boundedList([...left.items, ...right.items]));
  }
  if (operator === '-' && isKind(left, 'set') && isKind(right, 'set')) return difference(left, right);
  if (operator === '*') {
    if (isSequence(left) && isWhole(right)) return repeat(left, Number(right));
    if (isSequence(right) && isWhole(left)) return repeat(right, Number(left));
  }
  return undefined;
}

function difference(left: PySet, right: PySet): Value {
  return { kind: 'set', members: new Map([...left.members].filter(([key]) => !right.members.has(key))) };
}

function isWhole(value: Value): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

function repeat(value: Value, count: number): Value | undefined {
  const times = Math.max(0, count);
  if (typeof value === 'string') {
    if (value.length * times > TEXT_CHARS_MAX) throw tooLong();
    return value.repeat(times);
  }
  const items = isList(value) ? value : isKind(value, 'tuple') ? value.items : [];
  if (items.length * times > COLLECTION_ITEMS_MAX) throw tooManyItems();
  const result: Value[] = [];
  for (let i = 0; i < times && items.length > 0; i++) for (const item of items) result.push(item);
  return isList(value) ? result : tuple(result);
}

/** A text that is not too long. */
export function bounded(text: string): string {
  if (text.length > TEXT_CHARS_MAX) throw tooLong();
  return text;
}

export function tooLong(): Error {
  return raised('JINJA_LIMIT', `a text has more than ${TEXT_CHARS_MAX} characters`);
}

function tooManyItems(): Error {
  return raised('JINJA_LIMIT', `a collection has more than ${COLLECTION_ITEMS_MAX} members`);
}

export function boundedList(items: Value[]): Value[] {
  if (items.length > COLLECTION_ITEMS_MAX) throw tooManyItems();
  return items;
}

export function negate(value: Value): Value {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  if (typeof value === 'boolean') return value ? -1 : 0;
  if (typeof value === 'bigint') return int(-value);
  if (isKind(value, 'float')) return float(-value.value);
  refuseUndefined(value);
  if (isKind(value, 'object') && value.type.negate !== undefined) return value.type.negate(value.data);
  throw typeError(`bad operand type for unary -: '${typeName(value)}'`);
}

export function positive(value: Value): Value {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint' || isKind(value, 'float')) return value;
  refuseUndefined(value);
  if (isKind(value, 'object') && value.type.negate !== undefined) return value;
  throw typeError(`bad operand type for unary +: '${typeName(value)}'`);
}
