// What the parsers of expressions and statements share: the token that is looked at, and the names that are in reach.
import { TEMPLATE_DEPTH_MAX } from '../../../kernel/limits.ts';
import type { SyntaxProblem } from '../../errors.ts';
import { readToken, type Lexer, type Token } from './lexer.ts';
import { positionOf } from './position.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Expression, Statement } from './tree.ts';

/** Names that a macro's body, or a loop's, reads although nobody sets them. */
export interface ImplicitNames {
  readonly kind: 'macro' | 'loop';
  varargs: boolean;
  kwargs: boolean;
  caller: boolean;
  loop: boolean;
}

/** The parts call one another in circles: they meet here and not in imports. */
export interface Grammar {
  readonly expression: (parser: Parser) => Expression;
  readonly statement: (parser: Parser) => Statement;
}

export interface Parser {
  readonly grammar: Grammar;
  readonly lexer: Lexer;
  token: Token;
  /** The token after it, when it was looked at. */
  next: Token | undefined;
  depth: number;
  /** Open macros and loops, outermost first. */
  readonly implicit: ImplicitNames[];
  /** Tags whose end is waited for, outermost first; for messages. */
  readonly openTags: { readonly name: string; readonly at: number; readonly ends: readonly string[] }[];
  readonly problems: SyntaxProblem[];
}

export function openParser(lexer: Lexer, grammar: Grammar): Parser {
  const token: Token = { kind: 'end', text: '', at: 0 };
  return { grammar, lexer, token, next: undefined, depth: 0, implicit: [], openTags: [], problems: [] };
}

/** Goes to the next token and returns the one left behind. */
export function advance(parser: Parser): Token {
  const left = parser.token;
  parser.token = parser.next ?? readToken(parser.lexer);
  parser.next = undefined;
  return left;
}

export function peek(parser: Parser): Token {
  return (parser.next ??= readToken(parser.lexer));
}

export function isOperator(parser: Parser, text: string): boolean {
  return parser.token.kind === 'operator' && parser.token.text === text;
}

export function isName(parser: Parser, text: string): boolean {
  return parser.token.kind === 'name' && parser.token.text === text;
}

/** Passes the operator if it is next. */
export function skipOperator(parser: Parser, text: string): boolean {
  if (!isOperator(parser, text)) return false;
  advance(parser);
  return true;
}

export function skipName(parser: Parser, text: string): boolean {
  if (!isName(parser, text)) return false;
  advance(parser);
  return true;
}

export function expectOperator(parser: Parser, text: string): Token {
  if (!isOperator(parser, text)) throw unexpected(parser, `'${text}'`);
  return advance(parser);
}

export function expectName(parser: Parser, what = 'a name'): Token {
  if (parser.token.kind !== 'name') throw unexpected(parser, what);
  return advance(parser);
}

/** Says what stands here instead of what was expected. */
export function unexpected(parser: Parser, expected: string): SyntaxFault {
  const { token, lexer } = parser;
  const bracket = lexer.open.at(-1);
  const isCut = token.kind === 'end';
  const unclosed =
    bracket === undefined || bracket.at === token.at
      ? ''
      : `; '${bracket.text}' of ${renderPosition(lexer.source, bracket.at)} is open`;
  if (isCut) return new SyntaxFault(lexer.tagAt, `this tag has no end, ${lexer.closer}${unclosed}`, true);
  return new SyntaxFault(token.at, `expected ${expected}, found ${describe(token)}${unclosed}`);
}

export function describe(token: Token): string {
  if (token.kind === 'tag end') return `the end of the tag, ${token.text}`;
  if (token.kind === 'string') return 'a text';
  return `'${token.text}'`;
}

export function renderPosition(source: string, at: number): string {
  const { line, column } = positionOf(source, at);
  return `line ${line}, column ${column}`;
}

/** Runs a part of the parser one level deeper; too deep a nesting ends the template. */
export function nested<T>(parser: Parser, at: number, parse: () => T): T {
  if (++parser.depth > TEMPLATE_DEPTH_MAX)
    throw new SyntaxFault(at, `nested deeper than ${TEMPLATE_DEPTH_MAX} levels`, true);
  const result = parse();
  parser.depth--;
  return result;
}

export function report(parser: Parser, fault: SyntaxFault): void {
  parser.problems.push({ ...positionOf(parser.lexer.source, fault.at), reason: fault.reason });
}

/** Notes that a name is read, for the macros and loops around it. */
export function noteName(parser: Parser, name: string): void {
  const { implicit } = parser;
  if (name === 'loop') {
    for (let i = implicit.length - 1; i >= 0; i--) {
      const around = implicit[i];
      if (around?.kind === 'loop') around.loop = true;
    }
  } else if (name === 'varargs' || name === 'kwargs' || name === 'caller') {
    for (const around of implicit) around[name] = true;
  }
}
