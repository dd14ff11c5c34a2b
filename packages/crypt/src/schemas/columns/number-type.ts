// Types of numbers by what a schema says about their size. Bounds and factors are compared as decimals, digit by digit.
import { compareNumbers, splitNumber, type ExactJson, ExactNumber, type NumberParts } from '../../kernel/exact-json.ts';
import type { SchemaNode } from './schema-node.ts';
import type { SchemaScalar } from './schema-type.ts';

/** Whole numbers: 64 bits unless both bounds say less or more. */
export function integerType({ minimum, maximum }: SchemaNode): SchemaScalar {
  if (minimum === undefined || maximum === undefined) return 'int64';
  if (isWithin(minimum, maximum, INT32_MIN, INT32_MAX)) return 'int32';
  if (isWithin(minimum, maximum, INT64_MIN, INT64_MAX)) return 'int64';
  return decimalType(Math.max(wholeDigits(minimum), wholeDigits(maximum)), 0);
}

const INT32_MIN = parts('-2147483648');
const INT32_MAX = parts('2147483647');
export const INT64_MIN: NumberParts = parts('-9223372036854775808');
export const INT64_MAX: NumberParts = parts('9223372036854775807');
const ZERO = parts('0');

function parts(text: string): NumberParts {
  return splitNumber(text) ?? { negative: false, digits: '', point: 0 };
}

function isWithin(minimum: NumberParts, maximum: NumberParts, least: NumberParts, most: NumberParts): boolean {
  return compareNumbers(maximum, most) <= 0 && compareNumbers(minimum, least) >= 0;
}

/** Digits before the point: 1 for 0, and -1 for 0.05. */
function wholeDigits({ digits, point }: NumberParts): number {
  return digits === '' ? 1 : point;
}

/** Digits after the point. */
export function scaleOf({ digits, point }: NumberParts): number {
  return Math.max(0, digits.length - point);
}

/** Any number: a double, unless a factor says which decimals there are and bounds say how many. */
export function numberType(node: SchemaNode): SchemaScalar {
  const { multipleOf, minimum, maximum } = node;
  if (multipleOf === undefined) return 'double';
  const scale = scaleOf(multipleOf);
  if (scale === 0) return integerType(node);
  if (minimum === undefined || maximum === undefined) return 'double';
  return decimalType(Math.max(wholeDigits(minimum), wholeDigits(maximum)) + scale, scale);
}

const PRECISIONS = [9, 18, 38] as const;

/** The narrowest class of decimals that holds so many digits, else a double. */
function decimalType(digits: number, scale: number): SchemaScalar {
  // Bounds of 0.0001 with a factor of 0.0000000001 ask for fewer digits than stand after the point: no engine has that.
  const precision = PRECISIONS.find((most) => Math.max(digits, scale) <= most);
  return precision === undefined ? 'double' : `decimal(${precision},${scale})`;
}

/** Type of an enum of numbers, null aside; undefined when another value is among them. */
export function numericEnumType(values: readonly ExactJson[]): SchemaScalar | undefined {
  let scale = 0;
  let largest = ZERO;
  for (const value of values) {
    if (value === null) continue;
    if (typeof value !== 'number' && !(value instanceof ExactNumber)) return undefined;
    const number = parts(value instanceof ExactNumber ? value.text : String(value));
    scale = Math.max(scale, scaleOf(number));
    const absolute = { ...number, negative: false };
    if (compareNumbers(absolute, largest) > 0) largest = absolute;
  }
  if (scale > 0) return decimalType(wholeDigits(largest) + scale, scale);
  if (compareNumbers(largest, INT32_MAX) <= 0) return 'int32';
  return compareNumbers(largest, INT64_MAX) <= 0 ? 'int64' : decimalType(wholeDigits(largest), 0);
}
