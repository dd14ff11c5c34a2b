import { raised, typeError, undefinedError, valueError } from './raise.ts';
import { quote } from './repr.ts';
import { typeName } from './type-name.ts';
import { float, int, isKind, type Float, type Value } from './value.ts';
import { trimEnd, trimStart } from '../syntax/white-space.ts';

const DIGITS: ReadonlyMap<number, RegExp> = new Map([
  [2, /^(?:0b_?)?[01]+(?:_[01]+)*$/i],
  [8, /^(?:0o_?)?[0-7]+(?:_[0-7]+)*$/i],
  [10, /^\d+(?:_\d+)*$/],
  [16, /^(?:0x_?)?[\da-f]+(?:_[\da-f]+)*$/i],
]);

/** int(text, base) of Python; undefined when the text is no such number. */
export function parseInteger(text: string, base = 10): number | bigint | undefined {
  const trimmed = trimEnd(trimStart(text));
  const isNegative = trimmed.startsWith('-');
  const digits = /^[-+]/.test(trimmed) ? trimmed.slice(1) : trimmed;
  const chosen = base === 0 ? guessBase(digits) : base;
  if (digits.length > 4_300) return undefined;
  if (DIGITS.get(chosen)?.test(digits) !== true) return undefined;
  const plain = digits.replaceAll('_', '').replace(/^0[box]/i, '');
  const prefix = chosen === 10 ? '' : chosen === 16 ? '0x' : chosen === 8 ? '0o' : '0b';
  const value = BigInt(prefix + plain);
  return int(isNegative ? -value : value);
}

function guessBase(digits: string): number {
  const prefix = digits.slice(0, 2).toLowerCase();
  return prefix === '0x' ? 16 : prefix === '0o' ? 8 : prefix === '0b' ? 2 : 10;
}

const FLOAT = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/i;
const SPECIAL = /^([-+]?)(?:(inf(?:inity)?)|nan)$/i;

/** float(text) of Python; undefined when the text is no such number. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = trimEnd(trimStart(text));
  if (FLOAT.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const special = SPECIAL.exec(trimmed);
  if (special === null) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}

/** int(value) of Python. */
export function toInteger(value: Value, base?: number): number | bigint {
  if (typeof value === 'string') {
    const number = parseInteger(value, base);
    if (number === undefined) throw valueError(`invalid literal for int() with base ${base ?? 10}: ${quote(value)}`);
    return number;
  }
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isKind(value, 'float')) return truncate(value);
  if (isKind(value, 'undefined')) throw undefinedError(value);
  const converted = isKind(value, 'object') ? value.type.toInt?.(value.data) : undefined;
  if (typeof converted === 'number' || typeof converted === 'bigint') return converted;
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

function truncate({ value }: Float): number | bigint {
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw raised('JINJA_ARITHMETIC', 'cannot convert float infinity to integer');
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : int(BigInt(whole));
}

/** float(value) of Python. */
export function toFloat(value: Value): Float {
  if (typeof value === 'string') {
    const number = parseFloatText(value);
    if (number === undefined) throw valueError(`could not convert string to float: ${quote(value)}`);
    return float(number);
  }
  if (typeof value === 'number') return float(value);
  if (typeof value === 'boolean') return float(value ? 1 : 0);
  if (isKind(value, 'float')) return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isFinite(number)) throw raised('JINJA_ARITHMETIC', 'int too large to convert to float');
    return float(number);
  }
  if (isKind(value, 'undefined')) throw undefinedError(value);
  const converted = isKind(value, 'object') ? value.type.toFloat?.(value.data) : undefined;
  if (converted !== undefined) return float(converted);
  throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
}
