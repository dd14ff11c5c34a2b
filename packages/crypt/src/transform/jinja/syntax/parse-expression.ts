// Expressions with Jinja's precedence, loosest first: if-else, or, and, not, comparison, + -, ~, * / // %, **, signs, then
// what follows a value: members, calls, filters, tests. Unlike in Python ** groups to the left and ~ binds tighter than +.
import { parseArguments, parseDict, parseList, parseSubscript } from './parse-parts.ts';
import {
  advance,
  expectName,
  expectOperator,
  isName,
  isOperator,
  nested,
  noteName,
  peek,
  skipName,
  skipOperator,
  unexpected,
  type Parser,
} from './parser.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { BinaryOperator, CallArguments, CompareOperator, Expression } from './tree.ts';

export function parseExpression(parser: Parser): Expression {
  const { at } = parser.token;
  return nested(parser, at, () => {
    let value = parseOr(parser);
    while (skipName(parser, 'if')) {
      const test = parseOr(parser);
      const otherwise = skipName(parser, 'else') ? parseExpression(parser) : null;
      value = { kind: 'if else', at, test, value, otherwise };
    }
    return value;
  });
}

export function parseOr(parser: Parser): Expression {
  const { at } = parser.token;
  let left = parseAnd(parser);
  for (let count = 0; skipName(parser, 'or'); count++) {
    left = { kind: 'or', at, left, right: parseAnd(parser) };
    checkChain(count, at);
  }
  return left;
}

function parseAnd(parser: Parser): Expression {
  const { at } = parser.token;
  let left = parseNot(parser);
  for (let count = 0; skipName(parser, 'and'); count++) {
    left = { kind: 'and', at, left, right: parseNot(parser) };
    checkChain(count, at);
  }
  return left;
}

function parseNot(parser: Parser): Expression {
  const { at } = parser.token;
  if (!isName(parser, 'not')) return parseCompare(parser);
  advance(parser);
  return nested(parser, at, () => ({ kind: 'not', at, value: parseNot(parser) }));
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function parseCompare(parser: Parser): Expression {
  const first = parseSum(parser);
  let at = parser.token.at;
  const rest: { operator: CompareOperator; value: Expression }[] = [];
  for (;;) {
    const { token } = parser;
    let operator: CompareOperator;
    if (token.kind === 'operator' && COMPARISONS.has(token.text)) operator = token.text as CompareOperator;
    else if (isName(parser, 'in')) operator = 'in';
    else if (isName(parser, 'not') && peek(parser).kind === 'name' && peek(parser).text === 'in') {
      advance(parser);
      operator = 'not in';
    } else break;
    if (rest.length === 0) at = token.at;
    advance(parser);
    rest.push({ operator, value: parseSum(parser) });
  }
  return rest.length === 0 ? first : { kind: 'compare', at, first, rest };
}

function parseSum(parser: Parser): Expression {
  return parseBinary(parser, SUM, parseConcat);
}

function parseConcat(parser: Parser): Expression {
  const { at } = parser.token;
  const first = parseProduct(parser);
  if (!isOperator(parser, '~')) return first;
  const items = [first];
  while (skipOperator(parser, '~')) items.push(parseProduct(parser));
  return { kind: 'concat', at, items };
}

function parseProduct(parser: Parser): Expression {
  return parseBinary(parser, PRODUCT, parsePower);
}

function parsePower(parser: Parser): Expression {
  return parseBinary(parser, POWER, parseUnary);
}

const SUM: ReadonlySet<string> = new Set(['+', '-']);
const PRODUCT: ReadonlySet<string> = new Set(['*', '/', '//', '%']);
const POWER: ReadonlySet<string> = new Set(['**']);

function parseBinary(
  parser: Parser,
  operators: ReadonlySet<string>,
  parse: (parser: Parser) => Expression,
): Expression {
  let left = parse(parser);
  for (let count = 0; parser.token.kind === 'operator' && operators.has(parser.token.text); count++) {
    const { at, text } = advance(parser);
    checkChain(count, at);
    left = { kind: 'binary', at, operator: text as BinaryOperator, left, right: parse(parser) };
  }
  return left;
}

function parseUnary(parser: Parser): Expression {
  return parseFilters(parser, parseSigned(parser));
}

function parseSigned(parser: Parser): Expression {
  const { at } = parser.token;
  const kind = isOperator(parser, '-') ? 'minus' : isOperator(parser, '+') ? 'plus' : undefined;
  if (kind === undefined) return parsePostfix(parser, parsePrimary(parser));
  advance(parser);
  return nested(parser, at, () => parsePostfix(parser, { kind, at, value: parseSigned(parser) }));
}

export function parsePrimary(parser: Parser): Expression {
  const { token } = parser;
  const { at } = token;
  switch (token.kind) {
    case 'name':
      advance(parser);
      return nameOrConstant(parser, token.text, at);
    case 'string': {
      const parts: string[] = [];
      while (parser.token.kind === 'string') parts.push(advance(parser).text);
      return { kind: 'const', at, value: parts.join('') };
    }
    case 'integer':
      advance(parser);
      return integer(token.text, at);
    case 'float':
      advance(parser);
      return { kind: 'float', at, value: Number(token.text.replaceAll('_', '')) };
    case 'operator':
      if (token.text === '(') return parseGroup(parser);
      if (token.text === '[') return parseList(parser);
      if (token.text === '{') return parseDict(parser);
      throw unexpected(parser, 'a value');
    case 'tag end':
    case 'end':
      throw unexpected(parser, 'a value');
  }
}

function nameOrConstant(parser: Parser, name: string, at: number): Expression {
  switch (name) {
    case 'true':
    case 'True':
      return { kind: 'const', at, value: true };
    case 'false':
    case 'False':
      return { kind: 'const', at, value: false };
    case 'none':
    case 'None':
      return { kind: 'const', at, value: null };
    default:
      noteName(parser, name);
      return { kind: 'name', at, name };
  }
}

function integer(text: string, at: number): Expression {
  const digits = text.replaceAll('_', '');
  if (digits.length > 5_000) throw new SyntaxFault(at, 'this number has more than 5,000 digits');
  const value = Number(digits);
  return Number.isSafeInteger(value)
    ? { kind: 'const', at, value }
    : { kind: 'big', at, digits: BigInt(digits).toString() };
}

function parseGroup(parser: Parser): Expression {
  const { at } = advance(parser);
  const value = nested(parser, at, () => parseTuple(parser, parseExpression, { isGroup: true }));
  expectOperator(parser, ')');
  return value;
}

/** One expression, or a tuple of several. A group may be empty. `until` is the name that ends it. */
export function parseTuple(
  parser: Parser,
  parse: (parser: Parser) => Expression = parseExpression,
  options: { readonly isGroup?: boolean; readonly until?: string } = {},
): Expression {
  const { at } = parser.token;
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (endsTuple(parser, options.until)) break;
    items.push(parse(parser));
    if (!skipOperator(parser, ',')) break;
    isTuple = true;
  }
  if (!isTuple) {
    const [only] = items;
    if (only !== undefined) return only;
    if (options.isGroup !== true) throw unexpected(parser, 'an expression');
  }
  return { kind: 'tuple', at, items };
}

function endsTuple(parser: Parser, until: string | undefined): boolean {
  const { kind } = parser.token;
  return (
    kind === 'tag end' || kind === 'end' || isOperator(parser, ')') || (until !== undefined && isName(parser, until))
  );
}

/** Members, items and calls after a value. */
export function parsePostfix(parser: Parser, target: Expression): Expression {
  let value = target;
  for (let count = 0; parser.token.kind === 'operator'; count++) {
    const { text, at } = parser.token;
    if (text === '.' || text === '[') value = parseSubscript(parser, value);
    else if (text === '(') value = { kind: 'call', at, target: value, args: parseArguments(parser) };
    else break;
    checkChain(count, at);
  }
  return value;
}

/** A chain nests its links as deep as brackets would. */
function checkChain(count: number, at: number): void {
  if (count > 500) throw new SyntaxFault(at, 'more than 500 links in one chain', true);
}

/** Filters, tests and calls after a value. */
function parseFilters(parser: Parser, target: Expression): Expression {
  let value = target;
  for (let count = 0; ; count++) {
    const { at } = parser.token;
    if (isOperator(parser, '|')) value = parseFilter(parser, value);
    else if (isName(parser, 'is')) value = parseTest(parser, value);
    else if (isOperator(parser, '(')) value = { kind: 'call', at, target: value, args: parseArguments(parser) };
    else return value;
    checkChain(count, at);
  }
}

const NO_ARGUMENTS: CallArguments = { positional: [], named: [], spread: null, spreadNamed: null };

/** One filter, whose `|` is next; with `startsHere` the name itself is. */
export function parseFilter(parser: Parser, target: Expression, startsHere = false): Expression {
  if (!startsHere) expectOperator(parser, '|');
  const { at } = parser.token;
  const name = parseDottedName(parser, 'the name of a filter');
  const args = isOperator(parser, '(') ? parseArguments(parser) : NO_ARGUMENTS;
  return { kind: 'filter', at, target, name, args };
}

function parseDottedName(parser: Parser, what: string): string {
  let name = expectName(parser, what).text;
  while (skipOperator(parser, '.')) name += `.${expectName(parser).text}`;
  return name;
}

const NO_ARGUMENT_OF_A_TEST = new Set(['else', 'or', 'and']);

function parseTest(parser: Parser, target: Expression): Expression {
  const { at } = advance(parser);
  const negated = skipName(parser, 'not');
  const name = parseDottedName(parser, 'the name of a test');
  let args = NO_ARGUMENTS;
  if (isOperator(parser, '(')) args = parseArguments(parser);
  else if (takesArgument(parser)) {
    if (isName(parser, 'is')) throw new SyntaxFault(parser.token.at, 'tests cannot be chained with `is`; use `and`');
    args = { ...NO_ARGUMENTS, positional: [parsePostfix(parser, parsePrimary(parser))] };
  }
  return { kind: 'test', at, target, name, args, negated };
}

function takesArgument({ token }: Parser): boolean {
  if (token.kind === 'name') return !NO_ARGUMENT_OF_A_TEST.has(token.text);
  if (token.kind === 'operator') return token.text === '[' || token.text === '{';
  return token.kind === 'string' || token.kind === 'integer' || token.kind === 'float';
}
