// Keys of dicts and members of sets as keys of a Map: equal for what Python holds equal (1, 1.0 and True are one key).
// Texts and numbers are their own keys. Others become texts that begin with a NUL; a text that begins with one gets another.
import { VALUE_CHARS_MAX, VALUE_DEPTH_MAX } from '../../../kernel/limits.ts';
import { raised, typeError } from './raise.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, type HashKey, type Value } from './value.ts';

export function hashKey(value: Value): HashKey {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
  if (typeof value === 'number' || value === null || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return hashObject(value, 0);
}

function hashObject(value: Exclude<Value, string | number | null | bigint | boolean>, depth: number): HashKey {
  if (depth > VALUE_DEPTH_MAX) throw raised('JINJA_LIMIT', `values nest deeper than ${VALUE_DEPTH_MAX} levels`);
  if (isList(value) || isKind(value, 'dict') || isKind(value, 'set') || isKind(value, 'slice'))
    throw typeError(`unhashable type: '${typeName(value)}'`);
  switch (value.kind) {
    case 'float':
      if (!Number.isInteger(value.value)) return `\0f${value.value}`;
      return Number.isSafeInteger(value.value) ? value.value + 0 : BigInt(value.value);
    case 'tuple':
      return hashTuple(value.items, depth);
    case 'object':
      return value.type.hashKey === undefined ? value : value.type.hashKey(value.data);
    case 'undefined':
      return '\0u';
    default:
      return value;
  }
}

function hashTuple(items: readonly Value[], depth: number): string {
  let text = '\0(';
  for (const item of items) {
    text += renderPart(item, depth + 1);
    if (text.length > VALUE_CHARS_MAX) throw raised('JINJA_LIMIT', 'a tuple is too large for a key');
  }
  return text;
}

/** Identities of objects that are parts of a tuple; a WeakMap keeps none alive. */
const identities = new WeakMap<object, number>();
let identityCount = 0;

/** A key as a text that says where it ends. */
function renderPart(value: Value, depth: number): string {
  const key = typeof value === 'object' && value !== null && !isList(value) ? hashObject(value, depth) : hashKey(value);
  const text = renderKey(key);
  return `${text.length}:${text}`;
}

function renderKey(key: HashKey): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'number' || typeof key === 'bigint') return `n${key}`;
  if (key === null) return '-';
  let identity = identities.get(key);
  if (identity === undefined) identities.set(key, (identity = ++identityCount));
  return `o${identity}`;
}
