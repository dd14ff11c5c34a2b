// The only way of the host's things into templates, and of values out of them. Data is copied; functions are wrapped; no
// object of JavaScript is passed as it is.
import { COLLECTION_ITEMS_MAX, VALUE_DEPTH_MAX } from '../../../kernel/limits.ts';
import { bind } from './bind.ts';
import { dictOf, entriesOf } from './dict.ts';
import { iterate } from './iterate.ts';
import { raised, typeError, undefinedError } from './raise.ts';
import { textOf } from './repr.ts';
import { typeName } from './type-name.ts';
import { float, int, isKind, isList, type CallSite, type Eventual, type PyFunction, type Value } from './value.ts';

/** What JSON has, and whole numbers beyond 2^53. */
export type HostData =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly HostData[]
  | { readonly [name: string]: HostData };

/** Data of the host as a value: whole numbers become ints, others floats; objects become dicts by their own keys. */
export function toValue(data: HostData, depth = 0): Value {
  if (depth > VALUE_DEPTH_MAX) throw raised('JINJA_LIMIT', `data nests deeper than ${VALUE_DEPTH_MAX} levels`);
  if (typeof data === 'number') return Number.isInteger(data) ? int(BigInt(data)) : float(data);
  if (typeof data === 'bigint') return int(data);
  if (data === null || typeof data !== 'object') return data;
  if (isHostList(data)) return data.map((item) => toValue(item, depth + 1));
  return dictOf(Object.entries(data).map(([name, item]) => [name, toValue(item, depth + 1)] as const));
}

function isHostList(data: HostData): data is readonly HostData[] {
  return Array.isArray(data);
}

/**
 * A value as data of the host: floats become numbers, tuples and sets lists, keys texts.
 *
 * @throws JINJA_TYPE for what is no data, such as a macro; JINJA_UNDEFINED for what is undefined.
 */
export function fromValue(value: Value, depth = 0, count = { left: COLLECTION_ITEMS_MAX }): HostData {
  if (--count.left < 0) throw raised('JINJA_LIMIT', `data has more than ${COLLECTION_ITEMS_MAX} members`);
  if (depth > VALUE_DEPTH_MAX) throw raised('JINJA_LIMIT', `a value nests deeper than ${VALUE_DEPTH_MAX} levels`);
  if (value === null || typeof value !== 'object') return value;
  if (isKind(value, 'float')) return value.value;
  if (
    isList(value) ||
    isKind(value, 'tuple') ||
    isKind(value, 'set') ||
    isKind(value, 'range') ||
    isKind(value, 'view') ||
    isKind(value, 'iterator')
  )
    return Array.from(iterate(value), (item) => fromValue(item, depth + 1, count));
  if (isKind(value, 'dict')) {
    const pairs = Array.from(
      entriesOf(value),
      ([key, item]) => [textOf(key), fromValue(item, depth + 1, count)] as const,
    );
    // `fromEntries` defines a key `__proto__` and does not set the prototype.
    return Object.fromEntries(pairs);
  }
  if (isKind(value, 'undefined')) throw undefinedError(value);
  if (isKind(value, 'object'))
    return value.type.toJson === undefined ? textOf(value) : fromValue(value.type.toJson(value.data), depth + 1, count);
  throw typeError(`'${typeName(value)}' is no data`);
}

/**
 * A function of the host. `parameters` may come by place or by name; those after `required` may be missing and are then
 * undefined. A promise is waited for in asynchronous renderings, and refused in synchronous ones.
 */
export function hostFunction(
  name: string,
  parameters: readonly string[],
  call: (values: readonly (Value | undefined)[], site: CallSite) => Eventual<Value>,
  required = 0,
): PyFunction {
  return {
    kind: 'function',
    name,
    call: (args, site) => {
      const result = call(bind(args, name, parameters, required), site);
      return result instanceof Promise ? site.pause(result) : result;
    },
  };
}
