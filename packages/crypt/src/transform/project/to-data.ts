// Python's values to plain data, and texts of versions.
import type { Json } from '../../kernel/parse-json.ts';
import { entriesOf } from '../jinja/values/dict.ts';
import { textOf } from '../jinja/values/repr.ts';
import { emptyDict, setItem } from '../jinja/values/dict.ts';
import { float, isKind, isList, type PyObject, type Value } from '../jinja/values/value.ts';
import { isDict } from './fields.ts';
import type { JsonObject } from './manifest.ts';

/** What JSON has no word for becomes its text; dates are ISO 8601. */
export function toData(value: Value | undefined): Json {
  if (value === undefined || value === null) return null;
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    default:
  }
  if (isList(value)) return value.map(toData);
  switch (value.kind) {
    case 'float':
      return Number.isFinite(value.value) ? value.value : textOf(value);
    case 'tuple':
      return value.items.map(toData);
    case 'set':
      return [...value.members.values()].map(toData);
    case 'dict':
      return Object.fromEntries(Array.from(entriesOf(value), ([key, item]) => [textOf(key), toData(item)]));
    case 'object':
      return value.type.name === 'datetime.datetime' ? textOf(value).replace(' ', 'T') : objectData(value);
    case 'undefined':
      return null;
    default:
      return textOf(value);
  }
}

function objectData({ type, data }: PyObject): Json {
  // Dates have no JSON in Python; here they are their text.
  return type.toJson === undefined || type.name === 'datetime.date'
    ? (type.text?.(data) ?? type.name)
    : toData(type.toJson(data));
}

/** A mapping as an object; an empty one for everything else. */
export function toObject(value: Value | undefined): JsonObject {
  return isDict(value) ? (toData(value) as JsonObject) : {};
}

const objects = new WeakMap<ReadonlyMap<string, Value>, JsonObject>();

/** The same object for the same map. */
export function mapToObject(map: ReadonlyMap<string, Value>): JsonObject {
  const known = objects.get(map);
  if (known !== undefined) return known;
  const object = Object.fromEntries(Array.from(map, ([key, value]) => [key, toData(value)]));
  objects.set(map, object);
  return object;
}

/** Plain data as a template sees it. Whole numbers are ints. */
export function toValue(data: unknown): Value {
  if (data === null || data === undefined) return null;
  switch (typeof data) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return data;
    case 'number':
      return Number.isSafeInteger(data) ? data : float(data);
    default:
  }
  if (Array.isArray(data)) return data.map(toValue);
  if (typeof data !== 'object') return null;
  const dict = emptyDict();
  for (const [key, item] of Object.entries(data)) setItem(dict, key, toValue(item));
  return dict;
}

/** A version as a key has it: `1`, `2.5`, `beta`. */
export function versionText(version: Value | string | number | undefined): string | undefined {
  if (typeof version === 'string' || typeof version === 'number') return String(version);
  return version !== undefined && isKind(version, 'float') ? textOf(version) : undefined;
}
