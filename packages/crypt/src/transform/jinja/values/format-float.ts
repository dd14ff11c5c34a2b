/** Python's repr of a float: the shortest digits that read back, with an exponent from 1e16 on and below 1e-4. */
export function renderFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e16 || size < 1e-4)) return padExponent(value.toExponential());
  const text = String(value);
  if (text.includes('e')) return plain(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** JavaScript writes an exponent below 1e-6 only. */
function plain(value: number): string {
  return value.toFixed(20).replace(/0+$/, '');
}

/** Python writes at least two digits of an exponent. */
export function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Rounds a float to `digits` decimals half to even on its exact value, as Python's round() does. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  if (digits >= 0) return Number(fixed(value, digits));
  const scale = 10n ** BigInt(-digits);
  const whole = BigInt(Math.trunc(value));
  const isExact = Number(whole) === value;
  const rounded = Number(roundToMultiple(whole, scale, isExact));
  return rounded === 0 && value < 0 ? -0 : rounded;
}

/** Half to even, unless something beyond the whole part tips it. */
function roundToMultiple(value: bigint, scale: bigint, isExact: boolean): bigint {
  const size = value < 0n ? -value : value;
  const rest = size % scale;
  const low = size - rest;
  const twice = rest * 2n;
  const isUp = twice > scale || (twice === scale && (!isExact || (low / scale) % 2n === 1n));
  const rounded = isUp ? low + scale : low;
  return value < 0n ? -rounded : rounded;
}

/** Rounds a whole number to tens, hundreds, …, half to even. */
export function roundInteger(value: bigint, digits: number): bigint {
  if (-digits > value.toString().length) return 0n;
  return roundToMultiple(value, 10n ** BigInt(-digits), true);
}

/**
 * `%.nf` of C: the exact value with `digits` decimals, ties to even. JavaScript's toFixed rounds ties of exact values up
 * and knows 100 digits at most.
 */
export function fixed(value: number, digits: number): string {
  const isNegative = value < 0 || Object.is(value, -0);
  const { mantissa, exponent } = decompose(Math.abs(value));
  // value = mantissa * 2^exponent; scaled by 10^digits and rounded.
  const numerator = mantissa * 10n ** BigInt(digits);
  const scaled = exponent >= 0 ? numerator << BigInt(exponent) : divideToEven(numerator, 1n << BigInt(-exponent));
  const text = scaled.toString().padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return isNegative ? `-${whole}` : whole;
}

function divideToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const isUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** The exact value of a finite double as a whole number times a power of two. */
export function decompose(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const power = Number((bits >> 52n) & 0x7ffn);
  return power === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: power - 1075 };
}

/** `%.ne` of C. */
export function exponential(value: number, digits: number): string {
  return padExponent(value.toExponential(Math.min(digits, 100)));
}

/** `%.ng` of C: `digits` significant ones, without trailing zeros unless `keepsZeros`. */
export function general(value: number, digits: number, keepsZeros = false): string {
  const precision = Math.max(1, Math.min(digits, 100));
  if (value === 0) return keepsZeros ? fixed(value, precision - 1) : Object.is(value, -0) ? '-0' : '0';
  const scientific = value.toExponential(precision - 1);
  const exponent = Number(scientific.slice(scientific.indexOf('e') + 1));
  if (exponent < -4 || exponent >= precision) {
    const [mantissa = '', power = ''] = scientific.split('e');
    return padExponent(`${keepsZeros ? mantissa : dropZeros(mantissa)}e${power}`);
  }
  const text = fixed(value, Math.max(0, precision - 1 - exponent));
  return keepsZeros ? text : dropZeros(text);
}

function dropZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
