// Filters for pages, which SQL has little use for. Nothing is escaped by itself, so a text that is escaped stays a text.
import { bind } from '../values/bind.ts';
import { entriesOf } from '../values/dict.ts';
import { iterate } from '../values/iterate.ts';
import { typeError, valueError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { isKind, isList, type Arguments, type Value } from '../values/value.ts';
import { pairsOf } from '../methods/dict-methods.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ["'", '&#39;'],
  ['"', '&#34;'],
]);

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>'"]/g, (character) => ESCAPES.get(character) ?? character);
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

/** Without tags and comments; white space becomes one space, and entities their characters. */
export function stripTags(text: string): string {
  const plain = cut(cut(text, '<!--', '-->'), '<', '>');
  const spaced = plain
    .split(/\s+/)
    .filter((part) => part !== '')
    .join(' ');
  return spaced.replaceAll(
    /&(?:#(\d+)|#[xX]([\da-fA-F]+)|(\w+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED.get(name) ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function cut(text: string, open: string, close: string): string {
  let rest = text;
  for (let start = rest.indexOf(open); start !== -1; start = rest.indexOf(open, start)) {
    const end = rest.indexOf(close, start);
    if (end === -1) return rest;
    rest = rest.slice(0, start) + rest.slice(end + close.length);
  }
  return rest;
}

/** Pairs of a dict as attributes of a tag. */
export function xmlAttributes(value: Value, args: Arguments): Value {
  const [autospace] = bind(args, 'xmlattr', ['autospace']);
  if (!isKind(value, 'dict')) throw typeError('xmlattr takes a dict');
  const parts: string[] = [];
  for (const [key, member] of entriesOf(value)) {
    if (member === null || isKind(member, 'undefined')) continue;
    const name = textOf(key);
    if (/[\s/>=]/.test(name)) throw valueError(`Invalid character in attribute name: '${name}'`);
    parts.push(`${escapeHtml(name)}="${escapeHtml(textOf(member))}"`);
  }
  const text = parts.join(' ');
  return text !== '' && isTrue(autospace ?? true) ? ` ${text}` : text;
}

const UNRESERVED = /[A-Za-z0-9_.~-]/;

function quoteUrl(text: string, alsoSafe: string): string {
  let result = '';
  for (const character of text) {
    if (UNRESERVED.test(character) || alsoSafe.includes(character)) result += character;
    else
      for (const byte of new TextEncoder().encode(character))
        result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

/** A text for a path; pairs for a query string. */
export function urlEncode(value: Value, args: Arguments): Value {
  bind(args, 'urlencode', []);
  const isPairs = isKind(value, 'dict') || isList(value) || isKind(value, 'tuple') || isKind(value, 'view');
  if (!isPairs) return quoteUrl(textOf(value), '/');
  const pairs = isKind(value, 'dict') ? entriesOf(value) : pairsOf(Array.from(iterate(value)));
  const inQuery = (part: Value): string => quoteUrl(textOf(part), '').replaceAll('%20', '+');
  return Array.from(pairs, ([key, member]) => `${inQuery(key)}=${inQuery(member)}`).join('&');
}
