// str() and repr() of Python.
import { VALUE_CHARS_MAX, VALUE_DEPTH_MAX } from '../../../kernel/limits.ts';
import { entriesOf, keysOf } from './dict.ts';
import { renderFloat } from './format-float.ts';
import { raised } from './raise.ts';
import { typeName } from './type-name.ts';
import { isKind, isList, type Dict, type PyFunction, type Range, type Value, type View } from './value.ts';

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
  return render(value, new Set());
}

/** `around` holds the collections that are being written: one inside itself is written as `[...]`. */
function render(value: Value, around: Set<Value>): string {
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
  if (around.has(value) || around.size > VALUE_DEPTH_MAX) return isList(value) ? '[...]' : '{...}';
  around.add(value);
  const text = renderCollection(value, around);
  around.delete(value);
  return text;
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

/** The members between commas. A list may hold another twice, and that one a third twice: their text is bounded. */
function renderMembers(members: Iterable<Value>, around: Set<Value>): string {
  let text = '';
  let isFirst = true;
  for (const member of members) {
    text += isFirst ? render(member, around) : `, ${render(member, around)}`;
    isFirst = false;
    if (text.length > VALUE_CHARS_MAX) throw tooLong();
  }
  return text;
}

function tooLong(): Error {
  return raised('JINJA_LIMIT', 'the text of a value is too long');
}

function renderPairs(dict: Dict, open: string, between: string, close: string, around: Set<Value>): string {
  let text = '';
  for (const [key, member] of entriesOf(dict)) {
    text += `${text === '' ? '' : ', '}${open}${render(key, around)}${between}${render(member, around)}${close}`;
    if (text.length > VALUE_CHARS_MAX) throw tooLong();
  }
  return text;
}

function renderCollection(value: Complex, around: Set<Value>): string {
  if (isList(value)) return `[${renderMembers(value, around)}]`;
  switch (value.kind) {
    case 'tuple':
      return `(${renderMembers(value.items, around)}${value.items.length === 1 ? ',' : ''})`;
    case 'dict':
      return `{${renderPairs(value, '', ': ', '', around)}}`;
    case 'set':
      return value.members.size === 0 ? 'set()' : `{${renderMembers(value.members.values(), around)}}`;
    case 'view':
      return renderView(value, around);
    case 'namespace':
      return `<Namespace {${Array.from(value.attributes, ([name, member]) => `${quote(name)}: ${render(member, around)}`).join(', ')}}>`;
    case 'slice':
      return `slice(${renderMembers([value.start, value.stop, value.step], around)})`;
    default:
      return `<${typeName(value)} object>`;
  }
}

function renderView(view: View, around: Set<Value>): string {
  if (view.of === 'keys') return `dict_keys([${renderMembers(keysOf(view.dict), around)}])`;
  if (view.of === 'values') return `dict_values([${renderMembers(view.dict.values.values(), around)}])`;
  return `dict_items([${renderPairs(view.dict, '(', ', ', ')', around)}])`;
}

const UNSEEN = /[\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

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
