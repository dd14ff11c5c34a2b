// The plain YAML that nearly every properties file is made of, read in one pass: block mappings and lists, scalars on one
// line, `|` texts, comments, flat flow lists. Twenty times as fast as the full parser. Whatever else a line may be makes
// the result undefined, and the full parser reads the file: so this never says what is wrong, nor guesses. A property
// test holds the two equal.
import { YAML_DEPTH_MAX } from '../../../kernel/limits.ts';
import { emptyDict } from '../../jinja/values/dict.ts';
import type { Value } from '../../jinja/values/value.ts';
import { resolveScalar } from './resolve-scalar.ts';

interface Line {
  readonly indent: number;
  /** Without indent, comment and space at the end. */
  readonly text: string;
  /** Index among all lines of the file, for block texts. */
  readonly index: number;
}

interface Cursor {
  readonly lines: readonly string[];
  readonly ends: boolean;
  index: number;
  line: Line | undefined;
}

/** Not an error: the file is left to the full parser. */
const BAIL = Symbol('bail');

/** The value, or undefined when the file has anything out of the ordinary. */
export function parseFast(text: string): Value | undefined {
  if (/[\t\r\u0085\u2028\u2029\uFEFF\0]/.test(text)) return undefined;
  const cursor: Cursor = { lines: text.split('\n'), ends: text.endsWith('\n'), index: 0, line: undefined };
  try {
    if (cursor.lines[0] === '---') cursor.index = 1;
    advance(cursor);
    const value = cursor.line === undefined ? null : parseBlock(cursor, cursor.line.indent, 0);
    return cursor.line === undefined ? value : undefined;
  } catch (error) {
    if (error === BAIL) return undefined;
    throw error;
  }
}

function bail(): never {
  // A sentinel that never leaves this file.
  // oxlint-disable-next-line typescript/only-throw-error
  throw BAIL;
}

/** To the next line that says something. */
function advance(cursor: Cursor): void {
  while (cursor.index < cursor.lines.length) {
    const index = cursor.index++;
    const raw = cursor.lines[index] ?? '';
    let indent = 0;
    while (raw.charCodeAt(indent) === 32) indent++;
    const first = raw.charCodeAt(indent);
    if (indent === raw.length || first === 35) continue;
    if (indent === 0 && (raw.startsWith('---') || raw.startsWith('...') || first === 37)) bail();
    const text = raw.slice(indent).trimEnd();
    cursor.line = { indent, text, index };
    return;
  }
  cursor.line = undefined;
}

function parseBlock(cursor: Cursor, indent: number, depth: number): Value {
  const { line } = cursor;
  if (line === undefined || line.indent !== indent || depth > YAML_DEPTH_MAX) bail();
  return isItem(line.text) ? parseList(cursor, indent, depth) : parseMapping(cursor, indent, depth);
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

function parseList(cursor: Cursor, indent: number, depth: number): Value {
  const items: Value[] = [];
  for (;;) {
    const { line } = cursor;
    if (line === undefined || line.indent < indent || !isItem(line.text)) break;
    if (line.indent !== indent) bail();
    const rest = line.text.slice(1).trimStart();
    if (rest === '' || rest.startsWith('#')) {
      advance(cursor);
      items.push(hasBelow(cursor, indent) ? parseBlock(cursor, cursor.line?.indent ?? 0, depth + 1) : null);
      continue;
    }
    const inner = indent + line.text.length - rest.length;
    if (isItem(rest) || splitKey(rest) !== undefined) {
      cursor.line = { indent: inner, text: rest, index: line.index };
      items.push(parseBlock(cursor, inner, depth + 1));
    } else items.push(parseInline(cursor, rest, indent));
  }
  if (cursor.line !== undefined && cursor.line.indent > indent) bail();
  return items;
}

function hasBelow(cursor: Cursor, indent: number): boolean {
  return cursor.line !== undefined && cursor.line.indent > indent;
}

function parseMapping(cursor: Cursor, indent: number, depth: number): Value {
  const dict = emptyDict();
  for (;;) {
    const { line } = cursor;
    if (line === undefined || line.indent < indent) break;
    if (line.indent !== indent || isItem(line.text)) bail();
    const pair = splitKey(line.text);
    if (pair === undefined) bail();
    const [key, rest] = pair;
    if (dict.values.has(key)) bail();
    let value: Value;
    if (rest === '' || rest.startsWith('#')) {
      advance(cursor);
      const next = cursor.line;
      if (next !== undefined && next.indent > indent) value = parseBlock(cursor, next.indent, depth + 1);
      else if (next !== undefined && next.indent === indent && isItem(next.text))
        value = parseList(cursor, indent, depth + 1);
      else value = null;
    } else value = parseInline(cursor, rest, indent);
    dict.values.set(key, value);
  }
  return dict;
}

const KEY = /^([A-Za-z_+][\w+.\-/]*|"[\w .\-/:+]+"|'[\w .\-/:+]+')[ ]*:(?:[ ]+|$)/;

function splitKey(text: string): readonly [string, string] | undefined {
  const found = KEY.exec(text);
  if (found === null) return undefined;
  const [whole, name = ''] = found;
  const isQuoted = name.startsWith('"') || name.startsWith("'");
  const key = isQuoted ? name.slice(1, -1) : name;
  if (!isQuoted && typeof resolveScalar(key) !== 'string') bail();
  return [key, text.slice(whole.length)];
}

/** A scalar, block text or flow list that begins on the line of its key, which stands at `indent`. */
function parseInline(cursor: Cursor, text: string, indent: number): Value {
  const first = text[0] ?? '';
  if (first === '|') return parseLiteral(cursor, text, indent);
  const value = first === '[' ? parseFlowList(text) : first === '{' ? parseFlowEmpty(text) : parseScalar(text);
  advance(cursor);
  // A line that is further in would go on with the scalar.
  if (hasBelow(cursor, indent)) bail();
  return value;
}

function parseScalar(text: string): Value {
  const first = text[0] ?? '';
  if (first === '"' || first === "'") return parseQuoted(text);
  if ('&*!>%@`,[]{}?:-#'.includes(first) && !/^-[\w.]/.test(text)) bail();
  const plain = withoutComment(text);
  if (plain.includes(': ') || plain.endsWith(':')) bail();
  return resolveScalar(plain);
}

function withoutComment(text: string): string {
  const at = text.indexOf(' #');
  return at === -1 ? text : text.slice(0, at).trimEnd();
}

/** On one line, without escapes. */
function parseQuoted(text: string): Value {
  const quote = text[0] ?? '';
  const end = text.indexOf(quote, 1);
  if (end === -1 || text[end + 1] === quote) bail();
  const inside = text.slice(1, end);
  if (quote === '"' && inside.includes('\\')) bail();
  const rest = text.slice(end + 1);
  if (rest !== '' && !/^ +#/.test(rest)) bail();
  return inside;
}

function parseFlowEmpty(text: string): Value {
  return withoutComment(text) === '{}' ? emptyDict() : bail();
}

const FLOW_ITEM = /[ ]*(?:"([^"\\]*)"|'([^']*)'|([\w.+][\w.+/-]*(?: [\w.+/-]+)*))[ ]*([,\]])/y;

/** `[a, 'b', 3]` on one line. */
function parseFlowList(text: string): Value {
  if (withoutComment(text) === '[]') return [];
  const items: Value[] = [];
  FLOW_ITEM.lastIndex = 1;
  for (;;) {
    const found = FLOW_ITEM.exec(text);
    if (found === null) bail();
    const [whole, double, single, plain, end] = found;
    if (double === undefined && single === undefined && plain !== undefined) items.push(resolveScalar(plain));
    else items.push(double ?? single ?? '');
    const after = found.index + whole.length;
    if (end === ']') {
      const rest = text.slice(after);
      if (rest !== '' && !/^ +#/.test(rest)) bail();
      return items;
    }
    FLOW_ITEM.lastIndex = after;
  }
}

/** `|` with its lines as they are, and one line end. */
function parseLiteral(cursor: Cursor, text: string, indent: number): Value {
  if (text !== '|' && text !== '|-') bail();
  const { lines } = cursor;
  let index = (cursor.line?.index ?? 0) + 1;
  const kept: string[] = [];
  let inner = -1;
  for (; index < lines.length; index++) {
    const raw = lines[index] ?? '';
    const space = raw.length - raw.trimStart().length;
    if (space === raw.length) {
      if (inner === -1 || raw.length > inner) bail();
      kept.push('');
      continue;
    }
    if (inner === -1) inner = space;
    if (space <= indent) break;
    if (space < inner) bail();
    kept.push(raw.slice(inner));
  }
  if (inner <= indent) bail();
  const isCut = index === lines.length && !cursor.ends;
  if (isCut && kept.at(-1) === '') bail();
  while (kept.at(-1) === '') kept.pop();
  cursor.index = index;
  advance(cursor);
  if (hasBelow(cursor, indent)) bail();
  return kept.join('\n') + (text === '|' && !isCut ? '\n' : '');
}
