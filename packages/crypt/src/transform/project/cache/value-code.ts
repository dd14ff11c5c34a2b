// Values as JSON, so that 1.0 is not 1 when it comes back. What has no code here (functions, for one) makes the whole
// uncodable: it is then computed again, never guessed.
import type { Json } from '../../../kernel/parse-json.ts';
import { emptyDict, entriesOf, setItem } from '../../jinja/values/dict.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { parseTimestamp } from '../yaml/timestamp.ts';
import { float, isKind, isList, tuple, type Value } from '../../jinja/values/value.ts';

/** `{f: '1.5'}` a float, `{m: '2001-12-14'}` a date or time, `{t: […]}` a tuple, `{d: [key, value, …]}` a dict; lists, texts, ints as in JSON. */
export function encodeValue(value: Value): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (isList(value)) return encodeAll(value);
  if (typeof value === 'bigint') return undefined;
  switch (value.kind) {
    case 'float':
      return { f: String(value.value) };
    case 'tuple': {
      const items = encodeAll(value.items);
      return items === undefined ? undefined : { t: items };
    }
    case 'dict': {
      const items = encodeAll([...entriesOf(value)].flat());
      return items === undefined ? undefined : { d: items };
    }
    case 'object': {
      const text = textOf(value);
      const isDate = value.type.name === 'datetime.date' || value.type.name === 'datetime.datetime';
      return isDate && textOf(parseTimestamp(text) ?? null) === text ? { m: text } : undefined;
    }
    default:
      return undefined;
  }
}

function encodeAll(values: readonly Value[]): readonly Json[] | undefined {
  const codes: Json[] = [];
  for (const value of values) {
    const code = encodeValue(value);
    if (code === undefined) return undefined;
    codes.push(code);
  }
  return codes;
}

/** @param code made by `encodeValue`; of anything else the result is unspecified, and harmless. */
export function decodeValue(code: Json): Value {
  if (code === null || typeof code !== 'object') return code;
  if (Array.isArray(code)) return code.map((item: Json) => decodeValue(item));
  const { f, t, d, m } = code as {
    readonly f?: Json;
    readonly m?: string;
    readonly t?: readonly Json[];
    readonly d?: readonly Json[];
  };
  if (f !== undefined) return float(Number(f));
  if (m !== undefined) return parseTimestamp(m) ?? null;
  if (t !== undefined) return tuple(t.map(decodeValue));
  const dict = emptyDict();
  const items = d ?? [];
  for (let i = 0; i + 1 < items.length; i += 2)
    setItem(dict, decodeValue(items[i] ?? null), decodeValue(items[i + 1] ?? null));
  return dict;
}

/** Whether plain data would lose something of the value: then its code is kept beside the manifest. */
export function losesAsData(value: Value): boolean {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint';
  if (isList(value)) return value.some(losesAsData);
  if (!isKind(value, 'dict')) return true;
  for (const [key, item] of entriesOf(value)) if (typeof key !== 'string' || losesAsData(item)) return true;
  return false;
}
