// Decimals without the roundings of binary fractions: 19.99 is a multiple of 0.01, whatever 19.99 / 0.01 gives.
import type { ExactNumber } from '../kernel/exact-json.ts';

interface Decimal {
  readonly units: bigint;
  /** Digits after the point; the value is units / 10^scale. */
  readonly scale: number;
}

const NUMBER = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const DIGITS_MAX = 1_000;

/** Undefined when it has more than a thousand digits, written out. */
function parseDecimal(text: string): Decimal | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const scale = fraction.length - Number(exponent);
  if (whole === '' || whole.length + Math.abs(scale) + fraction.length > DIGITS_MAX) return undefined;
  const units = BigInt(whole + fraction);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** What a value must be a multiple of, ready to be divided by. */
export interface Step {
  readonly text: string;
  /** The step is units / factor; both whole, factor a power of ten. 0 when doubles cannot hold them. */
  readonly units: number;
  readonly factor: number;
}

/** A double times a power of ten is off by less than a half only below this. */
const SAFE_PRODUCT_MAX = 2 ** 49;
/** Powers of ten up to here are exact doubles. */
const EXACT_SCALE_MAX = 22;

export function toStep(multipleOf: number): Step {
  const text = String(multipleOf);
  const decimal = parseDecimal(text);
  const fits = decimal !== undefined && decimal.scale <= EXACT_SCALE_MAX && decimal.units < SAFE_PRODUCT_MAX;
  return { text, units: fits ? Number(decimal.units) : 0, factor: fits ? 10 ** decimal.scale : 0 };
}

export function isMultiple(value: number | ExactNumber, step: Step): boolean {
  if (typeof value === 'number' && step.factor !== 0) {
    const scaled = Math.round(value * step.factor);
    if (Math.abs(scaled) < SAFE_PRODUCT_MAX) return scaled / step.factor === value && scaled % step.units === 0;
  }
  const [left, right] = [parseDecimal(typeof value === 'number' ? String(value) : value.text), parseDecimal(step.text)];
  if (left === undefined || right === undefined) return false;
  const scale = Math.max(left.scale, right.scale);
  return atScale(left, scale) % atScale(right, scale) === 0n;
}

function atScale({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

export function isWhole(value: number | ExactNumber): boolean {
  if (typeof value === 'number') return Number.isInteger(value);
  const decimal = parseDecimal(value.text);
  return decimal !== undefined && decimal.units % 10n ** BigInt(decimal.scale) === 0n;
}
