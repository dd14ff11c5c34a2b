import { compareTexts } from './code-points.ts';
import { hasKey } from './dict.ts';
import { includes, isEqual, numberOf, setHas } from './equal.ts';
import { iterate, refuseUndefined } from './iterate.ts';
import { typeError } from './raise.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, type Value } from './value.ts';

type Order = '<' | '<=' | '>' | '>=';

/** Python's order of two values, or its TypeError. NaN is before and after nothing. */
export function isOrdered(operator: Order, left: Value, right: Value): boolean {
  const numbers = [numberOf(left), numberOf(right)] as const;
  if (numbers[0] !== undefined && numbers[1] !== undefined) return orderNumbers(operator, numbers[0], numbers[1]);
  if (typeof left === 'string' && typeof right === 'string') return byOrder(operator, compareTexts(left, right));
  refuseUndefined(left);
  refuseUndefined(right);
  if (isList(left) && isList(right)) return orderItems(operator, left, right);
  if (isKind(left, 'tuple') && isKind(right, 'tuple')) return orderItems(operator, left.items, right.items);
  if (isKind(left, 'set') && isKind(right, 'set')) return orderSets(operator, left.members, right.members);
  const order = orderObjects(left, right);
  if (order !== undefined) return byOrder(operator, order);
  throw typeError(`'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

function orderNumbers(operator: Order, left: number | bigint, right: number | bigint): boolean {
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function byOrder(operator: Order, order: number): boolean {
  return orderNumbers(operator, order, 0);
}

function orderItems(operator: Order, left: readonly Value[], right: readonly Value[]): boolean {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [left[i] ?? null, right[i] ?? null];
    if (!isEqual(a, b)) return isOrdered(operator, a, b);
  }
  return orderNumbers(operator, left.length, right.length);
}

function orderSets(operator: Order, left: ReadonlyMap<unknown, Value>, right: ReadonlyMap<unknown, Value>): boolean {
  if (operator === '>' || operator === '>=') return orderSets(operator === '>' ? '<' : '<=', right, left);
  const isSubset = [...left.keys()].every((key) => right.has(key));
  return isSubset && (operator === '<=' || left.size < right.size);
}

function orderObjects(left: Value, right: Value): number | undefined {
  if (isKind(left, 'object')) {
    const order = left.type.compare?.(left.data, right);
    if (order !== undefined) return order;
  }
  if (!isKind(right, 'object')) return undefined;
  const order = right.type.compare?.(right.data, left);
  return order === undefined ? undefined : -order;
}

/** Order for sorting: by `<` alone, as Python sorts. */
export function compareForSort(left: Value, right: Value): number {
  if (isOrdered('<', left, right)) return -1;
  return isOrdered('<', right, left) ? 1 : 0;
}

/** Python's `value in container`. */
export function contains(container: Value, value: Value): boolean {
  if (typeof container === 'string') {
    if (typeof value !== 'string') {
      refuseUndefined(value);
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(value)}`);
    }
    return container.includes(value);
  }
  if (isKind(container, 'dict')) return hasKey(container, value);
  if (isKind(container, 'set')) return setHas(container, value);
  if (isKind(container, 'view') && container.of === 'keys') return hasKey(container.dict, value);
  if (isKind(container, 'object') && container.type.contains !== undefined)
    return container.type.contains(container.data, value);
  if (isNotIterable(container)) throw typeError(`argument of type '${typeName(container)}' is not iterable`);
  return includes(iterate(container), value);
}

function isNotIterable(value: Value): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return true;
  if (typeof value === 'string' || isList(value)) return false;
  if (value.kind === 'object') return value.type.iterate === undefined;
  return value.kind === 'float' || value.kind === 'function' || value.kind === 'namespace' || value.kind === 'slice';
}
