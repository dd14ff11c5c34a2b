// Members of values, as templates see them: `a.b` is the attribute, then the item; `a['b']` the item, then the attribute.
import { DICT_METHODS, SET_METHODS } from '../methods/dict-methods.ts';
import { LIST_METHODS, TUPLE_METHODS } from '../methods/list-methods.ts';
import type { Method } from '../methods/method.ts';
import { textMethods } from '../methods/text-methods.ts';
import { charactersOf, hasSurrogates } from './code-points.ts';
import { getItem } from './dict.ts';
import { bind, guess } from './bind.ts';
import { undefinedError } from './raise.ts';
import { quote, reprOf } from './repr.ts';
import { sliceOf } from './slice.ts';
import { objectName } from './type-name.ts';
import { isKind, isList, makeUndefined, orElse, type PyFunction, type Value } from './value.ts';

const TEXT_METHODS = textMethods({ attribute: attributeOf, item: itemOf });
const FLOAT_METHODS: ReadonlyMap<string, Method<number>> = new Map([
  ['is_integer', (self, args) => (bind(args, 'is_integer', []), Number.isInteger(self))],
]);
const INT_METHODS: ReadonlyMap<string, Method<number | bigint>> = new Map([
  ['bit_length', (self, args) => (bind(args, 'bit_length', []), bitLength(self))],
]);

function bitLength(value: number | bigint): number {
  const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  return size === 0n ? 0 : size.toString(2).length;
}

function method<T>(methods: ReadonlyMap<string, Method<T>>, self: T, name: string): PyFunction | undefined {
  const found = methods.get(name);
  return found === undefined ? undefined : { kind: 'function', name, call: (args, site) => found(self, args, site) };
}

/** The attribute itself; undefined when there is none. Nothing but what stands here can be reached. */
export function attributeOf(value: Value, name: string): Value | undefined {
  if (value === null) return undefined;
  switch (typeof value) {
    case 'string':
      return method(TEXT_METHODS, value, name);
    case 'number':
    case 'bigint':
      return method(INT_METHODS, value, name);
    case 'boolean':
      return method(INT_METHODS, value ? 1 : 0, name);
    default:
  }
  if (isList(value)) return method(LIST_METHODS, value, name);
  switch (value.kind) {
    case 'dict':
      return method(DICT_METHODS, value, name);
    case 'tuple':
      return orElse(value.items[value.names?.indexOf(name) ?? -1], method(TUPLE_METHODS, value, name));
    case 'set':
      return method(SET_METHODS, value, name);
    case 'float':
      return method(FLOAT_METHODS, value.value, name);
    case 'namespace':
      return value.attributes.get(name);
    case 'function':
      return value.attributes?.get(name);
    case 'object':
      return value.type.attribute?.(value.data, name, value);
    case 'range':
      return name === 'start' || name === 'stop' || name === 'step' ? value[name] : undefined;
    default:
      return undefined;
  }
}

/** The item itself; undefined when there is none, or the value has no items. */
export function itemOf(value: Value, key: Value): Value | undefined {
  if (isKind(key, 'slice'))
    return sliceOf(value, key) ?? (isKind(value, 'object') ? value.type.item?.(value.data, key) : undefined);
  if (isKind(value, 'dict')) return isHashable(key) ? getItem(value, key) : undefined;
  if (isKind(value, 'object')) return value.type.item?.(value.data, key);
  const index = typeof key === 'boolean' ? (key ? 1 : 0) : key;
  if (typeof index !== 'number') return undefined;
  if (isList(value)) return value[index < 0 ? index + value.length : index];
  if (typeof value === 'string') return (hasSurrogates(value) ? charactersOf(value) : value).at(index);
  if (isKind(value, 'tuple')) return value.items.at(index);
  if (isKind(value, 'range')) {
    const at = index < 0 ? index + value.length : index;
    return at >= 0 && at < value.length ? value.start + at * value.step : undefined;
  }
  return undefined;
}

function isHashable(key: Value): boolean {
  return !isList(key) && !isKind(key, 'dict') && !isKind(key, 'set');
}

/** `target.name` of a template. */
export function readAttribute(target: Value, name: string): Value {
  if (isKind(target, 'undefined')) return readUndefined(target, name);
  const attribute = attributeOf(target, name);
  if (attribute !== undefined) return attribute;
  const item = itemOf(target, name);
  return item === undefined ? missingMember(target, name) : item;
}

/** `target[key]` of a template. */
export function readItem(target: Value, key: Value): Value {
  if (isKind(target, 'undefined')) return readUndefined(target, '');
  const item = itemOf(target, key);
  if (item !== undefined) return item;
  const attribute = typeof key === 'string' ? attributeOf(target, key) : undefined;
  return attribute === undefined ? missingMember(target, key) : attribute;
}

/** What is not there: an error only when it is used. */
export function missingMember(target: Value, key: Value): Value {
  const name = objectName(target);
  if (typeof key !== 'string') return makeUndefined(`${name} has no element ${reprOf(key)}`);
  const advise = (): string | undefined => guess(key, memberNames(target));
  return makeUndefined(`${quote(name)} has no attribute ${quote(key)}`, false, advise);
}

/** dbt's undefined of parsing gives itself for any member; Jinja's is an error. */
function readUndefined(target: Extract<Value, { kind: 'undefined' }>, name: string): Value {
  if (!target.chains) throw undefinedError(target);
  return name === '' ? target : makeUndefined(`${quote(name)} is undefined`, true);
}

/** Members of a value that a template may ask for: for did-you-mean. */
function memberNames(value: Value): readonly string[] {
  if (typeof value === 'string') return [...TEXT_METHODS.keys()];
  if (isList(value)) return [...LIST_METHODS.keys()];
  if (isKind(value, 'dict'))
    return [...DICT_METHODS.keys(), ...[...value.values.keys()].filter((key) => typeof key === 'string')];
  if (isKind(value, 'namespace')) return [...value.attributes.keys()];
  if (isKind(value, 'object')) return value.type.attributeNames?.(value.data) ?? [];
  return [];
}
