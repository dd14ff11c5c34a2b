// Filters that make or take numbers.
import { applyBinary, negate } from '../values/arithmetic.ts';
import { bind, integerArgument } from '../values/bind.ts';
import { isOrdered } from '../values/compare.ts';
import { numberOf } from '../values/equal.ts';
import { fixed, roundFloat, roundInteger } from '../values/format-float.ts';
import { refuseUndefined } from '../values/iterate.ts';
import { parseFloatText, parseInteger, toFloat, toInteger } from '../values/parse-number.ts';
import { raised, typeError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { float, int, isKind, orElse, type Arguments, type Value } from '../values/value.ts';
import type { Filters } from './filter.ts';

export const NUMBER_FILTERS: Filters = [
  ['abs', absolute],
  ['int', toInt],
  ['float', toDouble],
  ['round', round],
  ['filesizeformat', fileSize],
];

function absolute(value: Value, args: Arguments): Value {
  bind(args, 'abs', []);
  if (typeof value === 'boolean') return value ? 1 : 0;
  refuseUndefined(value);
  const isNumber = numberOf(value) !== undefined || (isKind(value, 'object') && value.type.negate !== undefined);
  if (!isNumber) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
  if (isKind(value, 'float')) return float(Math.abs(value.value));
  if (isKind(value, 'object'))
    return isOrdered('<', value, applyBinary('-', value, value)) ? negate(value) : negate(negate(value));
  return isOrdered('<', value, 0) ? negate(value) : value;
}

/** A whole number, or the default when it cannot be one; a fraction is cut. */
function toInt(value: Value, args: Arguments): Value {
  const [fallback, base] = bind(args, 'int', ['default', 'base']);
  if (typeof value === 'string') {
    const whole = parseInteger(value, integerArgument(base, 10));
    if (whole !== undefined) return whole;
    const number = parseFloatText(value);
    if (number === undefined || !Number.isFinite(number)) return orElse(fallback, 0);
    return int(BigInt(Math.trunc(number)));
  }
  return orElse(
    attempt(() => toInteger(value)),
    orElse(fallback, 0),
  );
}

function toDouble(value: Value, args: Arguments): Value {
  const [fallback] = bind(args, 'float', ['default']);
  return orElse(
    attempt(() => toFloat(value)),
    orElse(fallback, float(0)),
  );
}

/** Undefined where Python's int() or float() would refuse; the default stands for it. */
function attempt(convert: () => Value): Value | undefined {
  try {
    return convert();
  } catch (error) {
    if (isCryptError(error, 'JINJA_TYPE', 'JINJA_VALUE', 'JINJA_ARITHMETIC')) return undefined;
    throw error;
  }
}

function round(value: Value, args: Arguments): Value {
  const [digits, how] = bind(args, 'round', ['precision', 'method']);
  const precision = integerArgument(digits, 0);
  const method = how === undefined ? 'common' : textOf(how);
  if (method !== 'common' && method !== 'ceil' && method !== 'floor')
    throw typeError('method must be common, ceil or floor');
  refuseUndefined(value);
  if (method === 'common') return roundValue(value, precision);
  const scale = applyBinary('**', 10, precision);
  const scaled = applyBinary('*', value, scale);
  const number = numberOf(scaled);
  if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  const whole = typeof number === 'bigint' ? number : method === 'ceil' ? Math.ceil(number) : Math.floor(number);
  return applyBinary('/', typeof whole === 'number' ? int(BigInt(whole)) : whole, scale);
}

/** round(value, digits) of Python. */
export function roundValue(value: Value, digits: number): Value {
  if (isKind(value, 'float')) return float(roundFloat(value.value, digits));
  const number = numberOf(value);
  if (number !== undefined) return digits >= 0 ? int(BigInt(number)) : int(roundInteger(BigInt(number), digits));
  const rounded = isKind(value, 'object') ? value.type.binary?.(value.data, 'round', digits, false) : undefined;
  if (rounded !== undefined) return rounded;
  throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const BINARY_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

function fileSize(value: Value, args: Arguments): Value {
  const [isBinary] = bind(args, 'filesizeformat', ['binary']);
  const bytes = toFloat(value).value;
  const binary = isTrue(isBinary ?? false);
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (!Number.isFinite(bytes)) throw raised('JINJA_ARITHMETIC', 'a size is not finite');
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const units = binary ? BINARY_UNITS : UNITS;
  let unit = base;
  for (const name of units) {
    unit *= base;
    if (bytes < unit) return `${fixed((base * bytes) / unit, 1)} ${name}`;
  }
  return `${fixed((base * bytes) / unit, 1)} ${units.at(-1) ?? ''}`;
}
