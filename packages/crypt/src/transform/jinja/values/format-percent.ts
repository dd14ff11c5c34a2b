// `text % values` of Python.
import { DECIMALS_MAX, TEXT_CHARS_MAX } from '../../../kernel/limits.ts';
import { lengthOf } from './code-points.ts';
import { getItem } from './dict.ts';
import { numberOf } from './equal.ts';
import { exponential, fixed, general, renderFloat } from './format-float.ts';
import { raised, typeError, valueError } from './raise.ts';
import { quote, reprOf, textOf } from './repr.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, type Value } from './value.ts';

const FIELD = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.|$)/gsu;

export function formatPercent(format: string, values: Value): string {
  const args = isKind(values, 'tuple') ? values.items : [values];
  let used = 0;
  const take = (): Value => {
    const value = args[used++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  };
  let usesNames = false;
  const text = format.replaceAll(
    FIELD,
    (
      whole: string,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string,
      at: number,
    ) => {
      if (type === '%') return '%';
      if (type === '') throw valueError('incomplete format');
      if (!CONVERSIONS.has(type))
        throw valueError(
          `unsupported format character '${type}' (0x${(type.codePointAt(0) ?? 0).toString(16)}) at index ${at + whole.length - 1}`,
        );
      if (name !== undefined) usesNames = true;
      const size = width === '*' ? Number(take()) : Number(width ?? 0);
      const hasPrecision = /\./.test(whole.replace(/^%(\([^)]*\))?/, ''));
      const digits = precision === '*' ? Number(take()) : hasPrecision ? Number(precision ?? 0) : undefined;
      if (size > TEXT_CHARS_MAX || ((digits ?? 0) > DECIMALS_MAX && type !== 's'))
        throw raised(
          'JINJA_LIMIT',
          `a width has more than ${TEXT_CHARS_MAX} characters, or a number more than ${DECIMALS_MAX} decimals`,
        );
      const value = name === undefined ? take() : member(values, name);
      return pad(convert(value, type, digits, flags), size, flags, type);
    },
  );
  const isMapping =
    isKind(values, 'dict') || isList(values) || (isKind(values, 'object') && values.type.item !== undefined);
  if (used < args.length && !usesNames && !isMapping)
    throw typeError('not all arguments converted during string formatting');
  return text;
}

const CONVERSIONS = new Set('sradiufFeEgGxXoc');

function member(values: Value, name: string): Value {
  if (!isKind(values, 'dict')) throw typeError('format requires a mapping');
  const value = getItem(values, name);
  if (value === undefined) throw raised('JINJA_LOOKUP', quote(name));
  return value;
}

function convert(value: Value, type: string, digits: number | undefined, flags: string): string {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? textOf(value) : reprOf(value);
    return digits === undefined ? text : text.slice(0, digits);
  }
  if (type === 'c') return convertCharacter(value);
  const text = 'diuxXo'.includes(type)
    ? convertInteger(value, type, digits, flags)
    : convertDouble(value, type, digits);
  if (text.startsWith('-')) return text;
  if (flags.includes('+')) return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

function convertCharacter(value: Value): string {
  if (typeof value === 'number') return String.fromCodePoint(value);
  if (typeof value === 'string' && lengthOf(value) === 1) return value;
  throw typeError('%c requires int or char');
}

function convertInteger(value: Value, type: string, digits: number | undefined, flags: string): string {
  const number = numberOf(value);
  const isHex = type === 'x' || type === 'X' || type === 'o';
  if (number === undefined || (isHex && isKind(value, 'float')))
    throw typeError(`%${type} format: ${isHex ? 'an integer' : 'a real number'} is required, not ${typeName(value)}`);
  const whole = typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
  const size = whole < 0n ? -whole : whole;
  const base = type === 'o' ? 8 : isHex ? 16 : 10;
  const text = size.toString(base).padStart(digits ?? 0, '0');
  const prefix = !flags.includes('#') || !isHex ? '' : type === 'o' ? '0o' : '0x';
  const shown = type === 'X' ? (prefix + text).toUpperCase() : prefix + text;
  return whole < 0n ? `-${shown}` : shown;
}

function convertDouble(value: Value, type: string, digits: number | undefined): string {
  const number = numberOf(value) ?? (isKind(value, 'object') ? value.type.toFloat?.(value.data) : undefined);
  if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  const double = Number(number);
  if (!Number.isFinite(double)) return renderFloat(double);
  const precision = digits ?? 6;
  const lower = type.toLowerCase();
  const text =
    lower === 'f'
      ? fixed(double, precision)
      : lower === 'e'
        ? exponential(double, precision)
        : general(double, precision);
  return type === lower ? text : text.toUpperCase();
}

function pad(text: string, width: number, flags: string, type: string): string {
  const missing = width - text.length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || 'srac'.includes(type)) return ' '.repeat(missing) + text;
  const prefix = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? '';
  return prefix + '0'.repeat(missing) + text.slice(prefix.length);
}
