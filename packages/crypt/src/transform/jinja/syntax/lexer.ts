// Cuts a template into text and the tokens of its tags. Pulled by the parser, so that text costs one search for `{`.
//
//   text ──{{ or {%──▶ tag ──}} or %}──▶ text        comments and raw blocks are passed in `readText`
//
// Rules: Jinja 3.1, jinja2/lexer.py (behaviour only).
import { SyntaxFault } from './syntax-fault.ts';
import { positionOf } from './position.ts';
import { decodeString } from './decode-string.ts';
import { skipSpace, trimEnd, isSpace } from './white-space.ts';

export type TokenKind = 'name' | 'string' | 'integer' | 'float' | 'operator' | 'tag end' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; the value of a string. */
  readonly text: string;
  readonly at: number;
}

/** How white space around tags is taken; dbt uses the defaults, all false. */
export interface LexerOptions {
  /** The first line end after a block's tag goes. */
  readonly trimBlocks: boolean;
  /** Spaces from the line's start to a block's tag go. */
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
}

export interface Lexer {
  readonly source: string;
  readonly options: LexerOptions;
  at: number;
  /** `}}` or `%}` of the tag that is being read. */
  closer: string;
  /** Offset of the `{` of that tag. */
  tagAt: number;
  /** Open brackets of that tag; its end is not looked for inside them. */
  open: { readonly text: string; readonly at: number }[];
}

export function openLexer(source: string, options: LexerOptions): Lexer {
  return { source, options, at: 0, closer: '', tagAt: 0, open: [] };
}

/** The source as Jinja reads it: one kind of line end, and not the last one. */
export function normaliseSource(source: string, keepTrailingNewline: boolean): string {
  const text = source.includes('\r') ? source.replaceAll(/\r\n?/g, '\n') : source;
  return !keepTrailingNewline && text.endsWith('\n') ? text.slice(0, -1) : text;
}

const BRACE = 0x7b;

/** Text up to the next tag, which `tagAt` and `closer` then name; `closer` is empty at the end of the template. */
export function readText(lexer: Lexer): string {
  const { source } = lexer;
  let text = '';
  for (;;) {
    const start = lexer.at;
    const open = findTag(source, start);
    if (open === -1) {
      lexer.at = source.length;
      lexer.closer = '';
      return start === 0 ? source : text + source.slice(start);
    }
    const opener = source[open + 1];
    text += textBefore(lexer, start, open, opener !== '{');
    lexer.tagAt = open;
    lexer.at = open + (isMark(source[open + 2]) ? 3 : 2);
    if (opener === '#') {
      passComment(lexer);
      continue;
    }
    const raw = opener === '%' ? readRaw(lexer) : undefined;
    if (raw !== undefined) {
      text += raw;
      continue;
    }
    lexer.closer = opener === '{' ? '}}' : '%}';
    lexer.open.length = 0;
    return text;
  }
}

function findTag(source: string, from: number): number {
  for (let at = source.indexOf('{', from); at !== -1; at = source.indexOf('{', at + 1)) {
    const next = source.charCodeAt(at + 1);
    if (next === BRACE || next === 0x25 || next === 0x23) return at;
  }
  return -1;
}

function isMark(character: string | undefined): boolean {
  return character === '-' || character === '+';
}

function textBefore(lexer: Lexer, start: number, open: number, isBlock: boolean): string {
  const { source } = lexer;
  const text = source.slice(start, open);
  const mark = source[open + 2];
  if (mark === '-') return trimEnd(text);
  if (mark === '+' || !isBlock || !lexer.options.lstripBlocks) return text;
  const lineStart = text.lastIndexOf('\n') + 1;
  const beginsLine = lineStart > 0 || start === 0 || source[start - 1] === '\n';
  return beginsLine && skipSpace(text, lineStart) === text.length ? text.slice(0, lineStart) : text;
}

function passComment(lexer: Lexer): void {
  const end = lexer.source.indexOf('#}', lexer.at);
  if (end === -1) throw new SyntaxFault(lexer.tagAt, 'this comment has no end, #}', true);
  closeTag(lexer, end, end > lexer.at ? lexer.source[end - 1] : '');
}

/** Goes on after a tag's end, whose `%}` or `}}` is at `end`. */
function closeTag(lexer: Lexer, end: number, mark: string | undefined): void {
  lexer.at = end + 2;
  if (mark === '-') lexer.at = skipSpace(lexer.source, lexer.at);
  else if (mark !== '+' && lexer.options.trimBlocks && lexer.source[end] !== '}' && lexer.source[lexer.at] === '\n')
    lexer.at++;
}

const RAW = /\s*raw\s*(-?)%\}/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;

/** The text of a raw block that begins here. */
function readRaw(lexer: Lexer): string | undefined {
  const { source } = lexer;
  const first = source.charCodeAt(lexer.at);
  if (!isSpace(first) && first !== 0x72) return undefined;
  RAW.lastIndex = lexer.at;
  const begin = RAW.exec(source);
  if (begin === null) return undefined;
  const start = begin[1] === '-' ? skipSpace(source, RAW.lastIndex) : RAW.lastIndex;
  END_RAW.lastIndex = start;
  const end = END_RAW.exec(source);
  if (end === null) throw new SyntaxFault(lexer.tagAt, 'this raw block has no end, {% endraw %}', true);
  const text = textBefore(lexer, start, end.index, true);
  closeTag(lexer, END_RAW.lastIndex - 2, end[2]);
  return text;
}

const NUMBER =
  /(?:\d+_)*\d+(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|(?:\d+_)*\d+\.(?:\d+_)*\d+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const ASCII_NAME = /[A-Za-z_]\w*/y;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const OPERATORS_OF_TWO = new Set(['//', '**', '==', '!=', '>=', '<=']);
const OPERATORS = new Set('+-/*%~[](){}><=.:|,;');
const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The next token of a tag. */
export function readToken(lexer: Lexer): Token {
  const { source } = lexer;
  const at = skipSpace(source, lexer.at);
  lexer.at = at;
  if (at >= source.length) return { kind: 'end', text: '', at };
  if (lexer.open.length === 0) {
    const end = endOfTag(lexer, at);
    if (end !== undefined) return end;
  }
  const code = source.charCodeAt(at);
  if (isAsciiLetter(code)) {
    ASCII_NAME.lastIndex = at;
    const text = ASCII_NAME.exec(source)?.[0] ?? '';
    if (!(source.charCodeAt(at + text.length) > 127)) return take(lexer, 'name', text);
  }
  if (code >= 0x30 && code <= 0x39) return readNumber(lexer);
  if (code === 0x22 || code === 0x27) return readString(lexer);
  if (code > 127 || isAsciiLetter(code)) {
    NAME.lastIndex = at;
    const text = NAME.exec(source)?.[0];
    if (text !== undefined) return take(lexer, 'name', text);
  }
  return readOperator(lexer);
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function take(lexer: Lexer, kind: TokenKind, text: string): Token {
  const token: Token = { kind, text, at: lexer.at };
  lexer.at += text.length;
  return token;
}

function endOfTag(lexer: Lexer, at: number): Token | undefined {
  const { source, closer } = lexer;
  const mark = source[at];
  const signed = mark === '-' || (mark === '+' && closer === '%}');
  const end = signed ? at + 1 : at;
  if (!source.startsWith(closer, end)) return undefined;
  closeTag(lexer, end, signed ? mark : '');
  return { kind: 'tag end', text: closer, at };
}

function readNumber(lexer: Lexer): Token {
  NUMBER.lastIndex = lexer.at;
  const text = NUMBER.exec(lexer.source)?.[0] ?? '';
  const isFloat = /[.eE]/.test(text) && !/^0[xX]/.test(text);
  // After a dot, digits are the name of a member: `row.0.1`.
  if (isFloat && lexer.source[lexer.at - 1] === '.') return take(lexer, 'integer', /^\d+/.exec(text)?.[0] ?? text);
  return take(lexer, isFloat ? 'float' : 'integer', text);
}

function readString(lexer: Lexer): Token {
  const at = lexer.at;
  STRING.lastIndex = at;
  const text = STRING.exec(lexer.source)?.[0];
  if (text === undefined) throw new SyntaxFault(at, 'this text has no closing quote', true);
  lexer.at = at + text.length;
  const inside = text.slice(1, -1);
  return { kind: 'string', text: inside.includes('\\') ? decodeString(inside, at) : inside, at };
}

function readOperator(lexer: Lexer): Token {
  const { source, at } = lexer;
  const two = source.slice(at, at + 2);
  if (OPERATORS_OF_TWO.has(two)) return take(lexer, 'operator', two);
  const one = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (!OPERATORS.has(one)) throw new SyntaxFault(at, `unexpected character ${JSON.stringify(one)}`);
  if (one === '(' || one === '[' || one === '{') lexer.open.push({ text: one, at });
  const opener = CLOSES[one];
  if (opener !== undefined) {
    const last = lexer.open.pop();
    if (last?.text !== opener) {
      const { line, column } = positionOf(source, last?.at ?? at);
      throw new SyntaxFault(
        at,
        last === undefined
          ? `'${one}' closes nothing that is open`
          : `found '${one}', and '${last.text}' of line ${line}, column ${column} is open`,
      );
    }
  }
  return take(lexer, 'operator', one);
}

/** Passes the rest of a tag that cannot be read; false when its end is not found. */
export function skipTag(lexer: Lexer): boolean {
  const end = lexer.source.indexOf(lexer.closer, lexer.at);
  if (end === -1) return false;
  const mark = lexer.source[end - 1];
  closeTag(lexer, end, isMark(mark) ? mark : '');
  return true;
}
