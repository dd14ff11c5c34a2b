// `'{} {name!r:>10}'.format(…)` of Python. Members are looked up as in a template, so nothing else can be reached.
import { formatValue } from './format-spec.ts';
import { raised, valueError } from './raise.ts';
import { reprOf, quote, textOf } from './repr.ts';
import { makeUndefined, orElse, type Arguments, type Value } from './value.ts';

/** How `a.b[c]` of a field is looked up; undefined when there is no such member. */
export interface MemberLookup {
  readonly attribute: (value: Value, name: string) => Value | undefined;
  readonly item: (value: Value, key: Value) => Value | undefined;
}

interface Filling {
  readonly args: Arguments;
  readonly lookup: MemberLookup;
  /** Number of the next `{}`; a text uses these or numbers of its own, not both. */
  next: number;
  style: 'auto' | 'manual' | undefined;
}

export function formatText(format: string, args: Arguments, lookup: MemberLookup): string {
  return fill(format, { args, lookup, next: 0, style: undefined }, 0);
}

function fill(format: string, filling: Filling, depth: number): string {
  if (depth > 2) throw valueError('Max string recursion exceeded');
  let text = '';
  let at = 0;
  while (at < format.length) {
    const open = format.indexOf('{', at);
    const close = format.indexOf('}', at);
    const next = open === -1 ? close : close === -1 ? open : Math.min(open, close);
    if (next === -1) return text + format.slice(at);
    text += format.slice(at, next);
    const mark = format[next];
    if (format[next + 1] === mark) {
      text += mark;
      at = next + 2;
      continue;
    }
    if (mark === '}') throw valueError("Single '}' encountered in format string");
    const end = endOfField(format, next + 1);
    text += renderField(format.slice(next + 1, end), filling, depth);
    at = end + 1;
  }
  return text;
}

function endOfField(format: string, from: number): number {
  let open = 1;
  for (let at = from; at < format.length; at++) {
    if (format[at] === '{') open++;
    else if (format[at] === '}' && --open === 0) return at;
  }
  throw valueError(
    from === format.length ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

const FIELD = /^([^!:[.]*)((?:\.[^.[!:]+|\[[^\]]*\])*)(?:!([a-zA-Z]))?(?::([^]*))?$/;

function renderField(field: string, filling: Filling, depth: number): string {
  const parts = FIELD.exec(field);
  if (parts === null) throw valueError(`the field {${field}} cannot be read`);
  const [, name = '', members = '', conversion, spec = ''] = parts;
  let value = argument(name, filling);
  for (const [, attribute, key] of members.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    const index = key ?? '';
    const next =
      attribute === undefined
        ? filling.lookup.item(value, /^\d+$/.test(index) ? Number(index) : index)
        : filling.lookup.attribute(value, attribute);
    value = orElse(next, makeUndefined(`there is no member ${quote(attribute ?? index)}`));
  }
  const filled = spec.includes('{') ? fill(spec, filling, depth + 1) : spec;
  if (conversion === undefined) return formatValue(value, filled);
  if (conversion === 's') return formatValue(textOf(value), filled);
  if (conversion === 'r' || conversion === 'a') return formatValue(reprOf(value), filled);
  throw valueError(`Unknown conversion specifier '${conversion}'`);
}

function argument(name: string, filling: Filling): Value {
  const { args } = filling;
  if (name === '' || /^\d+$/.test(name)) {
    const style = name === '' ? 'auto' : 'manual';
    if (filling.style !== undefined && filling.style !== style)
      throw valueError('cannot switch between manual field specification and automatic field numbering');
    filling.style = style;
    const index = name === '' ? filling.next++ : Number(name);
    const value = args.positional[index];
    if (value === undefined)
      throw raised('JINJA_LOOKUP', `Replacement index ${index} out of range for positional args tuple`);
    return value;
  }
  const value = args.named.get(name);
  if (value === undefined) throw raised('JINJA_LOOKUP', quote(name));
  return value;
}
