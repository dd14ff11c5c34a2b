// The bracketed parts of expressions: arguments, subscripts, lists, dicts.
import { advance, expectOperator, isOperator, peek, skipOperator, unexpected, type Parser } from './parser.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { CallArguments, Expression } from './tree.ts';

export function parseArguments(parser: Parser): CallArguments {
  const open = expectOperator(parser, '(');
  const positional: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  let spread: Expression | null = null;
  let spreadNamed: Expression | null = null;
  let isFirst = true;
  while (!isOperator(parser, ')')) {
    if (!isFirst) {
      expectOperator(parser, ',');
      if (isOperator(parser, ')')) break;
    }
    isFirst = false;
    const { token } = parser;
    if (skipOperator(parser, '*')) {
      if (spread !== null || spreadNamed !== null) throw misplaced(token.at, '*');
      spread = parser.grammar.expression(parser);
    } else if (skipOperator(parser, '**')) {
      if (spreadNamed !== null) throw misplaced(token.at, '**');
      spreadNamed = parser.grammar.expression(parser);
    } else if (token.kind === 'name' && peek(parser).kind === 'operator' && peek(parser).text === '=') {
      if (spreadNamed !== null) throw misplaced(token.at, 'a named argument');
      advance(parser);
      advance(parser);
      named.push({ name: token.text, value: parser.grammar.expression(parser) });
    } else {
      if (spread !== null || spreadNamed !== null || named.length > 0)
        throw misplaced(token.at, 'an argument without a name');
      positional.push(parser.grammar.expression(parser));
    }
  }
  if (!isOperator(parser, ')')) throw unexpected(parser, `')' for the '(' at offset ${open.at}`);
  advance(parser);
  return { positional, named, spread, spreadNamed };
}

function misplaced(at: number, what: string): SyntaxFault {
  return new SyntaxFault(at, `${what} cannot stand here; the order is: values, name=value, *list, **dict`);
}

/** `.name`, `.0` or `[…]` after `target`. */
export function parseSubscript(parser: Parser, target: Expression): Expression {
  const opener = advance(parser);
  const { at } = opener;
  if (opener.text === '.') {
    const { token } = parser;
    if (token.kind === 'name') return { kind: 'attribute', at: advance(parser).at, target, name: token.text };
    if (token.kind === 'integer') {
      advance(parser);
      return { kind: 'item', at, target, key: { kind: 'const', at: token.at, value: Number(token.text) } };
    }
    throw unexpected(parser, 'a name or a number after the dot');
  }
  const keys: Expression[] = [];
  while (!isOperator(parser, ']')) {
    if (keys.length > 0) expectOperator(parser, ',');
    keys.push(parseKey(parser));
  }
  advance(parser);
  const [only] = keys;
  if (only === undefined) throw new SyntaxFault(at, 'expected a key between the brackets');
  return { kind: 'item', at, target, key: keys.length === 1 ? only : { kind: 'tuple', at, items: keys } };
}

/** An expression or a slice. */
function parseKey(parser: Parser): Expression {
  const { at } = parser.token;
  const start = isOperator(parser, ':') ? null : parser.grammar.expression(parser);
  if (!skipOperator(parser, ':')) return start ?? { kind: 'const', at, value: null };
  const stop = parseBound(parser);
  const step = skipOperator(parser, ':') ? parseBound(parser) : null;
  return { kind: 'slice', at, start, stop, step };
}

function parseBound(parser: Parser): Expression | null {
  const isAbsent = isOperator(parser, ':') || isOperator(parser, ']') || isOperator(parser, ',');
  return isAbsent ? null : parser.grammar.expression(parser);
}

export function parseList(parser: Parser): Expression {
  const { at } = advance(parser);
  const items: Expression[] = [];
  while (!isOperator(parser, ']')) {
    if (items.length > 0) expectOperator(parser, ',');
    if (isOperator(parser, ']')) break;
    items.push(parser.grammar.expression(parser));
  }
  advance(parser);
  return { kind: 'list', at, items };
}

export function parseDict(parser: Parser): Expression {
  const { at } = advance(parser);
  const keys: Expression[] = [];
  const values: Expression[] = [];
  while (!isOperator(parser, '}')) {
    if (keys.length > 0) expectOperator(parser, ',');
    if (isOperator(parser, '}')) break;
    keys.push(parser.grammar.expression(parser));
    expectOperator(parser, ':');
    values.push(parser.grammar.expression(parser));
  }
  advance(parser);
  return { kind: 'dict', at, keys, values };
}
