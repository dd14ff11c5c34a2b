// str() and repr() of Python.
import { TEXT_CHARS_MAX, VALUE_DEPTH_MAX } from '../../../kernel/limits.ts';
import { entriesOf, keysOf } from './dict.ts';
import { renderFloat } from './format-float.ts';
import { raised } from './raise.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, type PyFunction, type Range, type Value } from './value.ts';

/** Python's str(value): what a template writes. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (isKind(value, 'undefined')) return '';
  if (isKind(value, 'object') && value.type.text !== undefined) return value.type.text(value.data);
  return reprOf(value);
}

/** Python's repr(value). */
export function reprOf(value: Value): string {
  return render(value, []);
}

/** `around` holds the collections that are being written: one inside itself is written as `[...]`. */
function render(value: Value, around: readonly Value[]): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
    case 'bigint':
      return String(value);
    default:
  }
  if (!isList(value)) {
    const simple = renderSimple(value);
    if (simple !== undefined) return simple;
  }
  if (around.includes(value) || around.length > VALUE_DEPTH_MAX) return isList(value) ? '[...]' : '{...}';
  return renderCollection(value, [...around, value]);
}

type Complex = Exclude<Value, null | string | boolean | number | bigint>;

function renderSimple(value: Exclude<Complex, readonly Value[]>): string | undefined {
  switch (value.kind) {
    case 'float':
      return renderFloat(value.value);
    case 'range':
      return renderRange(value);
    case 'undefined':
      return 'Undefined';
    case 'iterator':
      return `<${typeName(value)} object>`;
    case 'function':
      return renderFunction(value);
    case 'object':
      return (value.type.repr ?? value.type.text)?.(value.data) ?? `<${value.type.name} object>`;
    default:
      return undefined;
  }
}

function renderRange({ start, stop, step }: Range): string {
  return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

function renderFunction(value: PyFunction): string {
  return value.text ?? `<function ${value.name}>`;
}

function renderCollection(value: Complex, around: readonly Value[]): string {
  let size = 0;
  const item = (member: Value): string => {
    const text = render(member, around);
    // A list may hold another twice, and that one a third twice: its text grows without bound.
    if ((size += text.length) > TEXT_CHARS_MAX) throw raised('JINJA_LIMIT', 'the text of a value is too long');
    return text;
  };
  const list = (members: Iterable<Value>): string => Array.from(members, item).join(', ');
  if (isList(value)) return `[${list(value)}]`;
  switch (value.kind) {
    case 'tuple':
      return value.items.length === 1 ? `(${list(value.items)},)` : `(${list(value.items)})`;
    case 'dict':
      return `{${Array.from(entriesOf(value), ([key, member]) => `${item(key)}: ${item(member)}`).join(', ')}}`;
    case 'set':
      return value.members.size === 0 ? 'set()' : `{${list(value.members.values())}}`;
    case 'view': {
      if (value.of === 'keys') return `dict_keys([${list(keysOf(value.dict))}])`;
      if (value.of === 'values') return `dict_values([${list(value.dict.values.values())}])`;
      const pairs = Array.from(entriesOf(value.dict), ([key, member]) => `(${item(key)}, ${item(member)})`);
      return `dict_items([${pairs.join(', ')}])`;
    }
    case 'namespace': {
      const pairs = Array.from(value.attributes, ([name, member]) => `${quote(name)}: ${item(member)}`);
      return `<Namespace {${pairs.join(', ')}}>`;
    }
    case 'slice':
      return `slice(${item(value.start)}, ${item(value.stop)}, ${item(value.step)})`;
    default:
      return `<${typeName(value)} object>`;
  }
}

const UNSEEN = /[\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu;
const SHORT: ReadonlyMap<string, string> = new Map([['\\', '\\\\'], ['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']]);

/** A text as Python writes it in a list: single quotes unless it has some and no double ones. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(UNSEEN, escapeCharacter);
  return mark === "'" ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

function escapeCharacter(character: string): string {
  if (character === ' ') return ' ';
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
