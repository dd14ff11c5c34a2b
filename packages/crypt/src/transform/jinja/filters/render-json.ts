// json.dumps of Python, as the filter `tojson` uses it.
import { TEXT_CHARS_MAX, VALUE_DEPTH_MAX } from '../../../kernel/limits.ts';
import { tooLong } from '../values/arithmetic.ts';
import { entriesOf } from '../values/dict.ts';
import { compareForSort } from '../values/compare.ts';
import { renderFloat } from '../values/format-float.ts';
import { typeError, undefinedError, valueError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { isKind, isList, type Dict, type Value } from '../values/value.ts';

export interface JsonOptions {
  /** Spaces of a level; null for one line. */
  readonly indent: string | null;
  readonly sortKeys: boolean;
}

export function renderJson(value: Value, options: JsonOptions): string {
  return render(value, options, 0);
}

function render(value: Value, options: JsonOptions, depth: number): string {
  if (depth > VALUE_DEPTH_MAX) throw valueError('Circular reference detected');
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
      return String(value);
    case 'string':
      return quoteJson(value);
    default:
  }
  if (isList(value))
    return wrap(
      '[',
      value.map((item) => render(item, options, depth + 1)),
      ']',
      options,
      depth,
    );
  switch (value.kind) {
    case 'float':
      return renderDouble(value.value);
    case 'tuple':
      return wrap(
        '[',
        value.items.map((item) => render(item, options, depth + 1)),
        ']',
        options,
        depth,
      );
    case 'dict':
      return renderDict(value, options, depth);
    case 'undefined':
      throw undefinedError(value);
    case 'object':
      if (value.type.toJson !== undefined) return render(value.type.toJson(value.data), options, depth + 1);
      throw notSerializable(value);
    default:
      throw notSerializable(value);
  }
}

function notSerializable(value: Value): Error {
  return typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function renderDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return renderFloat(value);
}

function wrap(open: string, parts: readonly string[], close: string, options: JsonOptions, depth: number): string {
  if (parts.length === 0) return open + close;
  if (parts.reduce((size, part) => size + part.length, 0) > TEXT_CHARS_MAX) throw tooLong();
  if (options.indent === null) return open + parts.join(', ') + close;
  const inner = `\n${options.indent.repeat(depth + 1)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${options.indent.repeat(depth)}${close}`;
}

function renderDict(dict: Dict, options: JsonOptions, depth: number): string {
  const entries = [...entriesOf(dict)];
  if (options.sortKeys) entries.sort(([a], [b]) => compareForSort(a, b));
  const parts = entries.map(([key, value]) => `${quoteJson(keyText(key))}: ${render(value, options, depth + 1)}`);
  return wrap('{', parts, '}', options, depth);
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return String(key);
  if (typeof key === 'number' || typeof key === 'bigint') return String(key);
  if (isKind(key, 'float')) return renderDouble(key.value);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
]);

/** ASCII only, as Python's default is. */
export function quoteJson(text: string): string {
  const escaped = text.replaceAll(
    /["\\]|[^ -~]/g,
    (unit) => SHORT.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

const IN_HTML: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ["'", '\\u0027'],
]);

/** What may stand in a script of a page. */
export function htmlSafe(json: string): string {
  return json.replaceAll(/[<>&']/g, (character) => IN_HTML.get(character) ?? character);
}

/** Spaces of the filter's `indent`. */
export function indentOf(value: Value | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' ? ' '.repeat(Math.max(0, Math.min(value, 100))) : textOf(value);
}
