import { COMPARISONS_MAX, VALUE_DEPTH_MAX } from '../../../kernel/limits.ts';
import { entriesOf, getItem } from './dict.ts';
import { hashKey } from './hash-key.ts';
import { raised } from './raise.ts';
import { isKind, isList, type Dict, type PySet, type Value, type View } from './value.ts';

/** Members that the comparison under way has looked at. */
let compared = 0;

/** Python's ==. */
export function isEqual(left: Value, right: Value, depth = 0): boolean {
  if (left === right) return true;
  if (depth === 0) compared = 0;
  else if (++compared > COMPARISONS_MAX)
    throw raised('JINJA_LIMIT', `a comparison looks at more than ${COMPARISONS_MAX} members`);
  const number = numberOf(left);
  if (number !== undefined) return equalsNumber(left, number, right);
  if (typeof left !== 'object' || left === null)
    return isKind(right, 'object') && right.type.equals?.(right.data, left) === true;
  if (typeof right !== 'object' || right === null)
    return isKind(left, 'object') && left.type.equals?.(left.data, right) === true;
  if (depth > VALUE_DEPTH_MAX) throw raised('JINJA_LIMIT', `values nest deeper than ${VALUE_DEPTH_MAX} levels`);
  if (isList(left)) return isList(right) && equalItems(left, right, depth);
  switch (left.kind) {
    case 'tuple':
      return isKind(right, 'tuple') && equalItems(left.items, right.items, depth);
    case 'dict':
      return isKind(right, 'dict') && equalDicts(left, right, depth);
    case 'set':
      return equalSets(left, right);
    case 'view':
      return equalViews(left, right, depth);
    case 'range':
      return (
        isKind(right, 'range') &&
        left.length === right.length &&
        (left.length === 0 || (left.start === right.start && (left.length === 1 || left.step === right.step)))
      );
    case 'undefined':
      return isKind(right, 'undefined');
    case 'object':
      return (
        left.type.equals?.(left.data, right) ??
        (isKind(right, 'object') && right.type.equals?.(right.data, left)) ??
        false
      );
    default:
      return isKind(right, 'object') && right.type.equals?.(right.data, left) === true;
  }
}

/** The number of an int, bool or float. */
export function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isKind(value, 'float') ? value.value : undefined;
}

function equalsNumber(left: Value, number: number | bigint, right: Value): boolean {
  const other = numberOf(right);
  // JavaScript compares a bigint and a number by their exact values.
  // oxlint-disable-next-line eqeqeq
  if (other !== undefined) return number == other;
  return isKind(right, 'object') && right.type.equals?.(right.data, left) === true;
}

function equalItems(left: readonly Value[], right: readonly Value[], depth: number): boolean {
  return left.length === right.length && left.every((item, i) => isEqual(item, right[i] ?? null, depth + 1));
}

function equalDicts(left: Dict, right: Dict, depth: number): boolean {
  if (left.values.size !== right.values.size) return false;
  for (const [key, value] of entriesOf(left)) {
    const other = getItem(right, key);
    if (other === undefined || !isEqual(value, other, depth + 1)) return false;
  }
  return true;
}

function equalSets(left: PySet, right: Value): boolean {
  const keys = isKind(right, 'set')
    ? right.members
    : isKind(right, 'view') && right.of === 'keys'
      ? right.dict.values
      : undefined;
  if (keys === undefined || keys.size !== left.members.size) return false;
  return [...left.members.keys()].every((key) => keys.has(key));
}

function equalViews(left: View, right: Value, depth: number): boolean {
  if (left.of === 'values') return false;
  if (isKind(right, 'set') && left.of === 'keys') return equalSets(right, left);
  if (!isKind(right, 'view') || right.of !== left.of) return false;
  if (left.of === 'items') return equalDicts(left.dict, right.dict, depth);
  return (
    left.dict.values.size === right.dict.values.size &&
    [...left.dict.values.keys()].every((key) => right.dict.values.has(key))
  );
}

/** Python's identity: for `is`-like tests and for members that compare to themselves. */
export function isSame(left: Value, right: Value): boolean {
  if (isKind(left, 'float') && isKind(right, 'float')) return left.value === right.value;
  return left === right;
}

/** Whether a list or the like has the value. */
export function includes(items: Iterable<Value>, value: Value): boolean {
  for (const item of items) if (isEqual(item, value)) return true;
  return false;
}

export function setHas(set: PySet, value: Value): boolean {
  return set.members.has(hashKey(value));
}
