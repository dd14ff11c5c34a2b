import { charactersOf, hasSurrogates } from './code-points.ts';
import { integerArgument } from './bind.ts';
import { typeError, valueError } from './raise.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, tuple, type Range, type Slice, type Value } from './value.ts';

/** `value[start:stop:step]` of Python's sequences; undefined for what has no slices. */
export function sliceOf(value: Value, slice: Slice): Value | undefined {
  if (typeof value === 'string') {
    if (slice.step === null && !hasSurrogates(value)) {
      const { first, count } = boundsOf(slice, value.length);
      return value.slice(first, first + count);
    }
    return pick(charactersOf(value), slice).join('');
  }
  if (isList(value)) return pick(value, slice);
  if (isKind(value, 'tuple')) return tuple(pick(value.items, slice));
  if (isKind(value, 'range')) return sliceRange(value, slice);
  return undefined;
}

interface Bounds {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

function boundsOf({ start, stop, step }: Slice, length: number): Bounds {
  const by = bound(step, 1);
  if (by === 0) throw valueError('slice step cannot be zero');
  const low = by < 0 ? -1 : 0;
  const high = by < 0 ? length - 1 : length;
  const clamp = (value: Value, fallback: number): number => {
    const at = bound(value, fallback);
    if (value === null) return at;
    return at < 0 ? Math.max(at + length, low) : Math.min(at, high);
  };
  const first = clamp(start, by < 0 ? high : low);
  const last = clamp(stop, by < 0 ? low : high);
  const count = Math.max(0, Math.ceil((last - first) / by));
  return { first, step: by, count };
}

function bound(value: Value, fallback: number): number {
  if (value === null) return fallback;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return integerArgument(value, fallback);
  throw typeError(`slice indices must be integers or None or have an __index__ method, not ${typeName(value)}`);
}

function pick<T>(items: readonly T[], slice: Slice): T[] {
  const { first, step, count } = boundsOf(slice, items.length);
  if (step === 1) return items.slice(first, first + count);
  const picked: T[] = [];
  for (let i = 0; i < count; i++) {
    const item = items[first + i * step];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

function sliceRange(range: Range, slice: Slice): Range {
  const { first, step, count } = boundsOf(slice, range.length);
  const start = range.start + first * range.step;
  const by = range.step * step;
  return { kind: 'range', start, stop: start + count * by, step: by, length: count };
}
