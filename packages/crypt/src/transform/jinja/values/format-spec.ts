// Python's format specification: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`.
import { DECIMALS_MAX, TEXT_CHARS_MAX } from '../../../kernel/limits.ts';
import { lengthOf, charactersOf } from './code-points.ts';
import { exponential, fixed, general, renderFloat } from './format-float.ts';
import { raised, typeError, undefinedError, valueError } from './raise.ts';
import { textOf } from './repr.ts';
import { typeName } from './type-name.ts';
import { isKind, type Value } from './value.ts';

export interface Spec {
  readonly noMinusZero: boolean;
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

export function parseSpec(text: string, value: Value): Spec {
  const parts = SPEC.exec(text);
  if (parts === null) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  const [, fill, align, sign, noMinusZero, alternate, zero, width, grouping, precision, type] = parts;
  if (noMinusZero !== undefined && !isKind(value, 'float'))
    throw valueError('Negative zero coercion (z) not allowed in format specifier with integer or text');
  return {
    noMinusZero: noMinusZero !== undefined,
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero !== undefined && typeof value !== 'string' ? '=' : ''),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: bounded(width),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : decimals(precision),
    type: type ?? '',
  };
}

function decimals(digits: string): number {
  const count = Number(digits);
  if (count > DECIMALS_MAX) throw raised('JINJA_LIMIT', `a number has more than ${DECIMALS_MAX} decimals`);
  return count;
}

function bounded(digits: string | undefined): number {
  const size = Number(digits ?? 0);
  if (size > TEXT_CHARS_MAX) throw raised('JINJA_LIMIT', `a width has more than ${TEXT_CHARS_MAX} characters`);
  return size;
}

/** format(value, text). */
export function formatValue(value: Value, text: string): string {
  if (isKind(value, 'object') && value.type.format !== undefined) return value.type.format(value.data, text);
  if (text === '') return textOf(value);
  if (typeof value === 'string') return formatText(value, parseSpec(text, value));
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    const spec = parseSpec(text, value);
    return FLOAT_TYPES.has(spec.type) ? formatDouble(Number(value), spec) : formatInteger(BigInt(value), spec);
  }
  if (isKind(value, 'float')) return formatDouble(value.value, parseSpec(text, value));
  if (isKind(value, 'undefined')) throw undefinedError(value);
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

const FLOAT_TYPES = new Set(['e', 'E', 'f', 'F', 'g', 'G', '%']);

function formatText(text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec, 'str');
  if (spec.align === '=') throw valueError("'=' alignment not allowed in string format specifier");
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  const cut = spec.precision === undefined ? text : charactersOf(text).slice(0, spec.precision).join('');
  return pad(cut, '', spec, '<');
}

function unknownCode(spec: Spec, type: string): Error {
  return valueError(`Unknown format code '${spec.type}' for object of type '${type}'`);
}

const BASES: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['b', [2, '0b']],
  ['o', [8, '0o']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

function formatInteger(value: bigint, spec: Spec): string {
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (spec.type === 'c') return pad(String.fromCodePoint(Number(value)), '', spec, '<');
  const size = value < 0n ? -value : value;
  const base = BASES.get(spec.type);
  if (base === undefined && !['', 'd', 'n'].includes(spec.type)) throw unknownCode(spec, 'int');
  const digits = size.toString(base?.[0] ?? 10);
  const shown = spec.type === 'X' ? digits.toUpperCase() : digits;
  const prefix = signOf(value < 0n, spec) + (spec.alternate ? (base?.[1] ?? '') : '');
  return padNumber(shown, prefix, spec, base === undefined ? 3 : 4);
}

function signOf(isNegative: boolean, spec: Spec): string {
  if (isNegative) return '-';
  return spec.sign === '-' ? '' : spec.sign;
}

function formatDouble(value: number, spec: Spec): string {
  const isNegative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const text = Number.isFinite(size) ? renderDigits(size, spec) : renderFloat(size) + (spec.type === '%' ? '%' : '');
  const sign = signOf(isNegative && !(spec.noMinusZero && /^[0.]*%?$/.test(text)), spec);
  const isUpper = spec.type === 'E' || spec.type === 'F' || spec.type === 'G';
  return padNumber(isUpper ? text.toUpperCase() : text, sign, spec, 3);
}

function renderDigits(size: number, spec: Spec): string {
  const precision = spec.precision ?? 6;
  switch (spec.type) {
    case 'f':
    case 'F':
      return fixed(size, precision);
    case 'e':
    case 'E':
      return exponential(size, precision);
    case 'g':
    case 'G':
    case 'n':
      return general(size, precision, spec.alternate);
    case '%':
      return `${fixed(size * 100, precision)}%`;
    case '': {
      if (spec.precision === undefined) return renderFloat(size);
      const text = general(size, precision);
      const needsPoint = !/[.e]/.test(text);
      return needsPoint && text.length < precision + 1 ? `${text}.0` : needsPoint ? exponentOf(size, precision) : text;
    }
    default:
      throw unknownCode(spec, 'float');
  }
}

/** Without a type, a float keeps a decimal: where there is no room for one, it gets an exponent. */
function exponentOf(size: number, precision: number): string {
  return exponential(size, precision - 1).replace(/\.?0+e/, 'e');
}

function padNumber(digits: string, prefix: string, spec: Spec, groupSize: number): string {
  let body = digits;
  if (spec.grouping !== '') {
    const [, whole = '', rest = ''] = /^([\da-fA-F]*)(.*)$/s.exec(digits) ?? [];
    const zeros = spec.fill === '0' && spec.align === '=' ? spec.width - prefix.length - rest.length : 0;
    body = group(whole, spec.grouping, groupSize, zeros) + rest;
  }
  return pad(body, prefix, spec, '>');
}

/** Groups digits, with zeros before them up to a width that may not begin with a separator. */
function group(digits: string, separator: string, size: number, width: number): string {
  let padded = digits;
  const grouped = (text: string): string => {
    const parts: string[] = [];
    for (let end = text.length; end > 0; end -= size) parts.unshift(text.slice(Math.max(0, end - size), end));
    return parts.join(separator);
  };
  while (grouped(padded).length < width) padded = `0${padded}`;
  return grouped(padded);
}

function pad(body: string, prefix: string, spec: Spec, fallback: string): string {
  const missing = spec.width - lengthOf(body) - prefix.length;
  if (missing <= 0) return prefix + body;
  const align = spec.align === '' ? fallback : spec.align;
  const fill = (count: number): string => spec.fill.repeat(count);
  if (align === '<') return prefix + body + fill(missing);
  if (align === '>') return fill(missing) + prefix + body;
  if (align === '=') return prefix + fill(missing) + body;
  const before = Math.floor(missing / 2);
  return fill(before) + prefix + body + fill(missing - before);
}
