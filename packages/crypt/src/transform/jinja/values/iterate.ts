import { charactersOf, lengthOf } from './code-points.ts';
import { entriesOf, keysOf } from './dict.ts';
import { typeError, undefinedError } from './raise.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, tuple, type Value } from './value.ts';

/** The members of a value, read as they are needed; a list that grows meanwhile is followed, as in Python. */
export function iterate(value: Value): Iterable<Value> {
  if (typeof value === 'string') return charactersOf(value);
  if (isList(value)) return value;
  if (typeof value === 'object' && value !== null) {
    switch (value.kind) {
      case 'tuple':
        return value.items;
      case 'dict':
        return keysOf(value);
      case 'set':
        return value.members.values();
      case 'range':
        return numbersOf(value.start, value.step, value.length);
      case 'view':
        if (value.of === 'keys') return keysOf(value.dict);
        return value.of === 'values' ? value.dict.values.values() : pairsOf(entriesOf(value.dict));
      case 'iterator':
        return drain(value.next);
      case 'undefined':
        return [];
      case 'object':
        if (value.type.iterate !== undefined) return value.type.iterate(value.data);
        break;
      default:
    }
  }
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

export function isIterable(value: Value): boolean {
  if (typeof value === 'string' || isList(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind === 'object') return value.type.iterate !== undefined;
  return !['float', 'namespace', 'function', 'slice'].includes(value.kind);
}

function* numbersOf(start: number, step: number, length: number): Iterable<Value> {
  for (let i = 0; i < length; i++) yield start + i * step;
}

function* pairsOf(entries: Iterable<[Value, Value]>): Iterable<Value> {
  for (const pair of entries) yield tuple(pair);
}

/** `for … of` would close a generator that is left early; Python's stays open for the next reader. */
function* drain(next: () => Value | undefined): Iterable<Value> {
  for (let value = next(); value !== undefined; value = next()) yield value;
}

/** The members at once: a copy, or a value's own that the caller must not change. */
export function membersOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isKind(value, 'tuple')) return value.items;
  return Array.from(iterate(value));
}

/** A generator, as the filters that return one do. */
export function iteratorOf(values: Iterable<Value>, name = 'generator'): Value {
  const iterator = values[Symbol.iterator]();
  return {
    kind: 'iterator',
    typeName: name,
    next: () => {
      const step = iterator.next();
      return step.done === true ? undefined : step.value;
    },
  };
}

/** Python's len(value). */
export function lengthOfValue(value: Value): number {
  if (typeof value === 'string') return lengthOf(value);
  if (isList(value)) return value.length;
  if (typeof value === 'object' && value !== null) {
    switch (value.kind) {
      case 'tuple':
        return value.items.length;
      case 'dict':
        return value.values.size;
      case 'view':
        return value.dict.values.size;
      case 'set':
        return value.members.size;
      case 'range':
        return value.length;
      case 'undefined':
        return 0;
      case 'object':
        if (value.type.length !== undefined) return value.type.length(value.data);
        break;
      default:
    }
  }
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}

/** Refuses a value that is undefined, with its own reason. */
export function refuseUndefined(value: Value): void {
  if (isKind(value, 'undefined')) throw undefinedError(value);
}
